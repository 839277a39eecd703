"""The values that a judgement used, in words, each with where it came from."""

from __future__ import annotations

import msgspec

from authorisation.engine.plans.plan import Origin
from authorisation.engine.results import Provenance
from authorisation.explain.words.quantities import format_date, format_value
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source
from authorisation.explain.words.titles import Titles
from authorisation.model.rules import RuleSet, Standing
from authorisation.model.value import NOT_ANSWERED


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One value that a judgement used, in words."""

    name: str
    """The dotted name, as the rule has it."""
    words: str
    value: str
    origin: str
    provenance: str
    """The evidence of an answer; the first day and the source of a parameter."""
    contested: tuple[str, ...] = ()
    of: tuple[Figure, ...] = ()

    def __str__(self) -> str:
        provenance = f" ({self.provenance})" if self.provenance else ""
        contested = f"; contested: {'; '.join(self.contested)}" if self.contested else ""
        return f"{self.words}: {self.value}{provenance}{contested}"


def describe_figure(origins: Provenance, titles: Titles) -> Figure:
    """The words for one value that a step used."""
    named = titles.of(origins.name)
    unit = origins.unit or named.unit
    return Figure(
        name=origins.name,
        words=named.words,
        value=format_value(origins.value, unit, none=named.none),
        origin=str(origins.origin),
        provenance=_provenance(origins, titles.rules),
        contested=tuple(
            f"{alternative} ({describe_source(source, titles.rules).words or source})"
            for alternative, source in (
                (format_value(value, unit), source) for value, source in origins.contested
            )
        ),
        of=tuple(describe_figure(part, titles) for part in origins.of),
    )


def _provenance(origins: Provenance, rules: RuleSet) -> str:
    if origins.overridden:
        return "set for this run alone, not part of the rule set"
    match origins.origin:
        case Origin.ANSWER | Origin.ITEM:
            return _format_evidence(origins)
        case Origin.PARAMETER:
            return _format_authority(origins, rules)
        case Origin.DERIVED:
            return "worked out" if origins.of else ""
        case _:
            return ""


def _format_evidence(origins: Provenance) -> str:
    if origins.level in ("", NOT_ANSWERED):
        return ""
    return (
        f"{origins.level}: {visible(origins.document)}"
        if origins.document
        else visible(origins.level)
    )


def _format_authority(origins: Provenance, rules: RuleSet) -> str:
    since = f"since {format_date(origins.since)}; " if origins.since else ""
    standing = Standing(origins.standing) if origins.standing in set(Standing) else None
    return (
        f"{since}{describe_source(origins.source, rules, standing)}"
        if origins.source
        else since.rstrip("; ")
    )
