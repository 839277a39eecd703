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
    from authorisation.usecases.print_text import page_of

    from authorisation.report.formats.html import html
    from authorisation.report.pages.assessment import contents
    from authorisation.usecases.assess import Request, assess_files
except ImportError:  # as the modules were called in the build that ours is compared with
    from authorisation.report.contents import contents
    from authorisation.report.html import html
    from authorisation.usecases.assessing import Request, assess_files
    from authorisation.usecases.reporting import page_of


def main(files: list[Path]) -> None:
    """Print milliseconds a page."""
    gc.set_threshold(100_000)  # as the command itself does
    rounds = []
    for _ in range(ROUNDS):
        run = assess_files(files, Request(rules="gpcc-2010"))
        gc.collect()
        started = time.process_time()
        for assessment in run.assessments:
            html(contents(page_of(run, assessment, full=False), full=False))
        rounds.append(time.process_time() - started)
    print(min(rounds) * 1000 / len(files))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
