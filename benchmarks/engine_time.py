"""Processor time of assessments alone, under gpcc-2010; run by the interpreter of either build.

Prints milliseconds an assessment: the best of rounds over the files given, which are read and
compiled before. Nobody looks at the steps, as for a table of many submissions.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

ROUNDS = 15

try:
    from authorisation.engine.assess import assess
    from authorisation.engine.program.program import compile_rules
    from authorisation.usecases.assessing.assess import Request, assess_files
except ImportError:  # as the modules were called in the build that ours is compared with
    from authorisation.engine.assess import assess
    from authorisation.engine.program import compile_rules
    from authorisation.usecases.assessing import Request, assess_files


def main(files: list[Path]) -> None:
    """Print milliseconds an assessment."""
    gc.set_threshold(100_000)  # as the command itself does
    given = assess_files(files, Request(rules="gpcc-2010")).assessments
    program = compile_rules(given[0].rules)
    submissions = [each.submission for each in given]
    rounds = []
    for _ in range(ROUNDS):
        gc.collect()
        started = time.process_time()
        for submission in submissions:
            assess(program, submission)
        rounds.append(time.process_time() - started)
    print(min(rounds) * 1000 / len(submissions))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
