"""What changes mean, in words: how each criterion stands to what it was, and who shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.words.quantities import format_count, format_value, join_words
from authorisation.explain.words.questions import question_at
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, lower_initial, upper_initial
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import Meaning, Relation, Witness


class MeaningWords(Struct, frozen=True, kw_only=True):
    """What one change means, in words."""

    title: str
    relation: str
    shown: tuple[tuple[str, tuple[str, ...]], ...]
    """What each witness comes to before and now, and its answers."""


def describe_meaning(meaning: Meaning, old: RuleSet, new: RuleSet) -> MeaningWords:
    """The words for what the change of one criterion or outcome means."""
    return MeaningWords(
        title=_title(meaning, old, new),
        relation=_relation(meaning),
        shown=tuple(
            (_came_to(each, meaning, old, new), tuple(format_answers(each.submission, new)))
            for each in (meaning.stricter, meaning.looser)
            if each is not None
        ),
    )


def _title(meaning: Meaning, old: RuleSet, new: RuleSet) -> str:
    if meaning.part is RulesPart.CRITERION:
        return format_criterion(meaning.of, new if meaning.of in new.criteria else old)
    rules = new if any(row.id == meaning.of for row in new.outcomes) else old
    return outcome_title(meaning.of, rules)


def _relation(meaning: Meaning) -> str:
    because = f" ({meaning.because})" if meaning.because else ""
    return f"{meaning.relation.value}{because}"


def _came_to(witness: Witness, meaning: Meaning, old: RuleSet, new: RuleSet) -> str:
    before, after = witness.before, witness.after
    if meaning.part is RulesPart.OUTCOME:
        before, after = outcome_title(before, old), outcome_title(after, new)
        before, after = lower_initial(before), lower_initial(after)
    return f"{upper_initial(before)} before, now {after}, with these answers"


def format_answers(submission: Submission, rules: RuleSet) -> Iterator[str]:
    """Yield each answer of an application, in the order of the questions."""
    order = {path: place for place, path in enumerate(rules.bank)}
    for path in sorted(submission.answers, key=lambda each: order.get(each, len(order))):
        question = question_at(path, rules)
        yield f"{_name(path, question)}: {_answer(submission.answers[path], question)}"


def _name(path: str, question: Question | None) -> str:
    return visible(question.title) if question and question.title else format_name(path)


def _answer(answer: Answer, question: Question | None) -> str:
    """An answer in full: an entry of a list with its own answers."""
    if isinstance(answer, Items) and any(isinstance(each, Mapping) for each in answer.items):
        entries = "; ".join(f"({_entry(each, question)})" for each in answer.items)
        return f"{format_count(len(answer.items), 'entry')}: {entries}"
    if isinstance(answer, Items):
        texts = [format_value(each) for each in answer.items]
        return join_words(texts) or "nothing"
    unit, none = (question.unit, question.none or "none") if question else ("", "none")
    return format_value(answer, unit, none=none)


def _entry(entry: Answer, question: Question | None) -> str:
    if not isinstance(entry, Mapping):
        return format_value(entry)
    fields = question.each if question else {}
    given = [
        f"{_name(name, fields.get(name))} {_answer(value, fields.get(name))}"
        for name, value in entry.items()
    ]
    return ", ".join(given) or "nothing said of it"


def format_relations(meanings: Sequence[Meaning], part: RulesPart) -> str:
    """Format how many stand in each relation: `3 criteria: 2 the same and 1 looser`."""
    counts = Counter(each.relation for each in meanings if each.part is part)
    words = [f"{counts[relation]} {relation.value}" for relation in Relation if counts[relation]]
    total = sum(counts.values())
    kind = "criteria" if part is RulesPart.CRITERION else "outcomes"
    return f"{total} {kind}: {join_words(words)}"
