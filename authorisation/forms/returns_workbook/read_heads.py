"""The reader of what stands beside keys: the group on the first sheet, a return on its own."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from authorisation.forms.returns_workbook.layout import DISCHARGED
from authorisation.forms.workbook.layout import column_key, path_in_key
from authorisation.forms.workbook.read_cells import CellContent, Sheet
from authorisation.forms.workbook.read_lists import TOP_ROWS
from authorisation.forms.workbook.read_text import answer_text, list_node, scalar_node
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import ValueType
from authorisation.model.source import Location


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
        return _discharges(listed, at) if name == DISCHARGED else listed
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
