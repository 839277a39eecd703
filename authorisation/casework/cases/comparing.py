"""The applications in hand under a proposal: who would come out otherwise, and why.

Nothing is kept of it in the store, and personal values stand as their tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from time import monotonic
from typing import Final, NamedTuple

import msgspec
from django.db.models import Max, Q

from authorisation.casework.cases import reading
from authorisation.casework.cases.moving import day_of
from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError
from authorisation.explain.assessment.comparison import compare_assessments
from authorisation.language.rules.override import parse_overrides
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.policy.comparison.changes import Change, find_changes
from authorisation.policy.comparison.moves import Undoing
from authorisation.policy.comparison.result import ComparedApplication, ComparedRules
from authorisation.usecases.assessing.compare_rules import Responsibility, with_values
from authorisation.usecases.library import Library

_IN_HAND: Final = (
    CaseState.SUBMITTED,
    CaseState.IN_ASSESSMENT,
    CaseState.MODERATED,
    CaseState.PROPOSED,
)
_JUDGED: Final = (CaseMove.SUBMIT, CaseMove.ASSESS, CaseMove.MODERATE)


class Proposal(NamedTuple):
    """The rules that are held against each other, and a figure set in the newer, if any."""

    before: str
    now: str
    setting: str = ""
    """`name=value`, or empty."""


class ComparedSoFar(NamedTuple):
    """The applications compared, those that could not be compared, and those that are left."""

    compared: ComparedRules
    refused: tuple[tuple[GroupCase, AuthorisationError], ...]
    left: tuple[GroupCase, ...]
    unattributed: tuple[ComparedApplication, ...]
    """Those among the compared for whose other outcome the changes are still looked for."""


class _CaseComparison(NamedTuple):
    """The result for a case as of the last events that bear upon it."""

    state: object
    result: ComparedApplication | AuthorisationError
    tried: dict[int, Assessment] | None = None
    """Where time ran out: what it comes to under each program that was tried, by its id."""


class _OutOfTime(Exception):
    """The time for one request is over."""


@dataclass
class ProposedRules:
    """Two sets of rules made ready, with what was found so far; once for each process."""

    old: RuleSet
    new: RuleSet
    found: dict[str, _CaseComparison] = field(default_factory=dict)
    """By the case."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes in the text."""
        return tuple(find_changes(self.old, self.new, (None, None)))

    @cached_property
    def programs(self) -> tuple[Program, Program]:
        """Both, compiled."""
        return compile_rules(self.old), compile_rules(self.new)

    @cached_property
    def responsibility(self) -> Responsibility:
        """The finder of the changes that a move comes from."""
        return Responsibility(Undoing(self.old, self.new, self.changes))


@lru_cache(maxsize=8)
def proposed_rules(proposal: Proposal, library: Library) -> ProposedRules:
    """The rules of a proposal.

    Raises:
        AuthorisationError: there are no such rules, or the figure cannot have that value.
    """
    old, new = library.rule_set(proposal.before), library.rule_set(proposal.now)
    if proposal.setting:
        new = with_values(new, parse_overrides([proposal.setting], new))
    return ProposedRules(old, new)


def applications_in_hand(rules: str) -> list[GroupCase]:
    """The cases that are submitted and not decided, under any edition of these rules."""
    name = rules.partition("@")[0]
    under = Q(rules=name) | Q(rules__startswith=f"{name}@")
    cases = GroupCase.objects.filter(under, state__in=_IN_HAND).select_related("group")
    return list(cases.order_by("group__name", "pk"))


def compare_in_hand(
    proposal: Proposal, library: Library, at: datetime, seconds: float
) -> ComparedSoFar:
    """Compare the applications in hand, for so many seconds at most and one of them at least.

    What was found is held, so that the next request goes on from there.

    Raises:
        AuthorisationError: the rules of the proposal cannot be used.
    """
    proposed, deadline = proposed_rules(proposal, library), monotonic() + seconds
    cases = applications_in_hand(proposal.before)
    submissions = CaseEvent.objects.filter(kind=CaseMove.SUBMIT)
    newest = submissions.aggregate(last=Max("number"))["last"]
    uids = [case.uid for case in cases]
    judged = dict(CaseEvent.last_of(uids, _JUDGED).values_list("uid", "number"))
    applications: list[ComparedApplication] = []
    refused: list[tuple[GroupCase, AuthorisationError]] = []
    left: list[GroupCase] = []
    unattributed: list[ComparedApplication] = []
    begun = 0
    for case in cases:
        state = judged.get(case.uid), newest, day_of(case, at)
        found = proposed.found.get(case.uid)
        if found is not None and found.state != state:
            found = None
        if found is None or found.tried is not None:
            if not begun or monotonic() < deadline:
                begun += 1
                tried = found.tried if found else None
                found = _find(case, proposed, state, day_of(case, at), deadline, tried or {})
                proposed.found[case.uid] = found
            elif found is None:
                left.append(case)
                continue
        if isinstance(found.result, AuthorisationError):
            refused.append((case, found.result))
            continue
        applications.append(found.result)
        if found.tried is not None:
            unattributed.append(found.result)
    day = max((each.change.as_of for each in applications), default=at.date())
    compared = ComparedRules(
        old=proposed.old,
        new=proposed.new,
        days=(day, day),
        changes=proposed.changes,
        meanings=(),
        applications=tuple(applications),
    )
    return ComparedSoFar(compared, tuple(refused), tuple(left), tuple(unattributed))


def _find(
    case: GroupCase,
    proposed: ProposedRules,
    state: object,
    day: date,
    deadline: float,
    tried: dict[int, Assessment],
) -> _CaseComparison:
    """The result for a case: what it comes to, and the changes that it comes from.

    `tried` is what was tried of it in vain before; one program more is, however late it is.
    """
    old, new = proposed.programs
    submitted = reading.version(case)
    begun = len(tried)

    def assess_by(program: Program) -> Assessment:
        return assess(
            program,
            _submission(submitted, program),
            as_of=day,
            stage=Stage.DECISION,
            judgements=_known(judged, program.rules),
            others=[_submission(each, program) for each in reading.other_versions(case)]
            if program.needs_others
            else [],
        )

    def in_time(program: Program) -> Assessment:
        if id(program) not in tried:
            if len(tried) > begun and monotonic() > deadline:
                raise _OutOfTime
            tried[id(program)] = msgspec.structs.replace(assess_by(program), findings=())
        return tried[id(program)]

    try:
        judged = reading.judgements_on(submitted, old, revealed=False)
        before, now = assess_by(old), assess_by(new)
        change = compare_assessments(before, now, proposed.programs)
        try:
            responsible = proposed.responsibility.of(change, before, now, in_time)
        except _OutOfTime:
            return _CaseComparison(state, ComparedApplication(change, None), tried)
    except AuthorisationError as error:
        return _CaseComparison(state, error)
    return _CaseComparison(state, ComparedApplication(change, responsible))


def _submission(submitted: CaseEvent, program: Program) -> Submission:
    return reading.submission_of(submitted, program, revealed=False)


def _known(judged: Judgements, rules: RuleSet) -> Judgements:
    """The judgements of criteria that these rules have too, without what departs from them."""
    entries = tuple(
        each
        for each in judged.entries
        if not each.criterion
        or (
            (criterion := rules.criteria.get(each.criterion)) is not None
            and criterion.judgement is not None
            and each.grade in criterion.judgement.grades
        )
    )
    return msgspec.structs.replace(judged, entries=entries, departures=(), places=())
