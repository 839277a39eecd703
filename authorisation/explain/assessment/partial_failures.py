"""What is not met already below a finding that is unknown; no answer is in the text."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.engine.analysis.personal import question_behind
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.plans.plan import LeafPlan, Origin, RefPlan
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.question import ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import NOT_MET, Verdict


def format_partial_failure(finding: Finding, assessment: Assessment) -> str:
    """Format the first judgement that is not met already, with its margin; empty if none is."""
    if finding.step is None:
        return ""
    leaf = next(_failed_leaves(finding.step), None)
    return "" if leaf is None else _format_leaf(leaf, assessment.rules)


def _failed_leaves(step: Step) -> Iterator[Step]:
    """Yield the leaves that are not met below a step that is unknown or not met."""
    if isinstance(step.plan, RefPlan):
        return
    if isinstance(step.plan, LeafPlan):
        if step.possible == NOT_MET:
            yield step
    elif step.verdict is Verdict.UNKNOWN:
        for part in step.because:
            yield from _failed_leaves(part)
    elif step.possible == NOT_MET:
        for part in step.decisive:
            yield from _failed_leaves(part)


def _format_leaf(leaf: Step, rules: RuleSet) -> str:
    plan = leaf.plan
    assert isinstance(plan, LeafPlan)  # noqa: S101 only leaves are yielded above
    title = visible(plan.condition.title) or FormulaFormatter(Titles(rules)).format_node(
        plan.test.syntax
    )
    margin = _format_impersonal_margin(leaf, plan, rules)
    return f"{title} ({margin})" if margin else title


def _format_impersonal_margin(leaf: Step, plan: LeafPlan, rules: RuleSet) -> str:
    """Format a margin between parameters and answers that are not personal; else empty."""
    for reference in plan.references:
        if reference.origin is Origin.PARAMETER:
            continue
        question = question_behind(reference, rules)
        open_to_all = question and not question.personal and question.type is not ValueType.LIST
        if reference.origin is not Origin.ANSWER or not open_to_all:
            return ""
    return format_margin(leaf.margin, margin_unit(leaf), plan.operator)
