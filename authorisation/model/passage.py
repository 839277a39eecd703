"""Passages of sources, as rules cite them: `id` for a whole source, `id#place` for a part of it."""

from __future__ import annotations

import msgspec


class Passage(msgspec.Struct, frozen=True):
    """A place in a source; an empty place is the whole of it."""

    source: str
    place: str = ""

    @classmethod
    def parse(cls, cited: str) -> Passage:
        """The passage that is written `id#place`, or `id` alone."""
        source, _, place = cited.partition("#")
        return cls(source.strip(), place.strip())

    @staticmethod
    def lacks_place(cited: str) -> bool:
        """Whether a mark for a place is written, and no place behind it: `id#`."""
        return cited.rstrip().endswith("#")

    @property
    def unmatched_brackets(self) -> int:
        """The number of brackets of the place not closed; below 0 where some were never opened.

        Before the first that opens there is none to match: `1)` and `1)(a)` are written so.
        """
        _, opened, rest = self.place.partition("(")
        unclosed, unopened = len(opened), 0
        for character in rest:
            if character == "(":
                unclosed += 1
            elif character == ")" and unclosed:
                unclosed -= 1
            elif character == ")":
                unopened += 1
        return -unopened or unclosed

    def __str__(self) -> str:
        return f"{self.source}#{self.place}" if self.place else self.source


def place_covers(wide: str, narrow: str, *, lettered: bool) -> bool:
    """Whether a place is the other or has it for a part: `14C(2)` has `14C(2)(f)` for one.

    What follows the wider place must begin a part of it: `14Z2` does not cover `14Z21`. Where
    places are `lettered`, a letter behind a number does, so that `1.2` covers `1.2A`; in a law it
    does not: section 14A is no part of section 14.
    """
    if not narrow.startswith(wide):
        return False
    rest = narrow[len(wide) :]
    if not wide or not rest or not rest[0].isalnum() or not wide[-1].isalnum():
        return True
    return lettered and wide[-1].isdigit() and rest[0].isalpha()
