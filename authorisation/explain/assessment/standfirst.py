"""The header of a page: whose assessment it is, under which rules, and its warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from authorisation.engine.results import Assessment
from authorisation.explain.words.quantities import day, shown
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.rules import RuleSet, Setting
from authorisation.model.submission import Stage

NOT_A_DECISION: Final = "This is not a decision of the Board."
PUBLISHED_FACTS_ONLY: Final = "Published facts only: not an assessment of this group."
_STAGES: Final = {
    Stage.SELF_ASSESSMENT: "self-assessment: what is missing does not count against the group",
    Stage.DECISION: "decision: what was not shown by now is treated as not shown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standfirst:
    """The header of a page."""

    group: str
    """Its name, with its code where it has one."""
    rules: str
    """Title, id and edition of the rule set."""
    as_of: str
    dated_on: str
    """The day that the rules are chosen by, where it is not `as_of`; else empty."""
    stage: str
    note: str
    """The submission's own note."""
    warnings: tuple[str, ...]
    """What must stand on every page and printed sheet."""


def standfirst(assessment: Assessment) -> Standfirst:
    """The header of the page of an assessment."""
    submission, rules = assessment.submission, assessment.rules
    code = f" ({visible(submission.code)})" if submission.code else ""
    return Standfirst(
        group=f"{visible(submission.name) or 'A group without a name'}{code}",
        rules=rules_words(rules),
        as_of=day(assessment.as_of),
        dated_on=day(assessment.dated_on) if assessment.dated_on != assessment.as_of else "",
        stage=_STAGES[assessment.stage],
        note=visible(submission.note),
        warnings=warnings(assessment),
    )


def published_words(assessment: Assessment) -> str:
    """The notice before an outcome of published facts alone; empty for a submission.

    It keeps a reader from taking that outcome for an assessment of the group.
    """
    submission = assessment.submission
    if not submission.published_facts_only:
        return ""
    missing = (
        "counts here as not shown" if assessment.stage is Stage.DECISION else "is not answered"
    )
    return (
        f"Nobody has assessed {visible(submission.name) or 'this group'} here, and it was asked"
        f" nothing. Some facts that were published stand in for its answers; all else {missing}."
        " What follows shows how the rules work on such facts:"
    )


def rules_words(rules: RuleSet) -> str:
    """Format a rule set by title, id and edition."""
    return f"{visible(rules.title)} ({visible(rules.id)}, edition {visible(rules.edition)})"


def warnings(assessment: Assessment) -> tuple[str, ...]:
    """The warnings that must stand on every page about this assessment."""
    facts = (PUBLISHED_FACTS_ONLY,) if assessment.submission.published_facts_only else ()
    return (*facts, *edited_words(assessment.rules), *_set(assessment), *_out_of_force(assessment))


def edited_words(rules: RuleSet) -> tuple[str, ...]:
    """The warning that the rules are not an adopted edition; empty where they are."""
    if not rules.edited:
        return ()
    if not rules.adopted_sha256:
        return ("Edited rules: they are no shipped edition, and nobody has adopted them.",)
    return ("Edited rules: they differ from the shipped edition.",)


def _set(assessment: Assessment) -> tuple[str, ...]:
    titles = Titles(assessment.rules)
    told = []
    for name, value in sorted(assessment.overrides.items()):
        named = titles.of(name)
        told.append(
            f"Set for this run alone: {named.words} is {shown(value, named.unit)}"
            f"{_instead_of(name, assessment, titles)}."
        )
    return tuple(told)


def _instead_of(name: str, assessment: Assessment, titles: Titles) -> str:
    parameter = assessment.rules.parameters.get(name)
    entry = parameter.on(assessment.dated_on) if parameter else None
    if entry is None or entry.setting is not Setting.VALUE:
        return ""
    return f", not {shown(entry.value, titles.of(name).unit)}"


def _out_of_force(assessment: Assessment) -> tuple[str, ...]:
    first, end = assessment.rules.in_force
    when = assessment.dated_on
    if when < first:
        return (f"Not in force on {day(when)}: these rules begin on {day(first)}.",)
    if end is not None and when >= end:
        if when == end:
            return (f"Not in force since {day(end)}, the very day that counts here.",)
        return (f"Not in force on {day(when)}: these rules have not been since {day(end)}.",)
    return ()
