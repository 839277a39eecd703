"""Errors that keep several submissions from being assessed, each once with the submissions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from authorisation.errors import AuthorisationError, InvalidSubmission
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.language.yaml.characters import quote
from authorisation.model.submission import Submission


def merge_identical(
    refused: Iterable[tuple[Submission, AuthorisationError]],
) -> tuple[AuthorisationError, ...]:
    """Join equal errors that point into the rules, and say whose assessment they prevent.

    What points into a submission, or says which one, says whose it is by itself.
    """
    alike: dict[str, list[tuple[Submission, AuthorisationError]]] = {}
    for submission, error in refused:
        alike.setdefault(str(error), []).append((submission, error))
    return tuple(
        error
        for group in alike.values()
        for error in _joined([each for each, _ in group], [error for _, error in group])
    )


def _joined(
    submissions: Sequence[Submission], errors: Sequence[AuthorisationError]
) -> Sequence[AuthorisationError]:
    first = errors[0]
    if not isinstance(first, InvalidSubmission) or not submissions[0].file or first.file:
        return errors
    if any(problem.at.file == submissions[0].file for problem in first.problems):
        return errors
    whose = join_words(name_few([quote(submission.file) for submission in submissions]))
    return [
        InvalidSubmission(
            (
                replace(problem, message=f"{problem.message}, the day that counts for {whose}")
                for problem in first.problems
            ),
            file="; ".join(submission.file for submission in submissions),
        )
    ]
