"""Formats properties, their scopes and what came of them: a line each, and refutations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec.structs import replace

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.step_tree import format_finding
from authorisation.explain.words.proofs import PROOF_LIMITS, format_lists
from authorisation.explain.words.quantities import format_date
from authorisation.forms.answers_yaml import format_judgements, format_submission
from authorisation.model.canonical import decimal_text
from authorisation.model.case import AnswersScope, FiguresScope, FreeFigure
from authorisation.model.submission import Stage, Submission
from authorisation.model.verdict import SATISFIED
from authorisation.policy.properties.evaluate import LARGEST_FIGURE, CompiledProperty, beside_day
from authorisation.policy.properties.results import (
    Counterexample,
    Holds,
    Interval,
    PropertyResult,
    PropertyRun,
    Refuted,
    Unsettled,
)

_MOST_DECIDING = 8
"""How many criteria are named that decide a refutation."""


def format_properties(runs: Iterable[PropertyRun]) -> Iterator[str]:
    """Yield the parts of a log: each property, what came of it and why, then how many did what."""
    for run in runs:
        yield from map(format_property_result, run.results)
        yield format_property_counts(run)


def format_property_counts(run: PropertyRun) -> str:
    """Format how many properties of a rule set hold, are refuted and are undecided."""
    if not run.results:
        return f"{run.asked}: no properties"
    held = sum(isinstance(each.verdict, Holds) and not each.failed for each in run.results)
    known = sum(isinstance(each.verdict, Refuted) and not each.failed for each in run.results)
    undecided = sum(each.undecided for each in run.results)
    counts = [
        (held, "hold" if held > 1 else "holds"),
        (known, "refuted as it says" if known == 1 else "refuted as they say"),
        (len(run.failed), "otherwise than promised"),
        (undecided, "undecided"),
    ]
    listed = ", ".join(f"{number} {words}" for number, words in counts if number)
    named = "1 property" if len(run.results) == 1 else f"{len(run.results)} properties"
    return f"{run.asked}: {named}: {listed}"


def format_property_result(result: PropertyResult) -> str:
    """Format a property, what came of it, and why, as lines of a log."""
    lines = [f"{format_result_word(result)}: {result.declared.id}: {result.declared.title}"]
    lines += textwrap.wrap(
        " ".join(format_reasons(result)), 98, initial_indent="  ", subsequent_indent="  "
    )
    if isinstance(result.verdict, Refuted):
        counterexample = result.verdict.counterexample
        lines.append(f"  {format_came(counterexample)}:")
        lines += [f"    {line}" for line in format_counterexample(counterexample).splitlines()]
        if counterexample.case.judgements:
            lines.append("  with these judgements of assessors:")
            judged = format_judgements(counterexample.case.judgements)
            lines += [f"    {line}" for line in judged.splitlines()]
        lines += [f"  {line}" for line in format_settings(counterexample)]
        if deciding := format_deciding(counterexample):
            lines += ["  decided by:", *(f"    {line}" for line in deciding)]
    if isinstance(result.verdict, Unsettled) and result.verdict.remedy:
        lines.append(f"  help: {result.verdict.remedy}")
    if result.failed:
        lines[0] = f"{result.declared.at}: {lines[0]}"
    return "\n".join(lines)


def format_result_word(result: PropertyResult) -> str:
    """Format what came of a property, and whether it is what the property says."""
    if isinstance(result.verdict, Holds) and result.verdict.of_nobody:
        return "holds, of nobody"
    if isinstance(result.verdict, Holds) and result.verdict.of_short_lists and not result.failed:
        return "holds, of short lists"
    if not result.declared.expect_refuted:
        return result.word
    match result.verdict:
        case Refuted():
            return "refuted as it says"
        case Holds():
            return "holds, and says that it is refuted"
        case _:
            return result.word


def format_reasons(result: PropertyResult) -> tuple[str, ...]:
    """Format of what a property holds, why it is known not to, or why it is undecided."""
    match result.verdict:
        case Holds(scope, of_nobody=of_nobody):
            nobody = ("There is no submission for which `given` is so.",) if of_nobody else ()
            return (*nobody, *scope)
        case Refuted(holds_within=interval):
            known = result.declared.expect_refuted
            within = (f"{_format_interval(interval)}.",) if interval else ()
            return (*((known,) if known else ()), *within)
        case Unsettled(reason):
            return (f"{reason[:1].upper()}{reason[1:]}.",)


def _format_interval(interval: Interval) -> str:
    low, high = decimal_text(interval.low), decimal_text(interval.high)
    return f"It holds where `{interval.name}` is from {low} to {high}"


def format_came(counterexample: Counterexample) -> str:
    """Format what a counterexample comes to, and on which day and at which stage."""
    now, beside = counterexample.trial.assessment, counterexample.trial.beside
    stage = "at the decision" if now.stage is Stage.DECISION else "as a self-assessment"
    these = "these answers" + (", the fewest that do," if counterexample.proved_fewest else "")
    came = f"On {format_date(now.as_of)}, {stage}, {these} come to {_format_outcomes(now)}"
    if beside is None:
        return came
    rules = f"{beside.rules.id} of {format_date(beside.as_of)}"
    return f"{came}, and under {rules} to {_format_outcomes(beside)}"


def _format_outcomes(assessment: Assessment) -> str:
    return " or ".join(f"`{name}`" for name in assessment.outcome_ids)


def _submission(counterexample: Counterexample) -> Submission:
    """The submission of a counterexample, as `authorise assess` comes to the same with it."""
    now = counterexample.trial.assessment
    received = now.rules.dated_by == "submission.received_on"
    decision = now.stage is Stage.DECISION
    return replace(
        now.submission,
        stage=now.stage,
        as_of=now.as_of,
        received_on=now.dated_on if received else None,
        evidence=now.submission.evidence if decision else {},
    )


def format_counterexample(counterexample: Counterexample) -> str:
    """Format the file of a counterexample, as `authorise assess` reads it."""
    bank = dict(counterexample.trial.assessment.rules.bank)
    if counterexample.trial.beside is not None:
        bank |= counterexample.trial.beside.rules.bank
    return format_submission(_submission(counterexample), bank)


def format_settings(counterexample: Counterexample) -> tuple[str, ...]:
    """Format the figures that are set for a counterexample, a line each."""
    texts = {
        name: decimal_text(value) if isinstance(value, Decimal) else str(value)
        for name, value in counterexample.case.set.items()
    }
    return tuple(f"with `{name}` set to {text}" for name, text in texts.items())


def format_deciding(counterexample: Counterexample) -> tuple[str, ...]:
    """Format the findings that decide a refutation, a line each.

    Those that differ under the rules beside come first, then those that are not satisfied.
    """
    trial = counterexample.trial
    both = [each for each in (trial.assessment, trial.beside) if each is not None]
    ranked = []
    for assessment in both:
        for finding in assessment.findings:
            name = finding.criterion.id
            if name in counterexample.deciding:
                verdicts = {
                    side.finding(name).verdict for side in both if name in side.rules.criteria
                }
                rank = (len(verdicts) < len(both), finding.verdict in SATISFIED)
                of = f", under {assessment.rules.id}" if trial.beside else ""
                ranked.append((rank, f"{format_finding(finding)}{of}"))
    found = [line for _, line in sorted(ranked, key=lambda each: each[0])]
    more = len(found) - _MOST_DECIDING
    return (*found[:_MOST_DECIDING], *([f"and {more} more"] if more > 0 else ()))


def format_scope(compiled: CompiledProperty, within: Mapping[str, int]) -> tuple[str, ...]:
    """Format the scope of a proof, a sentence each; `within` are lists of only so many entries."""
    declared = compiled.declared
    complete = declared.answers is AnswersScope.COMPLETE
    answers = "complete answers" if complete else "any answers, given or not"
    both = len(declared.stages) == len(Stage)
    one = "at the decision" if Stage.DECISION in declared.stages else "as self-assessments"
    stage = "at both stages" if both else one
    days = f"on {format_date(compiled.day)}"
    if compiled.beside is not None:
        other = format_date(beside_day(declared.beside, compiled.beside))
        days += f", with {compiled.beside.rules.id} on {other}"
    figures = _format_figures(declared.figures)
    return (
        f"Proved of {answers}, {stage}, {days}.",
        f"{figures}; {format_lists(within)}; evidence for every answer; no other group.",
        PROOF_LIMITS,
    )


def _format_figures(figures: FiguresScope | FreeFigure) -> str:
    match figures:
        case FreeFigure(name=name, low=low, high=high):
            return f"`{name}` from {decimal_text(low)} to {decimal_text(high)}"
        case FiguresScope.ANY:
            return f"Whatever numbers the figures are, up to 10^{len(str(LARGEST_FIGURE)) - 1}"
        case _:
            return "The figures in force"
