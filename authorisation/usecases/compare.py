"""Who comes out otherwise when a rule changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from authorisation.engine.results import Assessment
from authorisation.errors import InvalidOption
from authorisation.report.formats.text_lines import Style, plain
from authorisation.report.pages.comparison import comparison_text
from authorisation.usecases.assess import STDIN, AssessmentRun, Request, assess_files


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The same submissions under the rules asked for, and under those they are held against."""

    now: AssessmentRun
    before: AssessmentRun

    @property
    def pairs(self) -> tuple[tuple[Assessment, Assessment], ...]:
        """Each submission's two assessments, before first, where it has both."""
        old = {each.submission.file: each for each in self.before.assessments}
        return tuple(
            (old[each.submission.file], each)
            for each in self.now.assessments
            if each.submission.file in old
        )

    @property
    def failures(self) -> tuple[str, ...]:
        """What could not be used, each said once."""
        both = (*self.now.failures, *self.before.failures)
        return tuple(dict.fromkeys(map(str, both)))

    @property
    def exit_code(self) -> int:
        """Give 0, or the code of the first file that cannot be used."""
        both = (*self.now.failures, *self.before.failures)
        return both[0].exit_code if both else 0


def compare(
    files: Sequence[Path],
    request: Request,
    against: str,
    tell: Callable[[int], None] = lambda _: None,
) -> ComparisonResult:
    """Assess every file twice; figures set for this run alone are not set in the rules `against`.

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
    return ComparisonResult(assess_files(files, request, tell), assess_files(files, before))


def render_comparison(compared: ComparisonResult, *, width: int, style: Style = plain) -> str:
    """Tell who comes out otherwise; nothing where no submission can be used."""
    return comparison_text(compared.pairs, width=width, style=style) if compared.pairs else ""
