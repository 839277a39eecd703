"""With whom groups that fall short would reach the line: found, and checked by assessing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.cross_checks import find_namesakes
from authorisation.engine.merging import exact_difference, exact_sum
from authorisation.engine.results import Assessment
from authorisation.errors import EngineUnavailable, InvalidOption, UnreadableFile
from authorisation.explain.assessment.comparison import format_outcomes
from authorisation.explain.assessment.page_header import assessment_warnings, warnings_of_several
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import Pooling, RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import fold_code
from authorisation.model.verdict import Verdict
from authorisation.partners.checks import PoolChecker
from authorisation.partners.members import PoolMember, is_amount
from authorisation.partners.results import (
    FigureState,
    GroupFigure,
    PlanForAll,
    PoolsFound,
    ShortGroup,
)
from authorisation.partners.smallest import smallest_pools
from authorisation.partners.together import fewest_partners
from authorisation.usecases.assessing.assess import AssessmentRun, Request, start_run
from authorisation.usecases.delivery.cross_checks import format_namesakes
from authorisation.usecases.pool.nearness import Named, NearTable, read_near_table
from authorisation.usecases.pool.practices import PracticesGiven, practices_given

MOST: Final = 5
"""How many pools of one group are looked at, where as few partners reach the line in more ways."""
SECONDS: Final = 20.0
_MOST_PLANNED: Final = 1_000_000
"""Choices of who may be in whose pool; more are too many to plan for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRequest:
    """What pools are looked for."""

    near: Path | None = None
    """The table of who is near whom; without it everybody is."""
    practices: Path | None = None
    """A practice file in the layout of epraccur.csv."""
    sizes: Path | None = None
    """How much each practice brings."""
    each_once: bool = False
    """Whether nobody is to be in two of the pools for all groups at once."""
    most: int = MOST
    seconds: float = SECONDS
    """How long the solver may take over the pools for all groups at once."""


def pools_of_files(
    files: Sequence[Path],
    request: Request,
    wanted: PoolRequest,
    on_progress: Callable[[int, int], None] = lambda *_: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
) -> PoolsFound:
    """Find with whom the groups of these files would reach the line of the rules.

    They are assessed as at self-assessment. `on_progress` is given how many of how many groups that
    fall short are done.

    Raises:
        AuthorisationError: the rules know of no pool, no file or a table cannot be used, or the
            groups are of several days.
    """
    require_pooling(request.rule_set())
    at = replace(request, stage=Stage.SELF_ASSESSMENT)
    return find_pools(start_run(files, at, unread=unread), wanted, on_progress)


def require_pooling(rules: RuleSet) -> Pooling:
    """What a pool is to reach under these rules.

    Raises:
        InvalidOption: they do not say it.
    """
    if rules.pooling is None:
        raise InvalidOption(
            f"`{rules.id}` does not say what a pool is to reach\n"
            "  help: name criterion, figure and line under `pooling` in its ruleset.yaml, or choose"
            " other rules with `--rules`"
        )
    return rules.pooling


