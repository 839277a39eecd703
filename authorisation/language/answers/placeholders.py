"""Texts that fill a space and answer nothing, such as `TBC`."""

from __future__ import annotations

import re
from typing import Final

from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.scalars import Refused
from authorisation.model.question import Question, ValueType

_WORDS: Final = frozenset(
    {
        *("tbc", "tbd", "tba", "t.b.c", "t.b.d", "t.b.a", "n/a", "n.a", "n/k", "not applicable"),
        *("to be confirmed", "to be decided", "to be agreed", "to be advised", "to follow"),
        *("don't know", "dont know", "do not know", "don't know yet", "not known", "not known yet"),
        *("unknown", "not sure", "unsure", "none", "none yet", "not yet", "pending", "awaited"),
        *("nil", "nobody", "nobody yet", "nothing", "todo", "to do"),
    }
)
_MARKS: Final = re.compile(r"x{1,20}|[-–—?.…_*/]{1,20}")
_NO_DOCUMENT: Final = frozenset({"yes", "no", "true", "false"})
LEFT_OUT: Final = "leave it out if it is not known yet"


def answers_nothing(text: str) -> bool:
    """Return whether a whole text is a placeholder, such as `TBC`, in capitals or not."""
    plain = " ".join(text.replace("’", "'").casefold().split())
    return bool(_MARKS.fullmatch(plain)) or plain.rstrip(" .!?…") in _WORDS


def refuse_non_answer(text: str, question: Question) -> None:
    """Raise for a placeholder, and for `yes` or `no` where a document is asked for.

    Raises:
        Refused: with how to leave an answer out, and how to say that there is none.
    """
    document = question.type is ValueType.DOCUMENT
    if answers_nothing(text) or (document and text.strip().casefold() in _NO_DOCUMENT):
        there_is_none = "; write `none` if there is none" if document or question.none else ""
        said = f"{quoted(text)} is no answer to {quoted(question.path)}"
        raise Refused(said, LEFT_OUT + there_is_none)
