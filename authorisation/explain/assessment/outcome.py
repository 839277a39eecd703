"""Outcomes in words: the reason, what each imposes, and what rules the others out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec

from authorisation.engine.analysis.what_if import RuledOut
from authorisation.engine.judge.assessors import others_answer
from authorisation.engine.plans.plan import RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import (
    Assessment,
    Finding,
    ImposedCondition,
    PossibleOutcome,
    Sensitivity,
    Step,
)
from authorisation.explain.assessment.evidence import format_remedy
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.assessment.view import View
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.quantities import (
    format_date,
    format_few,
    format_value,
    join_words,
    name_few,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import Citation, describe_source
from authorisation.explain.words.titles import NameWords, Titles, format_value_at, value_at
from authorisation.feel.syntax import tree as syntax
from authorisation.model.rules import Discharge, RuleSet
from authorisation.model.submission import Departure
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
        support=tuple(
            _describe_imposed_condition(imposed, view)
            for imposed in outcome.support
            # No support of the group settles what only assessors or other groups can.
            if not (waits := view.assessment.finding(imposed.criterion).rests_on)
            or not all(map(others_answer, waits))
        ),
    )


class RuledOutWords(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome that is out already."""

    title: str
    says: str
    because: str
    """What rules it out, and what would bring it back; empty where nothing known here would."""
    reached: bool = True
    """Whether the outcome table is read as far as this outcome."""


def describe_ruled_out(out: RuledOut, view: View) -> RuledOutWords:
    """The words for an outcome that is out."""
    return RuledOutWords(
        title=visible(out.row.title or out.row.id),
        says=visible(out.row.says),
        because=_format_ruled_out(out, view),
        reached=out.reached,
    )


def _format_ruled_out(out: RuledOut, view: View) -> str:
    """Format what rules an outcome out, then what would bring it back."""
    if out.for_good:
        return ""
    groups: dict[Verdict, list[str]] = {}
    for finding in out.findings:
        title = format_criterion(finding.criterion.id, view.assessment.rules)
        groups.setdefault(finding.verdict, []).append(title)
    why = [
        f"{'this is' if len(titles) == 1 else 'these are'} {VERDICT_WORDS[verdict]}:"
        f" {join_words(name_few(titles))}"
        for verdict, titles in groups.items()
    ]
    back = [f"{'that' if len(out.findings) == 1 else 'all of these'} being met"] if why else []
    if out.question:
        named = view.titles.of(out.question)
        given = format_value_at(view.assessment.scope, out.question, view.titles)
        why.insert(0, f"{named.words} is: {given}")
        wanted = format_value(out.answer, named.unit, none=named.none)
        back.insert(0, f"the answer “{wanted}”")
    again = f" It would be possible with {' and '.join(back)}." if back else ""
    if out.at_decision:
        why.append("it is said at the decision alone")
    elif not out.findings:
        again += " Nothing else that is tested stands in its way."
    return f"Out, because {'; and '.join(why)}.{again}"


def has_own_test(outcome: str, program: Program) -> bool:
    """Whether a row of the outcome table, by its id, is not for all that those before it leave."""
    return _own_test(outcome, program) is not None


def _own_test(outcome: str, program: Program) -> syntax.Node | None:
    tests = (plan.when.syntax for plan in program.outcomes if plan.row.id == outcome)
    return next((test for test in tests if not isinstance(test, syntax.Literal)), None)


def outcome_title(identifier: str, rules: RuleSet) -> str:
    """The title of an outcome, or its id where it has none."""
    title = next((row.title for row in rules.outcomes if row.id == identifier), "")
    return visible(title or identifier)


def standing_outcome(assessment: Assessment, decided: str = "") -> PossibleOutcome | None:
    """The outcome that was decided, by id or title, else the one that is indicated.

    None while several are possible, and for one that the rules do not leave possible, with which
    they impose nothing.
    """
    if not decided:
        return assessment.outcomes[0] if assessment.settled else None
    for each in assessment.outcomes:
        if decided in {each.row.id, each.row.title}:
            return each
    return None


_WOULD_BE: Final = {
    Verdict.MET: "would be met",
    Verdict.NOT_MET: "would not be met",
    Verdict.UNKNOWN: "would wait for an answer",
    Verdict.NOT_APPLICABLE: "would not apply",
    Verdict.OPEN: "would not be shown",
}


OTHERS_IMPOSED: Final = "other conditions or points of the support plan would go with the outcome"


def format_sensitivity(turn: Sensitivity, assessment: Assessment) -> str:
    """Format what would differ with the value that another source has for a disputed figure."""
    rules = assessment.rules
    changed: dict[Verdict, list[str]] = {}
    for each in turn.findings:
        title = format_criterion(each.criterion, rules)
        changed.setdefault(each.verdict, []).append(title)
    changes = [
        f"{join_words(name_few(titles))}: {_WOULD_BE[verdict]}"
        for verdict, titles in changed.items()
    ]
    if turn.moves_outcome and turn.outcomes == assessment.outcome_ids:
        changes.append(OTHERS_IMPOSED)
    elif turn.moves_outcome:
        outcomes = join_words([outcome_title(each, rules) for each in turn.outcomes], "or")
        changes.append(f"these rules would indicate: {outcomes}")
    return f"{_format_alternative(turn, rules)}, {'; '.join(changes)}."


