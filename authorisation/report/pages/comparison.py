"""The pages of who comes out otherwise when a rule changes, and of what changed for one group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from authorisation.explain.assessment.comparison import OutcomeChange, SubmissionChangesPage
from authorisation.explain.assessment.page_header import (
    format_rule_set,
    format_statement,
    format_when,
    warnings_of_several,
)
from authorisation.explain.words import quantities
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import RuleSet
from authorisation.model.value import NaturalOrder, natural_order
from authorisation.report.document import (
    Block,
    Document,
    Fold,
    Para,
    Part,
    Points,
    Section,
    bullets,
    section,
)
from authorisation.report.pages import headings
from authorisation.report.pages.assessment import question_points

_MOST_NAMES: Final = 8
"""How many submissions a finding is followed by; more are folded away."""
_When: TypeAlias = Callable[[OutcomeChange], tuple[str, ...]]
_NOTHING = "No answer, no evidence, no judgement and no departure changed."


def comparison_document(
    changes: Sequence[OutcomeChange],
    *,
    now: RuleSet,
    before: RuleSet,
    unusable: Sequence[str] = (),
) -> Document:
    """The document of what each submission comes to, before and now; unchanged ones are counted.

    `unusable` are the problems of files that could not be used.
    """
    shared = quantities.in_all([change.warnings for change in changes])
    title = f"{quantities.format_count(len(changes), 'submission')} under two rule sets"
    days = [quantities.format_date(change.as_of) for change in changes]
    facts = (
        *(f"Now: {format_rule_set(now)}", f"Before: {format_rule_set(before)}"),
        *filter(None, (format_when(days, (change.stage for change in changes)),)),
    )
    return Document(
        title=title,
        kind="who comes out otherwise",
        facts=facts,
        warnings=warnings_of_several(shared) if len(changes) > 1 else shared,
        sections=(
            Section("", (Para(format_statement(now), Part.WARNING),)),
            *section(headings.NOT_COMPARED, bullets(unusable)),
            *comparison_sections(changes),
        ),
        running=" ".join((f"{title}.", *(f"{fact}." for fact in facts), format_statement(now))),
    )


def comparison_sections(
    changes: Sequence[OutcomeChange],
    because: Callable[[OutcomeChange], Sequence[str]] = lambda _: (),
) -> tuple[Section, ...]:
    """The sections on who has another outcome, who other findings, and how many stay as they are.

    `because` gives what each other outcome comes from, where that is known.
    """
    ordered = sorted(changes, key=_by_name)
    moved = [change for change in ordered if change.other_outcome]
    touched = [change for change in ordered if change.changes and not change.other_outcome]
    unchanged = len(changes) - len(moved) - len(touched)
    return (
        *section(headings.OTHER_OUTCOME, moved_points(changes, because)),
        *section(headings.OTHER_FINDINGS, [*_touched(touched, _when_beside(changes))]),
        *section(headings.THE_SAME, [*same_blocks(unchanged)]),
    )


def same_blocks(unchanged: int) -> Iterator[Block]:
    """The blocks that say how many submissions stay as they are."""
    if unchanged:
        yield Para(f"Nothing changes for {quantities.format_count(unchanged, 'submission')}.")


def _by_name(change: OutcomeChange) -> NaturalOrder:
    return natural_order(change.name)


def _when_beside(changes: Sequence[OutcomeChange]) -> _When:
    """The function for the day and stage of a change, where those of the changes differ."""
    days = len({change.as_of for change in changes}) > 1
    stages = len({change.stage for change in changes}) > 1

    def when(change: OutcomeChange) -> tuple[str, ...]:
        day, stage = f"as of {quantities.format_date(change.as_of)}", f"stage: {change.stage}"
        return (*[day] * days, *[stage] * stages)

    return when


def moved_points(
    changes: Sequence[OutcomeChange],
    because: Callable[[OutcomeChange], Sequence[str]] = lambda _: (),
) -> tuple[Block, ...]:
    """Each submission whose outcome is another, by name, with what it comes from.

    What is so of all `changes` is left to the head of the page.
    """
    shared = quantities.in_all([change.warnings for change in changes])
    when = _when_beside(changes)
    points = []
    for change in sorted(filter(lambda change: change.other_outcome, changes), key=_by_name):
        own = [warning for warning in change.warnings if warning not in shared]
        own = [*map(upper_initial, when(change)), *own]
        outcome = f"{change.title}: {upper_initial(change.new)}; before: {change.old}"
        told = (*because(change), *map(str, change.changes), *own)
        points.append((Para(outcome), *map(Para, told)))
    return (Points(tuple(points)),) if points else ()


def _touched(touched: Sequence[OutcomeChange], when: _When) -> Iterator[Block]:
    """Yield each changed finding once, with every submission that it touches; many are folded."""
    names: dict[str, list[str]] = {}
    for change in touched:
        for finding in change.changes:
            margins = finding.format_margins().removeprefix("; ")
            beside = "; ".join(filter(None, (*when(change), margins)))
            named = f"{change.title} ({beside})" if beside else change.title
            names.setdefault(finding.format_without_margins(), []).append(named)
    points: list[tuple[Block, ...]] = []
    for words, those in names.items():
        every = Para(f"{words}: {quantities.join_words(those)}")
        if len(those) > _MOST_NAMES:
            title = f"{words}: {quantities.format_count(len(those), 'submission')}"
            few = Para(f"{words}: {quantities.format_few(those, _MOST_NAMES)}")
            points.append((Fold(title, bullets(those), (few,)),))
        else:
            points.append((every,))
    if points:
        yield Points(tuple(points))


def submission_changes_document(page: SubmissionChangesPage) -> Document:
    """The outcome, the findings that differ with what each comes from, and all that changed."""
    because = (Para(page.because),) if page.because else ()
    points = tuple((Para(finding), Para(cause)) for finding, cause in page.findings)
    left = tuple((Para(entry), Para(why)) for entry, why in page.not_carried)
    carried = (Para(page.carried), *((Points(left),) if left else ())) if page.carried else ()
    answers = (*page.given, *page.changed, *page.withdrawn)
    nothing = not (answers or page.evidence or page.judgements or page.departures)
    return Document(
        title=page.group,
        kind="what changed",
        facts=(*filter(None, (page.rules,)), f"Now: {page.now}", f"Before: {page.before}"),
        warnings=page.warnings,
        sections=(
            Section("", (Para(page.statement, Part.WARNING),)),
            *section("What assessors recorded before", carried),
            Section(headings.OUTCOME, (Para(page.outcome, Part.OUTCOME), *because)),
            *section(headings.FINDINGS_THAT_DIFFER, (Points(points),) if points else ()),
            *section("Answers given", question_points(page.given)),
            *section("Answers changed", question_points(page.changed)),
            *section("Answers withdrawn", question_points(page.withdrawn)),
            *section("Evidence", question_points(page.evidence)),
            *section("Assessors’ judgements", bullets(page.judgements)),
            *section(headings.DEPARTURES, bullets(page.departures)),
            *section(headings.WHAT_WAS_ANSWERED, (Para(_NOTHING),) if nothing else ()),
        ),
        running=f"{page.group}. Now: {page.now}. Before: {page.before}. {page.statement}",
    )
