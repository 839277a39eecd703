"""What is said of the submissions of a run together, and of those not assessed, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Final

from authorisation.engine.cross_checks import SAME_GROUP, Conflict
from authorisation.errors import (
    MOST_LISTED,
    AuthorisationError,
    InvalidFiles,
    InvalidSubmission,
    UnreadableFile,
    list_problems,
)
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.model.question import CrossCheckKind
from authorisation.model.submission import Submission
from authorisation.usecases.assessing.assess import AssessmentRun

_QUOTED: Final = re.compile(r"`([^`]*)`")
_HELP: Final = "\n  help: "


def unusable(run: AssessmentRun) -> tuple[str, ...]:
    """Each problem that kept a submission from being assessed, for readers of a page."""
    return format_problems(run.failures)


def format_problems(failures: Iterable[AuthorisationError]) -> tuple[str, ...]:
    """Each problem of files that could not be used, for readers of a page."""
    return tuple(text for text, _ in problems_with_files(failures))


def problems_with_files(failures: Iterable[AuthorisationError]) -> tuple[tuple[str, str], ...]:
    """Each problem for readers of a page, with the path of its file; empty where it has none."""
    return tuple(
        (_QUOTED.sub(r"“\1”", text), file)
        for each in failures
        for text, file in zip(_problem_texts(each), _problem_files(each), strict=False)
    )


def cross_checks(run: AssessmentRun) -> tuple[str, ...]:
    """What the submissions contradict each other in, with the places."""
    return tuple(map(format_conflict, run.conflicts))


def format_contradictions(run: AssessmentRun, submission: Submission) -> tuple[str, ...]:
    """What others surely contradict one submission in, with the places.

    Published facts contradict nobody.
    """
    if submission.published_facts_only:
        return ()
    return tuple(map(format_conflict, run.contradictions(submission)))


def format_contradictions_briefly(run: AssessmentRun, submission: Submission) -> str:
    """What others surely contradict one submission in, in short; empty where nothing."""
    shared: dict[str, list[str]] = {}
    for conflict in run.contradictions(submission):
        shared.setdefault(conflict.across.says.rstrip("."), []).append(conflict.value)
    return _contradicts(submission, shared)


def format_conflict(conflict: Conflict) -> str:
    """What submissions contradict each other in, with the place in each."""
    if conflict.across is SAME_GROUP:
        files = "; ".join(each.file or each.name for each in conflict.submissions)
        return f"{conflict.across.says} {conflict.submissions[0].title}: {files}{_more(conflict)}"
    named = [
        f"{submission.title} at {place}"
        for submission, place in zip(conflict.submissions, conflict.places, strict=True)
    ]
    if conflict.across.kind is CrossCheckKind.UNIQUE:
        return f"{conflict.across.says} {conflict.value}: {'; '.join(named)}{_more(conflict)}"
    silent = "does not" if conflict.sure else "has not answered, or its list may still grow"
    other = conflict.submissions[1].title
    return f"{conflict.across.says} {named[0]} names {conflict.value}; {other} {silent}"


def _more(conflict: Conflict) -> str:
    return f"; and {conflict.more:,} more" if conflict.more else ""


def _contradicts(submission: Submission, shared: Mapping[str, Sequence[str]]) -> str:
    alike = SAME_GROUP.says.rstrip(".")
    parts = [f"{says}: {join_words(name_few(v))}" for says, v in shared.items() if says != alike]
    if alike in shared:
        parts.append(f"another file has the same name and code; this one is {submission.file}")
    return "; ".join(parts)


def _problem_files(failure: AuthorisationError) -> Iterator[str]:
    """The file of each problem, without end: what is left over belongs to the last one."""
    file = failure.file if isinstance(failure, InvalidSubmission | UnreadableFile) else ""
    if isinstance(failure, InvalidFiles) and not file:
        for problem in failure.problems[:MOST_LISTED]:
            file = problem.at.file
            yield file
    yield from repeat(file)


def _problem_texts(failure: AuthorisationError) -> Iterator[str]:
    texts = [str(failure)]
    if isinstance(failure, InvalidFiles):
        texts = list_problems(failure.problems)
    if isinstance(failure, InvalidSubmission) and failure.group:
        texts = [f"{failure.group}: {text}" for text in texts]
    for text in texts:
        problem, _, remedy = text.partition(_HELP)
        yield f"{problem} (help: {remedy})" if remedy else problem
