"""The values that a judgement used, in words, each with where it came from."""

from __future__ import annotations

from typing import Final

import msgspec

from authorisation.engine.plans.plan import Origin
from authorisation.engine.results import Provenance
from authorisation.explain.words.quantities import format_date, format_value
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source
from authorisation.explain.words.titles import NOT_ACCEPTED, Titles
from authorisation.model.rules import RuleSet, Standing
from authorisation.model.value import NOT_ANSWERED

_STANDINGS: Final = {standing.value: standing for standing in Standing}


class ProvenanceWords(msgspec.Struct, frozen=True, kw_only=True):
    """One value that a judgement used, in words."""

    name: str
    """The dotted name, as the rule has it."""
    words: str
    value: str
    origin: str
    source: str
    """The evidence of an answer; the first day and the source of a parameter."""
    contested: tuple[str, ...] = ()
    of: tuple[ProvenanceWords, ...] = ()

    def __str__(self) -> str:
        source = f" ({self.source})" if self.source else ""
        contested = f"; contested: {'; '.join(self.contested)}" if self.contested else ""
        return f"{self.words}: {self.value}{source}{contested}"


def describe_provenance(provenance: Provenance, titles: Titles) -> ProvenanceWords:
    """The words for one value that a step used."""
    named = titles.of(provenance.name)
    unit = provenance.unit or named.unit
    return ProvenanceWords(
        name=provenance.name,
        words=named.words,
        value=NOT_ACCEPTED
        if provenance.name in titles.not_accepted
        else format_value(provenance.value, unit, none=named.none),
        origin=str(provenance.origin),
        source=_format_source(provenance, titles.rules),
        contested=tuple(
            f"{alternative} ({describe_source(source, titles.rules).words or source})"
            for alternative, source in (
                (format_value(value, unit), source) for value, source in provenance.contested
            )
        ),
        of=tuple(describe_provenance(part, titles) for part in provenance.of),
    )


def _format_source(provenance: Provenance, rules: RuleSet) -> str:
    if provenance.overridden:
        return "set for this run alone, not part of the rule set"
    match provenance.origin:
        case Origin.ANSWER | Origin.ITEM:
            return _format_evidence(provenance)
        case Origin.PARAMETER:
            return _format_authority(provenance, rules)
        case Origin.DERIVED:
            return "worked out" if provenance.of else ""
        case _:
            return ""


def _format_evidence(provenance: Provenance) -> str:
    if provenance.level in ("", NOT_ANSWERED):
        return ""
    document = f": {visible(provenance.document)}" if provenance.document else ""
    return f"{visible(provenance.level)}{document}"


def _format_authority(provenance: Provenance, rules: RuleSet) -> str:
    since = f"since {format_date(provenance.since)}; " if provenance.since else ""
    standing = _STANDINGS.get(provenance.standing)
    return (
        f"{since}{describe_source(provenance.source, rules, standing)}"
        if provenance.source
        else since.rstrip("; ")
    )
