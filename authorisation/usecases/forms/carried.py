"""What is answered in one submission, carried into the form of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.model.question import Question, ValueType, paths_with_groups
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Evidence, Items
from authorisation.usecases.assessing.inputs import answers_in, file_at
from authorisation.usecases.filesystem.inputs import refuse_other_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryRequest:
    """From which file answers are carried, and into what.

    `stage` and `day` are those asked for, else those of the file, where the rules are in force on
    its day. `instead` are answers from elsewhere, which stand in the place of those of the file.
    """

    file: Path
    stage: Stage | None = None
    day: date | None = None
    instead: Mapping[str, Answer]
    as_workbook: bool = False
    """Whether the form is a workbook, which has no place for some of what YAML holds."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The submission that the form begins with, and what of the file is not in it."""

    begun: Submission
    left_out: tuple[Problem, ...]


def carry_submission(request: CarryRequest, rules: RuleSet) -> Carried:
    """Read what a file answers, and keep what the rules ask and take.

    Raises:
        UnreadableFile: the file cannot be read.
        InvalidSubmission: it is no submission, or its head cannot be read.
    """
    left_out = Problems()
    refuse_other_kinds(request.file)
    name, data = file_at(request.file)
    given = answers_in(data, name, rules, left_out)
    found = _Carrying(given, rules, request, left_out)
    answers = {**dict(found.answers()), **request.instead}
    begun = replace(
        given,
        stage=request.stage or given.stage,
        as_of=request.day or found.day(),
        received_on=None,
        answers=answers,
        evidence=dict(found.evidence()),
    )
    return Carried(begun, tuple(sorted(set(left_out))))


@dataclass(frozen=True, slots=True)
class _Carrying:
    """Sorts what a submission holds into what is carried and what is left out."""

    given: Submission
    rules: RuleSet
    request: CarryRequest
    left_out: Problems

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """Yield the answers that are carried."""
        for path, answer in self.given.answers.items():
            question = self.rules.questions.get(path)
            if question is None:
                self._leave_out_unasked(path)
            elif path in self.request.instead:
                message = f"{quote(path)} is filled in from a practice file instead"
                remedy = "leave out `--practices` to carry it"
                self.left_out.wrong(self._at(path), message, remedy)
            else:
                yield path, self._in_cells(answer, question) if self.request.as_workbook else answer

    def evidence(self) -> Iterator[tuple[str, Evidence]]:
        """Yield the evidence of what the rules ask."""
        asked = paths_with_groups(self.rules.questions)
        for path, proof in self.given.evidence.items():
            if path not in asked:
                if path not in self.given.answers:  # else that is said of its answer
                    self._leave_out_unasked(path)
            else:
                yield path, proof

    def day(self) -> date | None:
        """The day on which the file is to be assessed, where the rules are in force on it."""
        day, (since, ends) = self.given.as_of, self.rules.in_force
        return day if day and since <= day and (ends is None or day < ends) else None

    def _at(self, path: str) -> Location:
        return self.given.places.get(path, Location(self.given.file, line=0))

    def _leave_out_unasked(self, path: str) -> None:
        message = f"{quote(path)} is not asked by {quote(self.rules.id)}"
        remedy = "nothing need be done, unless another question asks for it now"
        self.left_out.wrong(self._at(path), message, remedy)

    def _in_cells(self, answer: Answer, question: Question) -> Answer:
        """The answer without the fields of entries that have fields of their own."""
        nested = {name for name, field in question.each.items() if field.each}
        if question.type is not ValueType.LIST or not isinstance(answer, Items) or not nested:
            return answer
        entries = []
        for number, item in enumerate(answer.items, start=1):
            fields = item if isinstance(item, Mapping) else {}
            for name in nested & fields.keys():
                path = f"{question.path}[{number}].{name}"
                message = f"{quote(path)} has no place in a workbook"
                self.left_out.wrong(self._at(path), message, "write the form as YAML")
            entries.append({n: each for n, each in fields.items() if n not in nested})
        return Items(tuple(entries), answer.so_far)
