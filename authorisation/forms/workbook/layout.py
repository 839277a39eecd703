"""The layout of the workbook form: the words that its writer and its reader share.

A sheet is known by what stands in it, never by its name or order, so that both may be changed.
"""

from __future__ import annotations

from typing import Final

QUESTION: Final = "Question"
WHY: Final = "Why it is asked"
ANSWER_COLUMN: Final = "Answer"
UNSURE: Final = "Don't know yet"
NO_SUCH: Final = "There is none"
TAKES: Final = "Unit or choices"
DOCUMENT: Final = "Evidence: document"
WHERE: Final = "Evidence: where in it"
LEVEL: Final = "Evidence level"
WEIGHT: Final = "What hangs on it"
EXPLAINED: Final = "Explained: why it is right, if it does not agree"
PATH: Final = "Path"

ANSWERED: Final = "Answered"
"""1 or 0, by a formula; the counts on the first sheet add it up."""
HEADINGS: Final = (
    QUESTION,
    WHY,
    ANSWER_COLUMN,
    UNSURE,
    NO_SUCH,
    TAKES,
    DOCUMENT,
    WHERE,
    LEVEL,
    WEIGHT,
    ANSWERED,
    PATH,
)
READ_COLUMNS: Final = (ANSWER_COLUMN, UNSURE, NO_SUCH, DOCUMENT, WHERE, LEVEL)
"""The columns of the questions' sheet that are read."""

MARK: Final = "x"
YES: Final = "yes"
NO: Final = "no"
NOT_KNOWN: Final = "don't know yet"
"""May stand in any answer's cell; the same as leaving it empty."""
THERE_IS_NONE: Final = "there is none"
COMPLETE: Final = "complete"
MORE_TO_COME: Final = "so far, more may come"
STATES: Final = (COMPLETE, MORE_TO_COME, THERE_IS_NONE, NOT_KNOWN)
LIST_IS: Final = "This list is:"
"""Stands in the cell to the left of a list's state."""
ELSEWHERE: Final = "on the sheet "
"""The first words in the answer's cell of a list, which has a sheet of its own."""
SEPARATOR: Final = ";"
AND_SO_ON: Final = ("…", "...")
"""As the last of several answers in one cell: more may come."""

ABOUT: Final = ("name", "code", "stage", "as_of", "received_on", "published_facts_only", "note")
ABOUT_KEY: Final = "about."
FILE_KEY: Final = "file."
"""Begins the keys of a workbook of returns, as `about.` those of a submission."""
RETURN_KEY: Final = "return."
"""Begins the keys at the head of a return's sheet."""
LAST_LINE: Final = "authorise assess FILE.xlsx"
LAST_LINE_OF_RETURNS: Final = "authorise monitor FILE.xlsx"
"""Each ends the last of our lines on the first sheet."""


def column_key(path: str) -> str:
    """The key cell over a column of a list's sheet: the path in brackets."""
    return f"[{path}]"


def path_in_key(text: str) -> str:
    """The path in a key cell; empty where the text is no key."""
    return text[1:-1] if text.startswith("[") and text.endswith("]") else ""
