"""A regime compiled: its conditions, and the tables of rules of its chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from authorisation.engine.consistency import CompiledConsistency, compile_consistency
from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.regime import Regime
from authorisation.regime.chain_tables import ChainTables, compile_tables


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
