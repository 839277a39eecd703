"""Possible outcomes in words: the reason, and the conditions and support that each imposes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import msgspec

from authorisation.engine.results import ImposedCondition, PossibleOutcome, Sensitivity
from authorisation.explain.assessment.evidence import format_remedy
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.view import View
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.quantities import format_date, format_value, join_words, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import Citation, describe_source
from authorisation.explain.words.titles import NameWords, Titles, value_at
from authorisation.feel.syntax import tree as syntax
from authorisation.model.rules import Discharge, RuleSet
from authorisation.model.verdict import Verdict


class ImposedConditionWords(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of authorisation, or a point of a support plan."""

    criterion: str
    title: str
    perhaps: bool
    """Whether it depends on answers still missing."""
    evidence: str
    """What would discharge it; empty for a point of a support plan without it."""
    due: str
    remedy: str


class OutcomeWords(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outcome table that may still apply."""

    id: str
    title: str
    says: str
    sources: tuple[Citation, ...]
    because: str
    """The row's own test in words, where it asks about answers and not about findings."""
    conditions: tuple[ImposedConditionWords, ...]
    support: tuple[ImposedConditionWords, ...]


def describe_outcome(outcome: PossibleOutcome, view: View) -> OutcomeWords:
    """The words for one outcome that is still possible."""
    row, rules = outcome.row, view.assessment.rules
    return OutcomeWords(
        id=row.id,
        title=outcome_title(row.id, rules),
        says=visible(row.says),
        sources=tuple(describe_source(source, rules) for source in row.sources),
        because=_format_own_test(outcome, view),
        conditions=tuple(
            _describe_imposed_condition(imposed, view) for imposed in outcome.conditions
        ),
        support=tuple(_describe_imposed_condition(imposed, view) for imposed in outcome.support),
    )


def outcome_title(identifier: str, rules: RuleSet) -> str:
    """The title of an outcome, or its id where it has none."""
    title = next((row.title for row in rules.outcomes if row.id == identifier), "")
    return visible(title or identifier)


_WOULD_BE: Final = {
    Verdict.MET: "would be met",
    Verdict.NOT_MET: "would be not met",
    Verdict.UNKNOWN: "would wait for an answer",
    Verdict.NOT_APPLICABLE: "would not apply",
    Verdict.OPEN: "would be not shown",
}


def format_sensitivity(sensitivity: Sensitivity, rules: RuleSet) -> str:
    """Format what would differ under the alternative to a contested figure."""
    named = Titles(rules).of(sensitivity.parameter)
    source = describe_source(sensitivity.source, rules).words or sensitivity.source
    alternative = f"{format_value(sensitivity.value, named.unit)} ({source}) for {named.words}"
    changed: dict[Verdict, list[str]] = {}
    for finding in sensitivity.findings:
        changed.setdefault(finding.verdict, []).append(visible(finding.criterion))
    changes = [f"{join_words(names)} {_WOULD_BE[verdict]}" for verdict, names in changed.items()]
    if sensitivity.moves_outcome:
        outcomes = join_words([outcome_title(each, rules) for each in sensitivity.outcomes], "or")
        changes.append(f"these rules would indicate: {outcomes}")
    return f"Under the alternative {alternative}, {'; '.join(changes)}."


def _describe_imposed_condition(imposed: ImposedCondition, view: View) -> ImposedConditionWords:
    finding = view.assessment.finding(imposed.criterion)
    return ImposedConditionWords(
        criterion=imposed.criterion,
        title=visible(finding.criterion.title),
        perhaps=imposed.perhaps,
        evidence=visible(imposed.evidence),
        due=_format_deadline(imposed, finding.criterion.discharge, view),
        remedy=format_remedy(finding, view),
    )


def _format_deadline(imposed: ImposedCondition, discharge: Discharge | None, view: View) -> str:
    if discharge is None:
        return ""
    after = f"within {visible(discharge.due)} of authorisation"
    if imposed.due is None:
        return after
    decided = format_date(view.assessment.as_of)
    return f"{after} ({format_date(imposed.due)}, were it decided on {decided})"


def _format_own_test(outcome: PossibleOutcome, view: View) -> str:
    plan = next((plan for plan in view.program.outcomes if plan.row.id == outcome.row.id), None)
    node = plan.when.syntax if plan else None
    if node is None or isinstance(node, syntax.Literal) or "findings" in outcome.row.when.text:
        return ""

    def value(name: str, named: NameWords) -> str:
        return format_value(value_at(view.assessment.scope, name), named.unit, none=named.none)

    match node:
        case syntax.Comparison(op="=", left=left, right=syntax.Literal(value=str() as text)):
            named = FormulaFormatter(view.titles).format_node(left)
            return f"{named} is: {visible(text)}"
        case _:
            return FormulaFormatter(view.titles, value=value).format_node(node)


_VERDICT_WORDS: Final = {Verdict.NOT_MET: "not met", Verdict.OPEN: "not shown"}


def format_outcome_reason(
    outcome: OutcomeWords, decisive: Sequence[Reason], *, all_well: bool
) -> str:
    """Format an outcome with the gravest of the reasons that decided it.

    `all_well` is whether no gate and no condition is not met, open or unknown.
    """
    if outcome.because:
        return f"{outcome.title}, because {outcome.because}."
    if decisive:
        gravest = [reason for reason in decisive if reason.severity is decisive[0].severity]
        groups = groupby(gravest, key=lambda reason: reason.verdict)
        parts = [_format_group(verdict, list(those)) for verdict, those in groups]
        return f"{outcome.title}, because {'; and '.join(parts)}."
    if all_well:
        return f"{outcome.title}, because every requirement tested is met or does not apply."
    return f"{outcome.title}, because nothing that would bring an earlier outcome is so."


def _format_group(verdict: Verdict, those: Sequence[Reason]) -> str:
    titles = name_few([f"{reason.title} ({reason.criterion})" for reason in those])
    what = "this is" if len(those) == 1 else "these are"
    return f"{what} {_VERDICT_WORDS[verdict]} ({those[0].severity_words}): {join_words(titles)}"
