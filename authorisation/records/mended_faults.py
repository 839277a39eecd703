"""Faults of earlier versions that were mended, and which differences of a record come from one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from authorisation.explain.words.quantities import format_count
from authorisation.model.calendar import parse_period, period_of
from authorisation.model.regime import Periods
from authorisation.model.returns import ClaimStatus
from authorisation.model.value import fold_words
from authorisation.records.assessment_shape import AssessmentRecord, StepRecord
from authorisation.records.differences import Difference
from authorisation.records.history_shape import HistoryRecord, ReturnRecord
from authorisation.records.record import SingleRecord

_OTHER_UNITS: Final = "0.1.0"
"""The last version that kept months as days, and shares as fractions beside `%`."""
_JUDGED: Final = ("findings", "outcomes", "settled", "missing_answers", "sensitivities", "warnings")
_POSSIBLE: Final = re.compile(
    r"periods\[\d+\]\.(?:(?:triggers|variants)\..*\.|variants\.\w+\.)?"
    r"(?:responses|responses_possible|stages_possible|because)(?:\[\d+\])?"
    r"|corrections\[\d+\]\.changes\[\d+\]\.responses.*|second_opinion\.conclusions"
)
_FEEL_MENDED: Final = re.compile(r"distinct values|\*\*|matches\(|context put|for \w+ in \[")


@dataclass(frozen=True, slots=True)
class MendedFault:
    """A fault that versions up to `until` had: what they did, and what is done now.

    `places` gives the places in a record by such a version that it may have touched; of what lies
    there, only `paths` where these are given.
    """

    name: str
    until: str
    says: str
    places: Callable[[SingleRecord, Periods | None], Iterable[str]]
    paths: re.Pattern[str] = re.compile(".*")


def explain_differences(
    old: SingleRecord,
    found: Sequence[Difference],
    place: str = "",
    periods: Periods | None = None,
) -> tuple[Difference, ...]:
    """The differences, each with the names of the mended faults that it comes from.

    They are those of one record, found at `place` in a record of several, and derived with the
    very rules that it names; `periods` are those of its regime.
    """
    faults = [
        (fault, tuple(fault.places(old, periods)))
        for fault in MENDED_FAULTS
        if _version(old.engine_version) <= _version(fault.until)
    ]
    return tuple(
        replace(each, mended=tuple(f.name for f, at in faults if _is_of(each, place, f, at)))
        for each in found
    )


def format_mended_faults(found: Iterable[Difference], restated: int = 0) -> Iterator[str]:
    """Each fault that some difference comes from, as what was done and what is done now.

    `restated` is how many figures are the same, and were kept in other units.
    """
    named = {name for each in found for name in each.mended}
    for fault in MENDED_FAULTS:
        if fault.name in named:
            yield f"{fault.name}: up to version {fault.until}, {fault.says}"
    if restated:
        kept = format_count(restated, "figure")
        yield (
            f"units: up to version {_OTHER_UNITS}, months were kept as days and shares as fractions"
            f" beside %; put in the units of now, {kept} here come out the same"
        )


def _is_of(difference: Difference, place: str, fault: MendedFault, places: Sequence[str]) -> bool:
    within = difference.path.removeprefix(f"{place}.") if place else difference.path
    return fault.paths.fullmatch(within) is not None and any(
        within == each or within.startswith((f"{each}.", f"{each}[")) for each in places
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", text))


def _within_a_year(record: SingleRecord, periods: Periods | None) -> Iterator[str]:
    """All of a history whose group was authorised after the financial year had begun."""
    if isinstance(record, HistoryRecord) and periods is not None:
        first = parse_period(record.group.first, periods)
        if first and record.group.authorised_on > period_of(first.year, 1, periods).begins:
            yield from _since(record, first.label)


def _partial_correction(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """From the period of a correction on that left out an answer of the version before."""
    answers: dict[str, dict[str, object]] = {}
    for filed in _known_returns(record):
        before = answers.get(filed.period, {})
        if filed.version == "correction" and before.keys() - filed.answers.keys():
            yield from _since(record, filed.period)
        answers[filed.period] = {**before, **filed.answers}


def _carried_cause(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """From the period on that follows, in one year, one with an accepted cause of money."""
    accepted = {
        filed.period
        for filed in _known_returns(record)
        for cause in filed.causes
        if cause.status is ClaimStatus.ACCEPTED and cause.amount is not None
    }
    labels = [each.period for each in record.periods] if isinstance(record, HistoryRecord) else []
    for label, following in pairwise(labels):
        if label in accepted and _year(label) == _year(following):
            yield from _since(record, following)


def _later_judgement(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """The fields that judgements bear on, where one is of a later day than the assessment's."""
    if isinstance(record, AssessmentRecord) and any(
        each.on > record.as_of for each in record.judgements.entries
    ):
        yield from _JUDGED


