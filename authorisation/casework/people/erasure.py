"""Erasure: personal values are emptied, in the table and in every draft, and the event stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from authorisation.casework.access import require
from authorisation.casework.cases import reading
from authorisation.casework.cases.personal import replaced, token_of, values_of
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import ErasureText, write_text
from authorisation.casework.models import CaseEvent, DraftAnswer, GroupCase, Person, PersonalValue
from authorisation.casework.moves import Permission, StoreAct
from authorisation.casework.people.accounts import keep_administrator
from authorisation.errors import InvalidOption
from authorisation.language.answers.answers import NONE
from authorisation.language.yaml.scalars import suggest_path
from authorisation.model.question import Question
from authorisation.model.value import fold_words
from authorisation.records.words.personal_tokens import ERASED, personal_tokens
from authorisation.usecases.library import Library


def erase_account(person: Person, reason: str, at: datetime, by: Person | None = None) -> None:
    """Erase a person's name and user name, and shut the account.

    Raises:
        NotAllowed: it is not for `by`, or that is the same person.
        InvalidOption: nobody else is an administrator, or the reason has the name in it.
    """
    if by is not None:
        require(by, Permission.ERASE_ACCOUNT)
        if by == person:
            raise NotAllowed("another administrator erases your own account")
    with transaction.atomic():
        keep_administrator(person)
        erase_values([person.token], reason, at, by)


def personal_answers(case: GroupCase, library: Library) -> dict[str, tuple[str, ...]]:
    """The personal values that a case still has in clear, by the question that they answer.

    Of each version and of the draft.
    """
    found = dict[str, dict[str, None]]()
    for path, texts in _personal_texts(case, library):
        named = values_of([text for text in texts if personal_tokens(text)])
        values = [named.get(text, text) for text in texts]
        found.setdefault(path, {}).update(dict.fromkeys(each for each in values if each))
    return {path: tuple(values) for path, values in sorted(found.items()) if values}


def refuse_unanswered(questions: Iterable[str], there: Mapping[str, object]) -> None:
    """Refuse questions to which no personal answer is there.

    Raises:
        InvalidOption: naming the first.
    """
    if unknown := [each for each in questions if each not in there]:
        remedy = suggest_path(unknown[0], there) or f"those with one: {', '.join(there) or 'none'}"
        raise InvalidOption(f"no personal answer to `{unknown[0]}` is here", remedy)


def erase_answers(
    case: GroupCase,
    questions: Sequence[str],
    reason: str,
    at: datetime,
    library: Library,
    by: Person | None = None,
) -> CaseEvent:
    """Erase the personal values with which a case answers these questions, wherever they stand.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: a question has no such answer, or the reason has one in it.
    """
    if by is not None:
        require(by, Permission.ERASE, case)
    with transaction.atomic():
        refuse_unanswered(questions, personal_answers(case, library))
        found = _personal_texts(case, library)
        texts = [text for path, each in found if path in questions for text in each]
        named = {token for text in texts for token in personal_tokens(text)}
        drafted = {token_of(text) for text in texts if not personal_tokens(text)}
        left = {token for token, value in values_of(sorted(named)).items() if value}
        return erase_values(sorted(left | drafted), reason, at, by)


def _personal_texts(case: GroupCase, library: Library) -> Iterator[tuple[str, list[str]]]:
    """The answers to each personal question, in versions as tokens and in the draft in clear."""
    questions = reading.program_of(library, case.rules).rules.bank
    for version in reading.versions(case):
        for path, answer in json.loads(version.text)["answers"].items():
            yield path, personal_tokens(json.dumps(answer))
    for row in case.draft.exclude(answer=""):
        if question := questions.get(row.path):
            answer = json.loads(row.answer)
            yield row.path, [t for t in _personal(answer, question) if t not in {ERASED, NONE}]


def _personal(answer: object, question: Question) -> Iterator[str]:
    """The personal texts in the JSON of an answer."""
    match answer:
        case str() if question.personal and answer:
            yield answer
        case list():
            for item in answer:
                yield from _personal(item, question)
        case dict():
            for name, each in answer.items():
                yield from _personal(each, question.each.get(name, question))


def erase_values(
    tokens: Sequence[str], reason: str, at: datetime, by: Person | None = None
) -> CaseEvent:
    """Erase personal values; an account goes with its name. `by` is who was seen to be allowed it.

    Raises:
        InvalidOption: a token leads to nothing, or the reason has a value in it.
    """
    with transaction.atomic():
        found = PersonalValue.objects.select_for_update().filter(token__in=tokens).exclude(value="")
        values = {each.token: each.value for each in found}
        if missing := [token for token in tokens if token not in values]:
            raise InvalidOption(f"`{missing[0]}` leads to no value")
        folded = {fold_words(value): "" for value in values.values()}
        if replaced(fold_words(reason), folded) != fold_words(reason):
            raise InvalidOption(
                "the reason says what is to be erased", "a reason stays: give it without a name"
            )
        gone = dict.fromkeys(values.values(), ERASED)
        for row in DraftAnswer.objects.all():
            before = row.answer, row.evidence
            row.answer, row.evidence = (_without(each, gone) for each in before)
            if (row.answer, row.evidence) != before:
                row.revision += 1
                row.save()
        for person in Person.objects.filter(name__in=tokens):
            person.username, person.is_active = f"{ERASED} {person.pk}", False
            person.totp_secret = person.recovery_codes = ""
            person.set_unusable_password()
            person.save()
        PersonalValue.objects.filter(token__in=tokens).update(value="", salt="")
        text = write_text(ErasureText(tokens=tuple(tokens), reason=reason))
        return append(NewEvent(StoreAct.ERASE, text, by.token if by else "", at))


def _without(text: str, gone: Mapping[str, str]) -> str:
    """The JSON of a draft with each value that is gone replaced."""
    if not text:
        return text
    said = json.loads(text)
    left = _replace(said, gone)
    return text if left == said else json.dumps(left)


def _replace(value: object, gone: Mapping[str, str]) -> object:
    match value:
        case str():
            return replaced(value, gone)
        case dict():
            return {key: _replace(each, gone) for key, each in value.items()}
        case list():
            return [_replace(each, gone) for each in value]
        case _:
            return value
