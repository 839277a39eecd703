"""Texts that fill a space and answer nothing, such as `TBC`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from authorisation.language.yaml.characters import fold_text, quote
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location, Problem

_PLACEHOLDERS: Final = frozenset(
    {
        *("tbc", "tbd", "tba", "t.b.c", "t.b.d", "t.b.a", "n/a", "n.a", "n/k", "not applicable"),
        *("to be confirmed", "to be decided", "to be agreed", "to be advised", "to follow"),
        *("don't know", "dont know", "do not know", "don't know yet", "not known", "not known yet"),
        *("unknown", "not sure", "unsure", "none", "none yet", "not yet", "pending", "awaited"),
        *("nil", "nobody", "nobody yet", "nothing", "todo", "to do"),
    }
)
_PLACEHOLDER_MARKS: Final = re.compile(r"x{1,20}|[-–—?.…_*/]{1,20}")
_NAME_TO_FILL_IN: Final = re.compile(r"\(the name of your [^()]{1,100}\)")
_NOT_A_DOCUMENT: Final = frozenset({"yes", "no", "true", "false"})
ASSESSOR_TO_FILL_IN: Final = "(your name)"
"""What a blank assessor's file has where the name of the assessor belongs."""
NAME_REMEDY: Final = "write the name of your group in its place"
WRITE_NONE: Final = "write `none`"


class AnswerWords(msgspec.Struct, frozen=True):
    """The words for what an author of answers is told to do, as the form of the answers has it."""

    leave_out: str = "leave it out"
    leave_evidence_out: str = "leave this evidence out"
    there_is_none: str = WRITE_NONE
    there_is_none_in_list: str = WRITE_NONE

    def leave_out_if(self, why: str, path: str = "") -> str:
        """The remedy for an answer that is none yet; with a path, `none` may be the answer."""
        there_is_none = self.there_is_none_in_list if "[" in path else self.there_is_none
        or_none = f"; {there_is_none} if there is none" if path else ""
        return f"{self.leave_out} if it is {why}{or_none}"


class ReturnsWords(AnswerWords, frozen=True):
    """The same of returns; `{}` stands for a period."""

    corrects: str = "write `corrects: {}`"
    first_version: str = "write `period: {}`"
    which_period: str = "write `period: …`, or `corrects: …` or `withdraws: …` of one filed before"
    at_authorisation: str = "write it under `at_authorisation`"
    in_a_return: str = "write it under the `answers` of a return"


IN_YAML: Final = AnswerWords()
RETURNS_IN_YAML: Final = ReturnsWords()


def is_placeholder(text: str) -> bool:
    """Return whether a whole text is a placeholder, such as `TBC`, in capitals or not."""
    plain = fold_text(text)
    return bool(_PLACEHOLDER_MARKS.fullmatch(plain)) or plain.rstrip(" .!?…") in _PLACEHOLDERS


def is_name_to_fill_in(name: str) -> bool:
    """Return whether a name is what a blank form has where that of a group belongs."""
    return bool(_NAME_TO_FILL_IN.fullmatch(name))


def check_name(name: str, at: Location) -> Iterator[Problem]:
    """Yield a problem for the name that a blank form has where that of a group belongs."""
    if is_name_to_fill_in(name):
        message = f"{quote(name)} is what the form says, and no name"
        yield Problem(at, message, NAME_REMEDY)


def refuse_placeholder(text: str, question: Question, path: str, words: AnswerWords) -> None:
    """Raise for a placeholder, and for `yes` or `no` where a document is asked for.

    Raises:
        InvalidScalar: with how to leave an answer out, and how to say that there is none.
    """
    document = question.type is ValueType.DOCUMENT
    if is_placeholder(text) or (document and text.strip().casefold() in _NOT_A_DOCUMENT):
        message = f"{quote(text)} is no answer to {quote(question.path)}"
        path = path if document or question.none else ""
        raise InvalidScalar(message, words.leave_out_if("not known yet", path))
