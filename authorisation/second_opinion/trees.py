"""An assessment's trees of steps as a network: leaves are given, all else is to be derived.

Leaves are what our engine alone can judge: comparisons, assessors' grades, how many parts are
needed, whether a list is empty; and `every` or `some` over a list of which nothing is known.
Items reach the network one by one: one that may not be in the list may come to D as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Final

from authorisation.engine.judge.assessors import judged
from authorisation.engine.plans.plan import CriterionPlan, GroupPlan, ItemsPlan, LeafPlan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.feel.values.values import Bounds, PartialList, Unknown
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, Possible
from authorisation.second_opinion.gates import (
    BOTH,
    EITHER,
    EVERY,
    FINDING,
    MAX_TALLY,
    NONE,
    OPPOSITE,
    SOME,
    WHERE_IT_APPLIES,
    Kind,
    counting,
    enough,
    tally,
)
from authorisation.second_opinion.network import Letters, Network, Signal

_LETTERS: Final = {MET: "T", NOT_MET: "F", NOT_APPLICABLE: "N"}
_BITS: Final = {letter: bit for bit, letter in _LETTERS.items()}
_SETS: Final = tuple(
    frozenset(letter for bit, letter in _LETTERS.items() if possible & bit) for possible in range(8)
)
_ABSENT: Final = Signal(frozenset("D"))
_ASIDE: Final = Signal(frozenset("N"))
_NOTHING: Final = Signal()
"""For a step that should be there and is not: nothing follows, and the engines disagree."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One judgement of ours, and the signal that the network derives for it."""

    criterion: str
    part: str
    ours: Possible
    signal: Signal


def possible_of(derived: Sequence[Letters], compared: Compared) -> Possible:
    """Give the set of verdicts that the network derived for one judgement."""
    signal = compared.signal
    letters = signal.letters | (derived[signal.gate] if signal.gate is not None else frozenset())
    return sum(_BITS.get(letter, 0) for letter in letters)


def combined(network: Network, assessment: Assessment, program: Program) -> list[Compared]:
    """Add every criterion to a network, and list the judgements to be compared."""
    by_id = {finding.criterion.id: finding for finding in assessment.findings}
    compared: list[Compared] = []
    findings: dict[str, Signal] = {}
    for plan in program.criteria:
        trees = _Trees(network, plan.id, findings, compared)
        finding = by_id[plan.id]
        findings[plan.id] = _finding(plan, finding, assessment, trees)
        compared.append(Compared(plan.id, "", finding.possible, findings[plan.id]))
    return compared


def _finding(
    plan: CriterionPlan, finding: Finding, assessment: Assessment, trees: _Trees
) -> Signal:
    if plan.applies is None:
        return trees.network.add(FINDING, _required(plan, finding, assessment, trees))
    applies = trees.whole(finding.applies, "applies")
    required = _required(plan, finding, assessment, trees)
    return trees.network.add(WHERE_IT_APPLIES, applies, required)


def _required(
    plan: CriterionPlan, finding: Finding, assessment: Assessment, trees: _Trees
) -> Signal:
    if plan.require is not None:
        return trees.whole(finding.step, "require")
    grades = judged(plan.criterion, finding.severity, assessment.judgements)
    return Signal(_SETS[grades.possible])


@dataclass(frozen=True, slots=True)
class _Trees:
    """Adds the trees of one criterion to a network."""

    network: Network
    criterion: str
    findings: Mapping[str, Signal]
    compared: list[Compared]

    def whole(self, step: Step | None, part: str) -> Signal:
        """Add a tree; the signal is empty for one that was not judged."""
        return _NOTHING if step is None else self._step(step, part)

    def _step(self, step: Step, part: str) -> Signal:
        signal = self._derived(step, part)
        if signal is None:
            return Signal(_SETS[step.possible])
        self.compared.append(Compared(self.criterion, part, step.possible, signal))
        return signal

    def _derived(self, step: Step, part: str) -> Signal | None:
        """Add a step and what it rests on; None for one that is taken as it is."""
        match step.plan:
            case LeafPlan():
                return None
            case RefPlan(condition):
                return self.findings[condition.criterion]
            case ItemsPlan():
                return self._items(step.plan, step, part)
            case GroupPlan():
                return self._group(step.plan, step, part)

    def _group(self, plan: GroupPlan, step: Step, part: str) -> Signal | None:
        parts = [self._step(each, f"{part}.{n}") for n, each in enumerate(step.because, start=1)]
        parts += [_NOTHING] * (len(plan.parts) - len(parts))
        match plan.condition:
            case AllOf():
                return self._folded(BOTH, parts, _ASIDE)
            case AnyOf():
                return self._folded(EITHER, parts, _ASIDE)
            case Not():
                return self.network.add(OPPOSITE, parts[0])
            case AtLeast():
                return self._at_least(plan, step, parts)

    def _folded(self, kind: Kind, parts: Sequence[Signal], aside: Signal) -> Signal:
        """Combine any number of parts two by two, starting from one that stands aside."""
        first, *rest = parts or [aside]
        return reduce(lambda a, b: self.network.add(kind, a, b), rest or [aside], first)

    def _items(self, plan: ItemsPlan, step: Step, part: str) -> Signal | None:
        if not step.because and not _is_empty(plan, step):
            return None
        items = [self._item(each, f"{part}.{n}") for n, each in enumerate(step.because, start=1)]
        fold, end = (BOTH, EVERY) if isinstance(plan.condition, Every) else (EITHER, SOME)
        whole = items[0] if len(items) == 1 else self._folded(fold, items, _ABSENT)
        return self.network.add(end, whole)

    def _item(self, step: Step, part: str) -> Signal:
        signal = self._step(step, part)
        return Signal(signal.letters | {"D"}, signal.gate) if step.perhaps else signal

    def _at_least(self, plan: GroupPlan, step: Step, parts: Sequence[Signal]) -> Signal | None:
        needed = _needed(plan, step, len(parts) + 1)
        if needed is None:
            return None
        low, high = needed
        fabric, step_up = counting(low, high), tally(high)
        count = Signal(frozenset({NONE}))
        for each in parts:
            count = self.network.add(step_up, count, each, fabric=fabric)
        return self.network.add(enough(low, high), count, fabric=fabric)


def _is_empty(plan: ItemsPlan, step: Step) -> bool:
    within = plan.within.evaluate(step.scope)
    if isinstance(within, PartialList):
        return not within.items and not within.open
    return not isinstance(within, Unknown) and within == []


def _needed(plan: GroupPlan, step: Step, most: int) -> tuple[int, int] | None:
    """Give how many parts are needed, from and to, up to `most`; None where nobody can say."""
    n = None if plan.n is None else plan.n.evaluate(step.scope)
    if most > MAX_TALLY:
        return None
    match n:
        case Decimal():
            return _whole(n, most), _whole(n, most)
        case Bounds():
            low = 0 if n.low is None else _whole(n.low, most)
            return low, most if n.high is None else _whole(n.high, most)
        case _:
            return None


def _whole(number: Decimal, most: int) -> int:
    return max(0, math.ceil(min(number, Decimal(most))))
