"""Which of several files of judgements are on which submission."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

from authorisation.errors import (
    AuthorisationError,
    InvalidOption,
    InvalidSubmission,
    UnreadableFile,
)
from authorisation.explain.words.quantities import format_few
from authorisation.language.answers.contradictory_grades import contradictory_grades
from authorisation.language.answers.own_name import names_group
from authorisation.model.canonical import sha256
from authorisation.model.source import Problem
from authorisation.model.submission import Judgements, Submission, title_of
from authorisation.model.value import fold_code, fold_words

_NAMED: Final = 5
"""How many of the groups that are assessed a remedy names."""


def judgements_on(submission: Submission, judged: Sequence[Judgements]) -> Judgements:
    """Give what all the files together judge of one submission."""
    return _merged([each for each in judged if _is_on(each, submission.name, submission.code)])


def _merged(several: Sequence[Judgements]) -> Judgements:
    """Give what several files say of one submission, in their order, as if one file said it."""
    if len(several) == 1:
        return several[0]
    entries = tuple(entry for each in several for entry in each.entries)
    return Judgements(entries=entries, sha256=sha256(entries)) if entries else Judgements()


def refuse_strangers(
    judged: Sequence[Judgements],
    submissions: Sequence[Submission],
    unusable: Sequence[AuthorisationError] = (),
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
                    "are is not said\n"
                    "  help: write the group's `code: ...`, or its `name: ...`, above `judgements:`"
                )
        elif not (
            any(_is_on(each, submission.name, submission.code) for submission in submissions)
            or any(_is_on_unusable(each, error) for error in unusable)
        ):
            group = title_of(each.name, each.code)
            raise InvalidOption(
                f"{_place(each)}: these judgements are on {group}, which is not assessed here\n"
                f"  help: assessed here: {format_few([s.title for s in submissions], _NAMED)}"
                f"{_format_nameless(unusable)}"
            )
        for submission in submissions:
            _refuse_own(each, submission)


def refuse_contradictory(judged: Sequence[Judgements], submissions: Sequence[Submission]) -> None:
    """Refuse two grades of one assessor on one thing and one day, in a file or in several.

    Raises:
        InvalidSubmission: with the place of each such grade.
    """
    problems: dict[Problem, None] = {}
    for submission in submissions if judged else ():
        on = [each for each in judged if _is_on(each, submission.name, submission.code)]
        entries = chain.from_iterable(zip(each.entries, each.places, strict=True) for each in on)
        problems.update(dict.fromkeys(contradictory_grades(entries)))
    if problems:
        raise InvalidSubmission(problems)


def _refuse_own(judged: Judgements, submission: Submission) -> None:
    own = [
        entry
        for entry in judged.entries
        if names_group(entry.assessor, submission.name, submission.code)
    ]
    if own and _is_on(judged, submission.name, submission.code):
        raise InvalidOption(
            f"{_place(judged)}: {own[0].assessor} judges its own application ({own[0].about})\n"
            "  help: another is to judge it"
        )


def _place(judged: Judgements) -> str:
    return judged.file or "judgements"


def _is_on(judged: Judgements, name: str, code: str) -> bool:
    """Whether judgements are on a group: by code where both have one, else by name."""
    if judged.code and code:
        return fold_code(judged.code) == fold_code(code)
    if judged.code and not judged.name:
        return False
    return not judged.name or fold_words(judged.name) == fold_words(name)


def _is_on_unusable(judged: Judgements, error: AuthorisationError) -> bool:
    """Whether judgements are on the group whose submission cannot be used, where it is named."""
    return isinstance(error, InvalidSubmission) and _is_on(judged, error.name, error.code)


def _format_nameless(unusable: Sequence[AuthorisationError]) -> str:
    """Which files cannot be used and do not say whose they are; empty where there is none."""
    files = [
        error.problems[0].at.file if isinstance(error, InvalidSubmission) else error.file
        for error in unusable
        if isinstance(error, UnreadableFile)
        or (isinstance(error, InvalidSubmission) and not (error.name or error.code))
    ]
    named = format_few(list(filter(None, files)), _NAMED)
    return f"; whose submission this is could not be read: {named}" if named else ""
