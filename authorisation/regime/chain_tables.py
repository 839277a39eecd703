"""The regime's rules as tables of small facts, for both engines alike.

A verdict that is not known yet is two facts, *may be so* and *may not be so*; what rules conclude
from any choice of them is what may still come out. Words are our own: `S2` a severity, `C3` a
capability, `W` within control, `R4` a response by its place, `G1` a stage by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.inference.facts import Fact, Rule, RuleTable
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Move,
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
DEADLINE_LETTERS: Final = MappingProxyType({DeadlineState.RUNNING: "Q", DeadlineState.PASSED: "P"})
NO_RESPONSE_NAME: Final = "none"
OpenPowers: TypeAlias = frozenset[str]
"""The powers that are open."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainTables:
    """Every table of one regime; each is made once, because an engine is sent each only once."""

    severities: tuple[tuple[tuple[Trigger, ...], RuleTable], ...]
    """For some triggers each: from the verdicts of bands to severities and limbs."""
    powers: RuleTable | None
    graver: RuleTable
    limbs: tuple[str, ...]
    regime: Regime
    _responses: dict[OpenPowers, RuleTable] = field(default_factory=dict)
    _moves: dict[tuple[str, OpenPowers], RuleTable] = field(default_factory=dict)

    def responses(self, powers: OpenPowers) -> RuleTable:
        """Give the table of responses where these powers are open."""
        if powers not in self._responses:
            self._responses[powers] = RuleTable(tuple(_response_rules(self.regime, powers)))
        return self._responses[powers]

    def moves(self, stage: str, powers: OpenPowers) -> RuleTable:
        """Give the table of where a group in a stage goes where these powers are open."""
        if (stage, powers) not in self._moves:
            self._moves[stage, powers] = RuleTable(tuple(_move_rules(stage, self.regime, powers)))
        return self._moves[stage, powers]


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
    rows: Sequence[ResponseRow], severity: int, capability: int, control: Control
) -> ResponseRow:
    """Find the first row of the table that fits; the rules were checked to have one."""
    return next(row for row in rows if row.fits(severity, capability, control))


def _response_rules(regime: Regime, powers: OpenPowers) -> Iterator[Rule]:
    places = {name: number for number, name in enumerate(regime.responses, start=1)}
    done = [0, *(allowed_response(name, regime, powers) for name in regime.responses)]
    for severity, capability, control in product(SEVERITIES, CAPABILITIES, Control):
        row = response_row(regime.table, severity, capability, control)
        when = (
            ("sev", f"S{severity}"),
            ("cap", f"C{capability}"),
            ("ctl", CONTROL_LETTERS[control]),
        )
        yield Rule(when, ("resp", f"R{done[places[row.response]]}"))
    yield Rule((("sev", NO_SEVERITY),), ("resp", NO_RESPONSE))


def tabled_responses(
    regime: Regime, severities: Sequence[int], capabilities: Sequence[int], control: Control
) -> tuple[str, ...]:
    """Give the responses that the table names, whether or not their powers are open."""
    found = {
        NO_RESPONSE_NAME
        if not severity
        else response_row(regime.table, severity, capability, control).response
        for severity in severities
        for capability in capabilities
    }
    return tuple(name for name in (NO_RESPONSE_NAME, *regime.responses) if name in found)


def allowed_response(response: str, regime: Regime, powers: OpenPowers) -> int:
    """Give the place of the gravest response up to this one whose power is open; 0 for none."""
    names = list(regime.responses)
    for place in range(names.index(response), -1, -1):
        if regime.responses[names[place]].power in powers:
            return place + 1
    return 0


def _graver_rules(responses: int) -> Iterator[Rule]:
    for one, other in product(range(responses + 1), repeat=2):
        when = (("one", f"R{one}"), ("other", f"R{other}"))
        yield Rule(when, ("worst", f"R{max(one, other)}"))


def stage_move(
    regime: Regime, stage: str, facts: tuple[str, ExitResult, DeadlineState], powers: OpenPowers
) -> Move | None:
    """Find the first move that fits and leads where the open powers reach; None is to stay."""
    response, exits, clock = facts
    return next(
        (
            move
            for move in regime.moves
            if stage in move.stages
            and response in move.responses
            and exits in move.exits
            and clock in move.clocks
            and regime.stages[move.to].power in ("", *powers)
        ),
        None,
    )


def _move_rules(stage: str, regime: Regime, powers: OpenPowers) -> Iterator[Rule]:
    places = {name: f"G{number}" for number, name in enumerate(regime.stages)}
    names = (NO_RESPONSE_NAME, *regime.responses)
    for (number, response), exits, clock in product(enumerate(names), ExitResult, DeadlineState):
        move = stage_move(regime, stage, (response, exits, clock), powers)
        when = (
            ("resp", f"R{number}"),
            ("exit", EXIT_LETTERS[exits]),
            ("clock", DEADLINE_LETTERS[clock]),
        )
        yield Rule(when, ("next", places[move.to if move else stage]))
