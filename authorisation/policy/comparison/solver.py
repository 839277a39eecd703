"""What changed terms mean, proved by the solver: the door from comparisons to `analysis`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TypeAlias

from msgspec.structs import replace

from authorisation.analysis.encoding.terms import Truth, and_, any_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import (
    DISAGREEMENT,
    Found,
    Impossible,
    Inquiry,
    Reply,
    RulesOnDay,
    Undecided,
    confirms,
)
from authorisation.analysis.small_submissions import (
    SmallSubmission,
    WitnessEngine,
    find_fewer,
    smallest,
)
from authorisation.analysis.solver import EFFORT_WITHOUT_END, FEWER_EFFORT, PROOF_SECONDS
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.errors import SolverDisagrees
from authorisation.explain.assessment.comparison import compare_assessments
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.directions import (
    NEW,
    OLD,
    ComparedPart,
    Direction,
    came_to,
    criterion_part,
    outcome_part,
)
from authorisation.policy.comparison.meaning import (
    PROVED,
    RELATIONS,
    DifferenceWitness,
    Meaning,
    Relation,
)
from authorisation.policy.comparison.terms import asking_alike
from authorisation.policy.properties.evaluate import completed_answers

_Group: TypeAlias = tuple[Direction, ...]
_Answer: TypeAlias = SmallSubmission | Impossible | Undecided
"""A small submission that shows a direction, or that none does, or that it is not known."""


class SolverProver:
    """Asks how the criteria and outcomes of two rule sets stand to each other.

    `partial` includes submissions with answers missing.
    """

    def __init__(
        self,
        old: RuleSet,
        new: RuleSet,
        days: tuple[date, date],
        stage: Stage,
        *,
        partial: bool = False,
        time_limit: float = PROOF_SECONDS,
    ) -> None:
        self._views = tuple(
            RulesOnDay(program=compile_rules(rules), day=day, stage=stage)
            for rules, day in zip((asking_alike(old, new), new), days, strict=True)
        )
        self._no_value = next(filter(None, map(_figure_without_value, self._views)), "")
        self._partial = partial
        self._seconds = time_limit
        self._outcomes: Mapping[str, Meaning] = {}
        self._inquiry_of = cache(self._new_inquiry)
        self._disagreed: set[ComparedPart] = set()
        self._assessed: tuple[Witness, tuple[Assessment, ...]] | None = None

    def criterion(self, identifier: str) -> Meaning:
        """The meaning of the change of a criterion that both rule sets have."""
        subject = criterion_part(identifier)
        inquiry = self._inquiry(subject)
        replies = [self._one(Direction(subject, side), inquiry) for side in (OLD, NEW)]
        return self._meaning(subject, replies)

    def outcome(self, identifier: str) -> Meaning:
        """The meaning of the change of an outcome that both rule sets have."""
        if not self._outcomes:
            self._outcomes = {each.of: each for each in self._all_outcomes()}
        return self._outcomes[identifier]

    def _new_inquiry(self, criterion: str = "", *, fewer: bool = False) -> Inquiry:
        """Questions about one criterion, or about all that there is.

        Where `fewer` answers are looked for they may be missing, and it is an effort that ends it.
        """
        return Inquiry(
            *self._views,
            partial=fewer or self._partial,
            criteria=(criterion,) if criterion else None,
            seconds=None if fewer else self._seconds,
            effort=FEWER_EFFORT if fewer else EFFORT_WITHOUT_END,
        )

    def _inquiry(self, subject: ComparedPart, *, fewer: bool = False) -> Inquiry:
        """Questions about a criterion or an outcome.

        With answers missing all is asked in one, unless it is not known of some list how many
        entries are enough: that is for those who look at it.
        """
        if subject.part is RulesPart.OUTCOME:
            return self._inquiry_of(fewer=fewer)
        missing = fewer or self._partial
        alone = not missing or self._inquiry_of(fewer=fewer).scope.within
        return self._inquiry_of(subject.of if alone else "", fewer=fewer)

    def _one(self, direction: Direction, inquiry: Inquiry) -> _Answer:
        """A submission that shows one direction, one that goes the whole way before any other."""
        reply = self._find([(direction,)], inquiry)
        if not isinstance(reply, Found):
            return reply
        if not direction.goes_whole_way(self._assess(reply.witness)):
            whole = self._find([(direction,)], inquiry, whole_way=True)
            reply = whole if isinstance(whole, Found) else reply
        small = self._small(reply.witness, [direction])
        return self._fewest(small, direction, reply.witness)

    def _all_outcomes(self) -> Iterable[Meaning]:
        """Every outcome that both have; a submission that moves shows something of two at once."""
        old, new = ({row.id: row for row in view.rules.outcomes} for view in self._views)
        subjects = [outcome_part(identifier) for identifier in new if identifier in old]
        open_ = [Direction(each, side) for each in subjects for side in (OLD, NEW)]
        replies: dict[Direction, _Answer] = {}
        inquiry, alone = self._inquiry_of(), False
        while open_:
            groups = [(each,) for each in open_] if alone else _moves(open_)
            # An outcome may want long lists, and none with few entries would come to it.
            reply = self._find(groups, inquiry, small=False)
            if isinstance(reply, Found):
                shown = self._shown_directions(open_, reply.witness)
                small = self._small(reply.witness, shown)
                replies |= self._fewest_of_outcomes(small, shown, reply.witness)
            elif alone:
                replies |= dict.fromkeys(open_, reply)
            else:
                alone = True
            open_ = [each for each in open_ if each not in replies]
        for each in subjects:
            yield self._meaning(each, [replies[Direction(each, side)] for side in (OLD, NEW)])

    def _shown_directions(
        self, directions: Iterable[Direction], witness: Witness
    ) -> list[Direction]:
        assessments = self._assess(witness)
        return [each for each in directions if each.shows(assessments)]

    def _assess(self, witness: Witness) -> tuple[Assessment, ...]:
        """The assessments of a witness under both rule sets; those of the last one are kept."""
        if self._assessed is None or self._assessed[0] is not witness:
            self._assessed = witness, tuple(view.assess(witness) for view in self._views)
        return self._assessed[1]

    def _find(
        self,
        groups: Sequence[_Group],
        inquiry: Inquiry,
        *,
        whole_way: bool = False,
        small: bool = True,
    ) -> Reply:
        """A submission that shows every direction of one of these groups, or that none can."""

        def build(terms: Sequence[RuleSetTerms]) -> Truth:
            return any_(
                and_(*(each.build(terms, whole_way=whole_way) for each in group))
                for group in groups
            )

        def shows(witness: Witness) -> bool:
            assessments = self._assess(witness)
            return any(all(each.shows(assessments) for each in group) for group in groups)

        if self._no_value:
            return Undecided(self._no_value)
        return inquiry.reply(build, shows, small=small)

    def _small(self, witness: Witness, directions: Sequence[Direction]) -> SmallSubmission:
        """As little of a submission as comes to the same, in all that is shown, on both sides."""
        subjects = [each.subject for each in directions]
        criteria = {each.of for each in subjects if each.part is RulesPart.CRITERION}

        def levels_of(assessment: Assessment) -> Sequence[object]:
            # What is printed of it is so of the whole submission, where that is what is asked of.
            exact = [] if self._partial else [came_to(assessment, each) for each in subjects]
            return [*exact, *(each.level(assessment) for each in subjects)]

        return smallest(
            self._views, witness, lambda view: criteria or _weighty_criteria(view), levels_of
        )

    def _fewest_of_outcomes(
        self, small: SmallSubmission, shown: Sequence[Direction], whole: Witness
    ) -> Mapping[Direction, _Answer]:
        """For each direction that is shown; of complete ones it is one move from one to another."""
        if self._partial:
            return {each: self._fewest(small, each, whole) for each in shown}
        return dict.fromkeys(shown, self._fewest(small, shown[0], whole))

    def _fewest(
        self, small: SmallSubmission, direction: Direction, whole: Witness
    ) -> SmallSubmission:
        """One that goes as far with the fewest answers, where that is proved; else with few.

        Where only complete ones are asked of, that is one that can be completed without coming to
        anything else: by the answers of a `whole` one, and plain ones. What is open because answers
        are missing is then not as far, so that an outcome goes from the same to the same, and so
        does a criterion unless it goes the whole way.
        """
        subject, exact = direction.subject, not self._partial
        levels = direction.levels(small.assessments)
        came = [came_to(each, subject) for each in small.assessments]
        whole_way = direction.goes_whole_way(small.assessments)
        same = exact and not (subject.part is RulesPart.CRITERION and whole_way)

        def as_before(terms: Sequence[RuleSetTerms]) -> Truth:
            return and_(*(subject.comes_to(*each) for each in zip(terms, came, strict=True)))

        def shows(witness: Witness) -> bool:
            found = self._assess(witness)
            if same:
                return [came_to(each, subject) for each in found] == came
            return direction.levels(found) == levels

        if small.number_of_answers <= 1:
            # Only what has no answer at all has fewer, and no solver is needed for that.
            nothing = replace(whole, answers={}, grades={})
            alone = bool(small.number_of_answers) and confirms(nothing, shows)
            return small if alone else replace(small, proved_fewest=True)
        inquiry = self._inquiry(subject, fewer=True)
        build = as_before if same else direction.as_far(levels)
        try:
            while isinstance(
                reply := find_fewer(inquiry, build, shows, small.number_of_answers), Found
            ):
                fewer = self._small(reply.witness, [direction])
                if exact and not self._can_be_completed(fewer, whole, subject):
                    return small
                small = fewer
        except SolverDisagrees:
            self._disagreed.add(subject)
            return small
        proved = isinstance(reply, Impossible) and not reply.scope.within
        return replace(small, proved_fewest=proved)

    def _can_be_completed(
        self, part: SmallSubmission, whole: Witness, subject: ComparedPart
    ) -> bool:
        """Whether a part, with all that a whole submission has besides, comes to the same."""
        judgements = part.judgements
        for view, assessment in zip(self._views, part.assessments, strict=True):
            engine = WitnessEngine(view, whole)
            questions = {path: view.rules.bank[path] for path in engine.answers}
            answers = completed_answers({**engine.answers, **part.submission.answers}, questions)
            found = engine.assess(answers, judgements)
            same = came_to(found, subject) == came_to(assessment, subject)
            if not same or not engine.is_consistent(answers):
                return False
        return True

    def _meaning(self, subject: ComparedPart, replies: Sequence[_Answer]) -> Meaning:
        reasons = [each.reason for each in replies if isinstance(each, Undecided)]
        stricter, looser = replies
        programs = self._views[OLD].program, self._views[NEW].program
        found = isinstance(stricter, SmallSubmission), isinstance(looser, SmallSubmission)
        return Meaning(
            part=subject.part,
            of=subject.of,
            relation=Relation.UNDECIDED if reasons else RELATIONS[found],
            because=reasons[0] if reasons else _proved(replies),
            stricter=_witness(stricter, subject, programs),
            looser=_witness(looser, subject, programs),
            fault=DISAGREEMENT in replies or subject in self._disagreed,
        )


def _weighty_criteria(view: RulesOnDay) -> tuple[str, ...]:
    """The criteria that are more than notes on the day, or that the outcome table names."""
    rows = "".join(row.when.text for row in view.rules.outcomes)
    return tuple(
        name
        for name, criterion in view.rules.criteria.items()
        if criterion.severity_on(view.day) is not Severity.NOTE or f'"{name}"' in rows
    )


def _figure_without_value(view: RulesOnDay) -> str:
    """Why nothing can be assessed on the day; empty where it can."""
    for figure in view.rules.parameters.values():
        if figure.on(view.day) is None:
            return f"{view.rules.id} has no value of {figure.name} yet on {format_date(view.day)}"
    return ""


def _proved(replies: Iterable[_Answer]) -> str:
    """That it is proved, and of which lists only so many entries were looked at."""
    within: dict[str, int] = {}
    for each in replies:
        if isinstance(each, Impossible):
            within |= each.scope.within
    if not within:
        return PROVED
    lists = join_words([f"{most} entries of {path}" for path, most in within.items()])
    return f"{PROVED} for at most {lists}"


def _moves(directions: Sequence[Direction]) -> list[_Group]:
    """Every way to move from one of these to another: what shows it shows something of both."""
    return [
        (one, other)
        for one in directions
        for other in directions
        if (one.nearer, other.nearer) == (OLD, NEW) and one.subject is not other.subject
    ]


def _witness(
    reply: _Answer, subject: ComparedPart, programs: tuple[Program, Program]
) -> DifferenceWitness | None:
    if not isinstance(reply, SmallSubmission):
        return None
    old, new = reply.assessments
    findings = compare_assessments(old, new, programs).changes
    if subject.part is RulesPart.CRITERION:
        findings = tuple(each for each in findings if each.criterion == subject.of)
    return DifferenceWitness(
        submission=reply.submission,
        judgements=reply.judgements,
        old=came_to(old, subject),
        new=came_to(new, subject),
        findings=findings,
        proved_fewest=reply.proved_fewest,
    )
