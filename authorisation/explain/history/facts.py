"""The facts of a trigger in words: each judgement once, sums of money as people speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.explain.assessment.step_tree import TreeLine, outline
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import format_amount, format_count, join_words
from authorisation.model.regime import SeverityBand, Trigger, band_id
from authorisation.model.verdict import Verdict
from authorisation.regime.chance.rounding import EXACT
from authorisation.regime.judge_period import as_letter
from authorisation.regime.replay import ReplayedPeriod

_FIGURES: Final = 3
_MILLION: Final = Decimal(1_000_000)
_LEAST_ROUNDED: Final = Decimal(1_000)
"""Below this a sum stands as it is."""
_WITH_PENCE: Final = re.compile(r"£(\d[\d,]*\.\d\d)(?!\d)")
_ONE_IN_POUNDS: Final = re.compile(
    r"(between £[\d,]+)( and £[\d,]+\.\d\d(?!\d))"
    r"|(between £[\d,]+\.\d\d and £[\d,]*\d)(?![\d,.]*\d)"
)
"""Two bounds of one sum, one of which happens to be in whole pounds."""


def fact_lines(trigger: Trigger, results: Sequence[ReplayedPeriod], view: View) -> Iterator[str]:
    """Yield the facts of the last of some periods; bands that rest on the same make one."""
    result = results[-1]
    names_by_facts: dict[tuple[str, ...], list[str]] = {}
    waiting: list[str] = []
    for band, verdict in zip(trigger.bands, result.period_facts.bands[trigger.id], strict=True):
        step = result.judged.steps[band_id(trigger, band)]
        if verdict == "F" and as_letter(step) == "F":
            continue
        lines = tuple(map(format_fact, outline(step, view)))
        names_by_facts.setdefault(lines, []).append(band_name(band))
        if verdict == "F":
            gone = periods_gone(trigger, band, results)
            waiting.append(
                f"{band_name(band)}: it must last {format_count(band.sustained, 'period')};"
                f" {gone} {'has' if gone == 1 else 'have'} gone"
            )
    for lines, names in names_by_facts.items():
        yield from (f"{join_words(names)}: {line}" for line in lines)
    yield from waiting


def periods_gone(trigger: Trigger, band: SeverityBand, results: Sequence[ReplayedPeriod]) -> int:
    """The number of periods running, up to the last, in which a band has held, or may have."""
    name, gone = band_id(trigger, band), 0
    for result in reversed(results):
        if as_letter(result.judged.steps[name]) == "F":
            break
        gone += 1
    return gone


def band_name(band: SeverityBand) -> str:
    """The name of a band as a reader meets it."""
    return "trigger" if band.name == "fires" else band.name


def format_fact(line: TreeLine) -> str:
    """Format a judgement, with how far past its line it is where that is known."""
    if line.verdict is not Verdict.UNKNOWN:
        return str(with_rounded_sums(line)).replace(" to spare", " past the line")
    return str(with_rounded_sums(replace(line, words=replace(line.words, margin=""))))


def with_rounded_sums(line: TreeLine) -> TreeLine:
    """The line with sums in pence as people speak of them."""
    words, margin = round_sums(line.words.words), round_sums(line.words.margin)
    return replace(line, words=replace(line.words, words=words, margin=margin))


def format_rounded_sum(money: Decimal) -> str:
    """Format a sum in three figures, and no pence: `£4.61m`."""
    places = money.adjusted() - _FIGURES + 1
    rounded = EXACT.quantize(money, Decimal((0, (1,), places))) if places > 0 else money
    if rounded < _MILLION:
        return format_amount(EXACT.quantize(rounded, Decimal(1)), "GBP")
    return f"£{EXACT.divide(rounded, _MILLION).normalize(EXACT):,f}m"


def round_sums(text: str) -> str:
    """The text with larger sums in pence as people speak of them, unless two would read alike.

    Both bounds of one sum are told alike.
    """
    text = _ONE_IN_POUNDS.sub(
        lambda m: f"{m[3]}.00" if m[3] is not None else f"{m[1]}.00{m[2]}", text
    )
    sums = {found: Decimal(found.replace(",", "")) for found in _WITH_PENCE.findall(text)}
    spoken = {
        found: format_rounded_sum(amount) if amount >= _LEAST_ROUNDED else f"£{found}"
        for found, amount in sums.items()
    }
    if len(set(spoken.values())) < len(spoken):
        return text
    return _WITH_PENCE.sub(lambda match: spoken[match[1]], text)
