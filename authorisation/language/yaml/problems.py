"""Problems that reading and checking collect, so that an author is told all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Final, TypeVar

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.scalars import (
    InvalidScalar,
    PlacedName,
    parse_choice,
    parse_date,
    suggest_path,
)
from authorisation.model.source import Location, Problem, Remedy

Value = TypeVar("Value")


MAX_SUGGESTED: Final = 200
"""After so many problems no name is suggested any more: finding the nearest one is slow."""


class Problems(list[Problem]):
    """The problems met so far, in the order in which they were met."""

    __slots__ = ()

    def wrong(
        self, at: Location, message: str, remedy: str | Remedy = "", written: str = ""
    ) -> None:
        """Add a problem; `written` is the author's text at its place."""
        self.append(Problem(at, message, remedy, written=written))

    def refused(self, at: Location, fault: InvalidScalar, written: str = "") -> None:
        """Add that the text at a place is not of the type that is wanted there."""
        self.wrong(at, fault.message, fault.remedy, written)

    def parsed(self, parse: Callable[[str], Value], text: str, at: Location) -> Value | None:
        """Return the value that a text parses to; None, with a problem, where it has none."""
        try:
            return parse(text)
        except InvalidScalar as fault:
            self.refused(at, fault, text)
            return None

    def day(self, text: str, at: Location) -> date | None:
        """Return the day that a text writes; None, with a problem, where it writes none."""
        return self.parsed(parse_date, text, at)

    def one_of(self, text: str, known: Collection[str], at: Location) -> str:
        """Return a known text; the first of them, with a problem, for one that is not known."""
        chosen = self.parsed(lambda text: parse_choice(text, known), text, at)
        return chosen or next(iter(known), "")

    def known_name(
        self, named: PlacedName, known: Collection[str], what: str, remedy: str | Remedy = ""
    ) -> str:
        """Return a name, adding a problem where it is not known."""
        if named.text not in known:
            self.unknown_name(named.text, named.at, known, what, remedy)
        return named.text

    def unknown_name(
        self, name: str, at: Location, known: Iterable[str], what: str, remedy: str | Remedy = ""
    ) -> None:
        """Add that no such thing has the name; `remedy` stands where no known name is near.

        Its fixes are offered behind the nearest name, but not where only its capitals are others:
        such a name is refused beside that one.
        """
        known = tuple(known)
        near = suggest_path(name, known) if len(self) < MAX_SUGGESTED else ""
        taken = name.casefold() in map(str.casefold, known)
        if isinstance(near, Remedy) and isinstance(remedy, Remedy) and not taken:
            near = Remedy(near.words, near.fixes + remedy.fixes)
        self.wrong(at, f"no {what} is called {quote(name)}", near or remedy, name)


LEAVE_OUT: Final = "write a value, or leave the line out"
LIST_REMEDY: Final = "begin each entry with `- `, or use `[…]`"


def require_mapping(node: Node, problems: list[Problem], name: str = "") -> Mapping:
    """The node where it is a mapping; else add the problem and give an empty mapping."""
    if isinstance(node, Mapping):
        return node
    wanted = "must be a mapping of keys and values"
    problems.append(_wrong_kind(node, name, wanted, glued_remedy(node)))
    return Mapping(node.at)


def require_sequence(node: Node, problems: list[Problem], name: str = "") -> Sequence:
    """The node where it is a list; else add the problem and give an empty list."""
    if isinstance(node, Sequence):
        return node
    problems.append(_wrong_kind(node, name, "must be a list", LIST_REMEDY))
    return Sequence(node.at)


def _wrong_kind(node: Node, name: str, wanted: str, remedy: str | Remedy) -> Problem:
    if isinstance(node, Scalar) and node.empty:
        wanted, remedy = "is empty", LEAVE_OUT
    return Problem(node.at, f"{quote(name) if name else 'this'} {wanted}", remedy)


def glued_remedy(written: object) -> str | Remedy:
    """The remedy where a text may be a key whose colon has no space after it; else none."""
    return glued_colon_remedy(written.text) if isinstance(written, Scalar) else ""
