"""What engine and solver say of a submission that was found, and of less and less of it.

A submission is made small by leaving out one answer after another and looking again each time. So
answers are read once and held as the engine has them, and of the rules only what counts is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.analysis.encoding.answers import AnswerVariables
from authorisation.analysis.encoding.terms import (
    Truth,
    and_,
    any_,
    at_most,
    constant,
    not_,
    number_of,
    or_,
)
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Build, Inquiry, Reply, RulesOnDay, Shows
from authorisation.analysis.witnesses import Keeps, Parts, Witness, reduced
from authorisation.engine.assess import assess
from authorisation.engine.finding_memory import FindingMemory
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.model.question import ValueType
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Answer

_LISTS: Final = frozenset({ValueType.LIST, ValueType.CHOICES})


class SmallSubmission(Struct, frozen=True):
    """A small submission, and what the engine says of it under each rule set, the older first."""

    judgements: Judgements
    assessments: tuple[Assessment, ...]
    proved_fewest: bool = False
    """Whether it is proved that none with fewer answers and grades does."""

    @property
    def number_of_answers(self) -> int:
        """The number of answers that it has, a grade counted as one."""
        return len(self.submission.answers) + len(self.judgements.entries)

    @property
    def submission(self) -> Submission:
        """The submission, with all that any of them asks."""
        answers = {
            path: v for each in self.assessments for path, v in each.submission.answers.items()
        }
        return replace(self.assessments[-1].submission, answers=answers)


class WitnessEngine:
    """Assesses one witness, and parts of it, under one rule set."""

    def __init__(self, view: RulesOnDay, witness: Witness) -> None:
        self._view = view
        self._memories: dict[int, FindingMemory] = {}
        self._whole = witness.submission(view.rules)

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers that the rules ask for."""
        return self._whole.answers

    def assess(
        self, answers: Mapping[str, Answer], judgements: Judgements, program: Program | None = None
    ) -> Assessment:
        """The engine's assessment of some of these answers, as `RulesOnDay.assess` has it.

        `program` may have a part of the rules.
        """
        program = program or self._view.program
        memory = self._memories.get(id(program))
        if memory is None:
            memory = self._memories[id(program)] = FindingMemory(program)
        return assess(
            program,
            self._submission(answers),
            as_of=self._view.day,
            stage=self._view.stage,
            overrides=self._view.figures,
            judgements=judgements,
            complete=True,
            findings_of=memory.findings,
        )

    def is_consistent(self, answers: Mapping[str, Answer]) -> bool:
        """Whether some of these answers contradict nothing."""
        return not self._view.program.check_contradictions(self._submission(answers))

    def _submission(self, answers: Mapping[str, Answer]) -> Submission:
        bank, evidence = self._view.rules.bank, self._whole.evidence
        asked = {path: answer for path, answer in answers.items() if path in bank}
        shown = {path: evidence[path] for path in asked if path in evidence}
        return replace(self._whole, answers=asked, evidence=shown)


def program_of(view: RulesOnDay, criteria: Iterable[str]) -> Program:
    """The rules with no criteria but these and those that they rest on, compiled."""
    rules, behind = view.rules, view.program.criteria_behind
    needed = frozenset[str]().union(*(behind.get(each, ()) for each in criteria))
    fewer = {name: each for name, each in rules.criteria.items() if name in needed}
    return compile_rules(replace(rules, criteria=MappingProxyType(fewer)))


def smallest(
    views: Sequence[RulesOnDay],
    witness: Witness,
    criteria: Callable[[RulesOnDay], Iterable[str]],
    levels: Callable[[Assessment], Sequence[object]],
) -> SmallSubmission:
    """As little of a witness as comes to the same levels under each rule set.

    No other `criteria` are judged while answers are left out, as long as the levels rest on none.
    """
    engines = [WitnessEngine(view, witness) for view in views]
    answers = {path: value for engine in engines for path, value in engine.answers.items()}
    whole = Parts(answers, tuple(witness.grades))

    def judgements(part: Parts[str]) -> Judgements:
        grades = {criterion: witness.grades[criterion] for criterion in part.others}
        return replace(witness, grades=grades).judgements()

    def findings_levels(part: Parts[str], place: int, program: Program) -> Sequence[object]:
        return levels(engines[place].assess(part.answers, judgements(part), program))

    every = [view.program for view in views]
    wanted = [findings_levels(whole, place, program) for place, program in enumerate(every)]
    # The rule set that the last submission failed is likely to fail the next, so it comes first.
    order = list(range(len(engines)))

    def same(part: Parts[str], programs: Sequence[Program]) -> bool:
        for place in order:
            if findings_levels(part, place, programs[place]) != wanted[place]:
                order.remove(place)
                order.insert(0, place)
                return False
        return all(engine.is_consistent(part.answers) for engine in engines)

    for programs in ([program_of(view, criteria(view)) for view in views], every):
        shows = partial(same, programs=programs)
        if shows(whole):
            small = reduced(_without_idle_answers(whole, programs, shows), shows, again=False)
            if same(small, every):
                whole = small
                break
    given = judgements(whole)
    return SmallSubmission(given, tuple(each.assess(whole.answers, given) for each in engines))


def _without_idle_answers(
    parts: Parts[str], programs: Iterable[Program], shows: Keeps[str]
) -> Parts[str]:
    """The parts without the answers that nothing in these programs looks at, where it may be."""
    looked_at = {
        path
        for program in programs
        for path in (*program.plans_by_name, *program.outcome_questions)
    }
    rest = {path: value for path, value in parts.answers.items() if path in looked_at}
    fewer = replace(parts, answers=rest)
    return fewer if shows(fewer) else parts


def find_fewer(inquiry: Inquiry, build: Build, shows: Shows, number: int) -> Reply:
    """A submission with fewer answers than that shows something, or that none can.

    An assessor's grade counts as an answer, and a list as one. The inquiry is about partial
    submissions, and says how long that may take.

    Raises:
        EngineUnavailable: the solver is not installed.
        SolverDisagrees: the engine does not see what the solver found.
    """

    def fewer(terms: Sequence[RuleSetTerms]) -> Truth:
        # What is looked for comes first, for answers become variables when it looks at them.
        wanted = build(terms)
        return and_(wanted, at_most(number_of(_answer_truths(terms)), constant(number - 1)))

    return inquiry.find(fewer, shows, small=False)


def _answer_truths(terms: Sequence[RuleSetTerms]) -> Iterator[Truth]:
    """Yield whether each answer that was looked at is given, and each grade."""
    yield from map(_is_given, terms[0].space.made.values())
    grades = {name: truths for each in terms for name, truths in each.grades.items()}
    yield from (any_(truths.values()) for truths in grades.values())


def _is_given(answer: AnswerVariables) -> Truth:
    finished = not_(answer.missing)
    if answer.question.type not in _LISTS:
        return finished
    entries = (slot.there for slot in answer.slots)
    return or_(finished, answer.begun, *entries, *answer.options.values())
