"""A killing case as it would stand in a file of cases."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.language.answers.answers import PERCENT, SO_FAR
from authorisation.language.yaml.dump import format_yaml
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Duration, Items
from authorisation.policy.mutation.edits import Mutant
from authorisation.policy.mutation.words import format_change
from authorisation.records.values import scalar_text


def format_killing_case(submission: Submission, mutant: Mutant, program: Program) -> str:
    """The case as YAML, an entry of a list: what the rules as they are make of the submission.

    It expects what the mutant makes something else of: criteria, else the outcome.
    """
    if not isinstance(mutant.rules, RuleSet):
        raise TypeError(mutant.rules)
    case: dict[str, Any] = {"case": f"{mutant.of}: {format_change(mutant)}"}
    if submission.stage is not Stage.SELF_ASSESSMENT:
        case["stage"] = submission.stage.value
    if submission.as_of is not None:
        case["as_of"] = submission.as_of
    if submission.received_on is not None:
        case["received_on"] = submission.received_on
    bank = program.rules.bank
    case["given"] = {
        path: written_answer(answer, bank.get(path)) for path, answer in submission.answers.items()
    }
    if submission.evidence:
        case["evidence"] = {
            path: {"document": each.document, "level": each.level.word}
            for path, each in submission.evidence.items()
        }
    case["expect"] = expected_of(submission, program, compile_rules(mutant.rules, program))
    return format_yaml([case])


def expected_of(submission: Submission, program: Program, changed: Program) -> dict[str, Any]:
    """What a case of a submission expects: all that comes out otherwise under changed rules."""
    day = submission.as_of or program.rules.in_force[0]
    before, after = (assess(each, submission, as_of=day) for each in (program, changed))
    expected: dict[str, Any] = {
        now.criterion.id: now.verdict.value
        for now, then in zip(before.findings, after.findings, strict=True)
        if now.verdict is not then.verdict
    }
    if set(before.outcome_ids) != set(after.outcome_ids):
        expected["outcome"] = _outcomes(before)
    return expected


def _outcomes(assessment: Assessment) -> str | list[str]:
    outcomes = list(assessment.outcome_ids)
    return outcomes[0] if len(outcomes) == 1 else outcomes


def written_answer(answer: Answer, question: Question | None) -> Any:  # noqa: ANN401 - of any type
    """An answer as a file has it: numbers and days as such, percentages and lengths as text."""
    match answer:
        case Items(items=items, so_far=so_far):
            written = [_written_item(item, question) for item in items]
            return {SO_FAR: written} if so_far else written
        case Mapping():
            return _written_item(answer, question)
        case Decimal() if question is not None and question.unit == PERCENT:
            return scalar_text(answer, PERCENT)
        case Duration():
            return scalar_text(answer)
        case _:
            return answer


def _written_item(item: Answer, question: Question | None) -> Any:  # noqa: ANN401 - of any type
    if not isinstance(item, Mapping):
        return written_answer(item, None)
    fields = question.each if question else {}
    return {name: written_answer(value, fields.get(name)) for name, value in item.items()}
