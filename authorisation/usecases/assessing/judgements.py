"""Which of several assessors' files are on which submission, and what in them cannot stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, repeat
from typing import Final

from authorisation.engine.evidence import as_checked
from authorisation.engine.results import Assessment
from authorisation.errors import (
    AuthorisationError,
    InvalidOption,
    InvalidSubmission,
    UnreadableFile,
)
from authorisation.explain.words.quantities import format_few
from authorisation.language.answers.judges import (
    contradictory_departures,
    contradictory_grades,
    names_group,
)
from authorisation.language.yaml.characters import quote
from authorisation.model.source import Location, Problem, Remedy
from authorisation.model.submission import (
    Departure,
    Judgement,
    Judgements,
    Submission,
    judgements_hash,
    title_of,
)
from authorisation.model.value import fold_code, fold_words

JUDGED_IN_COLUMNS: Final = (
    "what assessors judged stands in columns of a table",
    "leave out `--assessor`; `authorise portfolio layout` lists the columns",
)
_DIFFERING: Final = 2
_NAMED: Final = 5
"""How many of the groups that are assessed a remedy names."""


def judgements_on(submission: Submission, judged: Sequence[Judgements]) -> Judgements:
    """Give what all the files together judge of one submission."""
    return _merged([each for each in judged if _is_on(each, submission)])


def counted_submission(
    submission: Submission, judged: Sequence[Judgements], as_of: date | None
) -> tuple[Submission, Judgements]:
    """Give a submission as assessors left it by its day, or another, and what they judged by it."""
    day, found = as_of or submission.as_of, judgements_on(submission, judged)
    by_day = found.by(day) if day else found
    return as_checked(submission, by_day), by_day


def _merged(several: Sequence[Judgements]) -> Judgements:
    """Give what several files say of one submission, in their order, as if one file said it."""
    if len(several) == 1:
        return several[0]
    entries = tuple(entry for each in several for entry in each.entries)
    entries = tuple(sorted(entries, key=lambda entry: bool(entry.panel)))
    departures = tuple(departure for each in several for departure in each.departures)
    if not (entries or departures):
        return Judgements()
    digest = judgements_hash(entries, departures)
    return Judgements(entries=entries, departures=departures, sha256=digest)


def refuse_unfit(
    judged: Sequence[Judgements],
    submissions: Sequence[Submission],
    unusable: Sequence[AuthorisationError] = (),
) -> None:
    """Refuse assessors' files that are on no submission assessed, or that cannot stand together.

    Raises:
        InvalidOption: as for `_refuse_strangers`.
        InvalidSubmission: as for `_refuse_contradictory`.
    """
    _refuse_strangers(judged, submissions, unusable)
    _refuse_contradictory(judged, submissions)


def _refuse_strangers(
    judged: Sequence[Judgements],
    submissions: Sequence[Submission],
    unusable: Sequence[AuthorisationError],
) -> None:
    """Refuse a file whose group is not assessed, or not named among several, or judges itself.

    It may be of a group whose submission is `unusable`, as far as it says whose it is. Where no
    submission is usable, nothing is judged and nothing is refused.

    Raises:
        InvalidOption: with the file, and the group that it names.
    """
    for each in judged if submissions else ():
        if not (each.name or each.code):
            if len(submissions) + len(unusable) > 1:
                raise InvalidOption(
                    f"{_place(each)}: several submissions are assessed, and whose judgements these "
                    "are is not said",
                    "write the group's `code: ...`, or its `name: ...`, at its top",
                )
        elif not (
            any(_is_on(each, submission) for submission in submissions)
            or any(
                isinstance(error, InvalidSubmission) and _is_on(each, error) for error in unusable
            )
        ):
            group = title_of(each.name, each.code)
            raise InvalidOption(
                f"{_place(each)}: these judgements are on {group}, which is not assessed here",
                f"assessed here: {format_few([s.title for s in submissions], _NAMED)}"
                f"{_format_nameless(unusable)}",
            )
        for submission in submissions:
            _refuse_own(each, submission)


def _refuse_contradictory(judged: Sequence[Judgements], submissions: Sequence[Submission]) -> None:
    """Refuse what contradicts itself on one day, and what a panel settled that nobody disputes.

    Raises:
        InvalidSubmission: with the place of each such grade or departure.
    """
    problems: dict[Problem, None] = {}
    for submission in submissions if judged else ():
        on = [each for each in judged if _is_on(each, submission)]
        placed = (zip(each.entries, each.places, strict=True) for each in on)
        entries = list(chain.from_iterable(placed))
        departures = chain.from_iterable(each.departures for each in on)
        found = (
            contradictory_grades(entries),
            contradictory_departures(departures),
            _needless_moderation(entries),
        )
        problems.update(dict.fromkeys(chain.from_iterable(found)))
    if problems:
        raise InvalidSubmission(problems)


def _needless_moderation(entries: Sequence[tuple[Judgement, Location]]) -> Iterator[Problem]:
    """Yield a problem for each grade of a panel where assessors had not differed by its day."""
    latest: dict[tuple[str, str, str], str] = {}
    standing: dict[tuple[str, str], Counter[str]] = {}
    for entry, at in sorted(entries, key=lambda each: (each[0].on, bool(each[0].panel), each[1])):
        about = (entry.criterion, entry.answer)
        grades = standing.setdefault(about, Counter())
        if not entry.panel:
            by = (*about, fold_words(entry.assessor))
            grades[latest.get(by, "")] -= 1
            latest[by] = entry.counts_as
            grades[entry.counts_as] += 1
            continue
        given = [grade for grade, number in grades.items() if number > 0]
        if len(given) < _DIFFERING:
            had = f"all who judged it gave {quote(given[0])}" if given else "nobody judged it"
            yield Problem(
                at,
                f"no assessors differed on {quote(entry.about)} by {entry.on.isoformat()}: {had}",
                Remedy(
                    "give the files of those who differ with `--assessor` too, or remove this",
                    on_page="remove this",
                ),
            )


def refuse_idle_departures(assessment: Assessment) -> None:
    """Refuse a departure to what the rules indicate already.

    Raises:
        InvalidSubmission: with the place of each.
    """
    problems = [
        Problem(
            each.at or Location(""),
            f"{_format_indicated(each)} already by these rules: this departs from nothing",
            "remove it, or say what was decided otherwise",
        )
        for each in idle_departures(assessment, assessment.departures.values())
    ]
    if problems:
        of = assessment.submission
        raise InvalidSubmission(problems, group=of.name, name=of.name, code=of.code, file=of.file)


def idle_departures(assessment: Assessment, departures: Iterable[Departure]) -> list[Departure]:
    """The departures that decide what the rules indicate already."""
    return [each for each in departures if _is_indicated(each, assessment)]


def _is_indicated(departure: Departure, assessment: Assessment) -> bool:
    if departure.criterion:
        return assessment.finding(departure.criterion).verdict is departure.verdict
    return assessment.outcome_ids == (departure.outcome,)


def _format_indicated(departure: Departure) -> str:
    what = quote(departure.criterion) if departure.criterion else "the outcome"
    return f"{what} is {quote(departure.decided)}"


def _refuse_own(judged: Judgements, submission: Submission) -> None:
    placed = zip(judged.entries, judged.places or repeat(None), strict=False)
    entries = [(name, entry.about, at) for entry, at in placed for name in entry.by]
    entries += [(departure.by, departure.about, departure.at) for departure in judged.departures]
    own = [each for each in entries if names_group(each[0], submission.name, submission.code)]
    if own and _is_on(judged, submission):
        name, about, at = own[0]
        raise InvalidOption(
            f"{at or _place(judged)}: {name} judges its own application ({about})",
            "another is to judge it",
        )


def _place(judged: Judgements) -> str:
    return str(judged.at) if judged.at else judged.file or "judgements"


def _is_on(judged: Judgements, group: Submission | InvalidSubmission) -> bool:
    """Whether judgements are on a group: by code where both have one, else by name."""
    if judged.code and group.code:
        return fold_code(judged.code) == fold_code(group.code)
    if judged.code and not judged.name:
        return False
    return not judged.name or fold_words(judged.name) == fold_words(group.name)


def _format_nameless(unusable: Sequence[AuthorisationError]) -> str:
    """The words on files that cannot be used and do not say whose they are; empty for none."""
    files = [
        error.problems[0].at.file if isinstance(error, InvalidSubmission) else error.file
        for error in unusable
        if isinstance(error, UnreadableFile)
        or (isinstance(error, InvalidSubmission) and not (error.name or error.code))
    ]
    named = format_few(list(filter(None, files)), _NAMED)
    return f"; whose submission this is could not be read: {named}" if named else ""
