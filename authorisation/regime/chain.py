"""From triggers to the next stage: severity, response, the gravest of them, and the move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from authorisation.inference.facts import DerivedFacts, Fact, InferenceRun, forward_chain
from authorisation.model.regime import Control, Regime, Trigger
from authorisation.regime.chain_plan import ChainPlan
from authorisation.regime.conclusions import PeriodConclusions, PeriodFacts, TriggerConclusions
from authorisation.regime.program import (
    CONTROL_LETTERS,
    NO_RESPONSE,
    NO_RESPONSE_NAME,
    CompiledRegime,
    severity_key,
    tabled_responses,
)

_HELD: Final = 1024
"""How many conclusions are held: periods often start from the same facts."""
_QUIET: Final = TriggerConclusions(
    severities=(0,), responses=(NO_RESPONSE_NAME,), wanted=(NO_RESPONSE_NAME,), matched=()
)
"""The conclusions for a trigger that cannot fire."""


@lru_cache(_HELD)
def conclude(compiled: CompiledRegime, period_facts: PeriodFacts) -> PeriodConclusions:
    """Derive the conclusions for one period."""
    plan = ChainPlan(compiled, period_facts)
    runs = plan.runs()
    return _ChainReader(plan, runs, forward_chain(runs)).conclusions()


@dataclass(frozen=True, slots=True)
class _ChainReader:
    """Reads the derived facts back as conclusions in the regime's own words."""

    plan: ChainPlan
    runs: tuple[InferenceRun, ...]
    derived: tuple[DerivedFacts, ...]

    def conclusions(self) -> PeriodConclusions:
        """Give the conclusions for the period."""
        plan, regime = self.plan, self.plan.compiled.regime
        severities = self._severities()
        by_trigger: dict[str, list[DerivedFacts]] = {}
        for place, trigger in enumerate(plan.leading, start=plan.first_response):
            by_trigger.setdefault(trigger.id, []).append(self.derived[place])
        possible = {
            trigger.id: self._trigger_conclusions(
                trigger, severities[trigger.id], by_trigger[trigger.id]
            )
            for trigger in plan.possible_triggers
        }
        quiet = {trigger.id: _QUIET for trigger in regime.triggers if trigger.id not in possible}
        positions = len(plan.period_facts.positions)
        worst = _values_of_key(self.derived[-positions - 1], "worst") if possible else {NO_RESPONSE}
        stages, *others = map(self._stages, self.derived[-positions:])
        return PeriodConclusions(
            triggers={**possible, **quiet},
            limbs=tuple(limb for limb in plan.compiled.tables.limbs if limb in plan.limbs),
            powers=tuple(name for name in regime.powers if name in plan.open.surely),
            interim=plan.interim == "T",
            responses=_response_names(regime, worst),
            stages=stages,
            stage=sure_stage(stages, plan.period_facts.stage, tuple(regime.stages)),
            others=tuple(others),
            runs=self.runs,
            derived=self.derived,
        )

    def _stages(self, derived: DerivedFacts) -> tuple[str, ...]:
        found, stages = _values_of_key(derived, "next"), self.plan.compiled.regime.stages
        return tuple(name for n, name in enumerate(stages) if f"G{n}" in found)

    def _severities(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        chunks = self.plan.compiled.tables.severities
        for (triggers, _), each in zip(chunks, self.derived, strict=False):
            for number, trigger in enumerate(triggers):
                letters = _values_of_key(each, severity_key(number))
                grades = sorted(int(letter[1:]) for letter in letters)
                found[trigger.id] = tuple([g for g in grades if g] + [0] * (0 in grades))
        return found

    def _trigger_conclusions(
        self, trigger: Trigger, severities: tuple[int, ...], derived: Sequence[DerivedFacts]
    ) -> TriggerConclusions:
        plan, regime = self.plan, self.plan.compiled.regime
        controls = plan.period_facts.possible_controls(trigger.id)
        responses = {letter for each in derived for letter in _values_of_key(each, "resp")}
        matched = {
            (fact[1], _with_control(when, control)): None
            for each, control in zip(derived, controls, strict=False)
            for fact, when in sorted(each.matched.items())
            if fact[0] == "resp"
        }
        names = (NO_RESPONSE_NAME, *regime.responses)
        return TriggerConclusions(
            severities=severities,
            responses=_response_names(regime, responses),
            wanted=tabled_responses(
                plan.compiled.tables, plan.tabled_name(trigger), severities, plan.grades, controls
            ),
            matched=tuple(
                f"{names[int(letter[1:])]}: " + ", ".join(f"{k} {v}" for k, v in when)
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
