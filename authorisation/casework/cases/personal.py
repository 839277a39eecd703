"""Personal values apart from what is signed: a token stands there, and leads to the value."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from authorisation.casework.models import PersonalValue
from authorisation.model.question import Question
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from authorisation.records.words.personal_tokens import ERASED, personal_token, personal_tokens

_LEAST_NAMED: Final = 4
"""The length from which a personal value is looked for inside other texts."""


def token_of(value: str) -> str:
    """The token of a value, the same wherever the value stands in this store; kept from now on."""
    known = PersonalValue.objects.filter(value=value).exclude(person__isnull=False).first()
    return (known or new_token(value)).token


def new_token(value: str) -> PersonalValue:
    """A value under a token that nothing else bears, though it be the same."""
    salt = secrets.token_hex(16)
    token = personal_token(value, salt)
    return PersonalValue.objects.create(token=token, salt=salt, value=value)


def with_tokens(submission: Submission, questions: Mapping[str, Question]) -> Submission:
    """A submission with a token for each personal answer, its hash left out.

    So it is where the name of a document has one of them in it.
    """
    tokens: dict[str, str] = {}
    answers = {
        path: _protect(answer, questions.get(path), tokens)
        for path, answer in submission.answers.items()
    }
    evidence = {
        path: msgspec.structs.replace(
            given, document=replaced(given.document, tokens), where=replaced(given.where, tokens)
        )
        for path, given in submission.evidence.items()
    }
    return msgspec.structs.replace(submission, answers=answers, evidence=evidence, sha256="")


def replaced(text: str, others: Mapping[str, str]) -> str:
    """A text with others in the place of what it names; a short word only where it is the whole."""
    if text in others:
        return others[text]
    for value in sorted(others, key=len, reverse=True):
        if len(value) >= _LEAST_NAMED:
            text = text.replace(value, others[value])
    return text


def _protect(answer: Answer, question: Question | None, tokens: dict[str, str]) -> Answer:
    if question is None:
        return answer
    match answer:
        case str() if question.personal and answer:
            return tokens.setdefault(answer, token_of(answer))
        case Items(items=items):
            inside = [_protect_item(item, question, tokens) for item in items]
            return msgspec.structs.replace(answer, items=tuple(inside))
        case _:
            return answer


def _protect_item(item: Answer, question: Question, tokens: dict[str, str]) -> Answer:
    if isinstance(item, Mapping):
        return {n: _protect(each, question.each.get(n), tokens) for n, each in item.items()}
    return _protect(item, question, tokens)


def reveal(text: str) -> str:
    """A text with each token replaced by its value, or by `erased`."""
    return _reveal(text, values_of(personal_tokens(text)))


def reveal_json(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """JSON with each token in its texts replaced by its value, or by `erased`."""
    text = msgspec.json.encode(value).decode()
    # One query for all: an application has hundreds of texts.
    return _reveal_in(value, values_of(personal_tokens(text)))


def _reveal_in(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - as above
    match value:
        case str():
            return _reveal(value, values)
        case dict():
            return {key: _reveal_in(each, values) for key, each in value.items()}
        case list() | tuple():
            return [_reveal_in(each, values) for each in value]
        case _:
            return value


def _reveal(text: str, values: Mapping[str, str]) -> str:
    for token in personal_tokens(text):
        text = text.replace(token, values[token] or ERASED)
    return text


def values_of(tokens: list[str]) -> dict[str, str]:
    """The value of each token; empty where it was erased, or never was in this store."""
    if not tokens:
        return {}
    known = PersonalValue.objects.filter(token__in=tokens).values_list("token", "value")
    return dict.fromkeys(tokens, "") | dict(known)
