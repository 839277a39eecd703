"""The results of one table under two rule sets, joined by their rows: who comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from authorisation.model.rules import Severity
from authorisation.model.verdict import SATISFIED, Verdict
from authorisation.portfolio.database import INPUT_FILES, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.run import RESULTS

OLD_RESULTS: Final = "old_results"
"""The results under the older rules, beside those under the newer ones."""
DIFFERENCES: Final = "differences"
"""The rows that come out otherwise, each with the codes of its differing findings."""
MOVED: Final = "moved"
"""The table of these rows in words, for whoever takes all of them."""
_WORDS: Final = ("old_words", "new_words")
_FINDING_WORDS: Final = "finding_words"
_VERDICTS: Final = tuple(Verdict)
_SEVERITIES: Final = tuple(Severity)
_ROWS_AT_ONCE: Final = 100_000


class FindingPair(msgspec.Struct, frozen=True):
    """The pair of findings on one criterion under either rules; None where it is not asked."""

    criterion: str
    verdicts: tuple[Verdict | None, Verdict | None]
    severities: tuple[Severity | None, Severity | None]


class CountedPair(msgspec.Struct, frozen=True):
    """The pair of findings of a criterion that comes out otherwise, and the number of such rows."""

    pair: FindingPair
    moved: int
    """Of the rows whose outcome is another."""
    others: int


class CountedMove(msgspec.Struct, frozen=True):
    """A move from one outcome to another, both in words: the number of rows, and the first."""

    old: str
    new: str
    number: int
    rows: tuple[int, ...]


class RowDifferences:
    """The differences between two results of the same rows, worked out in the database.

    `criteria` are the ids of those of either rules, before and now, in the order in which they are
    listed, with None for what one of them does not ask; `OLD_RESULTS` and `RESULTS` have to be
    there.
    """

    def __init__(
        self, database: Database, criteria: Sequence[tuple[str | None, str | None]]
    ) -> None:
        self._database = database
        self._criteria = criteria

    def outcomes(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The outcomes that some row may come to, under the older and the newer rules."""
        found = (
            self._database.rows(f"SELECT DISTINCT outcomes FROM {results} ORDER BY 1")
            for results in (OLD_RESULTS, RESULTS)
        )
        return tuple(tuple(tuple(ids) for (ids,) in listed) for listed in found)

    def find(
        self,
        words: Sequence[Mapping[tuple[str, ...], str]],
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Fill the table of differences, and return how many rows have both results.

        `words` are those for the outcomes under either rules. `on_progress` is given how many rows
        are done.
        """
        for table, listed in zip(_WORDS, words, strict=True):
            self._database.create(table, [("outcomes", "VARCHAR[]"), ("words", "VARCHAR")])
            self._database.add_rows(table, [[list(ids), text] for ids, text in listed.items()])
        self._database.create(
            DIFFERENCES,
            [(ROW, "BIGINT"), ("old", "VARCHAR"), ("new", "VARCHAR"), ("findings", "INTEGER[]")],
        )
        ((last,),) = self._database.rows(f"SELECT coalesce(max({ROW}), 0) FROM {RESULTS}")
        codes, total = self._codes(), 0
        for first in range(0, last + 1, _ROWS_AT_ONCE):
            here = f"{ROW} BETWEEN {first} AND {first + _ROWS_AT_ONCE - 1}"
            self._database.run(f"INSERT INTO {DIFFERENCES} {_differing(codes, here)}")
            joined = f"{OLD_RESULTS} JOIN {RESULTS} USING ({ROW})"
            ((number,),) = self._database.rows(f"SELECT count(*) FROM {joined} WHERE {here}")
            total += number
            on_progress(total)
        return total

    def _codes(self) -> str:
        """The codes of all that may come out otherwise, as a list with nulls."""
        old, new = ({*dict(self._database.columns(results))} for results in (OLD_RESULTS, RESULTS))
        codes = (self._code(at, keys, old, new) for at, keys in enumerate(self._criteria))
        return f"[{', '.join(codes)}]"

    def _code(
        self, at: int, keys: tuple[str | None, str | None], old: set[str], new: set[str]
    ) -> str:
        """The code of how a criterion comes out otherwise; null where it does not."""
        verdicts, severities = (
            [
                f"{side}.{quoted(name)}" if (name := f"{key}.{what}") in columns else "NULL"
                for side, key, columns in zip("on", keys, (old, new), strict=True)
            ]
            for what in ("verdict", "severity")
        )
        settled = ", ".join(literal(each.value) for each in SATISFIED)
        differs = f"{verdicts[0]} IS DISTINCT FROM {verdicts[1]}"
        regraded = (
            f"{verdicts[1]} NOT IN ({settled}) AND {severities[0]} IS DISTINCT FROM {severities[1]}"
        )
        code = str(at)
        for among, values in ((_VERDICTS, verdicts), (_SEVERITIES, severities)):
            listed = ", ".join(literal(each.value) for each in among)
            for value in values:
                place = f"coalesce(list_position([{listed}], {value}), 0)"
                code = f"({code}) * {len(among) + 1} + {place}"
        return f"CASE WHEN {differs} OR {regraded} THEN {code} END"

    def pair_of(self, code: int) -> FindingPair:
        """The pair of findings that a code stands for."""
        verdicts, severities = len(_VERDICTS) + 1, len(_SEVERITIES) + 1
        code, severity = divmod(code, severities)
        code, old_severity = divmod(code, severities)
        code, verdict = divmod(code, verdicts)
        at, old_verdict = divmod(code, verdicts)
        was, is_now = self._criteria[at]
        return FindingPair(
            is_now or was or "",
            ((None, *_VERDICTS)[old_verdict], (None, *_VERDICTS)[verdict]),
            ((None, *_SEVERITIES)[old_severity], (None, *_SEVERITIES)[severity]),
        )

    @property
    def number_touched(self) -> int:
        """The number of rows with the same outcome and other findings."""
        ((number,),) = self._database.rows(f"SELECT count(*) FROM {DIFFERENCES} WHERE old = new")
        return int(number)

    def moves(self, most: int) -> Iterator[CountedMove]:
        """Yield each move between outcomes, that of most rows first, with the first of its rows."""
        for old, new, number, rows in self._database.rows(
            f"SELECT old, new, count(*), min({ROW}, {most}) FROM {DIFFERENCES} WHERE old <> new "
            "GROUP BY old, new ORDER BY 3 DESC, old, new"
        ):
            yield CountedMove(old, new, number, tuple(rows))

    def first_moved(self, most: int) -> list[int]:
        """The numbers of the rows to show: the first of each move, then the second of each."""
        place = f"row_number() OVER (PARTITION BY old, new ORDER BY {ROW})"
        found = self._database.rows(
            f"SELECT {ROW} FROM {DIFFERENCES} WHERE old <> new ORDER BY {place}, {ROW} LIMIT {most}"
        )
        return sorted(row for (row,) in found)

    def findings(self) -> Iterator[CountedPair]:
        """Yield how many rows each finding differs for in the same way; most moved ones first."""
        for code, moved, others in self._database.rows(
            "SELECT code, count(*) FILTER (moved) AS moved, count(*) FILTER (NOT moved) AS others "
            f"FROM (SELECT old <> new AS moved, unnest(findings) AS code FROM {DIFFERENCES}) "
            "GROUP BY code ORDER BY moved DESC, others DESC, code"
        ):
            yield CountedPair(self.pair_of(code), moved, others)

    def name_findings(self, format_pair: Callable[[FindingPair], str]) -> None:
        """Make the view `moved` of every row that differs, its findings in words."""
        codes = self._database.rows(f"SELECT DISTINCT unnest(findings) AS c FROM {DIFFERENCES}")
        self._database.create(_FINDING_WORDS, [("code", "INTEGER"), ("words", "VARCHAR")])
        self._database.add_rows(
            _FINDING_WORDS, [[code, format_pair(self.pair_of(code))] for (code,) in codes]
        )
        named = (
            f"SELECT {ROW}, list(words ORDER BY code) AS findings FROM (SELECT {ROW}, "
            f"unnest(findings) AS code FROM {DIFFERENCES}) JOIN {_FINDING_WORDS} USING (code) "
            f"GROUP BY {ROW}"
        )
        file = "file, " if self._database.has_input_files else ""
        self._database.run(
            f"CREATE VIEW {MOVED} AS SELECT d.{ROW}, {file}name, code, n.as_of, n.stage, "
            "old AS outcome_old, new AS outcome_new, old <> new AS another_outcome, "
            f"f.findings FROM {DIFFERENCES} d JOIN {SUBMISSIONS} s USING ({ROW}) "
            f"JOIN (SELECT {ROW}, as_of, stage FROM {RESULTS}) n USING ({ROW}) "
            f"LEFT JOIN {INPUT_FILES} USING ({ROW}) LEFT JOIN ({named}) f USING ({ROW}) "
            f"ORDER BY d.{ROW}"
        )


def _differing(codes: str, here: str) -> str:
    """The statement that gives the rows that differ, of those of which `here` holds."""
    joined = (
        f"(SELECT * FROM {OLD_RESULTS} WHERE {here}) o "
        f"JOIN (SELECT * FROM {RESULTS} WHERE {here}) n USING ({ROW}) "
        f"JOIN {_WORDS[0]} ow ON ow.outcomes = o.outcomes "
        f"JOIN {_WORDS[1]} nw ON nw.outcomes = n.outcomes"
    )
    return (
        f"SELECT * FROM (SELECT {ROW}, ow.words AS old, nw.words AS new, "
        f"list_filter({codes}, lambda c: c IS NOT NULL) AS findings FROM {joined}) "
        f"WHERE old <> new OR len(findings) > 0 ORDER BY {ROW}"
    )
