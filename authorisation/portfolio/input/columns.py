"""Which columns of a table hold which answers, and which rows can be taken as they are.

A row is clean where every cell surely is what a submission may have in its place; the statement
that takes it converts nothing that is not. All others are read one by one, as files are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from authorisation.engine.judge.assessors import judgement_path
from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import PERCENT
from authorisation.language.yaml.scalars import suggest_path
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Stage
from authorisation.model.value import LEVEL_NAMES
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.formulas.answers import EVIDENCE, NONE, SO_FAR
from authorisation.portfolio.input.rows import HEADROOM
from authorisation.portfolio.layout import DIGITS, HEAD, ROW, answer_columns, number_scale, sql_type

_FLOATS: Final = frozenset({"FLOAT", "DOUBLE", "REAL"})
_TEXT: Final = "VARCHAR"
_NUMBERS: Final = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*|FLOAT|DOUBLE|REAL")
_FIRST_DAY: Final = "DATE '1000-01-01'"
_LAST_DAY: Final = "DATE '2999-12-31'"
"""A database has days before and after those of a calendar, and infinite ones."""
_CODE: Final = "[A-Z0-9]{2,}"
_PLAIN: Final = "[!-~£À-ÿ–’]([ -~£À-ÿ–’]{0,198}[!-~£À-ÿ–’])?"
_PERHAPS_NO_ANSWER: Final = (
    "^(t\\.?b\\.?[acd]|n[/.]|not?|to +(be|follow|do)|todo|do(n.?t| +not)|un(known|sure)|none|"
    "pending|awaited|nil|nobody|nothing|yes|true|false|x+|\\(the +name|[^a-z0-9]+)($|[^a-z0-9])"
)
"""How texts begin that may be placeholders; they are read one by one."""


def fit_columns(
    kinds: Mapping[str, str],
    known: Mapping[str, str],
    file: str,
    filled: Callable[[Sequence[str]], Collection[str]],
) -> dict[str, str]:
    """The columns of a table that may hold answers, each with its type.

    One of a type that is not its own is refused where it holds something, and left out elsewhere:
    `filled` gives those of some columns that do. `known` are the columns of submissions; both have
    the types that the database calls them by.

    Raises:
        InvalidSubmission: columns hold nothing we know, or numbers and codes as binary fractions,
            with a problem for every such column.
    """
    at = Location(file, line=0, column=0)
    named = {name: each for name in kinds if (each := _name_problem(name, known, at))}
    rest = {name: kind for name, kind in kinds.items() if name not in named}
    typed = {
        name: each
        for name, kind in rest.items()
        if (each := _type_problem(name, kind, known[name], at))
    }
    full = filled(list(typed)) if typed else ()
    problems = {**named, **{name: typed[name] for name in full}}
    if problems:
        raise InvalidSubmission([problems[name] for name in kinds if name in problems], file=file)
    return {name: kind for name, kind in rest.items() if name not in typed}


def _name_problem(name: str, known: Mapping[str, str], at: Location) -> Problem | None:
    if name.casefold() == ROW:
        remedy = "leave it out, or call it otherwise: rows are numbered by their places"
        return Problem(at, f"no column may be called `{name}`", remedy)
    if name in known:
        return None
    near = suggest_path(name, known) or "`authorise portfolio layout` lists the columns"
    return Problem(at, f"no column is called `{name}`", near)


def _type_problem(name: str, kind: str, wanted: str, at: Location) -> Problem | None:
    if kind in _FLOATS and wanted != "BOOLEAN":
        message = f"`{name}` holds binary fractions, which are not exact"
        return Problem(at, message, f"write it as {wanted}, or as text")
    if (wanted == _TEXT or name.endswith(EVIDENCE)) and not _is_text(kind):
        held = "numbers" if _NUMBERS.fullmatch(kind) else kind
        return Problem(at, f"`{name}` is a text, and is held as {held}", "write it as text")
    if wanted.endswith("[]") and kind not in {wanted, _TEXT}:
        message = f"`{name}` is a list of another form than the layout has"
        return Problem(at, message, f"write it as {wanted}, or as text in JSON")
    if not _may_hold(kind, wanted):
        message = f"`{name}` is {wanted}, and is held as {kind}"
        return Problem(at, message, f"write it as {wanted}, or as text")
    return None


def _may_hold(kind: str, wanted: str) -> bool:
    """Whether a column of one type may hold what is wanted; texts are read cell by cell."""
    if wanted.startswith("DECIMAL") and _NUMBERS.fullmatch(kind):
        return True
    strict = wanted.startswith("DECIMAL") or wanted in {"DATE", "BOOLEAN"}
    return not strict or kind == wanted or _is_text(kind)


def _is_text(kind: str) -> bool:
    return kind == _TEXT or kind.startswith("ENUM")


class CleanRows:
    """The statement that takes the rows which surely can be taken as they are."""

    def __init__(self, kinds: Mapping[str, str], rules: RuleSet) -> None:
        self._kinds = kinds
        self._rules = rules
        self.values: dict[str, str] = {quoted(ROW): quoted(ROW)}
        """Each column of submissions, with the expression that gives its value."""
        self.tests: list[str] = []
        """What holds of a row that is clean, and of no other; one may be null of another."""
        self._head()
        for path, question in rules.asked_questions.items():
            self._answer(path, question)
            if question.evidence:
                self._evidence(path + EVIDENCE)
        for criterion in rules.criteria.values():
            column = judgement_path(criterion.id)
            if column in kinds:
                self.tests.append(f"{quoted(column)} IS NULL")

    def _add(self, name: str, value: str, test: str) -> None:
        column = quoted(name)
        self.values[column] = value
        if test != "true":
            self.tests.append(f"({column} IS NULL OR ({test}))")

    def _head(self) -> None:
        for name in HEAD:
            column = quoted(name)
            if name == ROW or name not in self._kinds:
                continue
            if name in {"as_of", "received_on"}:
                self._add(name, *self._date(column, self._kinds[name]))
            elif name == "stage":
                stages = ", ".join(literal(stage.value) for stage in Stage)
                self._add(name, column, f"{column} IN ({stages})")
            else:
                self._add(name, column, f"{_plain_test(column)}")
        stage = self.values.get('"stage"', "NULL")
        self.values['"stage"'] = f"coalesce({stage}, {literal(Stage.SELF_ASSESSMENT.value)})"

    def _evidence(self, name: str) -> None:
        column = quoted(name)
        self.values[column] = "0"
        if name in self._kinds:
            levels = ", ".join(map(literal, LEVEL_NAMES))
            level = f"coalesce(list_position([{levels}], {column}) - 1, 0)"
            self._add(name, level, f"{column} IN ({levels})")

    def _answer(self, path: str, question: Question) -> None:
        kinds = self._kinds
        for name, _ in answer_columns(path, question):
            if name not in kinds:
                continue
            column = quoted(name)
            if name.endswith((NONE, SO_FAR)):
                self._add(name, *_boolean(column, kinds[name]))
            else:
                self._add(name, *self._value(column, kinds[name], question))
        none = quoted(path + NONE)
        if path in kinds and path + NONE in kinds:
            self.tests.append(f"({quoted(path)} IS NULL OR {none} IS NULL)")
        for end in (NONE, SO_FAR):
            if path + end in kinds and kinds[path + end] != "BOOLEAN":
                self.tests.append(f"coalesce({quoted(path + end)}, 'true') = 'true'")

    def _value(self, column: str, kind: str, question: Question) -> tuple[str, str]:
        match question.type:
            case ValueType.LIST | ValueType.CHOICES if kind == _TEXT:
                return "NULL", "false"
            case ValueType.LIST | ValueType.CHOICES:
                return column, self._list_test(column, question)
            case ValueType.BOOLEAN:
                return _boolean(column, kind)
            case ValueType.DATE:
                return self._date(column, kind)
            case each if each in NUMERIC:
                return _number(column, kind, question)
            case _:
                return column, _text_test(column, question)

    def _date(self, column: str, kind: str) -> tuple[str, str]:
        if kind == "DATE":
            return column, f"{column} BETWEEN {_FIRST_DAY} AND {_LAST_DAY}"
        form = f"regexp_full_match({column}, '[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}')"
        value = f"TRY_CAST({column} AS DATE)"
        return value, f"{form} AND {value} IS NOT NULL"

    def _list_test(self, column: str, question: Question) -> str:
        item = f"i{column.count('.')}"
        if not question.each:
            inner = f"coalesce({_text_test(item, question)}, false)"
        else:
            inner = " AND ".join(self._field_tests(item, question)) or "true"
            inner = f"{item} IS NOT NULL AND {inner}"
        bad = f"list_filter({column}, lambda {item}: NOT ({inner}))"
        twice = f" AND len(list_distinct({column})) = len({column})"
        once = twice if question.type is ValueType.CHOICES else ""
        return f"len({bad}) = 0 AND len({column}) <= {question.max_items}{once}"

    def _field_tests(self, item: str, question: Question) -> Iterator[str]:
        for name, field in question.each.items():
            column = f"{item}.{quoted(name)}"
            _, test = self._value(column, sql_type(field), field)
            yield f"({column} IS NULL OR coalesce({test}, false))"
            names = [each for each, _ in answer_columns(name, field)]
            if name + NONE in names:
                none = f"{item}.{quoted(name + NONE)}"
                yield f"({column} IS NULL OR {none} IS NULL)"


def _boolean(column: str, kind: str) -> tuple[str, str]:
    if kind == "BOOLEAN":
        return column, "true"
    return f"({column} = 'true')", f"{column} IN ('true', 'false')"


def _number(column: str, kind: str, question: Question) -> tuple[str, str]:
    scale = number_scale(question)
    whole = DIGITS - HEADROOM - scale
    wanted = f"DECIMAL({DIGITS},{scale})"
    tests = []
    value = column
    if kind.replace(" ", "") != wanted:
        value = f"TRY_CAST({column} AS {wanted})"
        tests.append(f"{value} IS NOT NULL")
    least, most = question.minimum, question.maximum
    if least is None or most is None or max(abs(least), abs(most)) >= 10**whole:
        tests.append(f"abs({value}) < {10**whole}")
    if kind == _TEXT:
        if question.unit == PERCENT:
            return value, "false"
        decimals = f"(\\.[0-9]{{1,{scale}}})?" if scale else ""
        tests.append(f"regexp_full_match({column}, '-?(0|[1-9][0-9]{{0,{whole}}}){decimals}')")
        tests.append(f"{column} NOT LIKE '-0%'")
    elif kind.replace(" ", "") != wanted:
        tests.append(f"{value} = {column}")
    if least is not None:
        tests.append(f"{value} >= {least:f}")
    if most is not None:
        tests.append(f"{value} <= {most:f}")
    return value, " AND ".join(tests)


def _text_test(column: str, question: Question) -> str:
    if question.of:
        return f"{column} IN ({', '.join(map(literal, question.of))})"
    if question.type is ValueType.CODE or question.codes:
        return f"regexp_full_match({column}, '{_CODE}') AND {column} NOT IN ('NONE', 'TBC', 'XX')"
    return _plain_test(column)


def _plain_test(column: str) -> str:
    return (
        f"regexp_full_match({column}, {literal(_PLAIN)}) "
        f"AND NOT regexp_matches(lower({column}), {literal(_PERHAPS_NO_ANSWER)})"
    )
