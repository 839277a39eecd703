"""Who comes out otherwise when a rule changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authorisation.engine.results import Assessment
from authorisation.errors import AuthorisationError, ExitCode, InvalidOption, UnreadableFile
from authorisation.usecases.assessing.assess import STDIN, AssessmentRun, Request, assess_files


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The same submissions under the rules asked for, and under those they are held against."""

    now: AssessmentRun
    before: AssessmentRun

    @property
    def pairs(self) -> Iterator[tuple[Assessment, Assessment]]:
        """Each submission's two assessments, before first, where it has both."""
        before = self.before.assessments
        places = {each.file: place for place, each in enumerate(before.submissions)}
        for place, each in enumerate(self.now.assessments.submissions):
            if each.file in places:
                yield before[places[each.file]], self.now.assessments[place]

    @property
    def failures(self) -> tuple[AuthorisationError, ...]:
        """What could not be used, each once."""
        both = (*self.now.failures, *self.before.failures)
        return tuple({str(error): error for error in both}.values())

    @property
    def exit_code(self) -> ExitCode:
        """The code of the first file that cannot be used; else that all is done."""
        both = (*self.now.failures, *self.before.failures)
        return both[0].exit_code if both else ExitCode.DONE


def compare(
    files: Sequence[Path],
    request: Request,
    against: str,
    tell: Callable[[int], None] = lambda _: None,
    *,
    unread: tuple[UnreadableFile, ...] = (),
) -> ComparisonResult:
    """Assess every file twice; figures set for this run alone are not set in the rules `against`.

    `unread` is what lies beside the files and is not read.

    Raises:
        InvalidOption: stdin is among the files; it can be read only once.
        AuthorisationError: the rules, an override or the judgements cannot be used.
    """
    if any(str(file) == STDIN for file in files):
        raise InvalidOption(
            "`--against` reads each submission twice, and stdin can be read once\n"
            "  help: put the submission in a file"
        )
    before = replace(request, rules=against, settings=())
    return ComparisonResult(
        assess_files(files, request, tell, unread=unread), assess_files(files, before)
    )
