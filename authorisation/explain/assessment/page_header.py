"""The header of a page: whose assessment it is, under which rules, and its warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from authorisation.engine.results import Assessment
from authorisation.explain.words.quantities import (
    format_count,
    format_date,
    format_value,
    join_words,
    name_few,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.language.answers.placeholders import is_name_to_fill_in
from authorisation.model.rules import DatedValueKind, Parameter, RuleSet
from authorisation.model.submission import Stage, title_of
from authorisation.model.value import Answer

PUBLISHED_FACTS_ONLY: Final = "Published facts only: not an assessment of this group."
_PUBLISHED_OF_SEVERAL: Final = "Published facts only: not an assessment of the groups concerned."
_STAGE_WORDS: Final = {
    Stage.SELF_ASSESSMENT: "self-assessment: what is missing does not count against the group",
    Stage.DECISION: "decision: what was not shown by now is treated as not shown",
}


class PageHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The header of a page."""

    group: str
    """Its name, with its code where it has one."""
    rules: str
    """Title, id and edition of the rule set."""
    as_of: str
    dated_on: str
    """The day that the rules are chosen by, where it is not `as_of`; else empty."""
    also_in_force: str
    """The notice that rules which follow these have begun already; else empty."""
    stage: str
    note: str
    """The submission's own note."""
    warnings: tuple[str, ...]
    """What must stand on every page and printed sheet."""
    statement: str
    """That this is no decision of whoever decides."""


def describe_page_header(assessment: Assessment) -> PageHeader:
    """The header of the page of an assessment."""
    submission, rules = assessment.submission, assessment.rules
    return PageHeader(
        group=title_of(
            visible(submission.name) or "A group without a name", visible(submission.code)
        ),
        rules=format_rule_set(rules),
        as_of=format_date(assessment.as_of),
        dated_on=format_date(assessment.dated_on)
        if assessment.dated_on != assessment.as_of
        else "",
        also_in_force=format_also_in_force(rules, assessment.dated_on),
        stage=_STAGE_WORDS[assessment.stage],
        note=visible(submission.note),
        warnings=(*assessment_warnings(assessment), *_own_warnings(assessment)),
        statement=format_statement(rules),
    )


def format_statement(rules: RuleSet) -> str:
    """Format that what the rules indicate is no decision of whoever decides."""
    return f"This is not a decision of {visible(rules.parties.authority)}."


def format_published_facts_notice(assessment: Assessment) -> str:
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


def format_rule_set(rules: RuleSet) -> str:
    """Format a rule set by title, id and edition."""
    return format_rules_name(rules.title, rules.id, rules.edition)


def format_rules_name(title: str, identifier: str, edition: str) -> str:
    """Format the name of rules, which a record keeps in three parts."""
    return f"{visible(title)} ({visible(identifier)}, edition {visible(edition)})"


def assessment_warnings(assessment: Assessment) -> tuple[str, ...]:
    """The warnings that must stand on every page about this assessment."""
    facts = (PUBLISHED_FACTS_ONLY,) if assessment.submission.published_facts_only else ()
    return (
        *facts,
        *edited_rules_warnings(assessment.rules),
        *override_warnings(assessment.rules, assessment.overrides, assessment.dated_on),
        *out_of_force_warnings(assessment.rules, assessment.dated_on),
        *_later_judgement_warnings(assessment),
    )


def warnings_of_several(warnings: Iterable[str]) -> tuple[str, ...]:
    """Warnings of assessments in the words of a page on several groups, each once."""
    return tuple(
        dict.fromkeys(w.replace(PUBLISHED_FACTS_ONLY, _PUBLISHED_OF_SEVERAL) for w in warnings)
    )


def edited_rules_warnings(rules: RuleSet) -> tuple[str, ...]:
    """The warning that the rules are not an adopted edition; empty where they are."""
    if not rules.edited:
        return ()
    if not rules.adopted_sha256:
        return ("Edited rules: they are no shipped edition, and nobody has adopted them.",)
    return ("Edited rules: they differ from the shipped edition.",)


def override_warnings(
    rules: RuleSet, overrides: Mapping[str, Answer], when: date
) -> tuple[str, ...]:
    """The warnings that figures were set for a run, each with that of the rules on a day."""
    titles = Titles(rules)
    texts = []
    for name, value in sorted(overrides.items()):
        named = titles.of(name)
        replaced = _format_replaced(rules.parameters.get(name), value, when, named.unit)
        shown = format_value(value, named.unit)
        texts.append(f"Set for this run alone: {named.words} is {shown}{replaced}.")
    return tuple(texts)


