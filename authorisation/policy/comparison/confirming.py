"""What the engine says of a submission that the solver found, and of less and less of it.

A submission is made small by leaving out one answer after another and looking again each time. So
answers are read once and held as the engine has them, and of the rules only what counts is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from authorisation.analysis.questions import RulesOnDay
from authorisation.analysis.witnesses import Witness, trimmed
from authorisation.engine.assess import assess
from authorisation.engine.plans.plan import RefPlan, walk
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import SO_FAR
from authorisation.model.rules import Severity
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Answer, Items


class SmallSubmission(Struct, frozen=True):
    """A small submission, and what the engine says of it under each rule set, the older first."""

    judgements: Judgements
    assessments: tuple[Assessment, ...]

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
        self._whole = witness.submission(view.rules)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that the rules ask for, as those of a witness; scalars as the engine's."""
        return {path: _as_witness(answer) for path, answer in self._whole.answers.items()}

    def assess(self, part: Witness, program: Program | None = None) -> Assessment:
        """What the engine says of a part with some of these answers, as `RulesOnDay.assess` does.

        `program` may have a part of the rules.

        Raises:
            InvalidSubmission: its answers contradict each other.
        """
        submission = self._submission(part)
        problems = self._view.program.check_contradictions(submission)
        if problems:
            raise InvalidSubmission(problems)
        return assess(
            program or self._view.program,
            submission,
            as_of=self._view.day,
            stage=self._view.stage,
            overrides=self._view.figures,
            judgements=part.judgements(),
            complete=True,
        )

    def _submission(self, part: Witness) -> Submission:
        bank, evidence = self._view.rules.bank, self._whole.evidence
        answers = {path: _as_answer(v) for path, v in part.answers.items() if path in bank}
        shown = {path: evidence[path] for path in answers if path in evidence}
        return replace(self._whole, answers=answers, evidence=shown)


def program_of(view: RulesOnDay, criteria: Iterable[str]) -> Program:
    """The rules with no criteria but these and those that they refer to, compiled."""
    plans = {plan.id: plan for plan in view.program.criteria}
    needed: set[str] = set()
    waiting = [each for each in criteria if each in plans]
    while waiting:
        plan = plans[waiting.pop()]
        if plan.id not in needed:
            needed.add(plan.id)
            parts = walk(plan.applies, plan.require)
            waiting += [part.condition.criterion for part in parts if isinstance(part, RefPlan)]
    rules = view.rules
    kept = {name: each for name, each in rules.criteria.items() if name in needed}
    return compile_rules(replace(rules, criteria=MappingProxyType(kept)))


def weighty_criteria(view: RulesOnDay) -> tuple[str, ...]:
    """The criteria that are more than notes on the day, or that the outcome table names."""
    rows = "".join(row.when.text for row in view.rules.outcomes)
    return tuple(
        name
        for name, criterion in view.rules.criteria.items()
        if criterion.severity_on(view.day) is not Severity.NOTE or f'"{name}"' in rows
    )


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
    whole = replace(witness, answers=answers)
    wanted = [levels(engine.assess(whole)) for engine in engines]

    def same(part: Witness, programs: Sequence[Program]) -> bool:
        trials = zip(engines, programs, wanted, strict=True)
        try:
            return all(
                levels(each.assess(part, program)) == found for each, program, found in trials
            )
        except InvalidSubmission:
            return False

    every = [view.program for view in views]
    for programs in ([program_of(view, criteria(view)) for view in views], every):
        shows = partial(same, programs=programs)
        if shows(whole):
            small = trimmed(_without_idle_answers(whole, programs, shows), shows)
            if same(small, every):
                whole = small
                break
    return SmallSubmission(whole.judgements(), tuple(engine.assess(whole) for engine in engines))


def _without_idle_answers(
    witness: Witness, programs: Iterable[Program], shows: Callable[[Witness], bool]
) -> Witness:
    """The witness without the answers that nothing in these programs looks at, where it may be."""
    looked_at = {
        path
        for program in programs
        for path in (*program.plans_by_name, *program.outcome_questions)
    }
    rest = {path: value for path, value in witness.answers.items() if path in looked_at}
    fewer = replace(witness, answers=rest)
    return fewer if shows(fewer) else witness


def _as_witness(answer: Answer) -> Any:  # noqa: ANN401 - of any type
    if not isinstance(answer, Items):
        return answer
    entries = [dict(each) if isinstance(each, Mapping) else each for each in answer.items]
    return {SO_FAR: entries} if answer.so_far else entries


def _as_answer(value: Any) -> Answer:  # noqa: ANN401 - of any type
    so_far = isinstance(value, dict)
    entries = value[SO_FAR] if so_far else value
    if not isinstance(entries, list):
        answer: Answer = value
        return answer
    items = (MappingProxyType(each) if isinstance(each, dict) else each for each in entries)
    return Items(tuple(items), so_far=so_far)
