"""What is said of the submissions of a run together, and of files that cannot be used, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Final

from authorisation.engine.cross_checks import SAME_CODE, SAME_GROUP, Contradiction
from authorisation.errors import (
    MOST_LISTED,
    AuthorisationError,
    InvalidFiles,
    InvalidSubmission,
    UnreadableFile,
    list_problems,
)
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.model.question import CrossCheck, CrossCheckKind
from authorisation.model.submission import Submission
from authorisation.usecases.assessing.assess import AssessmentRun

if TYPE_CHECKING:
    from authorisation.model.returns import AuthorisedGroup

_QUOTED: Final = re.compile(r"`([^`]*)`")


def format_problems(errors: Iterable[AuthorisationError]) -> tuple[str, ...]:
    """Each problem of files that could not be used, for readers of a page."""
    return tuple(text for text, _ in problems_with_files(errors))


def format_quotes(text: str) -> str:
    """Format what a message quotes as readers of a page are used to."""
    return _QUOTED.sub(r"“\1”", text)


def problems_with_files(errors: Iterable[AuthorisationError]) -> tuple[tuple[str, str], ...]:
    """Each problem for readers of a page, with the path of its file; empty where it has none."""
    return tuple(
        (format_quotes(text), file)
        for each in errors
        for text, file in zip(_problem_texts(each), _problem_files(each), strict=False)
    )


def cross_checks(run: AssessmentRun) -> tuple[str, ...]:
    """The contradictions between the submissions, in words, with the places."""
    return tuple(map(format_contradiction, run.contradictions))


def format_contradictions(run: AssessmentRun, submission: Submission) -> tuple[str, ...]:
    """The sure contradictions of one submission by others, in words, with the places.

    Published facts contradict nobody.
    """
    if submission.published_facts_only:
        return ()
    return tuple(map(format_contradiction, run.contradictions_of(submission)))


def format_contradictions_briefly(run: AssessmentRun, submission: Submission) -> str:
    """A short text of what others surely contradict one submission in; empty where nothing."""
    shared: dict[str, list[str]] = {}
    for each in run.contradictions_of(submission):
        shared.setdefault(each.across.says.rstrip("."), []).append(each.value)
    alike = shared.pop(SAME_GROUP.says.rstrip("."), None)
    parts = [f"{says}: {join_words(name_few(values))}" for says, values in shared.items()]
    if alike is not None:
        parts.append(f"another file has the same name and code; this one is {submission.file}")
    return "; ".join(parts)


def format_contradiction(contradiction: Contradiction) -> str:
    """The text of a contradiction between submissions, with the place in each."""
    says = contradiction.across.says
    more = f"; and {contradiction.more:,} more" if contradiction.more else ""
    if contradiction.across in {SAME_GROUP, SAME_CODE}:
        return format_namesakes(contradiction.across, contradiction.submissions) + more
    named = [
        f"{submission.title} at {place}"
        for submission, place in zip(contradiction.submissions, contradiction.places, strict=True)
    ]
    if contradiction.across.kind is CrossCheckKind.UNIQUE:
        return f"{says} {contradiction.value}: {'; '.join(named)}{more}"
    silent = "does not" if contradiction.sure else "has not answered, or its list may still grow"
    other = contradiction.submissions[1].title
    return f"{says} {named[0]} names {contradiction.value}; {other} {silent}"


def format_namesakes(
    check: CrossCheck, groups: Sequence[Submission] | Sequence[AuthorisedGroup]
) -> str:
    """The names of the files that are of one group, or of the groups that have one code."""
    first = groups[0]
    if check is SAME_CODE:
        named = "; ".join(f"{each.name} in {each.file or 'no file'}" for each in groups)
        return f"{check.says} {first.code}: {named}"
    title = f"{first.name} ({first.code})" if first.code else first.name
    return f"{check.says} {title}: {'; '.join(each.file or each.name for each in groups)}"


def _problem_files(error: AuthorisationError) -> Iterator[str]:
    """The file of each problem, without end: what is left over belongs to the last one."""
    file = error.file if isinstance(error, InvalidSubmission | UnreadableFile) else ""
    if isinstance(error, InvalidFiles) and not file:
        for problem in error.problems[:MOST_LISTED]:
            file = problem.at.file
            yield file
    yield from repeat(file)


def _problem_texts(error: AuthorisationError) -> Iterator[str]:
    if isinstance(error, InvalidFiles):
        group = error.group if isinstance(error, InvalidSubmission) else ""
        for text in list_problems(
            error.problems, lambda each: _on_one_line(f"{each.at}: {each.message}", each.help)
        ):
            yield f"{group}: {text}" if group else text
    else:
        text = _on_one_line(error.named_message, error.remedy)
        yield "\n".join((text, *error.inside)) if isinstance(error, UnreadableFile) else text


def _on_one_line(message: str, remedy: str) -> str:
    return f"{message} (help: {remedy})" if remedy else message
