"""Builds what the sources ask and nobody could read, `unread` of `ruleset.yaml`."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from authorisation.language.check.unused import citations_in
from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.rules.sources import checked_citation
from authorisation.language.written.rules import WrittenUnread
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.problems import Problems
from authorisation.model.passage import Passage, place_covers
from authorisation.model.rules import (
    OURS,
    UNSOURCED,
    RuleSet,
    Source,
    Standing,
    UnreadPassages,
)


def build_unread(
    parts: GatheredRuleSet, rules: RuleSet, problems: Problems
) -> tuple[UnreadPassages, ...]:
    """Return what nobody could read, adding a problem where a part of the rules cites it.

    An inherited passage that these rules cite has been read since, and is left out.
    """
    outcomes = {row.id: row for row in rules.outcomes}
    parts_by_id = (rules.criteria, rules.parameters, outcomes, rules.scales, rules.removed_criteria)
    citing = cited_passages(*parts_by_id) if parts.unread else ()
    listed: set[str] = set()
    built: list[UnreadPassages] = []
    for written in parts.unread:
        for cited in written.source:
            _check(cited, rules, problems)
            if cited.text in listed:
                message = f"{quote(cited.text)} is listed as unread twice"
                problems.wrong(cited.at, message, "leave it out here")
            listed.add(cited.text)
        _check_count(written, problems)
        sources = tuple(
            cited.text
            for cited in written.source
            if written.count is not None or not _user(cited, citing, rules.sources)
        )
        if sources:
            built.append(
                UnreadPassages(sources=sources, reason=written.reason, count=written.count)
            )
    check_nothing_unread_is_cited(parts, citing, rules.sources, problems)
    return tuple(built)


def check_nothing_unread_is_cited(
    parts: GatheredRuleSet,
    citing: Sequence[tuple[str, Passage]],
    sources: MappingOf[str, Source],
    problems: Problems,
) -> None:
    """Enter each passage that a rule set itself lists as unread, and that one of its parts cites.

    `citing` is what parts cite, as `cited_passages` returns it.
    """
    for written in parts.head.unread:
        for cited in written.source if written.count is None else ():
            if user := _user(cited, citing, sources):
                message = f"{quote(cited.text)} could not be read, and {quote(user)} cites it"
                remedy = "cite what was read instead, such as a summary, or leave it out here"
                problems.wrong(cited.at, message, remedy)


def cited_passages(*parts: MappingOf[str, object]) -> tuple[tuple[str, Passage], ...]:
    """Return every passage that parts of rules cite, with the id of the part; these are by ids."""
    return tuple(
        (name, Passage.parse(cited))
        for group in parts
        for name, part in group.items()
        for cited in citations_in(part)
    )


def _check(cited: PlacedName, rules: RuleSet, problems: Problems) -> None:
    if cited.text in {OURS, UNSOURCED}:
        message = f"{quote(cited.text)} is no source that somebody could read"
        problems.wrong(cited.at, message, "name a source of `sources`")
        return
    remedy = "describe it under `sources` in ruleset.yaml"
    checked_citation(cited, rules.sources, problems, remedy)


def _check_count(written: WrittenUnread, problems: Problems) -> None:
    if written.count is not None and (written.count < 1 or len(written.source) != 1):
        remedy = "count what one source numbers, from 1, or leave `count` out"
        problems.wrong(written.source[0].at, "`count` is not of one source", remedy)


def _user(
    cited: PlacedName, citing: Sequence[tuple[str, Passage]], sources: MappingOf[str, Source]
) -> str | None:
    """The first part that cites a passage, or a part of it; None where nothing does."""
    passage = Passage.parse(cited.text)
    source = sources.get(passage.source)
    if source is None:
        return None
    lettered = source.standing is not Standing.LAW
    for name, other in citing:
        if other.source == passage.source and place_covers(
            passage.place, other.place, lettered=lettered
        ):
            return name
    return None
