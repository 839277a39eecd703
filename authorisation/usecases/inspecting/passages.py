"""What an amendment of a passage touches in a rule set."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption
from authorisation.explain.rules.citations import rules_citations
from authorisation.explain.rules.cited_by import PassageUses, is_within, passage_uses
from authorisation.language.properties.load import load_properties
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.passage import Passage, place_order
from authorisation.model.rules import OURS, UNSOURCED, RuleSet, Source, Standing
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases

_WITHOUT: Final = {
    OURS: Source(id=OURS, title="no source: a choice of this rule set", standing=Standing.OURS),
    UNSOURCED: Source(id=UNSOURCED, title="no source: unsourced", standing=Standing.OURS),
}


def uses_of_passage(cited: str, asked: str | Path, library: Library) -> PassageUses:
    """What an amendment of a passage touches; `cited` is written `source#place`, or `source`.

    Raises:
        InvalidRules: the rules, their cases or their properties cannot be used.
        InvalidOption: there is no such source, or nothing of it that the rules know lies there.
    """
    loaded = RuleSetCases(asked, library)
    rules, regime = loaded.rules, loaded.regime
    passage = Passage.parse(cited)
    sources = {**rules.sources, **(regime.rules.sources if regime else {}), **_WITHOUT}
    source = sources.get(passage.source)
    if source is None:
        raise InvalidOption(
            f"{rules.id} has no source called {quote(passage.source)}",
            _near(passage.source, [each for each in sources if each not in _WITHOUT], "sources"),
        )
    properties = load_properties(asked, rules, root=library.folder).properties
    citations = rules_citations(rules, regime, properties)
    known = {each.passage.place for each in citations if each.passage.source == source.id} - {""}
    if passage.place:
        _require_known(passage, source, known, rules)
    return passage_uses(passage, citations, source, loaded.program, regime, loaded.all)


def _require_known(
    passage: Passage, source: Source, known: Collection[str], rules: RuleSet
) -> None:
    place = passage.place
    if any(is_within(place, each, source) or is_within(each, place, source) for each in known):
        return
    places = sorted(known, key=place_order)
    raise InvalidOption(
        f"{rules.id} knows no place {quote(place)} of {quote(source.id)}",
        _near(place, places, "places")
        if places
        else f"it is cited as a whole: write {quote(source.id)} alone",
    )


def _near(written: str, known: Collection[str], what: str) -> str:
    near = suggest_name(written, known)
    listed = f"{what} there are: {', '.join(known)}" if known else ""
    return "; ".join(filter(None, (str(near), listed)))
