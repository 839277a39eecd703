"""The values that a judgement used, in words, each with where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from authorisation.engine.plans.plan import Origin
from authorisation.engine.results import Origins
from authorisation.explain.words.quantities import NOT_ANSWERED, day, shown
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import cited
from authorisation.explain.words.titles import Titles
from authorisation.model.rules import RuleSet, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One value that a judgement used, in words."""

    name: str
    """The dotted name, as the rule has it."""
    words: str
    value: str
    origin: str
    told: str
    """The evidence of an answer; the first day and the source of a parameter."""
    asked: str = ""
    contested: tuple[str, ...] = ()
    overridden: bool = False
    of: tuple[Figure, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is a value."""
        return self.value != NOT_ANSWERED

    def __str__(self) -> str:
        told = f" ({self.told})" if self.told else ""
        contested = f"; contested: {'; '.join(self.contested)}" if self.contested else ""
        return f"{self.words}: {self.value}{told}{contested}"


def figure(seen: Origins, titles: Titles) -> Figure:
    """The words for one value that a step used."""
    named = titles.of(seen.name)
    unit = seen.unit or named.unit
    return Figure(
        name=seen.name,
        words=named.words,
        value=shown(seen.value, unit, none=named.none),
        origin=str(seen.origin),
        told=_told(seen, titles.rules),
        asked=visible(named.question.ask) if named.question else "",
        contested=tuple(
            f"{shown_answer} ({cited(source, titles.rules).words or source})"
            for shown_answer, source in (
                (shown(value, unit), source) for value, source in seen.contested
            )
        ),
        overridden=seen.overridden,
        of=tuple(figure(part, titles) for part in seen.of),
    )


def _told(seen: Origins, rules: RuleSet) -> str:
    if seen.overridden:
        return "set for this run alone, not part of the rule set"
    match seen.origin:
        case Origin.ANSWER | Origin.ITEM:
            return _support(seen)
        case Origin.PARAMETER:
            return _authority(seen, rules)
        case Origin.DERIVED:
            return "worked out" if seen.of else ""
        case _:
            return ""


def _support(seen: Origins) -> str:
    if seen.level in ("", NOT_ANSWERED):
        return ""
    return f"{seen.level}: {visible(seen.document)}" if seen.document else visible(seen.level)


def _authority(seen: Origins, rules: RuleSet) -> str:
    since = f"since {day(seen.since)}; " if seen.since else ""
    standing = Standing(seen.standing) if seen.standing in set(Standing) else None
    return f"{since}{cited(seen.source, rules, standing)}" if seen.source else since.rstrip("; ")
