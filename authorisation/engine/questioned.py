"""Documents, in answers and as evidence, that say of themselves that there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from authorisation.model.question import Question, ValueType
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items

_THINGS: Final = (
    "agreement|contract|document|evidence|formal|framework|list|minute|one|paper|path|place|plan"
    "|policy|procedure|process|record|register|report|rule|statement|strategy|such|system|written"
)
_DENIALS: Final = re.compile(
    rf"""
      (?:\bnot|n't)\s+(?:yet|have|got|exist|been|ready|available|written|agreed|adopted)\b
    | \b(?:has|have|is|are|was|were)(?:n't|\s+not)\s+yet\b
    | \byet\W*$ | ^(?:none|nothing|nobody|missing|lost)\b
    | ^no\s+(?:{_THINGS})\b | \bthere(?:\s+(?:is|are)|'s)\s+(?:no|none|not)\b | \bnon-?existent\b
    | \bto\s+(?:follow|come)\b(?:\W*$|\s+(?:in|by|on|later|soon|shortly))
    | \bto\s+be\s+(?:written|drafted|agreed|confirmed|done|decided|adopted|developed|drawn|produced
        |prepared|approved|completed|finali[sz]ed|provided|supplied|advised|announced)\b
    | (?:^|\b(?:is|are|still)\s+)being\s+\w+(?:ed|wn|ten)\b
    | \bwork\s+in\s+progress\b | \b(?:in|under)\s+(?:preparation|development|discussion)\W*$
    | \b(?:pending|awaited|awaiting|forthcoming)\W*$
    | \b(?:we|it|they|which|that)\s+(?:will|shall)\b | \bwill\s+be\b
    | (?:^|\b(?:we|they)\s+(?:are\s+)?)(?:going|planning|intend|hope|aim)(?:ing)?\s+to\b
    | \bwe\s+plan\s+to\b
    | \b(?:working|drafting|writing)\s+(?:on|it|one)\b
    """,
    re.VERBOSE,
)


class QuestionedAnswer(msgspec.Struct, frozen=True):
    """A document that an answer or its evidence names, and that denies itself."""

    path: str
    """The question; in a list, the list's own path and the field."""
    text: str
    as_evidence: bool = False


def denies_itself(document: str) -> bool:
    """Return whether what stands for a document says that there is none, or none yet."""
    plain = " ".join(document.replace("’", "'").casefold().split())
    return _DENIALS.search(plain) is not None


def questioned_answers(
    submission: Submission, questions: Mapping[str, Question]
) -> tuple[QuestionedAnswer, ...]:
    """The documents of a submission that deny themselves, in the order of its answers."""
    found = [
        QuestionedAnswer(path, text)
        for path, answer in submission.answers.items()
        if (question := questions.get(path)) is not None
        for path, text in _documents(path, answer, question)
        if denies_itself(text)
    ]
    found += [
        QuestionedAnswer(path, evidence.document, as_evidence=True)
        for path, evidence in submission.evidence.items()
        if denies_itself(evidence.document)
    ]
    return tuple(dict.fromkeys(found))


def _documents(path: str, answer: Answer, question: Question) -> Iterator[tuple[str, str]]:
    """Yield the documents that an answer names, each with the path of its question."""
    if question.type is ValueType.DOCUMENT and isinstance(answer, str):
        yield path, answer
    elif isinstance(answer, Items):
        for item in answer.items:
            if isinstance(item, Mapping):
                for name, given in item.items():
                    if (inner := question.each.get(name)) is not None:
                        yield from _documents(f"{path}.{name}", given, inner)
