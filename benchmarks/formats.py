"""The greatest memory of a folder of thousands in each format, and the time of each."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.beside import MANY, write_submissions
from benchmarks.builds import CACHE, run_in_turn
from benchmarks.processes import Command
from benchmarks.row import Row

_AUTHORISE: Final = str(Path(sys.executable).with_name("authorise"))
_OUTPUTS: Final = {
    "csv": ("--format", "csv"),
    "csv of findings": ("--format", "csv", "--findings"),
    "xlsx": ("--format", "xlsx"),
    "json": ("--format", "json"),
    "a folder of html": ("--format", "html", "--output", "pages/"),
    "markdown": ("--format", "markdown"),
    "every page as text": ("--full",),
    "two rule sets": ("--against", "gpcc-2010"),
    "records": ("--record", "kept"),
}


def rows() -> list[Row]:
    """Return a row for each format."""
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        many = write_submissions(folder / "many", MANY)
        (folder / "kept").mkdir()
        for what, options in _OUTPUTS.items():
            placed = [str(folder / o) if o in {"pages/", "kept"} else o for o in options]
            command = Command(arguments=[_AUTHORISE, "assess", str(many), *placed], empties="")
            (runs,) = run_in_turn(
                [command], times=1, warm_up=0, settings={CACHE: str(folder / "cache")}
            )
            megabytes, seconds = runs["megabytes"][0], runs["processor"][0]
            found.append(
                Row(
                    f"{MANY:,} submissions as {what}, MB ({seconds:.0f} s)",
                    f"{megabytes:.0f}",
                    megabytes,
                    400,
                )
            )
    return found


if __name__ == "__main__":
    print("\n".join(map(str, rows())))
