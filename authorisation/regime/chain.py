"""From triggers to the next stage: severity, response, the gravest of them, and the move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from authorisation.inference.facts import Fact, InferenceRun, Wire
from authorisation.inference.forward import DerivedFacts, forward_chain
from authorisation.model.regime import CAPABILITIES, Control, DeadlineState, Regime, Trigger
from authorisation.regime.chain_tables import (
    CONTROL_LETTERS,
    DEADLINE_LETTERS,
    NO_RESPONSE,
    NO_RESPONSE_NAME,
    allowed_response,
    band_key,
    limb_key,
    power_key,
    severity_key,
    sure_key,
    tabled_responses,
)
from authorisation.regime.program import CompiledRegime

POSSIBLE_LETTERS = {"T": ("T",), "F": ("F",), "U": ("T", "F")}
"""The letters that a verdict may turn out to be."""
_HELD: Final = 256
"""How many conclusions are held: periods often start from the same facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFacts:
    """The facts of one period that the chain starts from: letters and words, no figures."""

    bands: Mapping[str, tuple[str, ...]]
    """By trigger, the letter of each band: T, F or U."""
    controls: Mapping[str, Control]
    capability: int | None
    stage: str
    exit: str
    """T, F or U."""
    clock: DeadlineState

    def __hash__(self) -> int:
        """Of what differs most often; what is equal has the same."""
        return hash((self.stage, self.exit, *self.bands.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerConclusions:
    """The conclusions for one trigger."""

    severities: tuple[int, ...]
    """Those still possible, gravest first; 0 stands for none."""
    responses: tuple[str, ...]
    """Those still possible, mildest first; `none` where none may follow."""
    wanted: tuple[str, ...]
    """Those that the table names; graver than `responses` where a power is not open."""
    matched: tuple[str, ...]
    """The facts that led to each response, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodConclusions:
    """The conclusions for one period; a second engine must come to `derived` from `runs` too."""

    triggers: Mapping[str, TriggerConclusions]
    limbs: tuple[str, ...]
    powers: tuple[str, ...]
    interim: bool
    responses: tuple[str, ...]
    """The gravest response overall, as many as are possible."""
    stages: tuple[str, ...]
    """Where the group may go; the present stage where it stays."""
    stage: str
    """Where it surely is afterwards."""
    runs: tuple[InferenceRun, ...]
    derived: tuple[DerivedFacts, ...]


@lru_cache(_HELD)
def conclude(compiled: CompiledRegime, period_facts: PeriodFacts) -> PeriodConclusions:
    """Derive the conclusions for one period."""
    plan = _ChainPlan(compiled, period_facts)
    runs = plan.runs()
    derived = forward_chain(runs)
    return plan.read_conclusions(runs, derived)


@dataclass(slots=True)
class _ChainPlan:
    """Where each run of a period stands, so that what it concludes can be found again."""

    compiled: CompiledRegime
    period_facts: PeriodFacts
    open: frozenset[str] = frozenset()
    """The powers that are open."""

    def runs(self) -> tuple[InferenceRun, ...]:
        """Lay out the runs: severities, powers, responses, the gravest, the move."""
        opening = self._opening_runs()
        self.open = self._open_powers(forward_chain(opening))
        possible_triggers = self._possible_triggers()
        first = len(opening)
        return (
            *self._wire_severities(opening, possible_triggers),
            *self._response_runs(possible_triggers, first),
            *self._graver_runs(possible_triggers, first),
            self._move_run(),
        )

    def _opening_runs(self) -> tuple[InferenceRun, ...]:
        """Give the runs that find severities and powers, in which control plays no part."""
        tables = self.compiled.tables
        powers = len(tables.severities)
        wires = tuple((limb_key(n), powers, limb_key(n)) for n in range(len(tables.limbs)))
        found = [
            InferenceRun(
                table, frozenset(self._band_facts(triggers)), wires if tables.powers else ()
            )
            for triggers, table in tables.severities
        ]
        if tables.powers is not None:
            found.append(InferenceRun(tables.powers, frozenset()))
        return tuple(found)

    def _open_powers(self, derived: Sequence[DerivedFacts]) -> frozenset[str]:
        concluded = derived[-1].facts if self.compiled.tables.powers is not None else frozenset()
        return frozenset(
            name
            for n, (name, power) in enumerate(self.compiled.regime.powers.items())
            if not power.opened_by or (power_key(n), "T") in concluded
        )

    def _wire_severities(
        self, opening: Sequence[InferenceRun], possible_triggers: Sequence[Trigger]
    ) -> Iterator[InferenceRun]:
        """Lead each severity on to where its response is found."""
        chunks = [triggers for triggers, _ in self.compiled.tables.severities]
        for number, run in enumerate(opening):
            triggers = chunks[number] if number < len(chunks) else ()
            onward: tuple[Wire, ...] = tuple(
                (severity_key(place), len(opening) + possible_triggers.index(trigger), "sev")
                for place, trigger in enumerate(triggers)
                if trigger in possible_triggers
            )
            yield replace(run, wires=(*run.wires, *onward))

    def _possible_triggers(self) -> tuple[Trigger, ...]:
        """Give the triggers that may fire; of the others nothing can follow."""
        return tuple(
            trigger
            for trigger in self.compiled.regime.triggers
            if set(self.period_facts.bands[trigger.id]) != {"F"}
        )

    def _interim(self) -> bool:
        regime = self.compiled.regime
        return regime.interim is not None and any(
            trigger.immediate and "T" in self.period_facts.bands[trigger.id]
            for trigger in regime.triggers
        )

    def _band_facts(self, triggers: Sequence[Trigger]) -> Iterable[Fact]:
        for number, trigger in enumerate(triggers):
            for place, letter in enumerate(self.period_facts.bands[trigger.id]):
                for each in POSSIBLE_LETTERS[letter]:
                    yield band_key(number, place), each
                if letter == "T":
                    yield sure_key(number, place), "T"

    def _response_runs(
        self, possible_triggers: Sequence[Trigger], first: int
    ) -> list[InferenceRun]:
        grades = self._grades()
        after = first + len(possible_triggers)
        table = self.compiled.tables.responses(self.open)
        runs: list[InferenceRun] = []
        for number, trigger in enumerate(possible_triggers):
            facts = {("cap", f"C{grade}") for grade in grades}
            facts.add(("ctl", CONTROL_LETTERS[self.period_facts.controls[trigger.id]]))
            wire = ("resp", after + number, "other")
            runs.append(InferenceRun(table, frozenset(facts), (wire,)))
        return runs

    def _grades(self) -> tuple[int, ...]:
        """Give the grades of capability still possible; not judged may be any."""
        known = self.period_facts.capability
        return CAPABILITIES if known is None else (known,)

    def _graver_runs(self, possible_triggers: Sequence[Trigger], first: int) -> list[InferenceRun]:
        """Compare responses one by one; the interim one, or none, stands first."""
        begin = self._first_response()
        after = first + len(possible_triggers)
        runs: list[InferenceRun] = []
        for number in range(len(possible_triggers)):
            facts = frozenset({("one", begin)}) if number == 0 else frozenset()
            last = number == len(possible_triggers) - 1
            wire = ("worst", after + number + 1, "resp" if last else "one")
            runs.append(InferenceRun(self.compiled.tables.graver, facts, (wire,)))
        return runs

    def _first_response(self) -> str:
        interim = self.compiled.regime.interim
        if interim is None or not self._interim():
            return NO_RESPONSE
        return f"R{allowed_response(interim.response, self.compiled.regime, self.open)}"

    def _move_run(self) -> InferenceRun:
        facts = {("exit", each) for each in POSSIBLE_LETTERS[self.period_facts.exit]}
        facts.add(("clock", DEADLINE_LETTERS[self.period_facts.clock]))
        if not self._possible_triggers():
            facts.add(("resp", self._first_response()))
        table = self.compiled.tables.moves(self.period_facts.stage, self.open)
        return InferenceRun(table, frozenset(facts))

    def read_conclusions(
        self, runs: tuple[InferenceRun, ...], derived: tuple[DerivedFacts, ...]
    ) -> PeriodConclusions:
        """Read the derived facts back as conclusions in the regime's own words."""
        regime, tables = self.compiled.regime, self.compiled.tables
        possible_triggers = self._possible_triggers()
        first = len(tables.severities) + (tables.powers is not None)
        severities = self._severities(derived)
        triggers = {
            trigger.id: self._trigger_conclusions(
                trigger, severities[trigger.id], derived[first + number]
            )
            for number, trigger in enumerate(possible_triggers)
        }
        for trigger in regime.triggers:
            triggers.setdefault(
                trigger.id,
                TriggerConclusions(
                    severities=(0,),
                    responses=(NO_RESPONSE_NAME,),
                    wanted=(NO_RESPONSE_NAME,),
                    matched=(),
                ),
            )
        overall = derived[-2] if possible_triggers else None
        worst = _values_of_key(overall, "worst") if overall else {self._first_response()}
        stages = _values_of_key(derived[-1], "next")
        names = tuple(name for n, name in enumerate(regime.stages) if f"G{n}" in stages)
        limbs = {fact for d in derived[: len(tables.severities)] for fact in d.facts}
        return PeriodConclusions(
            triggers=triggers,
            limbs=tuple(limb for n, limb in enumerate(tables.limbs) if (limb_key(n), "T") in limbs),
            powers=tuple(name for name in regime.powers if name in self.open),
            interim=self._interim(),
            responses=_response_names(regime, worst),
            stages=names,
            stage=sure_stage(names, self.period_facts.stage, tuple(regime.stages)),
            runs=runs,
            derived=derived,
        )

    def _severities(self, derived: Sequence[DerivedFacts]) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for (triggers, _), each in zip(self.compiled.tables.severities, derived, strict=False):
            for number, trigger in enumerate(triggers):
                letters = _values_of_key(each, severity_key(number))
                grades = sorted(int(letter[1:]) for letter in letters)
                found[trigger.id] = tuple([g for g in grades if g] + [0] * (0 in grades))
        return found

    def _trigger_conclusions(
        self, trigger: Trigger, severities: tuple[int, ...], derived: DerivedFacts
    ) -> TriggerConclusions:
        regime = self.compiled.regime
        return TriggerConclusions(
            severities=severities,
            responses=_response_names(regime, _values_of_key(derived, "resp")),
            wanted=tabled_responses(
                regime, severities, self._grades(), self.period_facts.controls[trigger.id]
            ),
            matched=tuple(
                f"{_response_name(regime, fact[1])}: " + ", ".join(f"{k} {v}" for k, v in when)
                for fact, when in sorted(derived.matched.items())
                if fact[0] == "resp"
            ),
        )


def sure_stage(possible: Sequence[str], present: str, order: Sequence[str]) -> str:
    """Give the stage a group is surely in: what is not known moves it neither up nor down.

    Where every possible move is to a graver stage it goes to the mildest of them; where every one
    is to a milder stage, to the gravest of them.
    """
    if present in possible or not possible:
        return present
    here = order.index(present)
    places = sorted(order.index(stage) for stage in possible)
    if places[0] > here:
        return order[places[0]]
    return order[places[-1]] if places[-1] < here else present


def _values_of_key(derived: DerivedFacts, key: str) -> set[str]:
    return {value for name, value in derived.facts if name == key}


def _response_names(regime: Regime, letters: set[str]) -> tuple[str, ...]:
    names = (NO_RESPONSE_NAME, *regime.responses)
    return tuple(name for number, name in enumerate(names) if f"R{number}" in letters)


def _response_name(regime: Regime, letter: str) -> str:
    return (NO_RESPONSE_NAME, *regime.responses)[int(letter[1:])]
