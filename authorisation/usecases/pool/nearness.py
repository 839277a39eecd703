"""Who is near whom, as the user's table says; nothing is guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.model.value import fold_code, fold_words
from authorisation.usecases.pool.two_columns import TwoColumns, read_two_columns

PAIRS: Final = ("code", "near")
AREAS: Final = ("code", "area")
_MOST_PAIRS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may stand in a table, by code or by name."""

    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NearTable:
    """A table of who is near whom: by pairs, or by what they share, such as an authority."""

    table: TwoColumns

    @property
    def is_by_area(self) -> bool:
        """Whether those are near each other that share an area, rather than by pairs."""
        return self.table.heading == AREAS

    def pairs(self, named: Sequence[Named]) -> frozenset[tuple[str, str]]:
        """The ids that are near each other; those whom nobody here has are passed over.

        Raises:
            InvalidSubmission: a name is that of several.
            InvalidOption: there are too many pairs.
        """
        found: set[tuple[str, str]] = set()
        for pair in self._pairs(self._ids(named)):
            found.add(pair)
            if len(found) > _MOST_PAIRS:
                raise InvalidOption(
                    f"{self.table.file}: more than {_MOST_PAIRS:,} pairs are near each other",
                    "name smaller areas",
                )
        return frozenset(found)

    def near(self, one: Named, others: Sequence[Named]) -> frozenset[str]:
        """The ids of those among others that are near one, which is none of them."""
        ids = self._ids([one, *others])
        if self.is_by_area:
            own = {fold_words(area) for _, text, area in self.table.rows if ids(text) == one.id}
            shared = (t for _, t, area in self.table.rows if fold_words(area) in own)
            return frozenset(filter(None, map(ids, shared))) - {one.id}
        pairs = ((ids(first), ids(second)) for _, first, second in self.table.rows)
        return frozenset(
            other for pair in pairs if one.id in pair for other in pair if other not in {"", one.id}
        )

    def area_of(self, named: Sequence[Named]) -> Mapping[str, str]:
        """The area of each of these ids that stands in one, as it is written there first.

        Raises:
            InvalidSubmission: one stands in several areas, or a name is that of several.
        """
        ids = self._ids(named)
        written: dict[str, str] = {}
        found: dict[str, str] = {}
        problems = Problems()
        for line, text, area in self.table.rows:
            each = ids(text)
            own = written.setdefault(fold_words(area), area)
            if each and found.setdefault(each, own) != own:
                message = f"{quote(text)} stands in the area {quote(found[each])} already"
                problems.wrong(self.table.at(line, 2), message, "leave it in one of the two")
        if problems:
            raise InvalidSubmission(problems, file=self.table.file)
        return found

    def unknown(self, named: Sequence[Named]) -> tuple[str, ...]:
        """The codes and names that nobody here has, in the order of the table."""
        ids = self._ids(named)
        texts = (
            text
            for _, first, second in self.table.rows
            for text in ((first,) if self.is_by_area else (first, second))
        )
        return tuple(dict.fromkeys(text for text in texts if not ids(text)))

    def _pairs(self, ids: _Ids) -> Iterator[tuple[str, str]]:
        if not self.is_by_area:
            for _, first, second in self.table.rows:
                one, other = sorted((ids(first), ids(second)))
                if one and one != other:
                    yield one, other
            return
        areas: defaultdict[str, set[str]] = defaultdict(set)
        for _, text, area in self.table.rows:
            if found := ids(text):
                areas[fold_words(area)].add(found)
        for inside in areas.values():
            yield from combinations(sorted(inside), 2)

    def _ids(self, named: Iterable[Named]) -> _Ids:
        return _Ids(named, self.table)


class _Ids:
    """The id of whoever has a code or a name; empty for a text that is nobody's."""

    def __init__(self, named: Iterable[Named], table: TwoColumns) -> None:
        by_code: dict[str, str] = {}
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for each in named:
            if each.code:
                by_code.setdefault(fold_code(each.code), each.id)
            if each.name:
                by_name[fold_words(each.name)].append(each.id)
        self._by_code: Mapping[str, str] = by_code
        self._by_name = {name: ids[0] for name, ids in by_name.items() if len(ids) == 1}
        ambiguous = {name for name, ids in by_name.items() if len(ids) > 1}
        problems = Problems()
        columns = 1 if table.heading == AREAS else 2
        for line, *texts in table.rows if ambiguous else ():
            for column, text in enumerate(texts[:columns], start=1):
                if fold_words(text) in ambiguous and fold_code(text) not in by_code:
                    message = f"several are called {quote(text)}"
                    problems.wrong(table.at(line, column), message, "write the code instead")
        if problems:
            raise InvalidSubmission(problems, file=table.file)

    def __call__(self, text: str) -> str:
        return self._by_code.get(fold_code(text)) or self._by_name.get(fold_words(text), "")


def read_near_table(path: Path) -> NearTable:
    """Read who is near whom: `code,near` in pairs, or `code,area` by what they share.

    Raises:
        UnreadableFile: it is no text in UTF-8.
        InvalidSubmission: with every row that cannot be read.
    """
    return NearTable(read_two_columns(path, (PAIRS, AREAS)))
