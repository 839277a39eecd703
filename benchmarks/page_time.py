"""Processor time of pages beyond assessing; run by the interpreter of either build.

Prints milliseconds a page, from the assessment to HTML: the best of rounds over the files given.
Each round reads, compiles and assesses anew, so that nothing worked out in one serves the next.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

ROUNDS = 5

try:
    from authorisation.report.file_formats import FileFormat
    from authorisation.report.formats.render import render
    from authorisation.report.pages.assessment import assessment_document
    from authorisation.usecases.assessing.assess import AssessmentRun, Request, assess_files
    from authorisation.usecases.delivery.assessments import describe_page

    def page(run: AssessmentRun, number: int) -> bytes:
        """The page of an assessment of a run."""
        described = describe_page(run, run.assessments[number], full=False)
        return render(assessment_document(described, full=False), FileFormat.HTML)
except ImportError:  # as the modules were called in the build that ours is compared with
    from authorisation.report.contents import contents
    from authorisation.report.html import html
    from authorisation.usecases.reporting import page_of

    from authorisation.usecases.assessing import Request, assess_files
    from authorisation.usecases.assessing import Run as AssessmentRun

    def page(run: AssessmentRun, number: int) -> bytes:
        """The page of an assessment of a run."""
        said = page_of(run, run.assessments[number], full=False)
        return html(contents(said, full=False)).encode()


def main(files: list[Path]) -> None:
    """Print milliseconds a page."""
    gc.set_threshold(100_000)  # as the command itself does
    rounds = []
    for _ in range(ROUNDS):
        run = assess_files(files, Request(rules="gpcc-2010"))
        gc.collect()
        started = time.process_time()
        for number in range(len(run.assessments)):
            page(run, number)
        rounds.append(time.process_time() - started)
    print(min(rounds) * 1000 / len(files))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
