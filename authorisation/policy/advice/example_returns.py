"""Returns that show what advice on a failure regime is about, as the engine replays them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from authorisation.analysis.questions import Found, RulesOnDay
from authorisation.analysis.small_submissions import smallest
from authorisation.analysis.witnesses import Witness
from authorisation.errors import InvalidSubmission
from authorisation.forms.answers_yaml import dump_yaml, written_answer
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.model.calendar import next_period, period_containing
from authorisation.model.regime import Control, Regime, SeverityBand, Trigger, band_id
from authorisation.model.returns import Period
from authorisation.model.value import Answer
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.witnesses import find_witness, shows_claim
from authorisation.policy.comparison.regimes.tables import ResponseSituation
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import ReplayedPeriod, ReplayOptions, last_day, replay_history

_BEFORE: Final = "previous."
_AT_AUTHORISATION: Final = "at_authorisation."
_NAME: Final = "Example"


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
        return self._example(
            self._answers(claim), 1, lambda found: found.judged.letters[criterion] == letter
        )

    def of_response(self, situation: ResponseSituation) -> str:
        """The YAML of returns after which a trigger fires, before anything is said of its causes.

        None is looked for where somebody had control, since then causes have been accepted.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        severity, capability, control, fires = situation
        if control is not Control.CANNOT_TELL:
            return ""

        def shows(found: ReplayedPeriod) -> bool:
            known = found.conclusions.triggers[fires].severities == (severity,)
            return known and found.period_facts.controls[fires] is control

        for trigger in self._compiled.regime.triggers:
            for number, band in enumerate(trigger.bands):
                if (trigger.id, band.severity) == (fires, severity):
                    graver = (band_id(trigger, each) for each in trigger.bands[:number])
                    claim = Claim(ClaimKind.ALONE, (band_id(trigger, band), *graver))
                    found = self._answers(claim)
                    if example := self._example(found, band.sustained, shows, capability):
                        return example
        return ""

    def of_no_band(self, trigger: Trigger, answers: Mapping[str, Answer]) -> str:
        """The YAML of a return with these answers, if no band of a trigger is for it."""

        def shows(found: ReplayedPeriod) -> bool:
            return all(
                found.judged.letters[band_id(trigger, each)] == "F" for each in trigger.bands
            )

        return self._example(answers, 1, shows)

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
        return small.submission.answers or self._looked_at(claim, reply.witness)

    def _looked_at(self, claim: Claim, witness: Witness) -> Mapping[str, Answer]:
        program = self._compiled.program
        paths = {
            each.question
            for criterion in claim.of
            for each in program.references_of(self._compiled.plans[criterion])
        }
        answers = witness.submission(self._view.rules).answers
        return {path: each for path, each in answers.items() if path in paths}

    def _example(
        self,
        answers: Mapping[str, Answer],
        times: int,
        shows: Callable[[ReplayedPeriod], bool],
        capability: int | None = None,
    ) -> str:
        """The file of so many returns with the same answers, the last of which shows something."""
        if not answers:
            return ""
        for first in self._first_periods():
            text = dump_yaml(
                _returns(answers, times, first, self._compiled.regime, capability), short=True
            )
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
            replayed = replay_history(
                self._compiled, group, last_day(group), ReplayOptions(overrides={})
            )
        except InvalidSubmission:
            return None
        return replayed.results[-1] if replayed.results else None


def _returns(
    answers: Mapping[str, Answer],
    times: int,
    first: Period,
    regime: Regime,
    capability: int | None,
) -> dict[str, Any]:
    """The entries of a file of returns: first what the period before is asked for, if anything."""
    questions = regime.rules.bank
    written = {path: written_answer(each, questions.get(path)) for path, each in answers.items()}
    before = _under(_BEFORE, written)
    own = {path: each for path, each in written.items() if path in regime.returns}
    filed, period = [], first
    for given in ([before] if before else []) + [own] * times:
        filed.append({"period": period.label, "received_on": period.due, "answers": given})
        period = next_period(period, regime.periods)
    head: dict[str, Any] = {"name": _NAME, "authorised_on": first.begins}
    if capability is not None:
        grade = {"grade": capability, "by": "the Board", "on": first.begins, "reason": "an example"}
        head["capability"] = [grade]
    if given := _under(_AT_AUTHORISATION, written):
        head["at_authorisation"] = given
    return {**head, "returns": filed}


def _under(prefix: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        path.removeprefix(prefix): each for path, each in answers.items() if path.startswith(prefix)
    }
