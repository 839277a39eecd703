"""Possible outcomes in words, with the conditions and support that each imposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from authorisation.engine.results import Imposed, PossibleOutcome, Turn
from authorisation.explain.assessment.evidence import to_do
from authorisation.explain.assessment.view import View
from authorisation.explain.words.formulas import Phrasing
from authorisation.explain.words.quantities import day, listed, shown
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import Cited, cited
from authorisation.explain.words.titles import Named, Titles, found
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.tree import Node
from authorisation.model.rules import Outcome, RuleSet
from authorisation.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A condition of authorisation, or a point of a support plan."""

    criterion: str
    title: str
    perhaps: bool
    """Whether it depends on answers still missing."""
    evidence: str
    """What would discharge it; empty for a point of a support plan without it."""
    due: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeWords:
    """A row of the outcome table that may still apply."""

    id: str
    title: str
    says: str
    sources: tuple[Cited, ...]
    because: str
    """The row's own test in words, where it asks about answers and not about findings."""
    conditions: tuple[Due, ...]
    support: tuple[Due, ...]


def outcome_words(outcome: PossibleOutcome, view: View) -> OutcomeWords:
    """The words for one outcome that is still possible."""
    row, rules = outcome.row, view.assessment.rules
    return OutcomeWords(
        id=row.id,
        title=outcome_title(row.id, rules),
        says=visible(row.says),
        sources=tuple(cited(source, rules) for source in row.sources),
        because=_because(outcome, view),
        conditions=tuple(_due(imposed, view) for imposed in outcome.conditions),
        support=tuple(_due(imposed, view) for imposed in outcome.support),
    )


def outcome_title(identifier: str, rules: RuleSet) -> str:
    """The title of an outcome, or its id where it has none."""
    title = next((row.title for row in rules.outcomes if row.id == identifier), "")
    return visible(title or identifier)


_WOULD: Final = {
    Verdict.MET.value: "would be met",
    Verdict.NOT_MET.value: "would be not met",
    Verdict.UNKNOWN.value: "would wait for an answer",
    Verdict.NOT_APPLICABLE.value: "would not apply",
    Verdict.OPEN.value: "would be not shown",
}


def turn_words(turn: Turn, rules: RuleSet) -> str:
    """Format what would differ under the alternative to a contested figure."""
    named = Titles(rules).of(turn.parameter)
    source = cited(turn.source, rules).words or turn.source
    alternative = f"{shown(turn.value, named.unit)} ({source}) for {named.words}"
    verdicts = dict.fromkeys(verdict for _, verdict in turn.findings)
    changes = [
        f"{listed([visible(c) for c, v in turn.findings if v == verdict])} {_WOULD[verdict]}"
        for verdict in verdicts
    ]
    if turn.moves_outcome:
        outcomes = listed([outcome_title(each, rules) for each in turn.outcomes], "or")
        changes.append(f"these rules would indicate: {outcomes}")
    return f"Under the alternative {alternative}, {'; '.join(changes)}."


def _due(imposed: Imposed, view: View) -> Due:
    criterion = imposed.finding.criterion
    discharge = criterion.discharge
    return Due(
        criterion=criterion.id,
        title=visible(criterion.title),
        perhaps=imposed.perhaps,
        evidence=visible(discharge.evidence) if discharge else "",
        due=_deadline(imposed, view),
        remedy=to_do(imposed.finding, view),
    )


def _deadline(imposed: Imposed, view: View) -> str:
    discharge = imposed.finding.criterion.discharge
    if discharge is None:
        return ""
    after = f"within {visible(discharge.due)} of authorisation"
    if imposed.due is None:
        return after
    decided = day(view.assessment.as_of)
    return f"{after} ({day(imposed.due)}, were it decided on {decided})"


def _because(outcome: PossibleOutcome, view: View) -> str:
    node = _test_of(outcome.row, view)
    if node is None or isinstance(node, syntax.Literal) or "findings" in outcome.row.when.text:
        return ""

    def value(name: str, named: Named) -> str:
        return shown(found(view.assessment.scope, name), named.unit, none=named.none)

    match node:
        case syntax.Comparison(op="=", left=left, right=syntax.Literal(value=str() as text)):
            named = Phrasing(view.titles).say(left)
            return f"{named} is: {visible(text)}"
        case _:
            return Phrasing(view.titles, value=value).say(node)


def _test_of(row: Outcome, view: View) -> Node | None:
    plan = next((plan for plan in view.program.outcomes if plan.row.id == row.id), None)
    return plan.when.syntax if plan else None