def find_pools(
    run: AssessmentRun,
    wanted: PoolRequest,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> PoolsFound:
    """Find with whom the groups of a run would reach the line; all else is as above."""
    pooling = require_pooling(run.program.rules)
    _refuse_namesakes(run.submissions)
    table = read_near_table(wanted.near) if wanted.near else None
    alone = _Alone(run, pooling)
    line = alone.line
    named = [Named(e.id, e.submission.code, e.submission.name) for e in alone.groups.values()]
    near = table.pairs(named) if table else None
    given = practices_given(wanted.practices, wanted.sizes, run, alone.day)
    checker = PoolChecker(run.program, alone.groups, alone.assess)
    of_short = [g for g in alone.groups.values() if g.state is FigureState.SHORT]
    short: list[ShortGroup] = []
    for group in of_short:
        found = smallest_pools(*_members(group, alone.groups), line, near, wanted.most)
        amounts = list(_amounts_near(group, near, alone.groups))
        assert group.amount is not None  # noqa: S101 it falls short
        short.append(
            ShortGroup(
                group=group,
                gap=exact_difference(line, group.amount),
                near=len(amounts),
                together=exact_sum([group.amount, *amounts]),
                found=found,
                pools=tuple(map(checker.check, found.pools)),
                practices=given.pools_of(group, line, table, checker, wanted.most),
            )
        )
        on_progress(len(short), len(of_short))
    return PoolsFound(
        rules=run.program.rules,
        pooling=pooling,
        as_of=alone.day,
        line=line,
        warnings=alone.warnings,
        groups=alone.groups,
        short=tuple(short),
        plan=_plan(of_short, alone.groups, line, near, wanted, checker) if short else None,
        near_file=table.table.file if table else "",
        near_by_area=bool(table and table.is_by_area),
        near_unknown=_unknown(table, named, given) if table else (),
        practices=given.described,
        unusable=run.unusable,
        unread=run.unread,
    )


class _Alone:
    """The groups of a run as they stand by themselves, on one day."""

    def __init__(self, run: AssessmentRun, pooling: Pooling) -> None:
        """Assess each of them.

        Raises:
            InvalidOption: none can be used, they are of several days, or there is no line.
        """
        self._run = run
        self._bound: BoundSubmissions = {}
        self._last: Assessment | None = None
        self._numbers = {id(each): at for at, each in enumerate(run.submissions)}
        lines: dict[Decimal, None] = {}
        days: dict[date, None] = {}
        warnings: dict[str, None] = {}
        self.groups: dict[str, GroupFigure] = {}
        for assessment in run.assessments:
            self._last = assessment
            days[assessment.as_of] = None
            warnings |= dict.fromkeys(assessment_warnings(assessment))
            line = self._line_of(assessment, pooling)
            lines[line] = None
            group = _group(assessment, pooling, line, self.groups)
            self.groups[group.id] = group
        if not self.groups:
            raise run.unusable[0]
        if len(days) > 1 or len(lines) > 1:
            listed = ", ".join(sorted(day.isoformat() for day in days))
            raise InvalidOption(
                f"these applications are to be assessed on several days: {listed}\n"
                "  help: choose one for all with `--as-of`"
            )
        (self.day,), (self.line,) = days, lines
        self.warnings = warnings_of_several(warnings)

    def _line_of(self, assessment: Assessment, pooling: Pooling) -> Decimal:
        settings = self._run.program.on(assessment.dated_on, assessment.overrides)
        line = settings.scope.get(pooling.line)
        if isinstance(line, Decimal) and line > 0 and is_amount(line):
            return line
        raise InvalidOption(
            f"{quote(pooling.line)} draws no line above 0, of at most 34 digits, on"
            f" {assessment.dated_on}\n"
            f"  help: choose another day with `--as-of`, or a figure with `--set {pooling.line}=…`"
        )

    def assess(self, submission: Submission, instead_of: Sequence[Submission]) -> Assessment:
        """Assess another submission on the same day, in the place of some of the run."""
        assert self._last is not None  # noqa: S101 one was assessed
        others: Sequence[Submission] = ()
        if self._run.program.needs_others:
            gone = {id(each) for each in instead_of}
            others = [each for each in self._run.submissions if id(each) not in gone]
        return assess(
            self._run.program,
            submission,
            as_of=self.day,
            stage=Stage.SELF_ASSESSMENT,
            overrides=self._last.overrides,
            others=others,
            bound=self._bound,
            complete=self._run.complete,
        )


def _group(
    assessment: Assessment, pooling: Pooling, line: Decimal, taken: Mapping[str, GroupFigure]
) -> GroupFigure:
    submission = assessment.submission
    verdicts = {each.criterion.id: each.verdict for each in assessment.findings}
    answer = assessment.counted.answers.get(pooling.figure)
    amount = answer if isinstance(answer, Decimal) and is_amount(answer) else None
    if amount is None:
        state = FigureState.UNKNOWN
    elif amount >= line:
        state = FigureState.REACHES
    elif verdicts[pooling.criterion] is Verdict.MET:
        state = FigureState.OTHERWISE
    else:
        state = FigureState.SHORT
    identity = fold_code(submission.code) or submission.name
    while identity in taken:
        identity += f" ({submission.file or len(taken)})"
    return GroupFigure(
        id=identity,
        submission=submission,
        amount=amount,
        state=state,
        verdicts=verdicts,
        outcome=format_outcomes(assessment),
    )


def _refuse_namesakes(submissions: Sequence[Submission]) -> None:
    """Refuse several applications of one group, whose people would count twice."""
    for check, alike in find_namesakes(submissions):
        found = format_namesakes(check, alike)
        raise InvalidOption(f"{found}\n  help: leave all but one out")


def _member(group: GroupFigure) -> PoolMember:
    assert group.amount is not None  # noqa: S101 only those with a figure are members
    return PoolMember(group.id, group.amount)


def _members(
    group: GroupFigure, groups: Mapping[str, GroupFigure]
) -> tuple[PoolMember, tuple[PoolMember, ...]]:
    """A group, and all others with a figure."""
    others = (each for each in groups.values() if each.amount is not None and each is not group)
    return _member(group), tuple(map(_member, others))


def _amounts_near(
    group: GroupFigure,
    near: frozenset[tuple[str, str]] | None,
    groups: Mapping[str, GroupFigure],
) -> Iterator[Decimal]:
    """Yield the figures of those that are near a group."""
    for other in groups.values():
        pair = (min(group.id, other.id), max(group.id, other.id))
        if other is not group and other.amount is not None and (near is None or pair in near):
            yield other.amount


def _plan(
    short: Sequence[GroupFigure],
    groups: Mapping[str, GroupFigure],
    line: Decimal,
    near: frozenset[tuple[str, str]] | None,
    wanted: PoolRequest,
    checker: PoolChecker,
) -> PlanForAll:
    """Pools for all at once, or why there are none."""
    known = [each for each in groups.values() if each.amount is not None]
    others = [each for each in known if each.state is not FigureState.SHORT]
    choices = len(short) * len(known) if near is None else 2 * len(near) + len(known)
    if choices > _MOST_PLANNED:
        return PlanForAll(plan=None, each_once=wanted.each_once, reason="there are too many groups")
    try:
        plan = fewest_partners(
            map(_member, short),
            map(_member, others),
            line,
            near,
            each_once=wanted.each_once,
            time_limit=wanted.seconds,
        )
    except EngineUnavailable as error:
        return PlanForAll(plan=None, each_once=wanted.each_once, reason=error.remedy)
    except ValueError as error:  # figures with more digits than the solver takes
        return PlanForAll(plan=None, each_once=wanted.each_once, reason=str(error))
    return PlanForAll(
        plan=plan, pools=tuple(map(checker.check, plan.pools)), each_once=wanted.each_once
    )


def _unknown(table: NearTable, named: Sequence[Named], given: PracticesGiven) -> tuple[str, ...]:
    return table.unknown([*named, *given.named])
