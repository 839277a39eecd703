"""The questions of a form in the order in which they are put: gravest first, by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from authorisation.model.question import Question
from authorisation.model.rules import RuleSet, Severity

OTHER = "Other questions"
UNTESTED = "no criterion looks at it by itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The gravest of what looks at a question: its severity, and the domain it stands in."""

    severity: Severity
    domain: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything that weighs the same, in the rule set's words."""

    words: str
    topics: tuple[Topic, ...]

    @property
    def count(self) -> int:
        """Count the questions."""
        return sum(len(topic.questions) for topic in self.topics)

    @property
    def title(self) -> str:
        """Give the words as a heading."""
        return self.words[:1].upper() + self.words[1:]

    @property
    def heading(self) -> str:
        """Give the title and how many questions there are."""
        return f"{self.title} ({self.count} question{'s' if self.count > 1 else ''})"


def sections_of(
    rules: RuleSet, weights: Mapping[str, Weight], *, gates_only: bool = False
) -> Iterator[Section]:
    """Yield the questions of gates, then those of conditions, of notes, and the rest.

    `weights` says by path what hangs on a question; a path that is not in it hangs on nothing.
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
