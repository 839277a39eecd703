"""An assessment's trees of steps as a network: leaves are given, all else is to be derived.

Leaves are what our engine alone can judge: comparisons, assessors' grades, how many parts are
needed, whether a list is empty; and `every` or `some` over a list of which nothing is known.
Items reach the network one by one: one that may not be in the list may come to D as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from authorisation.engine.judge.assessors import judgement_finding
from authorisation.engine.judge.conditions import number_needed
from authorisation.engine.plans.plan import CriterionPlan, GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.feel.values.values import PartialList, Unknown
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, VerdictSet
from authorisation.second_opinion.network import (
    AND_GATE,
    APPLIES_GATE,
    EMPTY_TALLY,
    EVERY_GATE,
    FINDING_GATE,
    MAX_TALLY,
    NOT_GATE,
    OR_GATE,
    SOME_GATE,
    GateKind,
    Letters,
    Network,
    Signal,
    counting_fabric,
    tally_gate,
    threshold_gate,
)

_LETTERS: Final = {MET: "T", NOT_MET: "F", NOT_APPLICABLE: "N"}
_BITS: Final = {letter: bit for bit, letter in _LETTERS.items()}
_LETTER_SETS: Final = tuple(
    frozenset(letter for bit, letter in _LETTERS.items() if possible & bit) for possible in range(8)
)
_ABSENT_ITEM: Final = Signal(frozenset("D"))
_NOT_APPLICABLE: Final = Signal(frozenset("N"))
_NOT_JUDGED: Final = Signal()
"""For a step that should be there and is not: nothing follows, and the engines disagree."""


@dataclass(frozen=True, slots=True)
class TreeComparison:
    """One judgement of ours, and the signal that the network derives for it."""

    criterion: str
    part: str
    ours: VerdictSet
    signal: Signal


def derived_verdicts(derived: Sequence[Letters], compared: TreeComparison) -> VerdictSet:
    """Give the set of verdicts that the network derived for one judgement."""
    signal = compared.signal
    letters = signal.letters | (derived[signal.gate] if signal.gate is not None else frozenset())
    return sum(_BITS.get(letter, 0) for letter in letters)


def add_criteria(
    network: Network, assessment: Assessment, program: Program
) -> list[TreeComparison]:
    """Add every criterion to a network, and list the judgements to be compared."""
    by_id = assessment.findings_by_id
    compared: list[TreeComparison] = []
    findings: dict[str, Signal] = {}
    for plan in program.criteria:
        trees = _TreeBuilder(network, plan.id, findings, compared)
        finding = by_id[plan.id]
        findings[plan.id] = _finding_signal(plan, finding, assessment, trees)
        compared.append(TreeComparison(plan.id, "", finding.possible, findings[plan.id]))
    return compared


def _finding_signal(
    plan: CriterionPlan, finding: Finding, assessment: Assessment, trees: _TreeBuilder
) -> Signal:
    if plan.applies is None:
        return trees.network.add(
            FINDING_GATE, _requirement_signal(plan, finding, assessment, trees)
        )
    applies = trees.tree_signal(finding.applies, "applies")
    required = _requirement_signal(plan, finding, assessment, trees)
    return trees.network.add(APPLIES_GATE, applies, required)


def _requirement_signal(
    plan: CriterionPlan, finding: Finding, assessment: Assessment, trees: _TreeBuilder
) -> Signal:
    tests = [] if plan.require is None else [trees.tree_signal(finding.step, "require")]
    if plan.criterion.judgement is None:
        return tests[0]
    grades = judgement_finding(plan.criterion, finding.severity, assessment.counted_judgements)
    graded = Signal(_LETTER_SETS[grades.possible])
    return trees.network.add(AND_GATE, tests[0], graded) if tests else graded


@dataclass(frozen=True, slots=True)
class _TreeBuilder:
    """Adds the trees of one criterion to a network."""

    network: Network
    criterion: str
    findings: Mapping[str, Signal]
    compared: list[TreeComparison]

    def tree_signal(self, step: Step | None, part: str) -> Signal:
        """Add a tree; the signal is empty for one that was not judged."""
        return _NOT_JUDGED if step is None else self._step_signal(step, part)

    def _step_signal(self, step: Step, part: str) -> Signal:
        signal = self._derived_signal(step, part)
        if signal is None:
            return Signal(_LETTER_SETS[step.possible])
        self.compared.append(TreeComparison(self.criterion, part, step.possible, signal))
        return signal

    def _derived_signal(self, step: Step, part: str) -> Signal | None:
        """Add a step and what it rests on; None for one that is taken as it is."""
        match step.plan:
            case LeafPlan():
                return None
            case RefPlan(condition):
                return self.findings[condition.criterion]
            case ItemsPlan():
                return self._items_signal(step.plan, step, part)
            case GroupPlan():
                return self._group_signal(step.plan, step, part)

    def _group_signal(self, plan: GroupPlan, step: Step, part: str) -> Signal | None:
        parts = [
            self._step_signal(each, f"{part}.{n}") for n, each in enumerate(step.because, start=1)
        ]
        parts += [_NOT_JUDGED] * (len(plan.parts) - len(parts))
        match plan.condition:
            case AllOf():
                return self._fold(AND_GATE, parts, _NOT_APPLICABLE)
            case AnyOf():
                return self._fold(OR_GATE, parts, _NOT_APPLICABLE)
            case Not():
                return self.network.add(NOT_GATE, parts[0])
            case AtLeast():
                return self._at_least_signal(plan, step, parts)

    def _fold(self, kind: GateKind, parts: Sequence[Signal], aside: Signal) -> Signal:
        """Combine any number of parts two by two, starting from one that stands aside."""
        first, *rest = parts or [aside]
        return reduce(lambda a, b: self.network.add(kind, a, b), rest or [aside], first)

    def _items_signal(self, plan: ItemsPlan, step: Step, part: str) -> Signal | None:
        if not step.because and not _is_empty_list(plan, step):
            return None
        items = [
            self._item_signal(each, f"{part}.{n}") for n, each in enumerate(step.because, start=1)
        ]
        fold, end = (
            (AND_GATE, EVERY_GATE) if isinstance(plan.condition, Every) else (OR_GATE, SOME_GATE)
        )
        tree_signal = items[0] if len(items) == 1 else self._fold(fold, items, _ABSENT_ITEM)
        return self.network.add(end, tree_signal)

    def _item_signal(self, step: Step, part: str) -> Signal:
        signal = self._step_signal(step, part)
        return Signal(signal.letters | {"D"}, signal.gate) if step.perhaps else signal

    def _at_least_signal(
        self, plan: GroupPlan, step: Step, parts: Sequence[Signal]
    ) -> Signal | None:
        needed = _number_needed(plan, step, len(parts) + 1)
        if needed is None:
            return None
        low, high = needed
        fabric, step_up = counting_fabric(low, high), tally_gate(high)
        count = Signal(frozenset({EMPTY_TALLY}))
        for each in parts:
            count = self.network.add(step_up, count, each, fabric=fabric)
        return self.network.add(threshold_gate(low, high), count, fabric=fabric)


def _is_empty_list(plan: ItemsPlan, step: Step) -> bool:
    within = plan.within.evaluate(step.scope)
    if isinstance(within, PartialList):
        return not within.items and not within.open
    return not isinstance(within, Unknown) and within == []


def _number_needed(plan: GroupPlan, step: Step, most: int) -> tuple[int, int] | None:
    """Give how many parts are needed, from and to, up to `most`; None where nobody can say."""
    needed = None if plan.n is None else number_needed(plan.n.evaluate(step.scope))
    if needed is None or most > MAX_TALLY:
        return None
    low, high = needed
    return min(low, most), min(high, most)
