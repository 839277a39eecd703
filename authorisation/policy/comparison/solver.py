"""What changed terms mean, proved by the solver: the door from comparisons to `analysis`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.analysis.encoding.terms import Truth, and_, any_, not_, or_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.fewest import find_fewer
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
from authorisation.analysis.small_submissions import SmallSubmission, WitnessEngine, smallest
from authorisation.analysis.time_limits import FEWER_EFFORT, PROOF_SECONDS
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.errors import EngineUnavailable, SolverDisagrees
from authorisation.explain.assessment.comparison import compare_assessments
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.directions import (
    NEW,
    OLD,
    ComparedPart,
    Direction,
    Levels,
    came_to,
)
from authorisation.policy.comparison.meaning import (
    PROVED,
    RELATIONS,
    DifferenceWitness,
    Meaning,
    Relation,
)
from authorisation.policy.comparison.terms import asking_alike
from authorisation.policy.properties.complete import completed_answers

_SATISFIED: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)

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
        self._fewer_inquiries: dict[tuple[str, ...] | None, Inquiry] = {}
        self._disagreed: set[ComparedPart] = set()

    def criterion(self, identifier: str) -> Meaning:
        """What the change of a criterion that both rule sets have means."""

        def terms(rules: RuleSetTerms) -> Levels:
            verdicts = rules.finding(identifier).verdict(rules.stage)
            satisfied = or_(*(verdicts[each] for each in _SATISFIED))
            return satisfied, not_(verdicts[Verdict.NOT_MET])

        def level(assessment: Assessment) -> int:
            verdict = assessment.finding(identifier).verdict
            return 2 if verdict in _SATISFIED else int(verdict is not Verdict.NOT_MET)

        subject = ComparedPart(RulesPart.CRITERION, identifier, terms, level)
        inquiry = self._inquiry((identifier,))
        replies = [self._one(Direction(subject, side), inquiry) for side in (OLD, NEW)]
        return self._meaning(subject, replies)

    def outcome(self, identifier: str) -> Meaning:
        """What the change of an outcome that both rule sets have means."""
        if not self._outcomes:
            self._outcomes = {each.of: each for each in self._all_outcomes()}
        return self._outcomes[identifier]

    def _inquiry(self, criteria: tuple[str, ...] | None = None) -> Inquiry:
        """Questions about some criteria, or about the outcomes."""
        return Inquiry(
            *self._views, partial=self._partial, criteria=criteria, seconds=self._seconds
        )

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
        cached: dict[RuleSetTerms, tuple[Mapping[str, Truth], Mapping[str, Truth]]] = {}

        def subject(identifier: str) -> ComparedPart:
            def terms(rules: RuleSetTerms) -> Levels:
                if rules not in cached:
                    cached[rules] = rules.sure_outcomes(), rules.outcomes()
                sure, possible = cached[rules]
                return sure[identifier], possible[identifier]

            def level(assessment: Assessment) -> int:
                possible = assessment.outcome_ids
                return (identifier in possible) + (possible == (identifier,))

            def settled(rules: RuleSetTerms) -> Truth:
                return any_(rules.sure_outcomes().values())

            return ComparedPart(RulesPart.OUTCOME, identifier, terms, level, settled)

        old, new = ({row.id: row for row in view.rules.outcomes} for view in self._views)
        subjects = [subject(identifier) for identifier in new if identifier in old]
        open_ = [Direction(each, side) for each in subjects for side in (OLD, NEW)]
        replies: dict[Direction, _Answer] = {}
        inquiry, alone = self._inquiry(), False
        while open_:
            groups = [(each,) for each in open_] if alone else _moves(open_)
            # An outcome may want long lists, and none with few entries would come to it.
            reply = self._find(groups, inquiry, small=False)
            if isinstance(reply, Found):
                shown = self._shown(open_, reply.witness)
                small = self._small(reply.witness, shown)
                replies |= {each: self._fewest(small, each, reply.witness) for each in shown}
            elif alone:
                replies |= dict.fromkeys(open_, reply)
            else:
                alone = True
            open_ = [each for each in open_ if each not in replies]
        for each in subjects:
            yield self._meaning(each, [replies[Direction(each, side)] for side in (OLD, NEW)])

    def _shown(self, directions: Iterable[Direction], witness: Witness) -> list[Direction]:
        assessments = self._assess(witness)
        return [each for each in directions if each.shows(assessments)]

    def _assess(self, witness: Witness) -> tuple[Assessment, ...]:
        return tuple(view.assess(witness) for view in self._views)

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
        try:
            return inquiry.find(build, shows, small=small)
        except EngineUnavailable as error:
            return Undecided(f"{error.reason}; {error.remedy}")
        except SolverDisagrees:
            return DISAGREEMENT

    def _small(self, witness: Witness, directions: Sequence[Direction]) -> SmallSubmission:
        """As little of a submission as comes to the same, in all that is shown, on both sides."""
        subjects = [each.subject for each in directions]
        criteria = {each.of for each in subjects if each.part is RulesPart.CRITERION}

        def shown(assessment: Assessment) -> Sequence[object]:
            # What is printed of it is so of the whole submission, where that is what is asked of.
            exact = [] if self._partial else [came_to(assessment, each) for each in subjects]
            return [*exact, *(each.level(assessment) for each in subjects)]

        return smallest(
            self._views, witness, lambda view: criteria or _weighty_criteria(view), shown
        )

    def _fewest(
        self, small: SmallSubmission, direction: Direction, whole: Witness
    ) -> SmallSubmission:
        """One that goes as far with the fewest answers, where that is proved; else with few.

        Where only complete ones are asked of, that is one that leaves nothing open, and that can be
        completed without coming to anything else: by the answers of a `whole` one, and plain ones.
        Then outcomes are left: rules whole with any answers missing are too much beside the rest.
        """
        if not self._partial and direction.subject.part is RulesPart.OUTCOME:
            return small
        levels, exact = direction.levels(small.assessments), not self._partial
        if exact and not _leaves_nothing_open(direction, small.assessments):
            return small

        def build(terms: Sequence[RuleSetTerms]) -> Truth:
            return direction.as_far(terms, levels, settled=exact)

        def shows(witness: Witness) -> bool:
            found = self._assess(witness)
            open_ = exact and not _leaves_nothing_open(direction, found)
            return direction.levels(found) == levels and not open_

        if small.number_of_answers <= 1:
            # Only what has no answer at all has fewer, and no solver is needed for that.
            nothing = replace(whole, answers={}, grades={})
            alone = bool(small.number_of_answers) and confirms(nothing, shows)
            return small if alone else replace(small, proved_fewest=True)
        inquiry = self._fewer_inquiry(direction.subject)
        try:
            while isinstance(
                reply := find_fewer(inquiry, build, shows, small.number_of_answers), Found
            ):
                if exact and not self._can_be_completed(reply.witness, whole, direction.subject):
                    return small
                small = self._small(reply.witness, [direction])
        except SolverDisagrees:
            self._disagreed.add(direction.subject)
            return small
        proved = isinstance(reply, Impossible) and not reply.scope.within
        return replace(small, proved_fewest=proved)

    def _fewer_inquiry(self, subject: ComparedPart) -> Inquiry:
        """Questions about answers that may be missing, with an effort that no clock ends."""
        criteria = (subject.of,) if subject.part is RulesPart.CRITERION else None
        if criteria not in self._fewer_inquiries:
            self._fewer_inquiries[criteria] = Inquiry(
                *self._views, criteria=criteria, seconds=None, effort=FEWER_EFFORT
            )
        return self._fewer_inquiries[criteria]

    def _can_be_completed(self, part: Witness, whole: Witness, subject: ComparedPart) -> bool:
        """Whether a part, with all that a whole submission has besides, comes to the same."""
        both = replace(
            whole,
            answers={**whole.answers, **part.answers},
            grades={**whole.grades, **part.grades},
        )
        for view, assessment in zip(self._views, self._assess(part), strict=True):
            engine = WitnessEngine(view, both)
            questions = {path: view.rules.bank[path] for path in engine.answers}
            answers = completed_answers(engine.answers, questions)
            found = engine.assess(answers, both.judgements())
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


def _leaves_nothing_open(direction: Direction, assessments: Sequence[Assessment]) -> bool:
    """Whether it goes the whole way, with one outcome alone on either side."""
    return direction.goes_whole_way(assessments) and all(
        len(came_to(each, direction.subject)) == 1 for each in assessments
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