def format_sensitivities(
    turns: Iterable[Sensitivity], rules: RuleSet
) -> dict[str, tuple[str, ...]]:
    """Format, by criterion, what its own verdict would be with other values of its figures."""
    found: dict[str, tuple[str, ...]] = {}
    for turn in turns:
        for each in turn.findings:
            told = f"{_format_alternative(turn, rules)}, this {_WOULD_BE[each.verdict]}."
            found[each.criterion] = (*found.get(each.criterion, ()), told)
    return found


def _format_alternative(turn: Sensitivity, rules: RuleSet) -> str:
    named = Titles(rules).of(turn.parameter)
    source = describe_source(turn.source, rules).words or turn.source
    value = format_value(turn.value, named.unit)
    value = f"“{value}”" if isinstance(turn.value, str) else value
    return f"The sources dispute “{named.words}”: with {value} ({source})"


def _describe_imposed_condition(imposed: ImposedCondition, view: View) -> ImposedConditionWords:
    finding = view.assessment.finding(imposed.criterion)
    return ImposedConditionWords(
        criterion=imposed.criterion,
        title=visible(finding.criterion.title),
        perhaps=imposed.perhaps,
        evidence=visible(imposed.evidence),
        due=_format_deadline(imposed, finding.criterion.discharge, view),
        remedy=format_remedy(finding, view) or _format_unmet_parts(finding, view),
    )


def _format_unmet_parts(finding: Finding, view: View) -> str:
    """Format the criteria that a finding rests on and that are not met; empty where none is."""
    rules = view.assessment.rules
    parts = _references(finding.step) if finding.step is not None else ()
    names = dict.fromkeys(
        format_criterion(plan.condition.criterion, rules)
        for step in parts
        if isinstance(plan := step.plan, RefPlan)
        and step.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN)
    )
    return f"Put right or show what it rests on: {format_few([*names])}." if names else ""


def _references(step: Step) -> Iterator[Step]:
    """Yield the references to other criteria in a criterion's own conditions."""
    if isinstance(step.plan, RefPlan):
        yield step
    else:
        for part in step.because:
            yield from _references(part)


def _format_deadline(imposed: ImposedCondition, discharge: Discharge | None, view: View) -> str:
    if discharge is None:
        return ""
    after = f"within {visible(discharge.due)} of authorisation"
    if imposed.due is None:
        return after
    decided = format_date(view.assessment.as_of)
    return f"{after} ({format_date(imposed.due)}, were it decided on {decided})"


def _format_own_test(outcome: PossibleOutcome, view: View) -> str:
    node = _own_test(outcome.row.id, view.program)
    if node is None or "findings" in outcome.row.when.text:
        return ""

    def value(name: str, named: NameWords) -> str:
        return format_value(value_at(view.assessment.scope, name), named.unit, none=named.none)

    match node:
        case syntax.Comparison(op="=", left=left, right=syntax.Literal(value=str() as text)):
            named = FormulaFormatter(view.titles).format_node(left)
            return f"{named} is: {visible(text)}"
        case _:
            return FormulaFormatter(view.titles, value=value).format_node(node)


def format_outcome_reason(
    outcome: OutcomeWords, decisive: Sequence[Reason], *, all_well: bool, tested: bool
) -> str:
    """Format an outcome with the gravest of the reasons that decided it.

    `all_well` is whether no gate and no condition is not met, open or unknown; `tested`, whether
    its row has a test of its own, and is not for all that the rows before it leave.
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
    if tested:
        return f"{outcome.title}."
    return f"{outcome.title}, because nothing that would bring an earlier outcome is so."


def _format_group(verdict: Verdict, those: Sequence[Reason]) -> str:
    names = (f"{each.criterion}: {each.grade}" if each.grade else each.criterion for each in those)
    titles = name_few([f"{each.title} ({name})" for each, name in zip(those, names, strict=True)])
    what = "this is" if len(those) == 1 else "these are"
    return f"{what} {VERDICT_WORDS[verdict]} ({those[0].severity_words}): {join_words(titles)}"


def format_departures(assessment: Assessment, *, why: bool = True) -> Mapping[str, str]:
    """The texts of departures from what the rules indicate, by criterion: what, by whom and why.

    That from the outcome is under the empty text. Lists and tables leave out why, a text in which
    anybody may be named.
    """
    return {
        name: format_departure(each, assessment.rules, why=why)
        for name, each in assessment.departures.items()
    }


def format_departure(departure: Departure, rules: RuleSet, *, why: bool = True) -> str:
    """The text of a decision in place of what the rules indicate, by whom, when and why."""
    decided = outcome_title(departure.outcome, rules)
    if departure.verdict is not None:
        decided = VERDICT_WORDS[departure.verdict]
    reason = f". {visible(departure.reason)}" if why else ""
    return f"{visible(departure.by)} decided “{decided}” on {format_date(departure.on)}{reason}"


def format_departures_beside(assessment: Assessment, *, why: bool = True) -> Iterator[str]:
    """Yield each departure beside what the rules indicate, that from the outcome first."""
    rules = assessment.rules
    for name, decided in sorted(format_departures(assessment, why=why).items()):
        title = format_criterion(name, rules) if name else "The outcome"
        verdict = VERDICT_WORDS[assessment.finding(name).verdict if name else Verdict.UNKNOWN]
        settled = not name and assessment.settled
        indicated = outcome_title(assessment.outcome_ids[0], rules) if settled else verdict
        yield f"{title}: these rules indicate “{indicated}”; {decided}"
