"""What no return shows under a failure regime: bands never reached or with gaps, exit tests."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.engine.analysis.breakpoints import breakpoints
from authorisation.engine.assess import bind_names
from authorisation.engine.judge.conditions import judge
from authorisation.explain.words.quantities import format_value
from authorisation.language.answers.steps import answer_step, within_bounds
from authorisation.language.yaml.characters import quote
from authorisation.model.case import AnyRegimeCase, RegimeCase
from authorisation.model.question import NUMERIC, Question
from authorisation.model.regime import SeverityBand, Trigger, band_id, exit_id
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import NOT_MET
from authorisation.policy.advice.claims import Claim, ClaimKind, claims_of
from authorisation.policy.advice.example_returns import ExampleReturns
from authorisation.policy.advice.never import days_of, never_among
from authorisation.policy.advice.problems import describe_constant_tests, format_days
from authorisation.regime.program import CompiledRegime

_ASKED: Final = (ClaimKind.MET, ClaimKind.NOT_MET, ClaimKind.TEST_MET, ClaimKind.TEST_NOT_MET)
_DECIMALS = 6
"""Of figures, where a question says nothing of them."""


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


class _Gap(Struct, frozen=True):
    """The last figure below a gap, one in it, the first above, and the bands on either side."""

    below: Decimal
    inside: Decimal
    above: Decimal
    bands: tuple[str, str]


def band_gaps(
    compiled: CompiledRegime, cases: Collection[AnyRegimeCase], examples: ExampleReturns
) -> Iterator[Problem]:
    """Yield a problem for each gap that is found between two bands of a trigger, by one figure.

    Each is confirmed by a return in it. A case that has such a figure and expects that the trigger
    does not fire says that it is meant.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    known = breakpoints(compiled.program)
    for trigger in compiled.regime.triggers:
        for path in _figures_of(trigger, compiled):
            figures = [each for each in known.get(path, ()) if isinstance(each, Decimal)]
            yield from _gap_of_figure(trigger, path, figures, compiled, cases, examples)


def _gap_of_figure(
    trigger: Trigger,
    path: str,
    figures: Sequence[Decimal],
    compiled: CompiledRegime,
    cases: Collection[AnyRegimeCase],
    examples: ExampleReturns,
) -> Iterator[Problem]:
    question = compiled.regime.returns[path]
    for band in trigger.bands:
        answers = examples.answers_with(trigger, band)
        if path not in answers:
            continue
        others = [each for each in answers.values() if isinstance(each, Decimal)]
        gap = _gap(trigger, path, _around([*figures, *others], question), answers, compiled)
        if gap is None or _is_meant(gap, trigger, path, cases):
            continue
        if example := examples.of_no_band(trigger, {**answers, path: gap.inside}):
            low, high = (format_value(each, question.unit) for each in (gap.below, gap.above))
            one, other = map(quote, gap.bands)
            says = (
                f"no band of the trigger {quote(trigger.id)} is for {quote(path)} between {low},"
                f" which is {one}, and {high}, which is {other}"
            )
            remedy = (
                "let one begin where the other ends; nothing, if that is meant: a case with such a"
                " figure that expects `no` says so"
            )
            yield Problem(trigger.at, says, remedy, AdviceCode.BAND_GAP, example)
            return


def _figures_of(trigger: Trigger, compiled: CompiledRegime) -> Iterator[str]:
    """Yield the numbers of a return that two bands of a trigger look at."""
    paths: list[str] = []
    for band in trigger.bands:
        references = compiled.program.references_of(compiled.plans[band_id(trigger, band)])
        paths += {each.question for each in references if each.question}
    for path in dict.fromkeys(paths):
        question = compiled.regime.returns.get(path)
        if paths.count(path) > 1 and question is not None and question.type in NUMERIC:
            yield path


def _around(figures: Sequence[Decimal], question: Question) -> list[Decimal]:
    """Some figures, those next to them, and one between each two of these, from the least."""
    step = answer_step(question, _DECIMALS)

    def rounded(figure: Decimal) -> Decimal:
        return (figure / step).to_integral_value(ROUND_FLOOR) * step

    near = sorted({rounded(each) + by for each in figures for by in (-step, Decimal(0), step)})
    between = [rounded((one + other) / 2) for one, other in pairwise(near)]
    return [each for each in sorted({*near, *between}) if within_bounds(each, question)]


def _gap(
    trigger: Trigger,
    path: str,
    figures: Sequence[Decimal],
    answers: Mapping[str, Answer],
    compiled: CompiledRegime,
) -> _Gap | None:
    below: tuple[Decimal, str] | None = None
    inside: list[Decimal] = []
    for figure in figures:
        band = _band(trigger, {**answers, path: figure}, compiled)
        if band is None:
            inside.append(figure)
            continue
        if below is not None and inside and band.name != below[1]:
            middle = inside[len(inside) // 2]
            return _Gap(below[0], middle, figure, (below[1], band.name))
        below, inside = (figure, band.name), []
    return None


def _band(
    trigger: Trigger, answers: Mapping[str, Answer], compiled: CompiledRegime
) -> SeverityBand | None:
    """The band that may fire; None where none does."""
    program, day = compiled.program, compiled.program.rules.in_force[0]
    scope = bind_names(program, program.on(day, {}), answers, day)
    for band in trigger.bands:
        require = compiled.plans[band_id(trigger, band)].require
        if require is not None and judge(require, scope, {}).possible != NOT_MET:
            return band
    return None


def _is_meant(gap: _Gap, trigger: Trigger, path: str, cases: Collection[AnyRegimeCase]) -> bool:
    for case in cases:
        if not isinstance(case, RegimeCase):
            continue
        for filed, expected in zip(case.group.filed, case.expect, strict=False):
            figure = filed.answers.get(path)
            inside = isinstance(figure, Decimal) and gap.below < figure < gap.above
            if inside and expected.get(trigger.id) == "no":
                return True
    return False
