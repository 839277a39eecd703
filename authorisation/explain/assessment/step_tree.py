"""A tree of steps as lines: one judgement a line, each before the parts it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from authorisation.engine.plans.plan import ItemsPlan, LeafPlan, Origin, RefPlan
from authorisation.engine.results import Finding, Step
from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.steps import StepWords, describe_step
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import format_count, format_value
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_message
from authorisation.model.verdict import NOT_MET, Verdict

VERDICT_MARKS: Final = {
    Verdict.MET: "✓",
    Verdict.NOT_MET: "✗",
    Verdict.UNKNOWN: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.OPEN: "○",
}
VERDICT_WORDS: Final = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not met",
    Verdict.UNKNOWN: "cannot tell yet",
    Verdict.NOT_APPLICABLE: "does not apply",
    Verdict.OPEN: "not shown",
}
"""Verdicts in words."""

MAX_ALIKE: Final = 8
"""How many items of a list with the same verdict have a line each; more share one."""


class TreeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One judgement of a tree; `item` is the list's item that it is about, else empty."""

    depth: int
    verdict: Verdict
    words: StepWords
    item: str = ""
    perhaps: bool = False
    message: str = ""
    """The rule's own message for *not met*, with its values; else empty."""
    provenance: tuple[ProvenanceWords, ...] = ()

    def __str__(self) -> str:
        item = f"{self.item}{' (perhaps)' if self.perhaps else ''}: " if self.item else ""
        return f"{VERDICT_MARKS[self.verdict]} {item}{self.words}"


def format_finding(finding: Finding) -> str:
    """Format a finding in a line, for what it decided together with others."""
    criterion, verdict = finding.criterion, finding.verdict
    title = visible(criterion.title)
    return f"{VERDICT_MARKS[verdict]} {title} ({criterion.id}): {VERDICT_WORDS[verdict]}"


def outline(step: Step, view: View, depth: int = 0) -> Iterator[TreeLine]:
    """Yield a line for each judgement; many items with the same verdict share one line."""
    yield tree_line(step, view, depth)
    if isinstance(step.plan, RefPlan):
        return
    parts = list(view.parts(step))
    alike = (
        _common_verdict([part for part, _ in parts]) if isinstance(step.plan, ItemsPlan) else None
    )
    for part, inside in parts:
        if part.possible != alike or part.perhaps:
            yield from outline(part, inside, depth + 1)
    if alike is not None:
        yield _summary_line(
            [p for p, _ in parts if p.possible == alike and not p.perhaps], depth + 1
        )


def tree_line(step: Step, view: View, depth: int = 0) -> TreeLine:
    """The line of one judgement, at `depth` levels below the top."""
    condition = step.plan.condition
    has_message = step.possible == NOT_MET and condition.not_met
    message = format_message(condition.not_met, step.scope, view.titles) if has_message else ""
    words = describe_step(step, view.titles)
    return TreeLine(
        depth=depth,
        verdict=step.verdict,
        words=words,
        item=format_value(step.item) if step.item else "",
        perhaps=step.perhaps,
        message=message if message != words.title else "",
        provenance=_provenance(step, view),
    )


def _provenance(step: Step, view: View) -> tuple[ProvenanceWords, ...]:
    """The values of a step, but for an item that is plain text: that is the line's own item."""
    if not isinstance(step.plan, LeafPlan | ItemsPlan):
        return ()
    return tuple(
        value
        for value in view.provenance(step)
        if value.origin != Origin.ITEM or not isinstance(step.scope.get(value.name), str)
    )


def _common_verdict(parts: Sequence[Step]) -> int | None:
    """The verdict, other than *not met*, that more than `MAX_ALIKE` items share, if any does."""
    sure = [part.possible for part in parts if not part.perhaps and part.possible != NOT_MET]
    often = {possible for possible in sure if sure.count(possible) > MAX_ALIKE}
    return min(often, default=None)


def _summary_line(parts: Sequence[Step], depth: int) -> TreeLine:
    words = f"{format_count(len(parts), 'more item')}, each {VERDICT_WORDS[parts[0].verdict]}"
    return TreeLine(depth=depth, verdict=parts[0].verdict, words=StepWords("", words))
