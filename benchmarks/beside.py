"""Start-up, pages and folders, beside an earlier build of ours in the same run.

All times are of the processor, and whole processes where nothing else is said: what the machine
does besides, and how fast its disk is, have no part in them. Both builds run in turn.
"""

from __future__ import annotations

import re
import subprocess
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.builds import (
    BASELINE,
    CACHE,
    ROOT,
    Build,
    environment,
    install,
    install_baseline,
    run_in_turn,
)
from benchmarks.processes import Command, Runs
from benchmarks.row import Row

FIXTURES = ROOT / "fixtures"
FIXTURE = FIXTURES / "corby.yaml"
FEW, MANY = 211, 5_000
ONE_RUNS, SCRIPT_RUNS, MANY_RUNS = 15, 3, 3
_REFUSED_BEFORE = "illustrative-small-pooled.yaml"
"""A fixture that the earlier build does not read."""
_SHARES_PRACTICES = "illustrative-five-members.yaml"
"""Its copies would contradict each other, in practices that no two groups can both have."""


def rows() -> list[Row]:
    """Return the rows that compare the two builds; one row where the earlier one is missing."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = install_baseline(folder)
        if before is None:
            return [Row(f"beside {BASELINE}: this clone does not hold that commit", "-")]
        now = install(ROOT, folder / "now")
        return [
            *_one_fixture(now, before, folder / "cache"),
            *_page(now, before),
            *_assessment(now, before),
            *_folders(now, before, folder),
        ]


def _one_fixture(now: Build, before: Build, cache: Path) -> list[Row]:
    runs = run_in_turn(
        [_assess(now, FIXTURE), _assess(before, FIXTURE)],
        times=ONE_RUNS,
        settings={CACHE: str(cache)},
    )
    second = _compared("authorise assess of one fixture, milliseconds", *runs, most=0.5)
    runs = run_in_turn(
        [_assess(now, FIXTURE, empties=cache), _assess(before, FIXTURE)],
        times=ONE_RUNS,
        settings={CACHE: str(cache)},
    )
    return [*second, *_compared("  the same, its first run", *runs, most=0.85)]


def _compared(what: str, ours: Runs, theirs: Runs, *, most: float) -> list[Row]:
    milliseconds = [1000 * median(runs["processor"]) for runs in (ours, theirs)]
    ratio = _ratio(ours["processor"], theirs["processor"])
    return [
        Row(what, f"{milliseconds[0]:.0f}"),
        Row(f"  {BASELINE}", f"{milliseconds[1]:.0f}"),
        Row("  ratio", f"{ratio:.2f}", ratio, most),
    ]


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """Return the median of the ratios of the pairs, which a drift of the machine leaves alone."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def fixtures_of_both() -> list[Path]:
    """The fixtures that both builds read: whole, half filled, and of published facts alone."""
    return [file for file in sorted(FIXTURES.glob("*.yaml")) if file.name != _REFUSED_BEFORE]


def _page(now: Build, before: Build) -> list[Row]:
    files = sorted(FIXTURES.glob("*.yaml"))
    what = "a page of HTML beyond assessing, milliseconds"
    return _script(what, "page_time.py", files, now, before, most=0.5)


def _assessment(now: Build, before: Build) -> list[Row]:
    """Compare the assessments of all fixtures."""
    files = fixtures_of_both()
    what = "an assessment under gpcc-2010, milliseconds"
    return _script(what, "engine_time.py", files, now, before, most=0.4)


def _script(
    what: str, script: str, files: list[Path], now: Build, before: Build, *, most: float
) -> list[Row]:
    """Compare the milliseconds that a script prints when either build runs it."""
    spent: dict[Build, list[float]] = {now: [], before: []}
    for _ in range(SCRIPT_RUNS):
        for build, times in spent.items():
            times.append(printed_milliseconds(build, script, files))
    ratio = _ratio(spent[now], spent[before])
    return [
        Row(what, f"{median(spent[now]):.2f}"),
        Row(f"  {BASELINE}", f"{median(spent[before]):.2f}"),
        Row("  ratio", f"{ratio:.2f}", ratio, most),
    ]


def printed_milliseconds(build: Build, script: str, files: list[Path]) -> float:
    """The milliseconds that a script prints when a build runs it on some files."""
    at = str(Path(__file__).with_name(script))
    command = [build.python, "-P", at, *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment({}))
    return float(done.stdout)


def _folders(now: Build, before: Build, folder: Path) -> list[Row]:
    cache = folder / "cache"
    two, few, many = (write_submissions(folder / str(number), number) for number in (2, FEW, MANY))
    # In turn, so that a machine that is slower for a while is so for all of them.
    start, some, ours, theirs = run_in_turn(
        [_assess(now, two), _assess(now, few), _assess(now, many), _assess(before, many)],
        times=MANY_RUNS,
        warm_up=0,
        settings={CACHE: str(cache)},
    )
    ratio = _ratio(ours["processor"], theirs["processor"])
    few_took, many_took = (
        median(r["processor"]) - median(start["processor"]) for r in (some, ours)
    )
    growth = (many_took / (MANY - 2)) / (few_took / (FEW - 2))
    held = max(ours["megabytes"])
    return [
        Row(f"{MANY:,} submissions to a table, seconds", f"{median(ours['processor']):.1f}"),
        Row(f"  {BASELINE}", f"{median(theirs['processor']):.1f}"),
        Row("  ratio", f"{ratio:.2f}", ratio, 0.5),
        Row(f"  a submission, beside one of {FEW}", f"{growth:.2f} x", growth, 1.1),
        Row("  MB", f"{held:.0f}", held, 400),
        Row(f"  {BASELINE}, MB", f"{max(theirs['megabytes']):.0f}"),
    ]


def _assess(build: Build, path: Path, *, empties: Path | None = None) -> Command:
    return Command(
        arguments=[build.authorise, "assess", str(path)], empties=str(empties) if empties else ""
    )


def write_submissions(folder: Path, number: int) -> Path:
    """Write so many submissions: the long fixtures in turn, each under a name of its own."""
    folder.mkdir()
    files = sorted(FIXTURES.glob("illustrative-*.yaml"))
    texts = [file.read_text(encoding="utf-8") for file in files if file.name != _SHARES_PRACTICES]
    for place, text in enumerate(islice(cycle(texts), number)):
        renamed = re.sub(r"(?m)^name: .*$", f"name: Group {place}", text)
        coded = re.sub(r"(?m)^code: .*$", f"code: G{place}", renamed)
        (folder / f"{place:05}.yaml").write_text(coded, encoding="utf-8")
    return folder


if __name__ == "__main__":
    print("\n".join(map(str, rows())))
