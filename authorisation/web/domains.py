"""The questions of a rule set as the site asks them: by domain, what gates need first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Final

import msgspec
from django.utils import timezone

from authorisation.casework.cases.moving import day_of
from authorisation.casework.cases.reading import program_of
from authorisation.casework.models import GroupCase
from authorisation.engine.program.program import Program
from authorisation.errors import AuthorisationError
from authorisation.explain.words.safe import visible
from authorisation.forms.sections import OTHER, UNTESTED, QuestionWeight
from authorisation.forms.weights import question_weights
from authorisation.model.question import Question
from authorisation.model.rules import Severity
from authorisation.usecases.library import Library

LIBRARY: Final = Library()
"""The rule sets of this process, each loaded when first asked for."""
_OTHER_ID: Final = "other"


class QuestionDomain(msgspec.Struct, frozen=True):
    """One domain of a form, with its questions in the order in which they are asked."""

    id: str
    title: str
    questions: tuple[Question, ...]
    parts: Mapping[str, tuple[Question, ...]]
    """The same by what depends on them, in the words of the rules, the gravest first."""
    gates: frozenset[str]
    """The paths of those that a gate needs."""


class DomainForm(msgspec.Struct, frozen=True):
    """All that a rule set asks on a day."""

    program: Program
    domains: Mapping[str, QuestionDomain]
    gate_words: str
    """What is said of a question that a gate needs."""

    def domain_of(self, path: str) -> QuestionDomain:
        """The domain in which a question is asked."""
        return next(d for d in self.domains.values() if any(q.path == path for q in d.questions))

    def after(self, path: str) -> Question | None:
        """The next question of the same domain; None after its last."""
        questions = self.domain_of(path).questions
        place = next(number for number, each in enumerate(questions) if each.path == path)
        return questions[place + 1] if place + 1 < len(questions) else None


@lru_cache(maxsize=16)
def domain_form(rules: str, day: date) -> DomainForm:
    """The form of a rule set on a day: its questions by domain.

    Raises:
        InvalidRules: with every problem of every file.
    """
    program = program_of(LIBRARY, rules)
    found = program.rules
    weights = question_weights(program, day)
    domains = {}
    for name, title in (*found.domains.items(), (_OTHER_ID, OTHER)):
        questions = _questions(found.questions.values(), weights, name, found.domains)
        if questions:
            parts: dict[str, tuple[Question, ...]] = {}
            for each in questions:
                weight = weights.get(each.path)
                words = found.severities[weight.severity] if weight else UNTESTED
                parts[words] = (*parts.get(words, ()), each)
            gates = parts.get(found.severities[Severity.GATE], ())
            paths = frozenset(each.path for each in gates)
            domains[name] = QuestionDomain(name, title, questions, parts, paths)
    return DomainForm(program, domains, found.severities[Severity.GATE])


def prepare_forms() -> None:
    """Load the rules of every case before anybody waits for them; faulty ones are left."""
    now = timezone.now()
    for case in GroupCase.objects.all():
        with suppress(AuthorisationError):
            domain_form(case.rules, day_of(case, now))


def rule_sets() -> Mapping[str, str]:
    """The rule sets for applications in words, each with its earlier editions, by their names."""
    found = {}
    for named in LIBRARY.names_and_editions:
        name, _, edition = named.partition("@")
        rules = LIBRARY.rule_set(name)
        if rules.criteria and edition != rules.edition:
            found[named] = visible(f"{rules.title} ({name}), edition {edition or rules.edition}")
    return found


def _questions(
    questions: Iterable[Question],
    weights: Mapping[str, QuestionWeight],
    domain: str,
    known: Mapping[str, str],
) -> tuple[Question, ...]:
    order = list(Severity)

    def domain_of(question: Question) -> str:
        weight = weights.get(question.path)
        return weight.domain if weight and weight.domain in known else _OTHER_ID

    def gravity(question: Question) -> int:
        weight = weights.get(question.path)
        return order.index(weight.severity) if weight else len(order)

    return tuple(sorted((q for q in questions if domain_of(q) == domain), key=gravity))
