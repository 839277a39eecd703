"""The reader of the sheets of returns: each as the entry that its file would have."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from typing import Final

from authorisation.forms.returns_workbook import layout
from authorisation.forms.workbook import read_questions
from authorisation.forms.workbook.layout import EXPLAINED, PATH, RETURN_KEY, column_key, path_in_key
from authorisation.forms.workbook.read import put_once
from authorisation.forms.workbook.read_cells import CellContent, Sheet
from authorisation.forms.workbook.read_lists import TOP_ROWS
from authorisation.forms.workbook.read_text import answer_text, list_node, scalar_node
from authorisation.language.yaml.characters import fold_text, quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence, text_of
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar, suggest_name
from authorisation.model.question import Question, ValueType, groups_around
from authorisation.model.source import Location

_CARRIED_OVER: Final = ("reason", "discharged")
"""What an entry has as its head has it."""
_VERSIONS: Final = f"write one of {', '.join(map(quote, layout.VERSION_KEYS))}"


@dataclass(slots=True)
class ReturnSheet:
    """The sheet of one return: its head, and the causes claimed in it."""

    sheet: Sheet
    head: Mapping
    causes: Sequence

    @property
    def received_on(self) -> str:
        """The day on which it came, as it is written; empty where it is not filed."""
        return text_of(self.head.get(layout.RECEIVED_ON))


def return_sheets(sheets: Iterable[Sheet], problems: Problems) -> list[ReturnSheet]:
    """The sheets of returns, in the order in which they were received."""
    heads = ((each, read_head(each, RETURN_KEY, layout.RETURN_TYPES, problems)) for each in sheets)
    found = [
        ReturnSheet(sheet, head, Sequence(head.at)) for sheet, head in heads if head is not None
    ]
    return sorted(found, key=lambda each: each.received_on)


def claim_causes(causes: Sequence, sheets: Iterable[ReturnSheet], problems: Problems) -> None:
    """Give each claim to the return whose sheet it names."""
    by_name = {fold_text(each.sheet.name): each for each in sheets}
    for cause in causes:
        assert isinstance(cause, Mapping)  # noqa: S101 - each row of a list with fields is one
        named = cause.pop(layout.SHEET, None)
        text = text_of(named)
        found = by_name.get(fold_text(text))
        if found is not None:
            found.causes.append(_with_evidence(cause))
            continue
        message = (
            f"no return has a sheet called {quote(text)}" if text else "this cause names no return"
        )
        near = suggest_name(text, [each.sheet.name for each in sheets]) if text else ""
        remedy = near or "write the name of the sheet of that return"
        problems.wrong(named.at if named else cause.at, message, remedy)


def read_return(
    given: ReturnSheet, questions: MappingOf[str, Question], problems: Problems
) -> Mapping | None:
    """The entry of a return; None where nothing is filled in beside its period and version."""
    answers, evidence, explained = (Mapping(given.head.at) for _ in range(3))
    rows = read_rows(given.sheet, questions, answers, problems, layout.RETURN_COLUMNS)
    for path, row in rows:
        if proof := read_questions.read_evidence_cells(row, problems):
            evidence.put(path, proof, proof.at)
        if (reason := _text_cell(row, EXPLAINED, problems)) is not None:
            explained.put(path, reason, reason.at)
    if received := given.head.get(layout.RECEIVED_EXPLAINED):
        explained.put(layout.RECEIVED_ON, received, given.head.at)
    if not rows and not given.causes and not given.head.keys() - {layout.PERIOD, layout.VERSION}:
        return None
    entry = _identified(given.head, problems)
    withdrawn = "withdraws" in entry
    for key in (layout.RECEIVED_ON, *_CARRIED_OVER):
        if key in given.head:
            entry.put(key, given.head[key], given.head.key_at(key))
    if answers or not withdrawn:
        entry.put("answers", answers, entry.at)
    for key, node in (("evidence", evidence), ("explained", explained), ("causes", given.causes)):
        if node:
            entry.put(key, node, node.at)
    return entry


def _identified(head: Mapping, problems: Problems) -> Mapping:
    """The entry of a return with its period, under the key of its version."""
    entry = Mapping(head.at)
    version = fold_text(text_of(head.get(layout.VERSION)) or layout.FIRST)
    if version not in layout.VERSION_KEYS:
        message = f"{quote(version)} is no version of a return"
        problems.wrong(
            head[layout.VERSION].at,
            message,
            suggest_name(version, layout.VERSION_KEYS) or _VERSIONS,
        )
    period = head.get(layout.PERIOD)
    if period is not None:
        entry.put(
            layout.VERSION_KEYS.get(version, layout.PERIOD), period, head.key_at(layout.PERIOD)
        )
    return entry


def read_rows(
    sheet: Sheet,
    questions: MappingOf[str, Question],
    answers: Mapping,
    problems: Problems,
    columns: tuple[str, ...] = layout.ANSWER_COLUMNS,
) -> list[tuple[str, read_questions.SheetRow]]:
    """Put the answers on a sheet among others; gives the rows in which anything is filled in.

    Lists have sheets of their own where there is no column for evidence.
    """
    found: list[tuple[str, read_questions.SheetRow]] = []
    groups = groups_around(questions)
    for path, row in read_questions.question_rows(sheet, problems, columns):
        if not row.filled:
            continue
        apart = columns is layout.ANSWER_COLUMNS
        if path in groups and path not in questions and not apart:
            read_questions.refuse_answers_to_group(row, path, problems)
            found.append((path, row))
            continue
        if path not in questions:
            problems.unknown_name(path, row.at(PATH), questions, "question")
            continue
        node = read_questions.read_answer_cells(
            row, path, questions[path], problems, lists_apart=apart
        )
        put_once(answers, path, node, problems)
        found.append((path, row))
    return found


def _with_evidence(cause: Mapping) -> Mapping:
    """A claim with the pieces of its evidence as the list that its file would have."""
    proofs = Sequence(cause.at)
    for number in range(1, layout.MOST_PROOFS + 1):
        proof: Mapping | None = None
        for name in layout.PROOF_FIELDS:
            node = cause.pop(layout.proof_field(number, name), None)
            if node is not None:
                proof = Mapping(node.at) if proof is None else proof
                proof.put(name, node, node.at)
        if proof is not None:
            proofs.append(proof)
    if proofs:
        cause.put("evidence", proofs, proofs.at)
    return cause


def _text_cell(row: read_questions.SheetRow, heading: str, problems: Problems) -> Node | None:
    content, at = row.get(heading), row.at(heading)
    if content is None:
        return None
    try:
        return scalar_node(at, answer_text(content, ValueType.TEXT))
    except InvalidScalar as refused:
        problems.refused(at, refused)
        return None


def head_entries(sheets: Iterable[ReturnSheet], at: Location) -> Sequence:
    """The heads of the returns of a file that are filed, by which the rules for it are chosen."""
    found = Sequence(at)
    found += [each.head for each in sheets]
    return found


def read_head(
    sheet: Sheet, prefix: str, types: MappingOf[str, ValueType], problems: Problems
) -> Mapping | None:
    """The values to the left of keys with a prefix, by the rest of their key; None without any."""
    found: Mapping | None = None
    for (row, column), content in sheet.cells.items():
        key = path_in_key(content) if isinstance(content, str) and row <= TOP_ROWS else ""
        name = key.removeprefix(prefix)
        if column == 1 or name == key or name not in types:
            continue
        at = sheet.at(row, column - 1)
        found = Mapping(at) if found is None else found
        if name in found:
            problems.wrong(at, f"the key {quote(column_key(key))} stands here twice", "keep one")
            continue
        given = sheet.cells.get((row, column - 1))
        node = None if given is None else _value(given, name, types[name], at, problems)
        if node is not None:
            found.put(name, node, at)
    return found


def _value(
    content: CellContent, name: str, kind: ValueType, at: Location, problems: Problems
) -> Node | None:
    try:
        if kind is not ValueType.LIST:
            return scalar_node(at, answer_text(content, kind))
        listed = list_node(at, answer_text(content, ValueType.TEXT))
        return _discharges(listed, at) if name == layout.DISCHARGED else listed
    except InvalidScalar as refused:
        problems.refused(at, refused)
        return None


def _discharges(listed: Node, at: Location) -> Mapping:
    """The days of discharge by the ids of conditions, of `FIN-14: 2013-05-20; MGT-7: …`."""
    found = Mapping(at)
    for each in listed if isinstance(listed, Sequence) else ():
        name, colon, day = each.text.partition(":") if isinstance(each, Scalar) else ("", "", "")
        name = name.strip()
        if not colon or not name or name in found:
            raise InvalidScalar(
                "this cell takes ids of conditions, each once with its day",
                "write such as `FIN-14: 2013-05-20`, with ; between several",
            )
        found.put(name, scalar_node(at, day.strip()), at)
    return found
