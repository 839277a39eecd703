"""A killing case as it would stand in a file of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from authorisation.engine.results import Assessment
from authorisation.explain.words.safe import shorten
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.language.cases.assessment import OUTCOME
from authorisation.model.case import Case, CriterionExpectation
from authorisation.model.submission import Stage
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.mutation.edits import Mutant
from authorisation.policy.mutation.killing import Killing
from authorisation.policy.mutation.words import format_difference

_LONGEST_NAME: Final = 160


class KillingCase:
    """A case of what the rules make of a submission, as far as a mutant makes something else."""

    def __init__(self, killing: Killing, mutant: Mutant) -> None:
        self.complete = True
        """Whether it says that there are no other submissions."""
        self._both = (killing.rules, killing.mutant)
        self._witness = killing.witness
        self._rules = killing.rules
        place = f"line {mutant.at.line}, column {mutant.at.column}"
        self._name = shorten(f"{mutant.of}, {place}: {format_difference(mutant)}", _LONGEST_NAME)
        before, after = (each.assess(self._witness) for each in self._both)
        self._verdicts = {
            now.criterion.id: now.verdict
            for now, then in zip(before.findings, after.findings, strict=True)
            if now.verdict is not then.verdict
        }
        self._outcomes = _other_outcomes(before, after)

    def to_case(self) -> Case:
        """The case, to be run."""
        submission = self._witness.submission(self._rules.rules)
        return Case(
            name=self._name,
            given=submission.answers,
            expect={key: CriterionExpectation(verdict=v) for key, v in self._verdicts.items()},
            outcome=self._outcomes or None,
            stage=self._rules.stage,
            as_of=self._rules.day,
            received_on=submission.received_on,
            evidence=submission.evidence,
            judgements=self._witness.judgements().entries,
            complete=self.complete,
        )

    def confirm(self) -> bool:
        """Whether the case tells the rules from the mutant, without others where it needs none."""
        for complete in (False, True):
            self.complete = complete
            before, after = (run_case(each.program, self.to_case()) for each in self._both)
            if before.passed and not after.passed:
                return True
        return False

    def to_yaml(self) -> str:
        """The case as YAML, an entry of a list, with nothing that it can do without."""
        rules, witness = self._rules.rules, self._witness
        case: dict[str, Any] = {"case": self._name, "as_of": self._rules.day}
        if rules.dated_by != "as_of":
            case["received_on"] = self._rules.day
        if self._rules.stage is Stage.DECISION:
            case["stage"] = self._rules.stage.value
        case["given"] = dict(witness.answers)
        if self._rules.stage is Stage.DECISION and (shown := witness.evidence(rules)):
            case["evidence"] = shown
        if judged := witness.judgements().entries:
            case["judgements"] = [
                {
                    "criterion": each.criterion,
                    "assessor": each.assessor,
                    "on": each.on,
                    "grade": each.grade,
                    "reason": each.reason,
                }
                for each in judged
            ]
        if self.complete:
            case["complete"] = True
        case["expect"] = {**self._expected_verdicts(), **self._expected_outcome()}
        return dump_yaml([case], short=True)

    def _expected_verdicts(self) -> Mapping[str, str]:
        return {key: verdict.value for key, verdict in self._verdicts.items()}

    def _expected_outcome(self) -> Mapping[str, str | list[str]]:
        outcomes = list(self._outcomes)
        if not outcomes:
            return {}
        return {OUTCOME: outcomes[0] if len(outcomes) == 1 else outcomes}


def _other_outcomes(before: Assessment, after: Assessment) -> tuple[str, ...]:
    """The outcomes under the rules as they are; none where those of the mutant are the same."""
    same = set(before.outcome_ids) == set(after.outcome_ids)
    return () if same else before.outcome_ids
