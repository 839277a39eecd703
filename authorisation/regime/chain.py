"""From triggers to the next stage: severity, response, the gravest of them, and the move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from authorisation.inference.facts import Fact, InferenceRun, Wire
from authorisation.inference.forward import DerivedFacts, forward_chain
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    Move,
    Regime,
    SeverityBand,
    Trigger,
)
from authorisation.regime.chain_tables import (
    CONTROL_LETTERS,
    NO_RESPONSE,
    NO_RESPONSE_NAME,
    OpenPowers,
    ResponseCell,
    allowed_responses,
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
_HELD: Final = 1024
"""How many conclusions are held: periods often start from the same facts."""


@dataclass(frozen=True, slots=True)
class StagePosition:
    """A stage that a group may be in, and how its exit test and its deadline stand there."""

    stage: str
    exit: str
    """T, F or U."""
    clock: DeadlineState


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
    open_controls: Mapping[str, tuple[Control, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By trigger, the controls that may come out where that hangs on what is not answered."""
    others: tuple[StagePosition, ...] = ()
    """Where else the group may be, as far as what is not known goes."""

    @property
    def positions(self) -> tuple[StagePosition, ...]:
        """Every stage that the group may be in, the one that it is taken to be in first."""
        return (StagePosition(self.stage, self.exit, self.clock), *self.others)

    def possible_controls(self, trigger: str) -> tuple[Control, ...]:
        """Give whose control it may come out to have been."""
        return self.open_controls.get(trigger) or (self.controls[trigger],)

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

    @property
    def fires(self) -> bool:
        """Whether it surely fires."""
        return 0 not in self.severities

    @property
    def may_fire(self) -> bool:
        """Whether it may fire, and may not."""
        return 0 in self.severities and self.severities != (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodConclusions:
    """The conclusions for one period; a second engine must come to `derived` from `runs` too."""

    triggers: Mapping[str, TriggerConclusions]
    limbs: tuple[str, ...]
    powers: tuple[str, ...]
    """Those that are surely open."""
    interim: bool
    responses: tuple[str, ...]
    """The gravest response overall, as many as are possible."""
    stages: tuple[str, ...]
    """Where the group may go; the present stage where it stays."""
    stage: str
    """Where it surely is afterwards."""
    others: tuple[tuple[str, ...], ...]
    """The same for each of the other stages that it may be in."""
    runs: tuple[InferenceRun, ...]
    derived: tuple[DerivedFacts, ...]

    @property
    def every_stages(self) -> tuple[tuple[str, ...], ...]:
        """Where the group may go from each of its positions, in the order of the facts."""
        return (self.stages, *self.others)


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
    limbs: frozenset[str] = frozenset()
    """The limbs that are surely open."""
    open: OpenPowers = OpenPowers(frozenset(), frozenset())  # noqa: RUF009 it is frozen
    responses: tuple[tuple[Trigger, InferenceRun], ...] = ()
    """The runs that find the response to each trigger that may fire."""
    _limbs_of: list[tuple[Trigger, set[str]]] = field(default_factory=list)
    """The limbs that each trigger opens, or may, that may fire."""

    def runs(self) -> tuple[InferenceRun, ...]:
        """Lay out the runs: severities, powers, responses, the gravest, the moves."""
        opening = self._opening_runs()
        derived = forward_chain(opening)
        limbs = self.compiled.tables.limbs
        open_limbs = {fact for each in derived[: len(opening)] for fact in each.facts}
        self.limbs = frozenset(
            limb for n, limb in enumerate(limbs) if (limb_key(n), "T") in open_limbs
        )
        self.open = OpenPowers(self._open_powers(derived), self._powers_of(self._possible_limbs()))
        possible_triggers = self._possible_triggers()
        self.responses = tuple(self._response_runs(possible_triggers))
        after = len(opening) + len(self.responses)
        return (
            *self._wire_severities(opening, [trigger for trigger, _ in self.responses]),
            *(
                replace(run, wires=(("resp", after + possible_triggers.index(trigger), "other"),))
                for trigger, run in self.responses
            ),
            *self._graver_runs(possible_triggers, after),
            *self._move_runs(),
        )

    def _possible_limbs(self, but: Trigger | None = None) -> frozenset[str]:
        """Give the limbs of every band that holds or may hold, but for those of one trigger."""
        if not self._limbs_of:
            self._limbs_of = [
                (each, {limb for band, x in self._bands(each) if x != "F" for limb in band.opens})
                for each in self._possible_triggers()
            ]
        return frozenset().union(*(limbs for each, limbs in self._limbs_of if each is not but))

    def _bands(self, trigger: Trigger) -> Iterator[tuple[SeverityBand, str]]:
        return zip(trigger.bands, self.period_facts.bands[trigger.id], strict=True)

    def _powers_of(self, limbs: frozenset[str]) -> frozenset[str]:
        return frozenset(
            name
            for name, power in self.compiled.regime.powers.items()
            if not power.opened_by or not limbs.isdisjoint(power.opened_by)
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
        self, opening: Sequence[InferenceRun], leading: Sequence[Trigger]
    ) -> Iterator[InferenceRun]:
        """Lead each severity on to where its responses are found; `leading` has a trigger a run."""
        chunks = [triggers for triggers, _ in self.compiled.tables.severities]
        for number, run in enumerate(opening):
            triggers = chunks[number] if number < len(chunks) else ()
            onward: tuple[Wire, ...] = tuple(
                (severity_key(place), len(opening) + there, "sev")
                for place, trigger in enumerate(triggers)
                for there, each in enumerate(leading)
                if each is trigger
            )
            yield replace(run, wires=(*run.wires, *onward))

    def _possible_triggers(self) -> tuple[Trigger, ...]:
        """Give the triggers that may fire; of the others nothing can follow."""
        return tuple(
            trigger
            for trigger in self.compiled.regime.triggers
            if set(self.period_facts.bands[trigger.id]) != {"F"}
        )

    def _interim(self) -> str:
        """Give T, F or U for whether an immediate risk to patients is met at once."""
        if self.compiled.regime.interim is None:
            return "F"
        letters = {
            letter
            for trigger in self.compiled.regime.triggers
            if trigger.immediate
            for letter in self.period_facts.bands[trigger.id]
        }
        return next((letter for letter in "TU" if letter in letters), "F")

    def _band_facts(self, triggers: Sequence[Trigger]) -> Iterable[Fact]:
        for number, trigger in enumerate(triggers):
            for place, letter in enumerate(self.period_facts.bands[trigger.id]):
                for each in POSSIBLE_LETTERS[letter]:
                    yield band_key(number, place), each
                if letter == "T":
                    yield sure_key(number, place), "T"

    def _response_runs(
        self, possible_triggers: Sequence[Trigger]
    ) -> Iterator[tuple[Trigger, InferenceRun]]:
        """Yield the runs that find the response to each trigger, one or more for each.

        Where the powers that are open hang on what is not known, the trigger that may fire opens
        its own, and there is a run for each control.
        """
        caps = {("cap", f"C{grade}") for grade in self._grades()}
        for trigger in possible_triggers:
            powers = tuple(self._powers_by_severity(trigger))
            controls = self.period_facts.possible_controls(trigger.id)
            if all(each == self.open for _, each in powers) and self.open.settled:
                every = tuple((severity, self.open) for severity in SEVERITIES)
                table = self.compiled.tables.responses(ResponseCell(self._named(trigger), every))
                assumed = {("ctl", CONTROL_LETTERS[control]) for control in controls}
                yield trigger, InferenceRun(table, frozenset(caps | assumed))
                continue
            for control in controls:
                cell = ResponseCell(self._named(trigger), powers, control)
                yield trigger, InferenceRun(self.compiled.tables.responses(cell), frozenset(caps))

    def _named(self, trigger: Trigger) -> str:
        """Give a trigger's id where some row of the table of responses is for it."""
        named = any(trigger.id in row.triggers for row in self.compiled.regime.table)
        return trigger.id if named else ""

    def _powers_by_severity(self, trigger: Trigger) -> Iterator[tuple[int, OpenPowers]]:
        """Yield each severity that a trigger may have, with the powers that are open then."""
        elsewhere = self._possible_limbs(but=trigger)
        bands = [(band, letter) for band, letter in self._bands(trigger) if letter != "F"]
        found: dict[int, OpenPowers] = {}
        for number, (band, letter) in enumerate(bands):
            surely = self._powers_of(self.limbs.union(band.opens))
            milder = (limb for each, _ in bands[number:] for limb in each.opens)
            perhaps = self._powers_of(self.limbs.union(elsewhere, milder))
            before = found.get(band.severity, OpenPowers(surely, perhaps))
            found[band.severity] = OpenPowers(before.surely & surely, before.perhaps | perhaps)
            if letter == "T":
                break
        yield from found.items()

    def _grades(self) -> tuple[int, ...]:
        """Give the grades of capability still possible; not judged may be any."""
        known = self.period_facts.capability
        return CAPABILITIES if known is None else (known,)

    def _graver_runs(self, possible_triggers: Sequence[Trigger], after: int) -> list[InferenceRun]:
        """Compare responses one by one; the interim one, or none, stands first."""
        begin = frozenset(("one", letter) for letter in self._first_responses())
        runs: list[InferenceRun] = []
        for number in range(len(possible_triggers)):
            facts = begin if number == 0 else frozenset()
            next_run = after + number + 1
            if number < len(possible_triggers) - 1:
                wires: tuple[Wire, ...] = (("worst", next_run, "one"),)
            else:
                positions = range(len(self.period_facts.positions))
                wires = tuple(("worst", next_run + n, "resp") for n in positions)
            runs.append(InferenceRun(self.compiled.tables.graver, facts, wires))
        return runs

    def _first_responses(self) -> frozenset[str]:
        """Give the letters of the responses that may be given at once, of none among them."""
        interim, letter = self.compiled.regime.interim, self._interim()
        if interim is None or letter == "F":
            return frozenset({NO_RESPONSE})
        found: set[str] = set() if letter == "T" else {NO_RESPONSE}
        for trigger in self.compiled.regime.triggers:
            for _, powers in self._powers_by_severity(trigger) if trigger.immediate else ():
                places = allowed_responses(interim.response, self.compiled.regime, powers)
                found.update(f"R{place}" for place in places)
        return frozenset(found)

    def _move_runs(self) -> Iterator[InferenceRun]:
        """Yield the run for each stage that the group may be in."""
        triggers = "".join(map(self._move_letter, self.compiled.regime.moves))
        none = {("resp", NO_RESPONSE)} if not self._possible_triggers() else set()
        for position in self.period_facts.positions:
            facts = {("exit", each) for each in POSSIBLE_LETTERS[position.exit]} | none
            table = self.compiled.tables.moves(position.stage, position.clock, triggers, self.open)
            yield InferenceRun(table, frozenset(facts))

    def _move_letter(self, move: Move) -> str:
        """Give T, F or U for whether a trigger that the move is for fires."""
        if not move.triggers:
            return "T"
        letters = {x for name in move.triggers for x in self.period_facts.bands[name]}
        return next((letter for letter in "TU" if letter in letters), "F")

    def read_conclusions(
        self, runs: tuple[InferenceRun, ...], derived: tuple[DerivedFacts, ...]
    ) -> PeriodConclusions:
        """Read the derived facts back as conclusions in the regime's own words."""
        regime, tables = self.compiled.regime, self.compiled.tables
        possible_triggers = self._possible_triggers()
        first = len(tables.severities) + (tables.powers is not None)
        severities = self._severities(derived)
        by_trigger: dict[str, list[DerivedFacts]] = {}
        for place, (trigger, _) in enumerate(self.responses):
            by_trigger.setdefault(trigger.id, []).append(derived[first + place])
        triggers = {
            trigger.id: self._trigger_conclusions(
                trigger, severities[trigger.id], by_trigger[trigger.id]
            )
            for trigger in possible_triggers
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
        positions = len(self.period_facts.positions)
        worst = (
            _values_of_key(derived[-positions - 1], "worst") if possible_triggers else {NO_RESPONSE}
        )
        stages, *others = (self._stages(each) for each in derived[-positions:])
        return PeriodConclusions(
            triggers=triggers,
            limbs=tuple(limb for limb in tables.limbs if limb in self.limbs),
            powers=tuple(name for name in regime.powers if name in self.open.surely),
            interim=self._interim() == "T",
            responses=_response_names(regime, worst),
            stages=stages,
            stage=sure_stage(stages, self.period_facts.stage, tuple(regime.stages)),
            others=tuple(others),
            runs=runs,
            derived=derived,
        )

    def _stages(self, derived: DerivedFacts) -> tuple[str, ...]:
        found = _values_of_key(derived, "next")
        return tuple(name for n, name in enumerate(self.compiled.regime.stages) if f"G{n}" in found)

    def _severities(self, derived: Sequence[DerivedFacts]) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for (triggers, _), each in zip(self.compiled.tables.severities, derived, strict=False):
            for number, trigger in enumerate(triggers):
                letters = _values_of_key(each, severity_key(number))
                grades = sorted(int(letter[1:]) for letter in letters)
                found[trigger.id] = tuple([g for g in grades if g] + [0] * (0 in grades))
        return found

    def _trigger_conclusions(
        self, trigger: Trigger, severities: tuple[int, ...], derived: Sequence[DerivedFacts]
    ) -> TriggerConclusions:
        regime = self.compiled.regime
        controls = self.period_facts.possible_controls(trigger.id)
        responses = {letter for each in derived for letter in _values_of_key(each, "resp")}
        matched = {
            (fact[1], _with_control(when, control)): None
            for each, control in zip(derived, controls, strict=False)
            for fact, when in sorted(each.matched.items())
            if fact[0] == "resp"
        }
        return TriggerConclusions(
            severities=severities,
            responses=_response_names(regime, responses),
            wanted=tabled_responses(
                self.compiled.tables, self._named(trigger), severities, self._grades(), controls
            ),
            matched=tuple(
                f"{_response_name(regime, letter)}: " + ", ".join(f"{k} {v}" for k, v in when)
                for letter, when in matched
            ),
        )


def _with_control(when: Sequence[Fact], control: Control) -> tuple[Fact, ...]:
    """Give the facts that led to a response, with the control that its table was made for."""
    assumed = ("ctl", CONTROL_LETTERS[control])
    named = any(key == "ctl" for key, _ in when) or len(when) == 1
    return tuple(when) if named else (*when, assumed)


def sure_stage(possible: Sequence[str], present: str, order: Sequence[str]) -> str:
    """Give the stage a group is surely in: what is not known moves it neither up nor down.

    Where it cannot stay, it goes to the gravest of the milder stages that are possible, or else to
    the mildest of the graver ones.
    """
    if present in possible or not possible:
        return present
    here = order.index(present)
    places = sorted(order.index(stage) for stage in possible)
    milder = [place for place in places if place < here]
    return order[milder[-1] if milder else places[0]]


def _values_of_key(derived: DerivedFacts, key: str) -> set[str]:
    return {value for name, value in derived.facts if name == key}


def _response_names(regime: Regime, letters: set[str]) -> tuple[str, ...]:
    names = (NO_RESPONSE_NAME, *regime.responses)
    return tuple(name for number, name in enumerate(names) if f"R{number}" in letters)


def _response_name(regime: Regime, letter: str) -> str:
    return (NO_RESPONSE_NAME, *regime.responses)[int(letter[1:])]
