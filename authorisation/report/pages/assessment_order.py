"""What stands where on a page, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from authorisation.explain.assessment.page import AssessmentPage, MissingAnswerWords
from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import VERDICT_WORDS, TreeLine
from authorisation.explain.words.sources import join_citations
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import Severity
from authorisation.model.verdict import Verdict
from authorisation.report.document import Section, bullets, section

NOT_SO: Final = "not so"
NOTHING_TO_DO: Final = frozenset((Verdict.MET, Verdict.NOT_APPLICABLE))
"""Verdicts that ask for no remedy."""


def outcome_heading(page: AssessmentPage) -> str:
    """The heading of the outcome; what published facts alone come to is not about the group."""
    if page.introduction:
        return "What these rules would make of the published facts alone"
    return "What these rules indicate"


def why_heading(page: AssessmentPage) -> str:
    """The heading of the reasons: what decided, or what is amiss beside it or already."""
    if not page.settled:
        return "Not met already"
    return "Not met or not shown" if page.outcomes[0].because else "Why"


def also_heading(page: AssessmentPage) -> str:
    """The heading of what else is amiss."""
    return "Also not met or not shown" if page.decisive else "Not met or not shown"


def statements_section(says: Sequence[str]) -> tuple[Section, ...]:
    """The section of what a rule set says of itself; none where it says nothing."""
    return section("About these rules", bullets(says))


def criteria_with_duties(page: AssessmentPage) -> frozenset[str]:
    """The ids of the criteria that stand under the conditions or in the support plan."""
    return frozenset(
        due.criterion
        for outcome in page.outcomes
        for due in (*outcome.conditions, *outcome.support)
        if not due.perhaps
    )


def by_severity(reasons: Iterable[Reason]) -> tuple[tuple[str, Sequence[Reason]], ...]:
    """Reasons under their severity in words, the gravest first."""
    gravest = list(Severity)
    groups: dict[str, list[Reason]] = {}
    for reason in sorted(reasons, key=lambda reason: gravest.index(reason.severity)):
        groups.setdefault(upper_initial(reason.severity_words), []).append(reason)
    return tuple(groups.items())


def missing_by_effect(
    missing: Iterable[MissingAnswerWords],
) -> tuple[tuple[str, Sequence[MissingAnswerWords]], ...]:
    """Missing answers under severity in words, and what one answer could do."""
    groups: dict[str, list[MissingAnswerWords]] = {}
    for each in missing:
        title = "; ".join(filter(None, (each.severity_words, each.effect)))
        groups.setdefault(upper_initial(title), []).append(each)
    return tuple(groups.items())


def format_verdict(reason: Reason) -> str:
    """Format a verdict, with why it is open."""
    why = f" ({reason.why_open})" if reason.verdict is Verdict.OPEN and reason.why_open else ""
    return f"{VERDICT_WORDS[reason.verdict]}{why}"


def format_note(note: Reason) -> str:
    """Format what came of a criterion for information, with its standing."""
    text = note.says or _what_is_not_so(note) or format_verdict(note)
    standing = "; ".join(dict.fromkeys(source.standing for source in note.sources))
    return " ".join([text, *([f"[{standing}]"] if standing else []), *format_beside(note)])


def format_beside(reason: Reason) -> tuple[str, ...]:
    """What answers a finding, and what it would be with a disputed figure of another source."""
    by = f"Answered by: {'; '.join(reason.answered_by)}." if reason.answered_by else ""
    return (*filter(None, (by,)), *reason.disputed)


def _what_is_not_so(note: Reason) -> str:
    """What is not so in the rule's own words, or else by the judgements themselves."""
    messages = dict.fromkeys(line.message for line in note.points if line.message)
    bare = dict.fromkeys(_bare(line) for line in note.points if not line.message)
    return " ".join([*messages, *([f"{'; '.join(bare)}."] if bare else [])])


def _bare(line: TreeLine) -> str:
    """Format a judgement; an author's title says what ought to be, and is denied."""
    item = f"{line.item}: " if line.item else ""
    return f"{f'{NOT_SO}: ' if line.words.title else ''}{item}{line.words}"


def adds_information(value: ProvenanceWords) -> bool:
    """Whether a value says more than the judgement above it and *as stated* below it do."""
    return value.source not in ("", "stated") or bool(value.contested or value.of)


def remaining_sources(reason: Reason) -> tuple[str, ...]:
    """The sources of a reason that none of its values has named already."""
    named = {value.source for line in reason.points for value in line.provenance}
    return tuple(
        source
        for source in join_citations(reason.sources)
        if not any(f"; {each}".endswith(f"; {source}") for each in named)
    )
