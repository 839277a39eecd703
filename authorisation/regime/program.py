"""A regime compiled: its conditions, and the tables of rules of its chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.regime import Reach, Regime
from authorisation.regime.attribution.cause_kinds import CauseKind, Control, EvidenceKind
from authorisation.regime.chain_tables import ChainTables, compile_tables

_CONTROL = {
    Reach.WITHIN: Control.WITHIN,
    Reach.BEYOND: Control.BEYOND,
    Reach.SHARED: Control.SHARED,
}


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRegime:
    """A regime with its conditions compiled and its tables of rules made."""

    regime: Regime
    program: Program
    plans: Mapping[str, CriterionPlan]
    """Each band and exit test, by the id of its criterion."""
    kinds: Mapping[str, CauseKind]
    tables: ChainTables


def compile_regime(regime: Regime) -> CompiledRegime:
    """Compile a regime that has been checked."""
    program = compile_rules(regime.rules)
    return CompiledRegime(
        regime=regime,
        program=program,
        plans=MappingProxyType({plan.id: plan for plan in program.criteria}),
        kinds=MappingProxyType(_cause_kinds(regime)),
        tables=compile_tables(regime),
    )


def _cause_kinds(regime: Regime) -> dict[str, CauseKind]:
    return {
        name: CauseKind(
            id=name,
            title=cause.title,
            control=_CONTROL[cause.reach],
            wants=MappingProxyType(
                {
                    proof.id: EvidenceKind(
                        id=proof.id,
                        title=proof.title,
                        only_without=frozenset(proof.only_without),
                    )
                    for proof in cause.evidence
                }
            ),
            evidenced=cause.evidenced,
            context=cause.context,
            beyond_before=cause.beyond_before,
        )
        for name, cause in regime.causes.items()
    }
