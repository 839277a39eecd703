"""A regime compiled: its conditions, and its chain as rules over small facts, for both engines.

A verdict that is not known yet is two facts, *may be so* and *may not be so*; what rules conclude
from any choice of them is what may still come out. Words are our own: `S2` a severity, `C3` a
capability, `W` within control, `R4` a response by its place, `G1` a stage by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Final

from authorisation.engine.consistency import CompiledConsistency, compile_consistency
from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import Program, compile_rules
from authorisation.inference.facts import Fact, Rule, RuleTable
from authorisation.model.regime import (
    CAPABILITIES,
    Control,
    DeadlineState,
    ExitResult,
    Regime,
    ResponseRow,
    Trigger,
)

TRIGGERS_A_TABLE: Final = 12
NO_SEVERITY: Final = "S0"
NO_RESPONSE: Final = "R0"
CONTROL_LETTERS: Final = MappingProxyType(
    {Control.WITHIN: "W", Control.BEYOND: "B", Control.CANNOT_TELL: "X"}
)
EXIT_LETTERS: Final = MappingProxyType({ExitResult.MET: "T", ExitResult.NOT_MET: "F"})
NO_RESPONSE_NAME: Final = "none"


@dataclass(frozen=True, slots=True)
class OpenPowers:
    """The powers that are surely open, and those that are or may be."""

    surely: frozenset[str]
    perhaps: frozenset[str]

    @property
    def settled(self) -> bool:
        """Whether it is known of each power."""
        return self.surely == self.perhaps


@dataclass(frozen=True, slots=True)
class ResponseCell:
    """The cell of responses to a trigger: what they hang on beside the grade of capability.

    `control` is empty where the table is to tell every control apart.
    """

    trigger: str
    """Empty where no row of the table is for this trigger alone."""
    powers: tuple[tuple[int, OpenPowers], ...]
    """By severity, the powers that are open where the trigger has it."""
    control: Control | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ChainTables:
    """Every table of one regime; each is made once, because an engine is sent each only once."""

    severities: tuple[tuple[tuple[Trigger, ...], RuleTable], ...]
    """For some triggers each: from the verdicts of bands to severities and limbs."""
    powers: RuleTable | None
    graver: RuleTable
    limbs: tuple[str, ...]
    regime: Regime
    _responses: dict[ResponseCell, RuleTable] = field(default_factory=dict)
    _tabled: dict[tuple[str, int, int, Control], str] = field(default_factory=dict)
    _moves: dict[tuple[str, DeadlineState, str, OpenPowers], RuleTable] = field(
        default_factory=dict
    )

    def tabled(self, trigger: str, severity: int, capability: int, control: Control) -> str:
        """Give the response that the table names, whether or not its power is open."""
        key = (trigger, severity, capability, control)
        if key not in self._tabled:
            row = response_row(self.regime.table, severity, capability, control, trigger)
            self._tabled[key] = row.response
        return self._tabled[key]

    def responses(self, cell: ResponseCell) -> RuleTable:
        """Give the table of the responses that may follow."""
        if cell not in self._responses:
            self._responses[cell] = RuleTable(tuple(_response_rules(self.regime, cell)))
        return self._responses[cell]

    def moves(
        self, stage: str, clock: DeadlineState, triggers: str, powers: OpenPowers
    ) -> RuleTable:
        """Give the table of where a group in a stage may go.

        `triggers` is the letter of each move, for whether a trigger that it is for fires.
        """
        key = (stage, clock, triggers, powers)
        if key not in self._moves:
            self._moves[key] = RuleTable(tuple(_move_rules(self.regime, *key)))
        return self._moves[key]


def compile_tables(regime: Regime) -> ChainTables:
    """Make the tables of a regime."""
    limbs = tuple(dict.fromkeys(limb for t in regime.triggers for b in t.bands for limb in b.opens))
    chunks = [
        regime.triggers[start : start + TRIGGERS_A_TABLE]
        for start in range(0, len(regime.triggers), TRIGGERS_A_TABLE)
    ]
    powers = tuple(_power_rules(regime, limbs))
    return ChainTables(
        severities=tuple(
            (chunk, RuleTable(tuple(_severity_rules(chunk, limbs)))) for chunk in chunks
        ),
        powers=RuleTable(powers) if powers else None,
        graver=RuleTable(tuple(_graver_rules(len(regime.responses)))),
        limbs=limbs,
        regime=regime,
    )


def band_key(trigger: int, band: int) -> str:
    """Give the key of the fact that a band may hold, or may not."""
    return f"t{trigger}b{band}"


def sure_key(trigger: int, band: int) -> str:
    """Give the key of the fact that a band surely holds."""
    return f"t{trigger}s{band}"


def severity_key(trigger: int) -> str:
    """Give the key of the fact that a trigger may have a severity."""
    return f"t{trigger}"


def limb_key(limb: int) -> str:
    """Give the key of the fact that a limb is open."""
    return f"limb{limb}"


def power_key(power: int) -> str:
    """Give the key of the fact that a power is open."""
    return f"power{power}"


def _severity_rules(triggers: Sequence[Trigger], limbs: Sequence[str]) -> Iterator[Rule]:
    for number, trigger in enumerate(triggers):
        graver: list[Fact] = []
        for place, band in enumerate(trigger.bands):
            here = (band_key(number, place), "T")
            yield Rule((*graver, here), (severity_key(number), f"S{band.severity}"))
            graver.append((band_key(number, place), "F"))
            for limb in band.opens:
                sure = ((sure_key(number, place), "T"),)
                yield Rule(sure, (limb_key(limbs.index(limb)), "T"))
        yield Rule(tuple(graver), (severity_key(number), NO_SEVERITY))


def _power_rules(regime: Regime, limbs: Sequence[str]) -> Iterator[Rule]:
    for number, power in enumerate(regime.powers.values()):
        for limb in power.opened_by:
            if limb in limbs:
                opened = ((limb_key(limbs.index(limb)), "T"),)
                yield Rule(opened, (power_key(number), "T"))


def response_row(
    rows: Sequence[ResponseRow], severity: int, capability: int, control: Control, trigger: str = ""
) -> ResponseRow:
    """Find the first row of the table that fits; the rules were checked to have one."""
    return next(row for row in rows if row.fits(severity, capability, control, trigger))


def _response_rules(regime: Regime, cell: ResponseCell) -> Iterator[Rule]:
    controls = tuple(Control) if cell.control is None else (cell.control,)
    for (severity, powers), capability, control in product(cell.powers, CAPABILITIES, controls):
        row = response_row(regime.table, severity, capability, control, cell.trigger)
        when = [("sev", f"S{severity}"), ("cap", f"C{capability}")]
        if cell.control is None:
            when.append(("ctl", CONTROL_LETTERS[control]))
        for place in allowed_responses(row.response, regime, powers):
            yield Rule(tuple(when), ("resp", f"R{place}"))
    yield Rule((("sev", NO_SEVERITY),), ("resp", NO_RESPONSE))


def tabled_responses(
    tables: ChainTables,
    trigger: str,
    severities: Sequence[int],
    capabilities: Sequence[int],
    controls: Sequence[Control],
) -> tuple[str, ...]:
    """Give the responses that the table names, whether or not their powers are open."""
    found = {
        tables.tabled(trigger, severity, capability, control) if severity else NO_RESPONSE_NAME
        for severity in severities
        for capability in capabilities
        for control in controls
    }
    return tuple(name for name in (NO_RESPONSE_NAME, *tables.regime.responses) if name in found)


def allowed_responses(response: str, regime: Regime, powers: OpenPowers) -> Iterator[int]:
    """Yield the place of the gravest response up to this one whose power is open; 0 for none.

    Where it is not known which powers are open, that is several: one for each that may come out.
    """
    names, closed = list(regime.responses), regime.powers.keys() - powers.perhaps
    for place in range(names.index(response), -1, -1):
        power = regime.responses[names[place]].power
        if power not in closed:
            yield place + 1
        if power in powers.surely:
            return
        closed = closed | {power}  # a milder one is taken only where this one is closed
    yield 0


def _graver_rules(responses: int) -> Iterator[Rule]:
    for one, other in product(range(responses + 1), repeat=2):
        when = (("one", f"R{one}"), ("other", f"R{other}"))
        yield Rule(when, ("worst", f"R{max(one, other)}"))


def stage_moves(
    regime: Regime,
    stage: str,
    facts: tuple[str, ExitResult, DeadlineState],
    triggers: str,
    powers: OpenPowers,
) -> Iterator[str]:
    """Yield the stages that a group may go to: of the first move that fits and can be made.

    Where it is not known whether a move can be made, the next one that fits may be made as well.
    """
    response, exits, clock = facts
    surely = {"", *powers.surely}
    if response in regime.responses:
        surely.add(regime.responses[response].power)
    closed = regime.powers.keys() - powers.perhaps
    for move, letter in zip(regime.moves, triggers, strict=True):
        power = regime.stages[move.to].power
        fits = move.fits(stage, response, exits, clock)
        if not fits or letter == "F" or power in closed:
            continue
        yield move.to
        if letter == "T":
            if power in surely:
                return
            closed = closed | {power}
    yield stage


def _move_rules(
    regime: Regime, stage: str, clock: DeadlineState, triggers: str, powers: OpenPowers
) -> Iterator[Rule]:
    places = {name: f"G{number}" for number, name in enumerate(regime.stages)}
    names = (NO_RESPONSE_NAME, *regime.responses)
    for (number, response), exits in product(enumerate(names), ExitResult):
        facts = (response, exits, clock)
        for to in dict.fromkeys(stage_moves(regime, stage, facts, triggers, powers)):
            when = (("resp", f"R{number}"), ("exit", EXIT_LETTERS[exits]))
            yield Rule(when, ("next", places[to]))


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRegime:
    """A regime with its conditions compiled and its tables of rules made."""

    regime: Regime
    program: Program
    plans: Mapping[str, CriterionPlan]
    """Each band and exit test, by the id of its criterion."""
    tables: ChainTables
    consistency: tuple[CompiledConsistency, ...]
    """Tests that the figures of a return agree with each other and with those before."""


def compile_regime(regime: Regime) -> CompiledRegime:
    """Compile a regime that has been checked."""
    program = compile_rules(regime.rules)
    return CompiledRegime(
        regime=regime,
        program=program,
        plans=MappingProxyType({plan.id: plan for plan in program.criteria}),
        tables=compile_tables(regime),
        consistency=compile_consistency(regime.rules),
    )
