"""The sections of a form: its questions by severity, the gravest first, then by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from authorisation.explain.words.quantities import plural
from authorisation.explain.words.titles import upper_initial
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage

OTHER: Final = "Other questions"
UNTESTED: Final = "no criterion looks at it by itself"
UNANSWERED_WORDS: Final = {
    Stage.SELF_ASSESSMENT: "is never held against you at self-assessment",
    Stage.DECISION: "at decision leaves open what it would have shown",
}
"""What becomes of an answer that is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWeight:
    """The severity and the domain of the gravest criterion that depends on a question."""

    severity: Severity
    domain: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The questions of one domain within a section."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class FormSection:
    """The questions of one severity; `words` is that severity in the rule set's words."""

    words: str
    topics: tuple[Topic, ...]

    @property
    def count(self) -> int:
        """The number of questions."""
        return sum(len(topic.questions) for topic in self.topics)

    @property
    def title(self) -> str:
        """The words, with a capital letter."""
        return upper_initial(self.words)

    @property
    def heading(self) -> str:
        """The title with the number of questions."""
        return f"{self.title} ({self.count} {plural('question', self.count)})"


def form_sections(
    rules: RuleSet, weights: Mapping[str, QuestionWeight], *, gates_only: bool = False
) -> Iterator[FormSection]:
    """Yield the section of gates, then those of conditions, of notes, and of the rest.

    `weights` has the weight of a question by path; no criterion depends on a path outside it.
    """
    for severity in Severity:
        questions = [
            question
            for path, question in rules.questions.items()
            if path in weights and weights[path].severity is severity
        ]
        if questions:
            yield FormSection(rules.severities[severity], tuple(_topics(rules, questions, weights)))
        if gates_only:
            return
    rest = tuple(q for path, q in rules.questions.items() if path not in weights)
    if rest:
        yield FormSection(UNTESTED, (Topic(OTHER, rest),))


def _topics(
    rules: RuleSet, questions: list[Question], weights: Mapping[str, QuestionWeight]
) -> Iterator[Topic]:
    domains = [weights[question.path].domain for question in questions]
    for domain in dict.fromkeys((*rules.domains, *domains)):
        inside = tuple(q for q in questions if weights[q.path].domain == domain)
        if inside:
            yield Topic(rules.domains.get(domain, domain or OTHER), inside)
