"""The page of who comes out otherwise when a rule changes: by name, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.explain.assessment.page_header import (
    format_days,
    format_rule_set,
    format_statement,
    warnings_of_several,
)
from authorisation.explain.words.quantities import format_count, format_date, in_all, join_words
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import RuleSet
from authorisation.report.document import (
    Block,
    Document,
    Para,
    Part,
    Points,
    Section,
    bullets,
    section,
)


def comparison_document(
    changes: Sequence[OutcomeChange],
    *,
    now: RuleSet,
    before: RuleSet,
    unusable: Sequence[str] = (),
) -> Document:
    """What each submission comes to before and now; those that come out the same are counted.

    `unusable` are the problems of files that could not be used.
    """
    shared = in_all([change.warnings for change in changes])
    ordered = sorted(changes, key=lambda change: change.name.casefold())
    moved = [change for change in ordered if change.other_outcome]
    touched = [change for change in ordered if change.changes and not change.other_outcome]
    unchanged = len(changes) - len(moved) - len(touched)
    same = [Para(f"Nothing changes for {format_count(unchanged, 'submission')}.")] * bool(unchanged)
    title = f"{format_count(len(changes), 'submission')} under two rule sets"
    days = [format_date(change.as_of) for change in changes]
    facts = (
        *(f"Now: {format_rule_set(now)}", f"Before: {format_rule_set(before)}"),
        *filter(None, (format_days(days),)),
    )
    several = len(set(days)) > 1
    return Document(
        title=title,
        kind="who comes out otherwise",
        facts=facts,
        warnings=warnings_of_several(shared) if len(changes) > 1 else shared,
        sections=(
            Section("", (Para(format_statement(now), Part.WARNING),)),
            *section("Not compared", bullets(unusable)),
            *section("Another outcome", _moved(moved, shared, several_days=several)),
            *section(
                "The same outcome, other findings",
                bullets(list(_touched(touched, several_days=several))),
            ),
            *section("The same", same),
        ),
        running=" ".join((f"{title}.", *(f"{fact}." for fact in facts), format_statement(now))),
    )


def _moved(
    moved: Sequence[OutcomeChange], shared: Sequence[str], *, several_days: bool
) -> tuple[Block, ...]:
    points = []
    for change in moved:
        own = [warning for warning in change.warnings if warning not in shared]
        own = [f"As of {format_date(change.as_of)}"] * several_days + own
        outcome = f"{change.title}: {upper_initial(change.now)}; before: {change.before}"
        points.append((Para(outcome), *map(Para, (*map(str, change.changes), *own))))
    return (Points(tuple(points)),) if points else ()


def _touched(touched: Sequence[OutcomeChange], *, several_days: bool) -> Iterator[str]:
    """Each changed finding once, with every submission that it touches."""
    names: dict[str, list[str]] = {}
    for change in touched:
        for finding in change.changes:
            margins = finding.format_margins().removeprefix("; ")
            day = f"as of {format_date(change.as_of)}" if several_days else ""
            beside = "; ".join(filter(None, (day, margins)))
            named = f"{change.title} ({beside})" if beside else change.title
            names.setdefault(finding.format_without_margins(), []).append(named)
    for words, those in names.items():
        yield f"{words}: {join_words(those)}"
