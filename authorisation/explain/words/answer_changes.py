"""Changes of answers in words: one that would do, and one that was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from authorisation.engine.analysis.answer_changes import (
    AnswerAlternative,
    AnswerChangeKind,
    ChangedAnswer,
    item_pairs,
)
from authorisation.explain.words.quantities import format_count, format_value, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, lower_initial, upper_initial
from authorisation.model.question import Question, ValueType
from authorisation.model.value import NOT_ANSWERED, Answer, Items

AS_GIVEN: Final = AnswerAlternative(changes=())
"""For what nothing in is made up."""
_ITEMS_SHOWN: Final = 5
"""How many items of a list stand in a sentence; more are counted."""


def format_question(question: Question) -> str:
    """The title of what a question asks for, as it stands at the beginning of a line."""
    return upper_initial(visible(question.title) or format_name(question.path))


def format_made_change(change: ChangedAnswer, question: Question) -> str:
    """One change that was made in a sentence, with the path of its question."""
    match change.kind:
        case AnswerChangeKind.ANSWERED:
            says = _format_whole(change.after, question)
        case AnswerChangeKind.WITHDRAWN:
            says = f"it was: {_format_whole(change.before, question)}"
        case AnswerChangeKind.LIST_FINISHED:
            says = "the list is finished now"
        case AnswerChangeKind.LIST_UNFINISHED:
            says = "the list may still grow now, and was finished"
        case _:
            return format_answer_change(change, question)
    return f"{format_question(question)}: {says} ({visible(change.path)})"


def _format_whole(answer: Answer, question: Question) -> str:
    if not isinstance(answer, Items):
        return _format_answer(answer, question, AS_GIVEN)
    long = len(answer.items) > _ITEMS_SHOWN
    shown = format_value(answer) if long else _format_answer(answer, question, AS_GIVEN)
    return f"{shown} so far" if answer.so_far and not long else shown


def format_answer_change(
    change: ChangedAnswer, question: Question, found: AnswerAlternative = AS_GIVEN
) -> str:
    """One change that would do in a sentence, with the path of its question."""

    def value(answer: Answer, of: Question = question) -> str:
        return _format_answer(answer, of, found)

    match change.kind:
        case AnswerChangeKind.CHANGED:
            before = _format_answer(change.before, question, AS_GIVEN)
            says = f"{value(change.after)}, instead of: {before}"
        case AnswerChangeKind.ANSWERED if isinstance(change.after, Items) and question.each:
            says = _format_rest(change, question, found)
        case AnswerChangeKind.ANSWERED:
            says = f"{value(change.after)} ({NOT_ANSWERED} so far)"
        case AnswerChangeKind.ITEM_ADDED:
            says = f"one more{_format_filled([change.after], question, found)}: "
            says += _format_item(change.after, question, found)
        case AnswerChangeKind.ITEM_REMOVED:
            says = f"without {_name_of_item(change, question)}"
        case AnswerChangeKind.ITEM_CHANGED:
            says = _format_changed_item(change, question, found)
    return f"{format_question(question)}: {says} ({visible(change.path)})"


def _format_answer(answer: Answer, question: Question, found: AnswerAlternative) -> str:
    """An answer in words, and where it stands for any, that only the group can give it."""
    if isinstance(answer, str) and answer in found.examples:
        return _format_own(question, 1)
    if isinstance(answer, str) and answer in found.patterned:
        return f"{_format_own(question, 1)}, such as: {format_value(answer)}"
    if not isinstance(answer, Items):
        return format_value(answer, question.unit, none=question.none or "none")
    if not answer.items:
        return "none"
    own = [item for item in answer.items if isinstance(item, str) and item in found.examples]
    items = [_format_item(item, question, found) for item in answer.items if item not in own]
    items += [_format_own(question, len(own))] if own else []
    return "; ".join(items) if question.each else join_words(items)


def _format_own(question: Question, number: int) -> str:
    """Answers that only the group can give, which no text of the solver's stands for."""
    noun = {ValueType.DOCUMENT: "document", ValueType.CODE: "code"}.get(question.type)
    noun = "code" if question.codes else noun
    if noun is None:
        whose = "that only you can give"
        return f"an answer {whose}" if number == 1 else f"{format_count(number, 'answer')} {whose}"
    return f"a {noun}" if number == 1 else format_count(number, noun)


def _format_rest(change: ChangedAnswer, question: Question, found: AnswerAlternative) -> str:
    """The words for what is needed of a list that may still grow, or was not answered."""
    before = change.before.items if isinstance(change.before, Items) else ()
    after = change.after.items if isinstance(change.after, Items) else ()
    added = [new for place, _, new in item_pairs(question, before, after) if not place]
    entries = [_format_item(each, question, found) for each in added]
    rest = "the rest of the list" if before else "the list"
    if not entries:
        return f"{rest}, which may be empty" if not before else f"{rest}, if there is no more"
    filled = _format_filled(added, question, found)
    return f"{rest}{filled}, with {'; and with '.join(entries)}"


def _format_item(item: Answer, question: Question, found: AnswerAlternative) -> str:
    if not isinstance(item, Mapping):
        return _format_answer(item, question, found)
    given = {name: item[name] for name in _needed_fields(item, question, found)}
    return ", ".join(
        f"{format_field_name(name, question)}: {_format_answer(each, question.each[name], found)}"
        for name, each in given.items()
    )


def _needed_fields(
    item: Mapping[str, Answer], question: Question, found: AnswerAlternative
) -> list[str]:
    """The fields of an entry, without a name that was made up to tell it from others."""
    named = question.name_by if item.get(question.name_by) in found.examples else None
    return [name for name in question.each if name in item and (name != named or len(item) == 1)]


def _format_filled(items: Iterable[Answer], question: Question, found: AnswerAlternative) -> str:
    """The number of fields filled in new entries, in words; empty where that is at most one."""
    filled = sum(
        len(_needed_fields(item, question, found)) for item in items if isinstance(item, Mapping)
    )
    return f" ({filled} fields)" if filled > 1 else ""


def format_field_name(name: str, question: Question) -> str:
    """The name of a field of an entry, as inside a sentence."""
    return lower_initial(visible(question.each[name].title) or format_name(name))


def _format_changed_item(
    change: ChangedAnswer, question: Question, found: AnswerAlternative
) -> str:
    name = _name_of_item(change, question)
    before, after = change.before, change.after
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return f"{_format_answer(after, question, found)}, instead of: {name}"
    fields = []
    for field, of in question.each.items():
        was = before.get(field, NOT_ANSWERED)
        now = after.get(field, NOT_ANSWERED)
        if now != was:
            new = f"{format_field_name(field, question)}: {_format_answer(now, of, found)}"
            old = f"instead of: {_format_answer(was, of, AS_GIVEN)}"
            fields.append(new if was == NOT_ANSWERED else f"{new}, {old}")
    return f"for {name}, {'; '.join(fields)}"


def _name_of_item(change: ChangedAnswer, question: Question) -> str:
    item = change.before
    if isinstance(item, Mapping):
        name = item.get(question.name_by) if question.name_by else None
        return f"entry {change.place}" + (f" ({format_value(name)})" if name else "")
    return f"“{format_value(item)}”"
