"""Returns that show what advice on a failure regime is about, as the engine replays them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.analysis.questions import Found, RulesOnDay
from authorisation.analysis.small_submissions import smallest
from authorisation.analysis.witnesses import Witness
from authorisation.errors import InvalidSubmission
from authorisation.forms.answers_yaml import dump_yaml, written_answer
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.model.calendar import next_period, period_containing
from authorisation.model.regime import (
    CauseKind,
    Control,
    DeadlineState,
    ExitResult,
    Regime,
    SeverityBand,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.model.returns import Period
from authorisation.model.value import Answer
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.witnesses import find_witness, shows_claim
from authorisation.policy.comparison.regimes.tables import (
    MoveSituation,
    ResponseSituation,
    responses_by_situation,
)
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.program import NO_RESPONSE_NAME, CompiledRegime
from authorisation.regime.replay import ReplayedPeriod, last_day, replay_history

_BEFORE: Final = "previous."
_CHANCE: Final = "chance."
_AT_AUTHORISATION: Final = "at_authorisation."
_CONDITIONS: Final = "conditions"
_NAME: Final = "Example"
_BOARD: Final = {"by": "the Board"}
_REASON: Final = {"reason": "an example"}
_MOST_TRIED: Final = 50
"""Of histories for one example."""


class _TriedReturns(Struct, frozen=True, kw_only=True):
    """Returns to be tried: so many with the same answers, and what the Board says of the last."""

    answers: Mapping[str, Answer]
    times: int = 1
    capability: int | None = None
    stage: str = ""
    """The stage that the Board puts the group in before the last."""
    overdue: bool = False
    """Whether the deadline of that stage has passed by then."""
    trigger: str = ""
    cause: CauseKind | None = None
    """The main cause of why the trigger fires, as the Board accepts it."""


class ExampleReturns:
    """Finds the fewest returns that show something of a regime; none where they are not found.

    What conditions look at besides answers, such as what chance does, is worked out by the replay,
    which confirms each example as the file of returns that it is.
    """

    def __init__(self, compiled: CompiledRegime) -> None:
        self._compiled = compiled
        self._view = RulesOnDay(program=compiled.program, day=compiled.program.rules.in_force[0])

    def of_condition(self, criterion: str, *, met: bool) -> str:
        """The YAML of a return that meets a band's condition or an exit test, or does not.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        claim = Claim(ClaimKind.MET if met else ClaimKind.NOT_MET, (criterion,))
        letter = "T" if met else "F"
        draft = _TriedReturns(answers=self._answers(claim))
        return self._example(draft, lambda found: found.judged.letters[criterion] == letter)

    def hangs_on_chance(self, criterion: str) -> bool:
        """Whether a condition looks at what chance does, which the solver knows nothing of."""
        looked_at = self._compiled.program.references_of(self._compiled.plans[criterion])
        return any(each.name.startswith(_CHANCE) for each in looked_at)

    def of_response(self, situation: ResponseSituation) -> str:
        """The YAML of returns after which a trigger fires, with the main cause that is accepted.

        None is looked for of whose doing an overspend was: that hangs on amounts and on chance.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        severity, _, control, fires = situation

        def shows(found: ReplayedPeriod) -> bool:
            known = found.conclusions.triggers[fires].severities == (severity,)
            return known and found.period_facts.controls[fires] is control

        return self._first_shown(self._firing(situation), shows)

    def of_move(self, situation: MoveSituation) -> str:
        """The YAML of returns, and an act of the Board, after which two moves are possible.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        stage, response, met, clock, named = situation
        fires = named - {""}
        of_stage = self._compiled.regime.stages[stage]
        letter = "T" if met is ExitResult.MET else "F"
        test = exit_id(of_stage) if of_stage.exit is not None else ""
        kind = ClaimKind.MET if met is ExitResult.MET else ClaimKind.NOT_MET
        left = self._answers(Claim(kind, (test,))) if test else {}

        def shows(found: ReplayedPeriod) -> bool:
            facts, concluded = found.period_facts, found.conclusions
            return (
                (facts.stage, facts.clock) == (stage, clock)
                and response in concluded.responses
                and (not test or facts.exit == letter)
                and all(facts.letter([name]) == "T" for name in fires)
            )

        def drafts() -> Iterator[_TriedReturns]:
            for draft in self._leading_to(response, fires):
                yield replace(
                    draft,
                    answers={**left, **draft.answers},
                    times=max(draft.times, of_stage.exit_sustained if letter == "T" else 1),
                    stage="" if stage == next(iter(self._compiled.regime.stages)) else stage,
                    overdue=clock is DeadlineState.PASSED,
                )

        return self._first_shown(drafts(), shows)

    def _leading_to(self, response: str, fires: frozenset[str]) -> Iterator[_TriedReturns]:
        """Yield returns after which one of some triggers fires, or any, and has a response."""
        regime = self._compiled.regime
        if response == NO_RESPONSE_NAME and not fires:
            yield _TriedReturns(answers={})
        named = fires or {trigger.id for trigger in regime.triggers}
        for situation, led_to in responses_by_situation(regime.table, sorted(named)).items():
            if led_to == response and situation[-1] in named:
                yield from self._firing(situation)

    def _firing(self, situation: ResponseSituation) -> Iterator[_TriedReturns]:
        """Yield returns after which a trigger may fire with a severity and a control."""
        severity, capability, control, fires = situation
        for trigger in self._compiled.regime.triggers:
            if trigger.id != fires:
                continue
            known = control is not Control.CANNOT_TELL
            cause = self._cause(control) if known and not trigger.line else None
            if known and cause is None:
                continue
            for number, band in enumerate(trigger.bands):
                graver = (band_id(trigger, each) for each in trigger.bands[:number])
                claim = Claim(ClaimKind.ALONE, (band_id(trigger, band), *graver))
                answers = self._answers(claim) if band.severity == severity else {}
                if answers:
                    yield _TriedReturns(
                        answers=answers,
                        times=band.sustained,
                        capability=capability,
                        trigger=fires,
                        cause=cause,
                    )

    def _cause(self, control: Control) -> CauseKind | None:
        """A kind of cause that lies so; None where there is none, or it has no evidence."""
        causes = self._compiled.regime.causes.values()
        return next((each for each in causes if each.reach.control is control), None)

    def of_no_band(self, trigger: Trigger, answers: Mapping[str, Answer]) -> str:
        """The YAML of a return with these answers, if no band of a trigger is for it."""

        def shows(found: ReplayedPeriod) -> bool:
            return all(
                found.judged.letters[band_id(trigger, each)] == "F" for each in trigger.bands
            )

        return self._example(_TriedReturns(answers=answers), shows)

    def answers_with(self, trigger: Trigger, band: SeverityBand) -> Mapping[str, Answer]:
        """Answers that meet a band's condition; none where they are not found."""
        return self._answers(Claim(ClaimKind.MET, (band_id(trigger, band),)))

    def _answers(self, claim: Claim) -> Mapping[str, Answer]:
        """As few answers as show a claim, by the names that conditions have for them.

        Where any answers do, all that its conditions look at.
        """
        reply = find_witness(self._view, claim)
        if not isinstance(reply, Found):
            return {}
        small = smallest(
            [self._view],
            reply.witness,
            lambda _: claim.of,
            lambda found: [shows_claim(found, claim)],
        )
        return small.submission.answers or self._claim_answers(claim, reply.witness)

    def _claim_answers(self, claim: Claim, witness: Witness) -> Mapping[str, Answer]:
        program = self._compiled.program
        paths = {
            each.question
            for criterion in claim.of
            for each in program.references_of(self._compiled.plans[criterion])
        }
        answers = witness.submission(self._view.rules).answers
        return {path: each for path, each in answers.items() if path in paths}

    def _first_shown(
        self, drafts: Iterator[_TriedReturns], shows: Callable[[ReplayedPeriod], bool]
    ) -> str:
        by_size = sorted(drafts, key=lambda each: (each.times, each.cause is not None))
        tried = (self._example(each, shows) for each in by_size[:_MOST_TRIED])
        return next(filter(None, tried), "")

    def _example(self, draft: _TriedReturns, shows: Callable[[ReplayedPeriod], bool]) -> str:
        """The file of some returns with the same answers, the last of which shows something."""
        if not draft.answers and not draft.stage:
            return ""
        for first in self._first_periods():
            text = dump_yaml(_returns(draft, first, self._compiled.regime), short=True)
            last = self._replay(text)
            if last is not None and shows(last):
                return text
        return ""

    def _first_periods(self) -> Iterator[Period]:
        """Yield the periods of the first year: some tests are met at its end alone."""
        periods = self._compiled.regime.periods
        period = period_containing(self._view.day, periods)
        for _ in range(12 // periods.every.months):
            yield period
            period = next_period(period, periods)

    def _replay(self, text: str) -> ReplayedPeriod | None:
        """The last period of a file of returns; None where it cannot be replayed."""
        rules = self._compiled.regime.rules
        context = ReturnsContext(
            regime=self._compiled.regime,
            since=rules.in_force[0],
            bank={},
            authorisation={},
            asking=lambda _: (),
        )
        try:
            group = read_returns(text.encode(), "example", context)
            replayed = replay_history(PeriodJudge(self._compiled, group), last_day(group))
        except InvalidSubmission:
            return None
        return replayed.results[-1] if replayed.results else None


def _returns(draft: _TriedReturns, first: Period, regime: Regime) -> dict[str, Any]:
    """The entries of a file of returns: first what the period before is asked for, if anything."""
    questions, begins = regime.rules.bank, first.begins
    written = {path: written_answer(a, questions.get(path)) for path, a in draft.answers.items()}
    before = _answers_below(_BEFORE, written)
    own = {path: each for path, each in written.items() if path in regime.returns}
    filed: list[dict[str, Any]] = []
    period = first
    for given in ([before] if before else []) + [own] * draft.times:
        filed.append({"period": period.label, "received_on": period.due, "answers": given})
        period = next_period(period, regime.periods)
    if draft.cause is not None:
        filed[-1]["causes"] = [_accepted(draft.cause, draft.trigger, filed[-1]["received_on"])]
    put_on = filed[-2]["received_on"] if len(filed) > 1 else begins
    head: dict[str, Any] = {"name": _NAME, "authorised_on": begins}
    if draft.capability is not None:
        head["capability"] = [{"grade": draft.capability, **_BOARD, "on": begins, **_REASON}]
    acts: list[dict[str, Any]] = [{"stage": draft.stage}] if draft.stage else []
    acts += [{"deadline": put_on + timedelta(days=1)}] if draft.overdue else []
    if acts:
        head["acts"] = [{"on": put_on, **_BOARD, **_REASON, **each} for each in acts]
    if conditions := written.get(_CONDITIONS):
        # Those of authorisation are due from then on.
        head[_CONDITIONS] = [
            {"requires": _NAME}
            | {name: max(day, begins) for name, day in each.items() if day is not None}
            for each in conditions
        ]
    if given := _answers_below(_AT_AUTHORISATION, written):
        head["at_authorisation"] = given
    return {**head, "returns": filed}


def _accepted(cause: CauseKind, trigger: str, on: date) -> dict[str, Any]:
    """The main cause of why a trigger fires, with evidence, accepted on a day."""
    day = {**_BOARD, "on": on}
    entry = {"cause": cause.id, "about": trigger, "status": "accepted", **day, "main": True}
    if cause.beyond_before is not None:
        entry["arose"] = cause.beyond_before - timedelta(days=1)
    plain = (each for each in cause.evidence if each.needs is None)
    wanted = [{"kind": each.id, "document": "Paper 1", **day} for each in islice(plain, 1)]
    return {**entry, "evidence": wanted} if wanted else entry


def _answers_below(prefix: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        path.removeprefix(prefix): each for path, each in answers.items() if path.startswith(prefix)
    }
