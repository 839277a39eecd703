"""Advice on what a rule set lists and nothing uses: questions asked, sources and scales."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Final

import msgspec

from authorisation.language.yaml import document as yaml
from authorisation.language.yaml.characters import quote
from authorisation.model.question import belongs_to
from authorisation.model.rules import RuleSet
from authorisation.model.source import AdviceCode, Problem

_LISTED: Final = frozenset({"questions", "bank", "asks", "returns", "authorisation"})
"""The fields that hold what there is to be used, and not its uses."""
_CITING: Final = frozenset({"source", "sources", "contrary", "settling_source"})


class RuleTexts:
    """Every text of some rules, of what goes with them, and the sources that they cite."""

    def __init__(self, rules: RuleSet, *others: object) -> None:
        """Of a rule set, and perhaps of its failure regime and properties."""
        parts = (rules, *others)
        self.cited = frozenset(text.partition("#")[0] for text in citations_in(parts))
        self._all = "\n".join(text for _, text in _texts(parts))

    def mention(self, name: str) -> bool:
        """Whether a name stands in any of them, as a whole word."""
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self._all) is not None


def citations_in(part: object) -> Iterator[str]:
    """Yield every citation in a part of rules, as it is written."""
    return (text for field, text in _texts(part) if field in _CITING)


def _texts(part: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a part of rules with the field that it stands in."""
    match part:
        case str():
            yield field, part
        case Mapping():
            # Sources by name are what may be cited.
            for each in part.values() if field not in _CITING else ():
                yield from _texts(each, field)
        case Sequence():
            for each in part:
                yield from _texts(each, field)
        case _:
            for name in _fields_of(part):
                if name not in _LISTED:
                    yield from _texts(getattr(part, name), name)


def _fields_of(part: object) -> tuple[str, ...]:
    if isinstance(part, msgspec.Struct):
        return part.__struct_fields__
    return tuple(each.name for each in fields(part)) if is_dataclass(part) else ()


def advise_unused_questions(
    heads: Sequence[yaml.Mapping], rules: RuleSet, texts: RuleTexts
) -> Iterator[Problem]:
    """Yield a problem for each entry of `asks` with questions that nothing looks at.

    `heads` are the files `ruleset.yaml` of a rule set and its parents, the nearest first.
    """
    unused = [path for path in rules.questions if not texts.mention(path)]
    for entry in (entry for head in heads for entry in _scalars(head.get("asks"))):
        here = [path for path in unused if belongs_to(path, entry.text)]
        if here:
            *others, last = map(quote, here)
            named = f"{', '.join(others)} and {last}" if others else last
            message = f"nothing looks at {named}, which every submission is asked for"
            remedy = "look at it in a criterion, or do not ask it"
            yield Problem(entry.at, message, remedy, AdviceCode.UNUSED_QUESTION)
        unused = [path for path in unused if path not in here]


def advise_unused_sources(
    head: yaml.Mapping, rules: RuleSet, texts: RuleTexts
) -> Iterator[Problem]:
    """Yield a problem for each source of `ruleset.yaml` that nothing cites, or names in passing.

    One whose `note` says what it is there for is passed over.
    """
    described = head.get("sources")
    if not isinstance(described, yaml.Mapping):
        return
    for name in described:
        source = rules.sources[name]
        named = source.called and texts.mention(source.called)
        if name not in texts.cited and not named and not source.note:
            message = f"nothing cites the source {quote(name)}"
            remedy = "cite it, say in its `note` what it is there for, or take it out"
            yield Problem(described.key_at(name), message, remedy, AdviceCode.UNUSED_SOURCE)


def advise_unused_scales(head: yaml.Mapping, rules: RuleSet) -> Iterator[Problem]:
    """Yield a problem for each scale of `ruleset.yaml` by which no criterion is judged."""
    named = head.get("scales")
    if not isinstance(named, yaml.Mapping):
        return
    for name in named:
        if name not in rules.scales:
            message = f"no criterion is judged by the scale {quote(name)}"
            remedy = f"write `judgement: {{scale: {name}, …}}` in one, or take it out"
            yield Problem(named.key_at(name), message, remedy, AdviceCode.UNUSED_SCALE)


def _scalars(node: yaml.Node | None) -> Iterator[yaml.Scalar]:
    for each in node if isinstance(node, yaml.Sequence) else ():
        if isinstance(each, yaml.Scalar):
            yield each