def _format_replaced(parameter: Parameter | None, value: Answer, when: date, unit: str) -> str:
    entry = parameter.on(when) if parameter else None
    if entry is None or entry.setting is not DatedValueKind.VALUE:
        return ""
    if entry.value == value:
        return ", as the rules have it"
    return f", not {format_value(entry.value, unit)}"


def _own_warnings(assessment: Assessment) -> Iterator[str]:
    """The warnings of what a group's own file says and is not taken.

    Such are a form's name, and answers called checked.
    """
    submission = assessment.submission
    if is_name_to_fill_in(submission.name):
        yield "The name is not filled in: it is what the form says."
    if called := len(submission.called_checked):
        answers = format_count(called, "answer")
        yield f"Counted as not checked: {answers} that the group itself calls checked."
    if submission.comments:
        yield f"Not read: comments in the cells {join_words(name_few(submission.comments))}."
    if submission.strays:
        strays = visible(join_words(name_few(submission.strays)))
        yield f"Not read: what stands beside the form in the cells {strays}."


def _later_judgement_warnings(assessment: Assessment) -> tuple[str, ...]:
    """The judgements and departures that are dated after the day assessed."""
    judged = tuple(
        f"Not counted yet: {join_words([visible(name) for name in each.by])} judged"
        f" {visible(each.about)} on"
        f" {format_date(each.on)}, after the day of assessment."
        for each in assessment.judgements.entries
        if each.on > assessment.as_of
    )
    departed = tuple(
        f"Not counted yet: {visible(each.by)} departed from {visible(each.about)} on"
        f" {format_date(each.on)}, after the day of assessment."
        for each in assessment.judgements.departures
        if each.on > assessment.as_of
    )
    return (*judged, *departed)


def out_of_force_warnings(rules: RuleSet, when: date) -> tuple[str, ...]:
    """The warning that rules are not in force on a day, with what follows them; else empty."""
    first, end = rules.in_force
    if when < first:
        return (f"Not in force on {format_date(when)}: these rules begin on {format_date(first)}.",)
    if end is None or when < end:
        return ()
    after = _format_followers(rules)
    if when == end:
        return (f"Not in force since {format_date(end)}, the very day that counts here.{after}",)
    notice = f"Not in force on {format_date(when)}: these rules have not been since"
    return (f"{notice} {format_date(end)}.{after}",)


def format_days(days: Iterable[str], lead: str = "As of") -> str:
    """The day of a list, in words; where its rows have several, that each stands beside its row."""
    every = dict.fromkeys(days)
    if len(every) > 1:
        return f"{lead} several days: that of each group stands beside it"
    return "".join(f"{lead} {day}" for day in every)


def format_stages(stages: Iterable[Stage]) -> str:
    """The stage of a list, in words; where its rows have several, that each stands beside one."""
    every = dict.fromkeys(stages)
    if len(every) > 1:
        return "several stages: that of each group stands beside it"
    return "".join(_STAGE_WORDS[stage] for stage in every)


def format_when(days: Iterable[str], stages: Iterable[Stage]) -> str:
    """As of when a list is, and at which stage; empty for no rows."""
    return "; ".join(filter(None, (format_days(days), format_stages(stages))))


def format_also_in_force(rules: RuleSet, when: date) -> str:
    """The notice that rules which follow these have begun already; empty where none has."""
    end = rules.in_force[1]
    begun = [visible(name) for name, day in rules.followers_begin.items() if day <= when]
    if not begun or (end is not None and when >= end):
        return ""
    return f"Also in force on {format_date(when)}: {join_words(begun)}"


def ended_rules_warnings(rules: RuleSet, when: date) -> tuple[str, ...]:
    """The warning that rules have ended by a day, alike for every day; empty where they have not.

    Pages of groups with days of their own can say it once for all.
    """
    _, end = rules.in_force
    if end is None or when < end:
        return ()
    return (f"Not in force since {format_date(end)}.{_format_followers(rules)}",)


def _format_followers(rules: RuleSet) -> str:
    following = join_words([visible(name) for name in rules.followed_by])
    return f" What follows: {following}." if following else ""
