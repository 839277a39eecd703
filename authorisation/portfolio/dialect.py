"""What engines of SQL write otherwise; a statement is the same but for this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from authorisation.portfolio.expressions import Literal

WIDE: Final = 28
"""How many digits a number is given before it is multiplied."""
WIDEST: Final = 38


class Dialect(ABC):
    """The dialect of an engine: names, texts, lists and structures; parts come as they print."""

    forms: ClassVar[Mapping[str, str]]
    """What it writes for each of the operations that are functions, with its parts by number.

    So for `for each` item of a list, `filled` of a list the entries that are not null, a `quotient`
    of whole numbers not below 0, rounded down, and a `whole` number as one that is divided.
    """

    @abstractmethod
    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""

    @abstractmethod
    def quoted_text(self, text: str) -> str:
        """A text, whatever is in it."""

    @abstractmethod
    def structure(self, fields: Iterable[tuple[str, str]]) -> str:
        """A structure of named fields."""

    def lookup(self, table: Iterable[int], index: str) -> str:
        """The entry of a table at an index from 0."""
        return self._formed("lookup", ",".join(map(str, table)), index)

    def total(self, kind: str, listed: str, scale: int) -> str:
        """The total of a list of numbers of so many decimals; it passes over null."""
        return self._formed(f"{kind} of", listed, str(scale))

    def for_each(self, listed: str, item: str, body: str) -> str:
        """A list with `body` of each item of another."""
        return self._formed("for each", listed, item, body)

    def chosen(self, items: Sequence[tuple[str, str]]) -> str:
        """A list of values, each where its condition is true."""
        if len(items) == 1:
            ((when, only),) = items
            one, none = self._formed("list", only), self._formed("list", "")
            return f"CASE WHEN {when} THEN {one} ELSE {none} END"
        made = ", ".join(f"CASE WHEN {when} THEN {each} END" for when, each in items)
        return self._formed("filled", self._formed("list", made))

    def _formed(self, form: str, *parts: str) -> str:
        return self.forms[form].format(*parts)

    def literal(self, value: Literal) -> str:
        """A constant."""
        match value:
            case None:
                return "NULL"
            case bool():
                return "TRUE" if value else "FALSE"
            case int():
                return str(value) if value >= 0 else f"({value})"
            case Decimal():
                return f"{value:f}" if value >= 0 else f"({value:f})"
            case date():
                return f"DATE '{value.isoformat()}'"
            case str():
                return self.quoted_text(value)

    def one_of_texts(self, text: str, texts: Sequence[str]) -> str:  # noqa: ARG002 - see DuckDB
        """A text of a column that holds no others than some."""
        return self.quoted_text(text)

    def operation(self, op: str, parts: Sequence[str]) -> str:
        """An operation over parts that need not be made alike."""
        match op:
            case "negate":
                return f"(-{parts[0]})"
            case "not":
                return f"(NOT {parts[0]})"
            case "is null":
                return f"({parts[0]} IS NULL)"
            case "least" | "greatest":
                return f"{op}({', '.join(parts)})"
            case "items" | "length" | "add months" | "days between" | "matches":
                return self._formed(op, *parts)
            case _:
                return "(" + f" {op.upper()} ".join(parts) + ")"

    def rounded(self, above: str, below: str, up: int, down: int, places: int) -> str:
        """A quotient by whole numbers alone: twice what is above, and half again what is below.

        `up` and `down` are the decimals of what is above and below.
        """
        top = f"{self._unscaled(f'abs({above})', up)} * {2 * 10 ** (places + down)}"
        bottom = f"{self._unscaled(below, down)} * {10**up}"
        whole = self._formed("quotient", f"({top} + {bottom})", f"(2 * {bottom})")
        sign = f"CASE WHEN {above} < 0 THEN -1 ELSE 1 END"
        unit = f"{Decimal(1).scaleb(-places):f}"
        return f"(CAST({sign} * ({whole}) AS DECIMAL({WIDE}, 0)) * {unit})"

    def _unscaled(self, number: str, scale: int) -> str:
        """A decimal without its point: so many times ten as it has decimals."""
        return self._formed("whole", f"CAST({number} AS DECIMAL({WIDEST}, {scale})) * {10**scale}")
