"""Gaps between the bands of a trigger: figures for which none fires, with bands on either side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from msgspec import Struct

from authorisation.engine.analysis.breakpoints import breakpoints
from authorisation.engine.assess import bind_names
from authorisation.engine.judge.conditions import judge
from authorisation.explain.words.quantities import format_value
from authorisation.language.answers.steps import answer_step, within_bounds
from authorisation.language.yaml.characters import quote
from authorisation.model.question import NUMERIC, Question
from authorisation.model.regime import SeverityBand, Trigger, band_id
from authorisation.model.regime_case import AnyRegimeCase, RegimeCase
from authorisation.model.source import AdviceCode, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import NOT_MET
from authorisation.policy.advice.example_returns import ExampleReturns
from authorisation.regime.program import CompiledRegime

_DECIMALS = 6
"""Of figures, where a question says nothing of them."""


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
