"""What no return shows under a failure regime: bands never reached, exit tests never met."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.language.yaml.characters import quote
from authorisation.model.regime import SeverityBand, Trigger, band_id, exit_id
from authorisation.model.regime_case import AnyRegimeCase
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.policy.advice.band_gaps import band_gaps
from authorisation.policy.advice.claims import Claim, ClaimKind, claims_of
from authorisation.policy.advice.example_returns import ExampleReturns
from authorisation.policy.advice.never import days_of, never_among
from authorisation.policy.advice.problems import describe_constant_tests, format_days
from authorisation.regime.program import CompiledRegime

_ASKED: Final = (
    ClaimKind.MET,
    ClaimKind.NOT_MET,
    ClaimKind.TEST_MET,
    ClaimKind.TEST_NOT_MET,
)


class _Test(Struct, frozen=True):
    """A band or an exit test, by the id that it is judged under."""

    id: str
    at: Location
    what: str
    if_never: str
    graver: tuple[str, ...] = ()
    """The bands that go before it wherever they are met."""


def advise_regime_by_solver(
    compiled: CompiledRegime, cases: Collection[AnyRegimeCase] = ()
) -> Iterator[Problem]:
    """Yield advice on each band and exit test of which something happens in no return, or in each.

    Returns show the other side of it, where there is one. Gaps between bands are looked for too.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    tests = tuple(_tests(compiled))
    program, days = compiled.program, days_of(compiled.program)
    claims = {claim for day in days for claim in claims_of(program, day) if claim.kind in _ASKED}
    claims |= {_reached(each.id, each.graver) for each in tests if each.graver}
    never = never_among(program, claims)
    whatever = f"whatever is returned on {format_days(days)}"
    examples = ExampleReturns(compiled)
    for test in tests:
        found = tuple(
            _with_reason(each, test, examples) for each in _about(test, never, whatever, examples)
        )
        yield from found or describe_constant_tests(compiled.plans[test.id], never, whatever)
    yield from band_gaps(compiled, cases, examples)


def _tests(compiled: CompiledRegime) -> Iterator[_Test]:
    for trigger in compiled.regime.triggers:
        for band in trigger.bands:
            what = f"the trigger {quote(trigger.id)} {quote(band.name)}"
            graver = tuple(_graver(trigger, band))
            remedy = "correct `when`, or take it out"
            yield _Test(band_id(trigger, band), trigger.at, f"has {what}", remedy, graver)
    for stage in compiled.regime.stages.values():
        if stage.exit is not None:
            what = f"meets the exit test of the stage {quote(stage.id)}"
            remedy = "correct it: nobody can leave by it"
            yield _Test(exit_id(stage), stage.at, what, remedy)


def band_claims(trigger: Trigger, band: SeverityBand) -> tuple[Claim, ...]:
    """The claims that some return must show, each of these, for a trigger to have this band."""
    test = band_id(trigger, band)
    graver = tuple(_graver(trigger, band))
    met = Claim(ClaimKind.MET, (test,))
    return (met, _reached(test, graver)) if graver else (met,)


def _graver(trigger: Trigger, band: SeverityBand) -> Iterator[str]:
    """Yield the bands before one that need last no longer."""
    earlier = trigger.bands[: trigger.bands.index(band)]
    return (band_id(trigger, each) for each in earlier if each.sustained <= band.sustained)


def _with_reason(advice: Problem, test: _Test, examples: ExampleReturns) -> Problem:
    """The advice, which says why no returns are shown where that hangs on chance."""
    if advice.example or not examples.hangs_on_chance(test.id):
        return advice
    return replace(advice, remedy=f"{advice.help}; no returns are shown, for it hangs on chance")


def _reached(test: str, graver: tuple[str, ...]) -> Claim:
    return Claim(ClaimKind.ALONE, (test, *graver))


def _about(
    test: _Test, never: frozenset[Claim], whatever: str, examples: ExampleReturns
) -> Iterator[Problem]:
    if Claim(ClaimKind.MET, (test.id,)) in never:
        says = f"no return {test.what}, {whatever}"
        example = examples.of_condition(test.id, met=False)
        yield Problem(test.at, says, test.if_never, AdviceCode.NEVER_MET, example)
    elif Claim(ClaimKind.NOT_MET, (test.id,)) in never:
        says, remedy = f"every return {test.what}, {whatever}", "correct it, or take it out"
        example = examples.of_condition(test.id, met=True)
        yield Problem(test.at, says, remedy, AdviceCode.ALWAYS_MET, example)
    elif test.graver and _reached(test.id, test.graver) in never:
        says = f"no return {test.what}: graver bands take all that it is for, {whatever}"
        remedy = "correct `when` here or there, or take it out"
        example = examples.of_condition(test.id, met=True)
        yield Problem(test.at, says, remedy, AdviceCode.UNREACHED_ROW, example)
