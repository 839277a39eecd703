"""Whether changed answers lead to the outcome as the engine has it, and what of them is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from time import monotonic
from typing import Final

import msgspec

from authorisation.engine.assess import assess
from authorisation.engine.evidence import question_support
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.question import Question
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Evidence, Items

_SUPPLIED: Final = Evidence(document="to be supplied")


class Confirmation:
    """Whether a submission leads to one outcome alone with other answers, as the engine says.

    What is not needed is looked for until `ends`, by the clock.
    """

    def __init__(self, program: Program, assessment: Assessment, outcome: str, ends: float) -> None:
        self._ends = ends
        self._program = program
        self._assessment = assessment
        self._outcome = outcome
        self._given = assessment.counted.answers

    def holds(self, answers: Mapping[str, Answer], without_evidence: Collection[str] = ()) -> bool:
        """Whether the outcome is the only one possible, with evidence for all but some answers."""
        counted = self._assessment.counted
        changed = msgspec.structs.replace(counted, answers=answers)
        supplied = {
            path: _SUPPLIED for path in self._unsupported(changed) if path not in without_evidence
        }
        changed = msgspec.structs.replace(changed, evidence={**counted.evidence, **supplied})
        if self._program.check_contradictions(changed):
            return False
        judgements = self._assessment.judgements
        kept = tuple(
            entry
            for entry in judgements.entries
            if not entry.answer or answers.get(entry.answer) == self._given.get(entry.answer)
        )
        again = assess(
            self._program,
            changed,
            as_of=self._assessment.as_of,
            stage=self._assessment.stage,
            overrides=self._assessment.overrides,
            judgements=msgspec.structs.replace(judgements, entries=kept, places=()),
            complete=isinstance(self._assessment.scope.get("others"), list),
        )
        return again.outcome_ids == (self._outcome,)

    def _unsupported(self, submission: Submission) -> list[str]:
        """The answers that need evidence and have none."""
        return [
            path
            for path in submission.answers
            if not question_support(path, submission, self._program).proven
        ]

    def missing_evidence(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """The answers that need evidence for the outcome and have none, at the decision stage.

        With evidence for any less of them the outcome would be another.
        """
        if self._assessment.stage is not Stage.DECISION:
            return ()
        changed = msgspec.structs.replace(self._assessment.counted, answers=answers)
        needed = self._unsupported(changed)
        for path in tuple(needed):
            without = [each for each in self._unsupported(changed) if each not in needed]
            if self.holds(answers, [*without, path]):
                needed.remove(path)
        return tuple(needed)

    def trimmed(self, answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
        """Answers without what the outcome does not need of those that changed."""
        for path, answer in answers.items():
            before = self._given.get(path)
            if isinstance(answer, Items) and answer != before:
                question = self._program.rules.bank[path]
                answers = self._trimmed_list(path, question, answers)
        return answers

    def _trimmed_list(
        self, path: str, question: Question, answers: Mapping[str, Answer]
    ) -> Mapping[str, Answer]:
        """Answers whose list at a path has no item and no field too many."""
        before, smaller = self._given.get(path), True
        while smaller:
            smaller = False
            for less in _smaller(answers[path], before, question):
                if monotonic() >= self._ends:
                    break
                fewer = {**answers, path: less}
                if self.holds(fewer):
                    answers, smaller = fewer, True
                    break
        return answers


def _smaller(answer: Answer, before: Answer, question: Question) -> Iterator[Items]:
    """A list with one item less, or one field less in an item, of what was not there before."""
    if not isinstance(answer, Items):
        return
    known = before.items if isinstance(before, Items) else ()
    finished = isinstance(before, Items) and not before.so_far
    for place, item in enumerate(answer.items):
        if item in known:
            continue
        head, tail = answer.items[:place], answer.items[place + 1 :]
        if not finished and place >= len(known):
            yield Items((*head, *tail), so_far=answer.so_far)
        for less in _with_less(item, known[place] if place < len(known) else {}, question):
            yield Items((*head, less, *tail), so_far=answer.so_far)


def _with_less(item: Answer, known: Answer, question: Question) -> Iterator[Answer]:
    if not isinstance(item, Mapping) or not isinstance(known, Mapping):
        return
    for field, value in item.items():
        if field in known and known[field] != value:
            yield {**item, field: known[field]}
        elif field not in known and field != question.name_by:
            yield {name: each for name, each in item.items() if name != field}