def _one_assessor(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """The fields that judgements bear on, where one assessor is named in two ways on one answer."""
    if isinstance(record, AssessmentRecord):
        entries = record.judgements.entries
        written = {(each.criterion, each.answer, each.assessor) for each in entries}
        folded = {(each.criterion, each.answer, fold_words(each.assessor)) for each in entries}
        if len(folded) < len(written):
            yield from _JUDGED


def _responses_not_known(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """All of a history that does not say which responses are possible."""
    if isinstance(record, HistoryRecord) and not all(p.responses_possible for p in record.periods):
        yield from ("periods", "corrections", "second_opinion")


def _feel(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """The fields that an expression with a built-in that was mended bears on."""
    if isinstance(record, AssessmentRecord) and any(
        _FEEL_MENDED.search(step.test)
        for finding in record.findings
        for step in _steps(finding.applies, finding.step)
    ):
        yield from _JUDGED


def _what_decides(record: SingleRecord, _: Periods | None) -> Iterator[str]:
    """Missing answers of which the record does not say what they could settle."""
    if isinstance(record, AssessmentRecord):
        for each in record.missing_answers:
            if not (each.rules_in or each.rules_out):
                yield f"missing_answers[{each.path}]"


def _steps(*roots: StepRecord | None) -> Iterator[StepRecord]:
    for step in filter(None, roots):
        yield step
        yield from _steps(*step.because)


def _known_returns(record: SingleRecord) -> Iterator[ReturnRecord]:
    if isinstance(record, HistoryRecord):
        yield from (each for each in record.group.returns if each.received_on <= record.as_of)


def _since(record: SingleRecord, label: str) -> Iterator[str]:
    """The places of a history from one period on, and of what sums it up."""
    labels = [each.period for each in record.periods] if isinstance(record, HistoryRecord) else []
    if label in labels:
        yield from (f"periods[{n}]" for n in range(labels.index(label) + 1, len(labels) + 1))
        yield from ("corrections", "second_opinion")


def _year(label: str) -> str:
    return label.partition(" ")[0]


MENDED_FAULTS: Final = (
    MendedFault(
        "part of a year",
        "0.1.0",
        "a group that began within a year was held to limits of chance as if it had existed for"
        " all of the year so far; the months that it has existed count now",
        _within_a_year,
    ),
    MendedFault(
        "partial correction",
        "0.1.0",
        "a correction took away every answer that it did not give again; now these stand",
        _partial_correction,
    ),
    MendedFault(
        "accepted cause",
        "0.1.0",
        "what was accepted as a cause of a figure of the year so far ended with its period; now it"
        " carries on to the end of the year",
        _carried_cause,
    ),
    MendedFault(
        "later judgement",
        "0.1.0",
        "a judgement of a later day than that of the assessment counted; now it does not",
        _later_judgement,
    ),
    MendedFault(
        "one assessor",
        "0.1.0",
        "one assessor whose name was written in two ways counted as two, who differed; now a name"
        " in other letters or spaces is the same assessor's, and the later judgement counts",
        _one_assessor,
    ),
    MendedFault(
        "FEEL",
        "0.1.0",
        "some built-ins of the expression language departed from its standard (`distinct values`"
        " of what may still be answered, `**` with 0, `matches` with flags, `for` over a range);"
        " now they follow it",
        _feel,
    ),
    MendedFault(
        "what was called possible",
        "0.1.0",
        "what was called possible left out what a trigger not known yet would call for, and held"
        " what nothing calls for",
        _responses_not_known,
        _POSSIBLE,
    ),
    MendedFault(
        "what decides",
        "0.1.0",
        "nothing was said of what an answer could settle that the outcome table reads itself, nor,"
        " at the decision stage, of a gap that alone led to the outcome",
        _what_decides,
    ),
)
"""What was mended, oldest first; whatever makes a kept record replay otherwise gets a row.

A fault in what no earlier version had, such as acts of the Board, is in no kept record.
"""
