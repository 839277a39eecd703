"""What changes of a failure regime mean: each part the same, stricter, looser or neither.

Stricter is what is harder on a group: a trigger that fires for more, sooner or more gravely, a way
out that fewer find, a deadline that ends earlier, a graver response or stage.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Final

from msgspec.structs import replace

from authorisation.engine.program.program import compile_rules
from authorisation.model.regime import (
    Regime,
    SeverityBand,
    SupervisionStage,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import (
    BY_VALUES,
    RELATIONS,
    Meaning,
    Prover,
    Relation,
    find_meanings,
)
from authorisation.policy.comparison.regimes.values import (
    ValueChange,
    fewer_is_stricter,
    further_is_stricter,
    more_is_stricter,
    move_changes,
    response_changes,
)
from authorisation.policy.comparison.terms import as_in_force

RESPONSES: Final = "responses"
MOVES: Final = "moves"
INTERIM: Final = "interim"
DEADLINE: Final = "deadline."
POWER: Final = "power."
_PERIODS: Final = "its periods are of another length"
_CAUSES: Final = (
    "it looks at what is accepted as a cause, which changes, and which the Board weighs"
)
_CHANCE: Final = "how far chance goes is worked out otherwise, and of that nothing is proved"
_RESPONSES: Final = "the responses are others, or stand in another order"
_STAGES: Final = "the stages are others, or stand in another order"
_NEVER: Final = 10**6
"""How many periods stand for no deadline."""


def regime_meanings(
    old: Regime, new: Regime, days: tuple[date, date], prover: Callable[[RuleSet, RuleSet], Prover]
) -> Iterator[Meaning]:
    """Yield what changes of bands, ways out, deadlines, tables and powers mean.

    Conditions are held against each other as criteria are, by a `prover` of two rule sets; numbers
    by themselves, and tables for whatever may happen.
    """
    sides = _Sides(old, new, days, prover)
    same_length = old.periods.every is new.periods.every
    for each in chain(sides.bands(), sides.stages(), sides.tables(), sides.powers()):
        yield each if same_length else _undecided(each.of, _PERIODS)


class _Sides:
    """Two regimes side by side."""

    def __init__(
        self,
        old: Regime,
        new: Regime,
        days: tuple[date, date],
        prover: Callable[[RuleSet, RuleSet], Prover],
    ) -> None:
        self._old = old
        self._new = new
        self._rules = as_in_force(old.rules, days[0]), as_in_force(new.rules, days[1])
        self._prover = prover

    @cached_property
    def _conditions(self) -> Mapping[str, Meaning]:
        """The meanings of bands and exit tests, each as the criterion that it is judged as."""
        found = find_meanings(*self._rules, self._prover(*self._rules))
        return {each.of: each for each in found if each.part is RulesPart.CRITERION}

    def bands(self) -> Iterator[Meaning]:
        """Yield what changes of each band of each trigger mean."""
        old, new = map(_bands, (self._old, self._new))
        for name in dict.fromkeys((*new, *old)):
            if name not in old or name not in new:
                yield _alone(name, old)
                continue
            found = self._condition(name)
            # The stricter band is the one that fires for more.
            relation = _TURNED.get(found.relation, found.relation)
            fires = replace(found, relation=relation, stricter=found.looser, looser=found.stricter)
            yield _with_values(name, _band_values(old[name], new[name]), fires)

    def _condition(self, name: str) -> Meaning:
        """The meaning of a band or an exit test that both have; of chance nothing is proved."""
        (old, old_rules), (new, new_rules) = zip((self._old, self._new), self._rules, strict=True)
        for line in {line for each in self._lines_read for line in each[name]}:
            if _causes(old, old_rules) != _causes(new, new_rules):
                return _undecided(name, _CAUSES)
            if _line(line, old, old_rules) != _line(line, new, new_rules):
                return _undecided(name, _CHANCE)
        return self._conditions[name]

    @cached_property
    def _lines_read(self) -> tuple[Mapping[str, set[str]], ...]:
        return tuple(_lines_looked_at(rules) for rules in self._rules)

    def stages(self) -> Iterator[Meaning]:
        """Yield what changes of the way out of each stage, and of its deadline, mean."""
        for name in dict.fromkeys((*self._new.stages, *self._old.stages)):
            old, new = self._old.stages.get(name), self._new.stages.get(name)
            tests = [each for each in (old, new) if each and each.exit is not None]
            if old and new and len(tests) == 2:  # noqa: PLR2004 - one of each
                of = exit_id(new)
                lasting = (old.exit_sustained, new.exit_sustained)
                values = more_is_stricter("periods that it must be met", *lasting)
                yield _with_values(of, values, self._condition(of))
            elif tests:
                yield _alone(exit_id(tests[0]), (exit_id(tests[0]),) if old in tests else ())
            if old and new:
                times = _time(old), _time(new)
                if times != (_NEVER, _NEVER):
                    values = fewer_is_stricter("periods until it ends", *times, words=_format_time)
                    yield _with_values(f"{DEADLINE}{name}", values)

    def tables(self) -> Iterator[Meaning]:
        """Yield what changes of the two tables, and of what is done at once, mean."""
        old, new = self._old, self._new
        responses = [*old.responses] == [*new.responses]
        stages = [*old.stages] == [*new.stages]
        if responses:
            yield _with_values(RESPONSES, response_changes(old, new))
        else:
            yield _undecided(RESPONSES, _RESPONSES)
        if responses and stages:
            yield _with_values(MOVES, move_changes(old, new))
        else:
            yield _undecided(MOVES, _STAGES if responses else _RESPONSES)
        if old.interim and new.interim and responses:
            order = [*new.responses].index
            ranks = order(old.interim.response), order(new.interim.response)
            days = old.interim.review_days, new.interim.review_days
            graver = more_is_stricter("place of its response, from the mildest", *ranks)
            sooner = fewer_is_stricter("days to its review", *days)
            yield _with_values(INTERIM, (*graver, *sooner))

    def powers(self) -> Iterator[Meaning]:
        """Yield what changes of what opens each power mean."""
        for name in dict.fromkeys((*self._new.powers, *self._old.powers)):
            old, new = self._old.powers.get(name), self._new.powers.get(name)
            if old is None or new is None:
                yield _alone(f"{POWER}{name}", () if old is None else (f"{POWER}{name}",))
            elif bool(old.opened_by) != bool(new.opened_by):
                # What needs no opening is open to the Board at any time.
                always = fewer_is_stricter(
                    "needs to be opened", bool(old.opened_by), bool(new.opened_by), _yes_or_no
                )
                yield _with_values(f"{POWER}{name}", always)
            else:
                limbs = further_is_stricter("opened by", old.opened_by, new.opened_by)
                yield _with_values(f"{POWER}{name}", limbs)


_TURNED: Final = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}


def _yes_or_no(number: int) -> str:
    return "yes" if number else "no"


def _bands(regime: Regime) -> Mapping[str, tuple[Trigger, SeverityBand]]:
    return {band_id(each, band): (each, band) for each in regime.triggers for band in each.bands}


def _band_values(
    old: tuple[Trigger, SeverityBand], new: tuple[Trigger, SeverityBand]
) -> Iterator[ValueChange]:
    (old_trigger, old_band), (new_trigger, new_band) = old, new
    yield from fewer_is_stricter("severity", old_band.severity, new_band.severity)
    yield from fewer_is_stricter(
        "periods that it must last", old_band.sustained, new_band.sustained
    )
    yield from further_is_stricter("what it opens", old_band.opens, new_band.opens)
    # What is done at once comes before any attribution.
    at_once = old_trigger.immediate, new_trigger.immediate
    yield from more_is_stricter("direction first", *map(int, at_once))


def _lines_looked_at(rules: RuleSet) -> Mapping[str, set[str]]:
    """The budget lines of which each condition looks at what chance does."""
    program = compile_rules(rules)
    found: dict[str, set[str]] = {}
    for plan in program.criteria:
        paths = (each.question.split(".") for each in program.references_of(plan))
        found[plan.id] = {path[1] for path in paths if path[0] == "chance"}
    return found


def _causes(regime: Regime, rules: RuleSet) -> object:
    """The settings that decide on what is taken off a variance."""
    kinds = [
        (each.id, each.reach, each.evidenced, each.context, each.beyond_before, each.evidence)
        for each in regime.causes.values()
    ]
    return kinds, regime.attribution and _setting(regime.attribution.mainly, rules)


def _line(name: str, regime: Regime, rules: RuleSet) -> object:
    """The settings that decide on how far chance goes on a budget line."""
    line = regime.lines.get(name)
    if line is None:
        return None
    figures = [_setting(each, rules) for each in line.figures]
    inputs = (line.variance, line.budget, line.planned, line.populations)
    return figures, line.compared_with, inputs, line.averages_out


def _setting(name: str, rules: RuleSet) -> object:
    figure = rules.parameters.get(name)
    if figure is None:
        return None
    return [
        (each.setting, each.value, [other.value for other in each.contested])
        for each in figure.values
    ]


def _time(stage: SupervisionStage) -> int:
    """The number of periods to the deadline; `_NEVER` where there is none."""
    return _NEVER if stage.deadline is None else stage.deadline + stage.settling


def _format_time(periods: int) -> str:
    return "without end" if periods == _NEVER else str(periods)


def _alone(of: str, old: Container[str]) -> Meaning:
    relation = Relation.REMOVED if of in old else Relation.ADDED
    return Meaning(part=RulesPart.REGIME, of=of, relation=relation, because="")


def _undecided(of: str, reason: str) -> Meaning:
    return Meaning(part=RulesPart.REGIME, of=of, relation=Relation.UNDECIDED, because=reason)


def _with_values(
    of: str, values: Iterable[ValueChange], condition: Meaning | None = None
) -> Meaning:
    """The meaning of a part by its condition, where it has one, and by its values."""
    changes = tuple(values)
    found = condition or _undecided(of, BY_VALUES)
    if condition is not None and condition.relation is Relation.UNDECIDED:
        return replace(condition, part=RulesPart.REGIME)
    stricter = any(each.stricter for each in changes) or found.relation in _HARDER
    looser = any(each.looser for each in changes) or found.relation in _EASIER
    because = found.because
    if condition is not None and changes and condition.relation is Relation.SAME:
        because = f"its condition is the same, {because}"
    return replace(
        found,
        part=RulesPart.REGIME,
        because=because,
        relation=RELATIONS[stricter, looser],
        values=tuple(each.words for each in changes),
    )


_HARDER: Final = (Relation.STRICTER, Relation.INCOMPARABLE)
_EASIER: Final = (Relation.LOOSER, Relation.INCOMPARABLE)
