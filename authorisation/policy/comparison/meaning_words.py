"""What changes mean, in words: how each criterion stands to what it was, and who shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.assessment.steps import format_criterion
from authorisation.explain.words.proofs import PROOF_LIMITS
from authorisation.explain.words.quantities import format_count, format_value, join_words
from authorisation.explain.words.questions import question_at
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name
from authorisation.model.question import Question
from authorisation.model.regime import band_id, exit_id
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import Verdict
from authorisation.policy.comparison.changes import RulesPart
from authorisation.policy.comparison.meaning import (
    DifferenceWitness,
    Meaning,
    MeaningScope,
    Relation,
)
from authorisation.policy.comparison.regimes.meaning import (
    DEADLINE,
    INTERIM,
    MOVES,
    POWER,
    RESPONSES,
)
from authorisation.policy.comparison.result import ComparedRules


class WitnessWords(Struct, frozen=True):
    """A submission that shows a difference, in words."""

    came_to: str
    findings: tuple[str, ...]
    """The criteria that come out otherwise; none where it is about one."""
    answers: tuple[str, ...]
    """Its answers, and what assessors judged."""


class MeaningWords(Struct, frozen=True, kw_only=True):
    """The words for what one change means."""

    title: str
    relation: str
    shown: tuple[WitnessWords, ...]


def describe_meaning(meaning: Meaning, compared: ComparedRules) -> MeaningWords:
    """The words for what the change of one criterion or outcome means."""
    witnesses: tuple[tuple[str, DifferenceWitness | None], ...]
    witnesses = ("No longer", meaning.stricter), ("Newly", meaning.looser)
    if meaning.of in _fired_conditions(compared):
        # A trigger is the stricter where it fires for more.
        witnesses = ("Newly", meaning.stricter), ("No longer", meaning.looser)
    return MeaningWords(
        title=_title(meaning, compared.old, compared.new, compared),
        relation=_relation(meaning),
        shown=tuple(
            _describe_witness(lead, each, meaning.part, compared)
            for lead, each in witnesses
            if each is not None
        ),
    )


def format_scope(scope: MeaningScope) -> str:
    """Format of which submissions proofs are."""
    answered = "with any answers missing" if scope.partial else "that answers every question"
    shown = ", each answer with its evidence" if scope.stage is Stage.DECISION else ""
    stage = "at the decision" if scope.stage is Stage.DECISION else "at self-assessment"
    return (
        f"Proved of every submission {answered}, {stage}{shown}, and with no others beside it; of"
        f" lists of any length where no length is named. {PROOF_LIMITS} Each submission that is"
        " shown was assessed under both rule sets with its answers alone. It was cut down until no"
        " other answer could be left out; where its answers are called the fewest that do, it is"
        f" proved that none with fewer {_as_far(scope)}."
    )


def _as_far(scope: MeaningScope) -> str:
    if scope.partial:
        return "goes as far"
    return "goes as far or, of outcomes, from the same to the same"


def _fired_conditions(compared: ComparedRules) -> set[str]:
    regimes = filter(None, compared.regimes)
    return {
        band_id(each, band) for regime in regimes for each in regime.triggers for band in each.bands
    }


def _title(meaning: Meaning, old: RuleSet, new: RuleSet, compared: ComparedRules) -> str:
    if meaning.part is RulesPart.REGIME:
        return _title_in_regime(meaning.of, compared)
    if meaning.part is RulesPart.CRITERION:
        return format_criterion(meaning.of, new if meaning.of in new.criteria else old)
    rules = new if any(row.id == meaning.of for row in new.outcomes) else old
    return outcome_title(meaning.of, rules)


def _title_in_regime(of: str, compared: ComparedRules) -> str:
    """The title of a part of a failure regime: the trigger and its band, a stage or a table."""
    if of in _TABLES:
        return _TABLES[of]
    for regime in filter(None, reversed(compared.regimes)):
        for trigger in regime.triggers:
            for band in trigger.bands:
                if of == band_id(trigger, band):
                    return f"{visible(trigger.title)} ({of})"
        for name, stage in regime.stages.items():
            if of == exit_id(stage):
                return f"The way out of: {visible(stage.title)}"
            if of == f"{DEADLINE}{name}":
                return f"The deadline of: {visible(stage.title)}"
        for name, power in regime.powers.items():
            if of == f"{POWER}{name}":
                return f"The power: {visible(power.title)}"
    return format_name(of)


STRICTER_REGIME: Final = (
    "Of a failure regime, stricter is what is harder on a group: a trigger that fires for more,"
    " sooner or more gravely, a way out that fewer find, a deadline that ends earlier, a graver"
    " response or stage. Conditions are proved of a single return that answers every question;"
    " what was measured, such as what chance does, may be any figure there."
)
_TABLES: Final = {
    RESPONSES: "The table of responses",
    MOVES: "The table of moves",
    INTERIM: "What is done at once",
}
_RELATIONS: Final = {
    RulesPart.CRITERION: {
        Relation.STRICTER: "whoever satisfies it now did so before, and some no longer do",
        Relation.LOOSER: "whoever satisfied it before still does, and more do now",
        Relation.INCOMPARABLE: "some satisfy it now who did not, and some no longer do",
    },
    RulesPart.OUTCOME: {
        Relation.STRICTER: "fewer come to it, and nobody newly",
        Relation.LOOSER: "more come to it, and nobody no longer",
        Relation.INCOMPARABLE: "some come to it now who did not, and some no longer do",
    },
}


def _relation(meaning: Meaning) -> str:
    words = _RELATIONS.get(meaning.part, {}).get(meaning.relation, "")
    because = f" ({meaning.because})" if meaning.because else ""
    words = "; ".join(filter(None, (words, *meaning.values)))
    return ": ".join(filter(None, (meaning.relation.value, words))) + because


def _describe_witness(
    lead: str, witness: DifferenceWitness, part: RulesPart, compared: ComparedRules
) -> WitnessWords:
    old, new = (
        _format_came_to(came_to, part, rules)
        for came_to, rules in ((witness.old, compared.old), (witness.new, compared.new))
    )
    judged = [
        f"judged by an assessor: {format_criterion(each.criterion, compared.new)}: {each.grade}"
        for each in witness.judgements.entries
    ]
    _, new_rules = compared.rules_with(part)
    answers = [*_format_answers(witness.submission, new_rules), *map(visible, judged)]
    return WitnessWords(
        came_to=f"{lead}: {old} → {new}, with {_count(answers, witness, part, compared)}",
        findings=tuple(map(str, witness.findings)) if part is RulesPart.OUTCOME else (),
        answers=tuple(answers),
    )


def _count(
    answers: Sequence[str], witness: DifferenceWitness, part: RulesPart, compared: ComparedRules
) -> str:
    """The count of answers given; that others are left out, where proofs are of whole ones."""
    if not answers:
        return "no answer at all"
    count = format_count(len(answers), "answer")
    asked = {path for rules in compared.rules_with(part) for path in rules.questions}
    fewer = not compared.scope.partial and asked - {*witness.submission.answers}
    given = f"only {count} given" if fewer else count
    if witness.proved_fewest:
        return f"{given}, the fewest that do"
    return f"{given}; whether fewer would do was not settled"


def _format_came_to(came_to: Sequence[str], part: RulesPart, rules: RuleSet) -> str:
    """A verdict, or the outcomes that are possible."""
    if part is not RulesPart.OUTCOME:
        return VERDICT_WORDS[Verdict(came_to[0])]
    titles = [f"“{outcome_title(each, rules)}”" for each in came_to]
    return join_words(titles, "or")


def _format_answers(submission: Submission, rules: RuleSet) -> Iterator[str]:
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


def name_of_several(part: RulesPart) -> str:
    """The name of several criteria, outcomes or parts of a failure regime."""
    return _SEVERAL.get(part, "parts of the failure regime")


_SEVERAL: Final = {RulesPart.CRITERION: "criteria", RulesPart.OUTCOME: "outcomes"}


def format_relations(meanings: Sequence[Meaning], part: RulesPart) -> str:
    """Format how many stand in each relation: `3 criteria: 2 the same and 1 looser`."""
    counts = Counter(each.relation for each in meanings if each.part is part)
    words = [f"{counts[relation]} {relation.value}" for relation in Relation if counts[relation]]
    total = sum(counts.values())
    return f"{total} {name_of_several(part)}: {join_words(words)}"
