"""What was posted from a page, read by the reader of submissions, with its checks and remedies.

The place of a problem is the id of the control that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.errors import AuthorisationError
from authorisation.explain.words.titles import upper_initial
from authorisation.language.answers.answers import (
    NONE,
    PERCENT,
    AnswerReading,
    is_faulty,
    read_answer,
)
from authorisation.language.answers.answers import SO_FAR as SO_FAR_KEY
from authorisation.language.answers.placeholders import AnswerWords
from authorisation.language.answers.submissions import PlainEvidence, build_evidence
from authorisation.language.yaml.characters import forbidden_character
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.document import Sequence as NodeSequence
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import parse_display_name
from authorisation.model.question import Question
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer, Evidence, Items
from authorisation.web.fields.written import (
    ALL,
    DAY_OF_FIELDS,
    DAY_WANTED,
    DOCUMENT,
    SO_FAR,
    WHERE,
    Fields,
    Kind,
    control_of,
    kind_of,
    may_be_none,
    part,
    state,
    typed,
)

_KEEP_ONE: Final = "keep one"
_BOTH: Final = "an answer is given, and it is said that there is none"
_ON_PAGE: Final = AnswerWords(
    leave_out="leave it empty",
    leave_evidence_out="leave it empty",
    there_is_none="tick the box below",
    there_is_none_in_list="tick the box below",
)
_QUOTED: Final = re.compile(r"`([^`]*)`")


class Posted(msgspec.Struct, frozen=True):
    """The answer that was posted for one question, or nothing, where it is not answered."""

    answers: Sequence[Answer]
    """The answer alone, or nothing."""
    problems: tuple[Problem, ...] = ()


def read_posted(question: Question, fields: Fields, name: str) -> Posted:
    """Read the answer to a question; not that to a list whose entries have pages of their own."""
    reading = AnswerReading(words=_ON_PAGE)
    node = _node(question, fields, name, reading.problems)
    if reading.problems or node is None:
        return Posted((), tuple(reading.problems))
    title = _title(question)
    answer = read_answer(node, replace(question, path=title), title, reading)
    return Posted(() if is_faulty(answer) else (answer,), tuple(reading.problems))


def read_entry(question: Question, fields: Fields) -> Posted:
    """Read one entry of a list from fields that are called as the entry's are.

    What is wrong says of which field, where the entry has several.
    """
    problems, entry = Problems(), {}
    for name, field in question.each.items():
        posted = read_posted(field, fields, name)
        of = "" if len(question.each) == 1 else f"{_title(field)}: "
        problems += (replace(each, message=of + each.message) for each in posted.problems)
        if posted.answers:
            (entry[name],) = posted.answers
    if not entry and not problems:
        name, field = next(iter(question.each.items()))
        problems.wrong(
            _at(control_of(field, name)), "this entry is empty", "fill in what is known of it"
        )
    return Posted((MappingProxyType(entry),) if entry else (), tuple(problems))


def read_extent(fields: Fields, name: str, entries: Sequence[Answer]) -> Posted:
    """Read whether the entries of a list, which are kept already, are all that there are."""
    problems, extent = Problems(), _first(fields, name)
    if extent == ALL and not entries:
        problems.wrong(_at(name), "there is no entry yet", "add one, or say that there is none")
    elif extent == NONE and entries:
        problems.wrong(_at(name), "there are entries", "remove them if there is none")
    elif extent in {ALL, NONE}:
        return Posted((Items(tuple(entries)),))
    elif entries:
        return Posted((Items(tuple(entries), so_far=True),))
    return Posted((), tuple(problems))


def read_evidence(
    question: Question, fields: Fields
) -> tuple[Evidence | None, tuple[Problem, ...]]:
    """Read the document that shows an answer, and where in it; None where none is named."""
    problems, texts = Problems(), {}
    for name in (DOCUMENT, WHERE):
        if text := _first(fields, name).strip():
            _refuse_forbidden(text, name, problems)
            texts[name] = problems.parsed(parse_display_name, text, _at(name)) or ""
    if WHERE in texts and DOCUMENT not in texts:
        problems.wrong(_at(DOCUMENT), "a place is named, and not the document", "name the document")
    if problems or not texts:
        return None, tuple(problems)
    node = Mapping(_at(DOCUMENT))
    node.put(question.path, Mapping(_at(DOCUMENT)), _at(DOCUMENT))
    given = {question.path: PlainEvidence(texts[DOCUMENT], texts.get(WHERE, ""))}
    found = build_evidence(node, given, {question.path: question}, problems, _ON_PAGE)
    return found.get(question.path), tuple(problems)


def error_text(refused: Problem | AuthorisationError) -> str:
    """The text of an error, with its remedy, as a page says it."""
    remedy = refused.page_remedy
    text = f"{refused.message}: {remedy}" if remedy else refused.message
    return upper_initial(_QUOTED.sub(r"“\1”", text))


def errors_by_control(problems: Sequence[Problem]) -> dict[str, str]:
    """The errors at each control, by its id, in the order of the problems."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.at.file, []).append(error_text(problem))
    return {control: ". ".join(texts) for control, texts in found.items()}


