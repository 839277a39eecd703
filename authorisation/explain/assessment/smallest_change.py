"""The smallest change that would do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from authorisation.engine.analysis.answer_changes import (
    AnswerAlternative,
    AnswerChangeKind,
    ChangedAnswer,
    SmallestChange,
    item_pairs,
)
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.view import View
from authorisation.explain.words.proofs import PROOF_LIMITS, format_lists
from authorisation.explain.words.quantities import (
    format_count,
    format_value,
    join_words,
    name_few,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, lower_initial, upper_initial
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import NOT_ANSWERED, Answer, Items

_SHOWN: Final = 6
_AS_GIVEN: Final = AnswerAlternative(changes=())
"""For what nothing in is made up."""


class AnswerChangeWords(msgspec.Struct, frozen=True):
    """One change of an answer, and the evidence that is wanted with it, or nothing."""

    says: str
    evidence: str


class AlternativeWords(msgspec.Struct, frozen=True):
    """Changes that would do together, and the evidence that would be missing beside them."""

    changes: tuple[AnswerChangeWords, ...]
    evidence: tuple[str, ...]
    """The answers without it."""


class SmallestChangeWords(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest change that would do, and for what it is proved."""

    title: str
    says: str
    alternatives: tuple[AlternativeWords, ...]
    scope: tuple[str, ...]


def describe_smallest_change(found: SmallestChange, view: View) -> SmallestChangeWords:
    """The words for the fewest changes that lead to an outcome, or that settle on it."""
    title = outcome_title(found.outcome, view.assessment.rules)
    heading = (
        f"The fewest answers that settle it on: {title}"
        if found.only_missing
        else f"The smallest change that would lead to: {title}"
    )
    return SmallestChangeWords(
        title=heading,
        says=_format_number(found),
        alternatives=tuple(_describe_alternative(each, view) for each in found.alternatives),
        scope=() if found.reason or found.number == 0 else tuple(_format_scope(found, view)),
    )


def format_settling(found: Iterable[SmallestChange], rules: RuleSet) -> dict[str, str]:
    """What the fewest answers that settle it could do together, by the path of each."""
    effects: dict[str, str] = {}
    for each in found:
        if each.only_missing and each.alternatives:
            paths, title = each.alternatives[0].paths, outcome_title(each.outcome, rules)
            together = f"these {len(paths)} together" if len(paths) > 1 else "this alone"
            fewer = ", and no fewer could" if len(paths) > 1 else ""
            effects |= dict.fromkeys(paths, f"{together} could settle on “{title}”{fewer}")
    return effects


def _format_number(found: SmallestChange) -> str:
    """How many changes would do, and whether others would."""
    if found.reason:
        return f"Which change is the smallest is not known: {visible(found.reason)}."
    if found.number is None:
        return (
            "No answers to what is missing settle it so."
            if found.only_missing
            else "No change of the answers that may change leads to it."
        )
    if not found.number:
        missing = any(each.evidence for each in found.alternatives)
        return (
            "No answer has to change. What is missing is evidence."
            if missing
            else "It comes to that already; no answer has to change."
        )
    counted = format_count(found.number, "answer" if found.only_missing else "change")
    fewer = f"{counted} would do, and no fewer {'would' if found.number > 1 else 'than that'}"
    fewer = f"{counted} would do; with none it does not" if found.number == 1 else fewer
    ways = len(found.alternatives)
    others = (
        "no other questions would do with as few"
        if found.all_of_them
        else "other questions may do with as few"
    )
    either = f"Any one of these {ways} would do by itself; " if ways > 1 else ""
    return f"{fewer} (proved). {either}{others if either else upper_initial(others)}."


def _describe_alternative(alternative: AnswerAlternative, view: View) -> AlternativeWords:
    bank = view.assessment.rules.bank
    return AlternativeWords(
        changes=tuple(
            AnswerChangeWords(
                _format_change(each, bank[each.path], alternative),
                visible(bank[each.path].evidence),
            )
            for each in alternative.changes
        ),
        evidence=tuple(_named(bank[path]) for path in alternative.evidence),
    )


def _named(question: Question) -> str:
    return upper_initial(visible(question.title) or format_name(question.path))


def _format_change(change: ChangedAnswer, question: Question, found: AnswerAlternative) -> str:
    """One change in a sentence, with the path of its question."""

    def value(answer: Answer, of: Question = question) -> str:
        return _format_answer(answer, of, found)

    match change.kind:
        case AnswerChangeKind.CHANGED:
            before = _format_answer(change.before, question, _AS_GIVEN)
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
    return f"{_named(question)}: {says} ({visible(change.path)})"


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
    """What a list that may still grow, or was not answered, needs."""
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
    return ", ".join(
        f"{_field_name(name, question)}: {_format_answer(item[name], question.each[name], found)}"
        for name in _needed_fields(item, question, found)
    )


