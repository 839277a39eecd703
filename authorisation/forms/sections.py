"""The sections of a form: its questions by severity, the gravest first, then by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from authorisation.model.question import Question
from authorisation.model.rules import RuleSet, Severity

OTHER = "Other questions"
UNTESTED = "no criterion looks at it by itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The severity and the domain of the gravest criterion that depends on a question."""

    severity: Severity
    domain: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The questions of one domain within a section."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Section:
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
        return self.words[:1].upper() + self.words[1:]

    @property
    def heading(self) -> str:
        """The title with the number of questions."""
        return f"{self.title} ({self.count} question{'s' if self.count > 1 else ''})"


def sections_of(
    rules: RuleSet, weights: Mapping[str, Weight], *, gates_only: bool = False
) -> Iterator[Section]:
    """Yield the section of gates, then those of conditions, of notes, and of the rest.

    `weights` has the weight of a question by path; no criterion depends on a path outside it.
    """
    for severity in Severity:
        asked = [
            question
            for path, question in rules.questions.items()
            if path in weights and weights[path].severity is severity
        ]
        if asked:
            yield Section(rules.severities[severity], tuple(_topics(rules, asked, weights)))
        if gates_only:
            return
    rest = tuple(q for path, q in rules.questions.items() if path not in weights)
    if rest:
        yield Section(UNTESTED, (Topic(OTHER, rest),))


def _topics(
    rules: RuleSet, asked: list[Question], weights: Mapping[str, Weight]
) -> Iterator[Topic]:
    domains = [weights[question.path].domain for question in asked]
    for domain in dict.fromkeys((*rules.domains, *domains)):
        inside = tuple(q for q in asked if weights[q.path].domain == domain)
        if inside:
            yield Topic(rules.domains.get(domain, domain or OTHER), inside)
