"""What is said of the submissions of a run together, and of those not assessed, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from authorisation.engine.cross_checks import SAME_GROUP, Conflict
from authorisation.errors import AuthorisationError, InvalidFiles, InvalidSubmission, list_problems
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
    return tuple(_QUOTED.sub(r"“\1”", text) for each in failures for text in _problem_texts(each))


def cross_checks(run: AssessmentRun) -> tuple[str, ...]:
    """What the submissions contradict each other in, with the places."""
    return tuple(map(format_conflict, run.clashes))


def format_contradictions(run: AssessmentRun, submission: Submission) -> tuple[str, ...]:
    """What others surely contradict one submission in, with the places.

    Published facts contradict nobody.
    """
    if submission.published_facts_only:
        return ()
    return tuple(map(format_conflict, run.contradictions(submission)))


def format_conflicts(run: AssessmentRun, submission: Submission) -> str:
    """What others surely contradict one submission in, in short; empty where nothing."""
    shared: dict[str, list[str]] = {}
    for clash in run.contradictions(submission):
        shared.setdefault(clash.across.says.rstrip("."), []).append(clash.value)
    return _contradicts(submission, shared)


def format_conflict(clash: Conflict) -> str:
    """What submissions contradict each other in, with the place in each."""
    if clash.across is SAME_GROUP:
        files = "; ".join(each.file or each.name for each in clash.submissions)
        return f"{clash.across.says} {_called(clash.submissions[0])}: {files}{_more(clash)}"
    named = [
        f"{_called(submission)} at {place}"
        for submission, place in zip(clash.submissions, clash.places, strict=True)
    ]
    if clash.across.kind is CrossCheckKind.UNIQUE:
        return f"{clash.across.says} {clash.value}: {'; '.join(named)}{_more(clash)}"
    silent = "does not" if clash.sure else "has not answered, or its list may still grow"
    other = _called(clash.submissions[1])
    return f"{clash.across.says} {named[0]} names {clash.value}; {other} {silent}"


def _more(clash: Conflict) -> str:
    return f"; and {clash.more:,} more" if clash.more else ""


def _contradicts(submission: Submission, shared: Mapping[str, Sequence[str]]) -> str:
    alike = SAME_GROUP.says.rstrip(".")
    told = [f"{says}: {join_words(name_few(v))}" for says, v in shared.items() if says != alike]
    if alike in shared:
        told.append(f"another file has the same name and code; this one is {submission.file}")
    return "; ".join(told)


def _problem_texts(failure: AuthorisationError) -> Iterator[str]:
    texts = [str(failure)]
    if isinstance(failure, InvalidFiles):
        texts = list_problems(failure.problems)
    if isinstance(failure, InvalidSubmission) and failure.group:
        texts = [f"{failure.group}: {text}" for text in texts]
    for text in texts:
        problem, _, remedy = text.partition(_HELP)
        yield f"{problem} (help: {remedy})" if remedy else problem


def _called(submission: Submission) -> str:
    return f"{submission.name} ({submission.code})" if submission.code else submission.name
