"""The smallest change that would do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from authorisation.engine.analysis.answer_changes import AnswerAlternative, SmallestChange
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.view import View
from authorisation.explain.words.answer_changes import (
    format_answer_change,
    format_field_name,
    format_question,
)
from authorisation.explain.words.proofs import PROOF_LIMITS, format_lists
from authorisation.explain.words.quantities import format_count, join_words, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import lower_initial, upper_initial
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Items

_SHOWN: Final = 6


class AnswerChangeWords(msgspec.Struct, frozen=True):
    """One change of an answer, and the evidence that is wanted with it, or nothing."""

    says: str
    evidence: str


class AlternativeWords(msgspec.Struct, frozen=True):
    """Changes that would do together, and the evidence that would be missing beside them."""

    changes: tuple[AnswerChangeWords, ...]
    evidence: tuple[str, ...]
    """The answers without it."""


class SmallestChangeWords(msgspec.Struct, frozen=True, kw_only=True):
    """The smallest change that would do, and for what it is proved."""

    title: str
    says: str
    alternatives: tuple[AlternativeWords, ...]
    scope: tuple[str, ...]


def describe_smallest_change(found: SmallestChange, view: View) -> SmallestChangeWords:
    """The words for the fewest changes that lead to an outcome, or that settle on it."""
    title = outcome_title(found.outcome, view.assessment.rules)
    heading = (
        f"The fewest answers that settle it on: {title}"
        if found.only_missing
        else f"The smallest change that would lead to: {title}"
    )
    return SmallestChangeWords(
        title=heading,
        says=_format_number(found),
        alternatives=tuple(_describe_alternative(each, view) for each in found.alternatives),
        scope=() if found.reason or found.number == 0 else tuple(_format_scope(found, view)),
    )


def format_settling(found: Iterable[SmallestChange], rules: RuleSet) -> dict[str, str]:
    """The words on what the fewest answers that settle it could do together, by path."""
    effects: dict[str, str] = {}
    for each in found:
        if each.only_missing and each.alternatives:
            paths, title = each.alternatives[0].paths, outcome_title(each.outcome, rules)
            together = f"these {len(paths)} together" if len(paths) > 1 else "this alone"
            fewer = ", and no fewer could" if len(paths) > 1 else ""
            effects |= dict.fromkeys(paths, f"{together} could settle on “{title}”{fewer}")
    return effects


def _format_number(found: SmallestChange) -> str:
    """The text of how many changes would do, and whether others would."""
    if found.reason:
        return f"Which change is the smallest is not known: {visible(found.reason)}."
    if found.number is None:
        return (
            "No answers to what is missing settle it so."
            if found.only_missing
            else "No change of the answers that may change leads to it."
        )
    if not found.number:
        missing = any(each.evidence for each in found.alternatives)
        return (
            "No answer has to change. What is missing is evidence."
            if missing
            else "It comes to that already; no answer has to change."
        )
    counted = format_count(found.number, "answer" if found.only_missing else "change")
    fewer = f"{counted} would do, and no fewer {'would' if found.number > 1 else 'than that'}"
    fewer = f"{counted} would do; with none it does not" if found.number == 1 else fewer
    ways = len(found.alternatives)
    others = (
        "no other questions would do with as few"
        if found.all_of_them
        else "other questions may do with as few"
    )
    either = f"Any one of these {ways} would do by itself; " if ways > 1 else ""
    return f"{fewer} (proved). {either}{others if either else upper_initial(others)}."


def _describe_alternative(alternative: AnswerAlternative, view: View) -> AlternativeWords:
    bank = view.assessment.rules.bank
    return AlternativeWords(
        changes=tuple(
            AnswerChangeWords(
                format_answer_change(each, bank[each.path], alternative),
                visible(bank[each.path].evidence),
            )
            for each in alternative.changes
        ),
        evidence=tuple(format_question(bank[path]) for path in alternative.evidence),
    )


def _format_scope(found: SmallestChange, view: View) -> Iterator[str]:
    """For what it is proved, and what stays."""
    bank, criteria = view.assessment.rules.bank, view.assessment.rules.criteria
    if found.blocked_by:
        # Also one that waits for an answer which stays missing.
        never = [f"{visible(criteria[each].title)} ({each})" for each in found.blocked_by]
        what = "is answered" if found.only_missing else "changes"
        yield f"Whatever {what}, it is kept out by what is not met: {'; '.join(never)}."
    within = {path: most for path, most in found.within.items() if path in bank}
    lists = format_lists(within, lambda path: lower_initial(format_question(bank[path])))
    length = f", and {'only of ' if within else ''}{lists}"
    yield f"Proved over all answers that the questions allow{length}. {PROOF_LIMITS}"
    if found.alternatives:
        nearest = all(each.nearest for each in found.alternatives)
        near = " Its numbers are as near as may be to those given." if nearest else ""
        yield f"The rules themselves confirm each alternative.{near}"
        yield from _format_counting(found, bank, nearest=nearest)
    if found.kept and not found.only_missing:
        names = [lower_initial(format_question(bank[path])) for path in found.kept]
        yield f"These stay as they are: {join_words(name_few(names, _SHOWN))}."
    if not found.only_missing:
        yield from _format_fixed_fields(found, view)
    if view.assessment.stage is Stage.DECISION:
        yield "At the decision a changed answer needs its evidence, too."
    yield "Assessors’ judgements stay, and of other applications nothing is supposed."


def _format_counting(
    found: SmallestChange, bank: Mapping[str, Question], *, nearest: bool
) -> Iterator[str]:
    """The sentences on what counts as one change, and which of as few come first."""
    changes = [change for each in found.alternatives for change in each.changes]
    if any(bank[change.path].each for change in changes):
        yield (
            "An entry that is added, changed or left out counts as one change, however many of its"
            " fields are filled; so does all that a list gains that is not finished yet."
        )
    if nearest and not found.only_missing and (len(found.alternatives) > 1 or len(changes) > 1):
        yield (
            "Of as few changes those come first that supply what is missing, then those that add an"
            " entry or move a figure, then those that replace an answer or take one out."
        )


def _format_fixed_fields(found: SmallestChange, view: View) -> Iterator[str]:
    """The sentences on the fields of lists' entries that nobody can change."""
    given = view.assessment.counted.answers
    for path, question in view.assessment.rules.bank.items():
        answer = given.get(path)
        items = answer.items if isinstance(answer, Items) and path not in found.kept else ()
        fixed = [
            format_field_name(name, question)
            for name, field in question.each.items()
            if field.fixed and any(isinstance(item, Mapping) and name in item for item in items)
        ]
        if fixed:
            of = lower_initial(format_question(question))
            yield f"In {of} nobody can change {join_words(name_few(fixed, _SHOWN))}."