def _needed_fields(
    item: Mapping[str, Answer], question: Question, found: AnswerAlternative
) -> list[str]:
    """The fields of an entry, without a name that was made up to tell it from others."""
    named = question.name_by if item.get(question.name_by) in found.examples else None
    return [name for name in question.each if name in item and (name != named or len(item) == 1)]


def _format_filled(items: Iterable[Answer], question: Question, found: AnswerAlternative) -> str:
    """How many fields of new entries are filled, where that is more than one."""
    filled = sum(
        len(_needed_fields(item, question, found)) for item in items if isinstance(item, Mapping)
    )
    return f" ({filled} fields)" if filled > 1 else ""


def _field_name(name: str, question: Question) -> str:
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
        if field in after and after[field] != was:
            new = f"{_field_name(field, question)}: {_format_answer(after[field], of, found)}"
            old = f"instead of: {_format_answer(was, of, _AS_GIVEN)}"
            fields.append(new if was == NOT_ANSWERED else f"{new}, {old}")
    return f"for {name}, {'; '.join(fields)}"


def _name_of_item(change: ChangedAnswer, question: Question) -> str:
    item = change.before
    if isinstance(item, Mapping):
        name = item.get(question.name_by) if question.name_by else None
        return f"entry {change.place}" + (f" ({format_value(name)})" if name else "")
    return f"“{format_value(item)}”"


def _format_scope(found: SmallestChange, view: View) -> Iterator[str]:
    """For what it is proved, and what stays."""
    bank, criteria = view.assessment.rules.bank, view.assessment.rules.criteria
    if found.blocked_by:
        # Also one that waits for an answer which stays missing.
        never = [f"{visible(criteria[each].title)} ({each})" for each in found.blocked_by]
        what = "is answered" if found.only_missing else "changes"
        yield f"Whatever {what}, it is kept out by what is not met: {'; '.join(never)}."
    within = {path: most for path, most in found.within.items() if path in bank}
    lists = format_lists(within, lambda path: lower_initial(_named(bank[path])))
    length = f", and {'only of ' if within else ''}{lists}"
    yield f"Proved over all answers that the questions allow{length}. {PROOF_LIMITS}"
    if found.alternatives:
        nearest = all(each.nearest for each in found.alternatives)
        near = " Its numbers are as near as may be to those given." if nearest else ""
        yield f"The rules themselves confirm each alternative.{near}"
        yield from _format_counting(found, bank, nearest=nearest)
    if found.kept and not found.only_missing:
        names = [lower_initial(_named(bank[path])) for path in found.kept]
        yield f"These stay as they are: {join_words(name_few(names, _SHOWN))}."
    if not found.only_missing:
        yield from _format_fixed_fields(found, view)
    if view.assessment.stage is Stage.DECISION:
        yield "At the decision a changed answer needs its evidence, too."
    yield "Assessors’ judgements stay, and of other applications nothing is supposed."


def _format_counting(
    found: SmallestChange, bank: Mapping[str, Question], *, nearest: bool
) -> Iterator[str]:
    """What counts as one change, and which of as few come first."""
    changes = [change for each in found.alternatives for change in each.changes]
    if any(bank[change.path].each for change in changes):
        yield (
            "An entry that is added, changed or left out counts as one change, however many of its"
            " fields are filled; so does all that a list gains that is not finished yet."
        )
    if nearest and not found.only_missing and (len(found.alternatives) > 1 or len(changes) > 1):
        yield (
            "Of as few changes those come first that supply what is missing, then those that add an"
            " entry or move a figure, then those that replace an answer or take one out."
        )


def _format_fixed_fields(found: SmallestChange, view: View) -> Iterator[str]:
    """What nobody can change in the entries of lists."""
    given = view.assessment.counted.answers
    for path, question in view.assessment.rules.bank.items():
        answer = given.get(path)
        items = answer.items if isinstance(answer, Items) and path not in found.kept else ()
        fixed = [
            _field_name(name, question)
            for name, field in question.each.items()
            if field.fixed and any(isinstance(item, Mapping) and name in item for item in items)
        ]
        if fixed:
            of = lower_initial(_named(question))
            yield f"In {of} nobody can change {join_words(name_few(fixed, _SHOWN))}."
