"""The fenced blocks of a Markdown page, with what their info strings say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\S+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` is the language, `words` whatever follows it on the same line."""

    kind: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def file(self) -> str:
        """The file that the block belongs in, or nothing."""
        return next((w.removeprefix("file=") for w in self.words if w.startswith("file=")), "")


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page of the project that say what language they are in."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found[1], tuple(found[2].split()), found[3], line)
