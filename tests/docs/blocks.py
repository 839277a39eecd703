"""The pages of the project and their fenced blocks, with what the info strings say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    str(path.relative_to(ROOT))
    for path in (
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "docs/first-steps").glob("*.md")),
        *sorted((ROOT / "docs/decisions").glob("*.md")),
    )
)
"""Every page that was written by hand."""

_BLOCK = re.compile(r"^```(\S+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` is the language, `words` whatever follows it on the same line."""

    kind: str
    words: tuple[str, ...]
    text: str
    page: str
    line: int

    @property
    def file(self) -> str:
        """The file that the block belongs in, or nothing."""
        return self.option("file")

    @property
    def place(self) -> str:
        """Where the block begins, as `page:line`."""
        return f"{self.page}:{self.line}"

    def option(self, name: str) -> str:
        """The value of `name=value` among the words, or nothing."""
        return next(
            (word.removeprefix(f"{name}=") for word in self.words if word.startswith(f"{name}=")),
            "",
        )


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page of the project that say what language they are in."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found[1], tuple(shlex.split(found[2])), found[3], page, line)
