"""Words and units of the names that rules use, by themselves and in messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.explain.words.quantities import format_value
from authorisation.explain.words.safe import shorten, visible
from authorisation.feel.values.values import Unknown, Value
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.value import NOT_ANSWERED

_SITUATION: Final = {
    "as_of": "the date of assessment",
    "stage": "the stage",
    "others": "the other groups assessed",
    "findings": "the findings",
}
_ACRONYMS: Final = {
    w.casefold(): w
    for w in ("PPI", "GP", "GPs", "PCT", "NHS", "LA", "ID", "QIPP", "CCG", "CSU", "SHA", "IT", "HR")
}
NOT_ACCEPTED: Final = "not accepted"
"""What stands for the value of an answer that assessors do not accept."""
MAX_MESSAGE_LENGTH: Final = 1000
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


class NameWords(msgspec.Struct, frozen=True):
    """The words for a name, and the unit of its value."""

    words: str
    unit: str = ""
    none: str = "none"
    """The wording of *there is none*."""
    question: Question | None = None


class Titles(msgspec.Struct, frozen=True):
    """The words for the names of a rule set; `items` maps each loop variable to its question."""

    rules: RuleSet
    items: Mapping[str, str] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    not_accepted: frozenset[str] = frozenset()
    """The paths of the answers that assessors do not accept, which have no value any more."""

    def within(self, item: str, question: str) -> Titles:
        """The same words, and those of a loop variable over the items of a list question."""
        return replace(self, items={**self.items, item: question})

    def of(self, name: str) -> NameWords:
        """The words for a dotted name; an unknown one gives its own parts as words."""
        root, _, rest = name.partition(".")
        if root in self.items:
            return self.field(self.items[root], rest) if rest else NameWords(format_name(root))
        if root in self.rules.parameters:
            parameter = self.rules.parameters[root]
            return NameWords(lower_initial(parameter.title or format_name(root)), parameter.unit)
        if root in self.rules.derived:
            derived = self.rules.derived[root]
            return NameWords(lower_initial(derived.title or format_name(root)), derived.unit)
        if name in _SITUATION:
            return NameWords(_SITUATION[name])
        question = self.rules.bank.get(name) or self.rules.questions.get(name)
        # Else perhaps one field of every item of a list, such as `practices.list_size`.
        path, _, last = name.rpartition(".")
        return _question_words(question or self._field_question(path, last), name)

    def field(self, question: str, rest: str) -> NameWords:
        """The words for one field of an item of a list question."""
        return _question_words(self._field_question(question, rest), rest)

    def _field_question(self, path: str, name: str) -> Question | None:
        list_question = self.rules.bank.get(path)
        return list_question.each.get(name) if list_question else None


def _question_words(question: Question | None, name: str) -> NameWords:
    if question is None:
        return NameWords(format_name(name))
    named = lower_initial(question.title) if question.title else format_name(name)
    return NameWords(named, question.unit, question.none or "none", question)


def format_name(name: str) -> str:
    """The parts of a name as words: `risk_pool.population` gives `risk pool population`."""
    words = visible(name).replace("_", " ").replace(".", " ").split()
    return " ".join(_ACRONYMS.get(word.casefold(), word) for word in words)


def format_choice(choice: str) -> str:
    """A choice of a question as it stands by itself: `gp` gives `GP`, `other` gives `Other`."""
    return _ACRONYMS.get(choice.casefold(), upper_initial(visible(choice)))


def lower_initial(title: str) -> str:
    """The title as it stands inside a sentence; an acronym or a letter by itself keeps its capital.

    The article *a* is no such letter.
    """
    text = visible(title).rstrip(".")
    plain = text[1:2].islower() or (text.startswith("A ") and text[2:3].islower())
    return text[0].lower() + text[1:] if plain else text


def upper_initial(text: str) -> str:
    """The text as it stands at the beginning of a line."""
    return text[:1].upper() + text[1:]


def value_at(scope: Mapping[str, Value], name: str) -> Value:
    """The value of a dotted name in a scope; `Unknown` where the scope does not have it."""
    value: Value = scope
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return Unknown()
        value = value[part]
    return value


def format_value_at(scope: Mapping[str, Value], name: str, titles: Titles) -> str:
    """Format the value of a dotted name in a scope, with its unit."""
    if name in titles.not_accepted:
        return NOT_ACCEPTED
    named = titles.of(name)
    return format_value(value_at(scope, name), named.unit, none=named.none)


def format_message(message: str, scope: Mapping[str, Value], titles: Titles) -> str:
    """The message with the value of each path; a missing answer reads `(not answered)`.

    A path reaches names of the scope alone. The text has at most `MAX_MESSAGE_LENGTH` characters.
    """

    def value(path: re.Match[str]) -> str:
        text = format_value_at(scope, path[1], titles)
        return f"({NOT_ANSWERED})" if text == NOT_ANSWERED else text

    return shorten(_PLACEHOLDER.sub(value, visible(message)), MAX_MESSAGE_LENGTH)


def format_message_template(message: str, titles: Titles) -> str:
    """The message without values: the words for each path stand in square brackets."""
    return _PLACEHOLDER.sub(lambda path: f"[{titles.of(path[1]).words}]", visible(message))
