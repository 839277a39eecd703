"""The fewest answers that would have to change for a submission to come to an outcome.

That fewer do not do is proved: the solver finds nothing with one change less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from time import monotonic
from typing import Final

import msgspec

from authorisation.analysis.bounds.list_bounds import joint_bounds, list_uses
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import (
    Truth,
    any_,
    at_most,
    constant,
    not_,
    number_of,
    or_,
    variable,
)
from authorisation.analysis.model_answers import NOT_GIVEN
from authorisation.analysis.repairs.changes import ChangeReader, ChangeTerms, change_terms
from authorisation.analysis.repairs.confirm import Confirmation
from authorisation.analysis.repairs.given_answers import (
    GivenAnswers,
    GivenTerms,
    is_missing,
    items_of,
)
from authorisation.analysis.repairs.nearest import (
    AnswerTerms,
    answer_terms,
    first_changes,
    nearest_answers,
)
from authorisation.analysis.solver import CHANGE_SECONDS, Model, Solver, SolverAnswer
from authorisation.engine.analysis.answer_changes import (
    AnswerAlternative,
    SmallestChange,
    changes_between,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import SolverDisagrees
from authorisation.model.question import ValueType
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import Verdict

MOST_ALTERNATIVES: Final = 3
_SPARE: Final = 4
"""How many items a finished list may gain."""
_UNFINISHED: Final = 30
"""How many items a list without an answer may have at most."""
_NO_BOUND: Final = 12
"""How many, where no bound of it is known."""
_MOST_CHANGES: Final = 10**6


def smallest_change(
    program: Program,
    assessment: Assessment,
    outcome: str,
    *,
    keep: Collection[str] = (),
    only_missing: bool = False,
    seconds: float = CHANGE_SECONDS,
) -> SmallestChange:
    """The fewest changes of a submission's answers after which one outcome alone is possible.

    What nobody can change stays, and so does what `keep` names, by path. With `only_missing`
    nothing that was given changes: these are the fewest answers that settle it. Of other
    submissions nothing is known, and assessors' grades stay.

    Raises:
        EngineUnavailable: the solver is not installed.
        SolverDisagrees: the engine does not see what the solver found.
    """
    search = _Search(program, assessment, outcome, keep, seconds, only_missing=only_missing)
    try:
        return search.run()
    except NotEncoded as found:
        return search.result_with(reason=f"{found.reason} is not encoded")


class _EncodedChanges(msgspec.Struct, frozen=True):
    """The rules over the answers that may change, so that one outcome alone is possible."""

    given: GivenAnswers
    terms: GivenTerms
    solver: Solver
    changes: tuple[ChangeTerms, ...]
    tested: frozenset[str]
    """The answers that the outcome rests on; the others are only to agree with each other."""

    def at_most(self, number: int) -> Truth:
        """Whether there are at most so many changes."""
        parts = (part.differs for each in self.changes for part in each.parts)
        return at_most(number_of(parts), constant(number))


class _Search:
    """A search for the fewest changes that lead to one outcome."""

    def __init__(
        self,
        program: Program,
        assessment: Assessment,
        outcome: str,
        keep: Collection[str],
        seconds: float,
        *,
        only_missing: bool,
    ) -> None:
        self._assessment = assessment
        self._outcome = outcome
        self._seconds = seconds
        self._ends = monotonic() + seconds
        self._only_missing = only_missing
        self._asked_questions = assessment.rules.asked_questions
        self._given = assessment.counted.answers
        self.kept = tuple(path for path in self._asked_questions if self._stays(path, keep))
        self._within: dict[str, int] = {}
        self._program = program
        self._confirmation = Confirmation(program, assessment, outcome, self._ends)

    def _stays(self, path: str, keep: Collection[str]) -> bool:
        if path in keep:
            return True
        missing = is_missing(self._given.get(path, NOT_GIVEN), self._asked_questions[path])
        return not missing and (self._only_missing or self._asked_questions[path].fixed)

    def result_with(
        self,
        number: int | None = None,
        *,
        proved: bool = False,
        alternatives: tuple[AnswerAlternative, ...] = (),
        all_of_them: bool = False,
        reason: str = "",
        blocked_by: tuple[str, ...] = (),
    ) -> SmallestChange:
        """The answer to the search, with what was found."""
        fixed = {path for path in self.kept if self._asked_questions[path].fixed}
        return SmallestChange(
            outcome=self._outcome,
            only_missing=self._only_missing,
            number=number,
            proved=proved,
            alternatives=alternatives,
            all_of_them=all_of_them,
            within=self._within,
            reason=reason,
            blocked_by=blocked_by,
            kept=tuple(path for path in self.kept if not self._only_missing or path in fixed),
        )

    def run(self) -> SmallestChange:
        """The fewest changes, or why they are not known."""
        encoded = self._encode(self._asked_questions.keys() - set(self.kept))
        least = self._least(encoded)
        if least is None:
            reason = f"it was not settled within {self._seconds:g} seconds"
            return self.result_with(reason=reason)
        if least < 0:
            self._note_scope(encoded, _MOST_CHANGES)
            return self.result_with(proved=True, blocked_by=tuple(self._blocked_by(encoded)))
        self._note_scope(encoded, least)
        alternatives, complete = self._alternatives(encoded, least)
        return self.result_with(least, proved=True, alternatives=alternatives, all_of_them=complete)

    def _blocked_by(self, encoded: _EncodedChanges) -> Iterator[str]:
        """The criteria that are not met whatever may change, and without which it would do."""
        solver = Solver()
        solver.require(encoded.terms.consistent())

        never = []
        for criterion in self._assessment.rules.criteria:
            verdict = encoded.terms.finding(criterion).verdict(self._assessment.stage)
            in_order = or_(verdict[Verdict.MET], verdict[Verdict.NOT_APPLICABLE])
            if self._solve(solver, in_order) is SolverAnswer.IMPOSSIBLE:
                never.append(criterion)
        met = {criterion: variable(f"{criterion}: taken as met") for criterion in never}
        terms = GivenTerms(self._program, self._assessment, encoded.given, met=met)
        solver.require(terms.sure_outcomes[self._outcome])
        if self._solve(solver) is not SolverAnswer.POSSIBLE:
            return
        for criterion in never:
            if self._solve(solver, not_(met[criterion])) is SolverAnswer.POSSIBLE:
                solver.require(not_(met[criterion]))
            else:
                yield criterion

    def _encode(self, free: AbstractSet[str]) -> _EncodedChanges:
        given = GivenAnswers(
            self._given, free, spare=_SPARE, places=self._places, only_missing=self._only_missing
        )
        terms = GivenTerms(self._program, self._assessment, given)
        solver = Solver(seconds=max(0.0, self._ends - monotonic()))
        solver.require(terms.sure_outcomes[self._outcome])
        tested = frozenset(given.made)
        solver.require(terms.consistent())
        return _EncodedChanges(given, terms, solver, change_terms(given), tested)

    @cached_property
    def _enough(self) -> Mapping[str, int]:
        """The number of entries of each list enough for whatever the rules come to, where known."""
        assessment = self._assessment
        day, overrides = assessment.dated_on, assessment.overrides
        uses = list_uses(assessment.rules, partial=True, day=day, overrides=overrides)
        known = ((path, each) for path, each in joint_bounds(uses).items() if not each.multiplied)
        return {path: each.items for path, each in known if each.items is not None}

    def _places(self, path: str) -> int:
        """The number of entries that a list that is not finished may gain."""
        return min(self._enough.get(path, _NO_BOUND), _UNFINISHED)

    def _note_scope(self, encoded: _EncodedChanges, number: int) -> None:
        """Note the lists of which more entries than were looked at might do with fewer changes."""
        for path, variables in encoded.given.made.items():
            finished = _is_finished(self._given.get(path))
            # What agrees with anything while it is missing need not be answered.
            needed = finished or path in encoded.tested
            if variables.question.type is not ValueType.LIST or not needed:
                continue
            most = _SPARE if finished else self._places(path)
            wanted = self._enough.get(path, variables.question.max_items)
            if most < (min(wanted, number - 1) if finished else wanted):
                self._within[path] = len(variables.slots)

    def _least(self, encoded: _EncodedChanges) -> int | None:
        """The least number of changes, of which the solver has a model.

        Below 0 where no number does, and None where it was not settled in time.
        """
        parts = (part for each in encoded.changes for part in each.parts)
        waiting = {not_(part.differs): None for part in parts}
        waiting.pop(True, None)
        fewest, answer = 0, SolverAnswer.IMPOSSIBLE
        while answer is SolverAnswer.IMPOSSIBLE:
            # Sets of answers of which one has to change, apart from each other: so many at least.
            encoded.solver.seconds = max(0.0, self._ends - monotonic())
            answer, core = encoded.solver.conflict(waiting)
            if answer is SolverAnswer.IMPOSSIBLE and not core:
                return -1
            fewest += bool(core)
            waiting = {truth: None for truth in waiting if truth not in core}
        if answer is SolverAnswer.UNDECIDED:
            # Where nothing leads there, counting the changes up would never end.
            answer = self._solve(encoded.solver)
            if answer is not SolverAnswer.POSSIBLE:
                return -1 if answer is SolverAnswer.IMPOSSIBLE else None
        return self._count_up(encoded, fewest)

    def _count_up(self, encoded: _EncodedChanges, fewest: int) -> int | None:
        """The least number of changes, which is at least `fewest`."""
        most = sum(len(each.parts) for each in encoded.changes)
        for number in range(fewest, most + 1):
            answer = SolverAnswer.UNDECIDED
            if monotonic() < self._ends:
                answer = self._solve(encoded.solver, encoded.at_most(number))
            if answer is not SolverAnswer.IMPOSSIBLE:
                return number if answer is SolverAnswer.POSSIBLE else None
        return -1

    def _solve(self, solver: Solver, *truths: Truth) -> SolverAnswer:
        solver.seconds = max(0.0, self._ends - monotonic())
        return solver.solve(*truths)

    def _alternatives(
        self, encoded: _EncodedChanges, number: int
    ) -> tuple[tuple[AnswerAlternative, ...], bool]:
        """Some alternatives of so many changes, and whether no other questions would do."""
        encoded.solver.require(encoded.at_most(number))
        order = list(self._asked_questions)
        changes = sorted(encoded.changes, key=lambda each: order.index(each.path))
        found: list[AnswerAlternative] = []
        unlike: list[Truth] = []
        while len(found) < MOST_ALTERNATIVES:
            first = first_changes(encoded.solver, changes, unlike, self._ends)
            if isinstance(first, SolverAnswer):
                return tuple(found), first is SolverAnswer.IMPOSSIBLE
            held = {
                each.path: tuple(first.model.holds(part.differs) for part in each.parts)
                for each in changes
            }
            changed = {path: parts for path, parts in held.items() if any(parts)}
            reader = self._reader(first.model, encoded)
            found.append(self._alternative(reader, changed, settled=first.settled))
            unlike.append(any_(not_(each.any) for each in changes if each.path in changed))
        return tuple(found), self._solve(encoded.solver, *unlike) is SolverAnswer.IMPOSSIBLE

    def _reader(self, model: Model, encoded: _EncodedChanges) -> ChangeReader:
        return ChangeReader(model, encoded.given, self._assessment.as_of)

    def _alternative(
        self, reader: ChangeReader, changed: Mapping[str, tuple[bool, ...]], *, settled: bool
    ) -> AnswerAlternative:
        """The least that changes these parts of these answers, confirmed by the engine."""
        answers: Mapping[str, Answer] = reader.answers()
        if not self._confirmation.holds(answers):
            raise SolverDisagrees(f"the engine does not find it in {dict(answers)!r}")
        answers = self._confirmation.trimmed(answers)
        nearer = self._nearest(answers, changed) if changed else None
        if nearer is not None:
            if not self._confirmation.holds(least := nearer.answers()):
                raise SolverDisagrees(f"the engine does not find it in {dict(least)!r}")
            answers, reader = self._confirmation.trimmed(least), nearer
        return AnswerAlternative(
            changes=tuple(changes_between(self._given, answers, self._asked_questions)),
            evidence=self._confirmation.missing_evidence(answers),
            examples=frozenset(reader.examples),
            patterned=frozenset(reader.patterned),
            nearest=settled and (nearer is not None or not changed),
        )

    def _nearest(
        self, answers: Mapping[str, Answer], changed: Mapping[str, tuple[bool, ...]]
    ) -> ChangeReader | None:
        """Answers that change in the same parts, with each as near as may be."""
        encoded = self._encode(changed.keys())
        for each in encoded.changes:
            for part, held in zip(each.parts, changed[each.path], strict=True):
                encoded.solver.require(part.differs if held else not_(part.differs))
        model = nearest_answers(encoded.solver, self._answer_terms(encoded, answers), self._ends)
        return None if model is None else self._reader(model, encoded)

    def _answer_terms(
        self, encoded: _EncodedChanges, answers: Mapping[str, Answer]
    ) -> Iterator[AnswerTerms]:
        """The terms of what may differ in answers that change, in the order of the questions."""
        changes = list(changes_between(self._given, answers, self._asked_questions))
        for path in dict.fromkeys(change.path for change in changes):
            items: list[Answer] = [each.after for each in changes if each.path == path]
            items += [item for after in items for item in items_of(after)[0]]
            fields = {name for item in items if isinstance(item, Mapping) for name in item}
            given = self._given.get(path, NOT_GIVEN)
            today = self._assessment.as_of
            yield from answer_terms(encoded.given.made[path], given, today, fields)


def _is_finished(answer: object) -> bool:
    return isinstance(answer, Items) and not answer.so_far