def _at(control: str) -> Location:
    return Location(control, line=0, column=0)


def _title(question: Question) -> str:
    """The title that messages give the answer; its dotted name is not on the page."""
    return question.title or question.ask


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _node(question: Question, fields: Fields, name: str, problems: Problems) -> Node | None:
    """The node that a file would hold; None where the question is not answered."""
    match kind_of(question):
        case Kind.CHOSEN:
            chosen = _first(fields, name)
            return _scalar(chosen, name, problems) if chosen else None
        case Kind.TICKED:
            return _ticked(fields, name, problems)
        case Kind.LINES | Kind.ENTRIES:
            return _lines(question, fields, name, problems)
        case Kind.TYPED | Kind.DATE:
            return _typed(question, fields, name, problems)


def _typed(question: Question, fields: Fields, name: str, problems: Problems) -> Node | None:
    control, text = _typed_text(question, fields, name)
    if question.unit == PERCENT and text and not text.endswith(PERCENT):
        text += PERCENT
    none = NONE in fields.get(name, ()) and may_be_none(question)
    if text and none:
        problems.wrong(_at(control), _BOTH, _KEEP_ONE)
        return None
    if none:
        return _scalar(NONE, name, problems)
    if kind_of(question) is Kind.DATE and text and not DAY_OF_FIELDS.fullmatch(text):
        problems.wrong(_at(control), "this is no day", f"write {DAY_WANTED}")
        return None
    return _scalar(text, control, problems) if text else None


def _typed_text(question: Question, fields: Fields, name: str) -> tuple[str, str]:
    """The control in which something is typed, and what is."""
    if kind_of(question) is not Kind.DATE:
        text = _first(fields, typed(name)).replace("\r\n", "\n").strip()
        return control_of(question, name), text
    year, month, day = (_first(fields, part(name, of)).strip() for of in ("year", "month", "day"))
    given = f"{year}-{month:0>2}-{day:0>2}" if year or month or day else ""
    return control_of(question, name), given


def _ticked(fields: Fields, name: str, problems: Problems) -> Node | None:
    chosen, beside = fields.get(name, ()), fields.get(state(name), ())
    if NONE in beside and (chosen or SO_FAR in beside):
        problems.wrong(_at(name), _BOTH, _KEEP_ONE)
        return None
    if not chosen and not beside:
        return None
    return _list_node(chosen, name, problems, so_far=SO_FAR in beside)


def _lines(question: Question, fields: Fields, name: str, problems: Problems) -> Node | None:
    lines = [line.strip() for line in _first(fields, typed(name)).splitlines() if line.strip()]
    extent = fields.get(name, ())
    if lines and not extent:
        message = f"it is not said whether these are all of “{_title(question)}”"
        problems.wrong(_at(name), message, "say whether there may be more")
    elif lines and extent[0] not in {ALL, SO_FAR}:
        problems.wrong(_at(typed(name)), _BOTH, _KEEP_ONE)
    elif not lines and extent and extent[0] == ALL:
        problems.wrong(_at(typed(name)), "nothing is named", "name one, or say that there is none")
    elif lines or (extent and extent[0] == NONE):
        return _list_node(lines, typed(name), problems, so_far=extent[0] == SO_FAR)
    return None


def _list_node(texts: Sequence[str], control: str, problems: Problems, *, so_far: bool) -> Node:
    items = NodeSequence(_at(control))
    items.extend(_scalar(text, control, problems) for text in texts)
    if not so_far:
        return items
    open_list = Mapping(_at(control))
    open_list.put(SO_FAR_KEY, items, _at(control))
    return open_list


def _scalar(text: str, control: str, problems: Problems) -> Scalar:
    _refuse_forbidden(text, control, problems)
    return Scalar(text, control, 0, 0, style='"' if text else "")


def _refuse_forbidden(text: str, control: str, problems: Problems) -> None:
    if found := forbidden_character(text):
        problems.wrong(_at(control), f"this text holds {found}", "remove it")
