"""What is said of one finding on the page of an assessment: its reason, or its whole tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from authorisation.explain.assessment.page import CriterionExplanation
from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.reasons import FindingWords, Reason
from authorisation.explain.assessment.step_tree import VERDICT_WORDS, TreeLine
from authorisation.explain.words.quantities import FEW, format_count, join_words
from authorisation.explain.words.sources import join_citations
from authorisation.model.verdict import SATISFIED, Verdict
from authorisation.report.document import (
    Block,
    Branch,
    CriterionBlock,
    Lead,
    Para,
    Part,
    Tree,
    bullets,
    tree,
)

_NOT_SO: Final = "not so"
"""Verdicts that ask for no remedy."""


def reason_block(reason: Reason, *, remedy: bool) -> CriterionBlock:
    """A reason in full; with the remedy, unless a list of what to do has it."""
    blocks, words = tuple(_in_full(reason, remedy=remedy)), _format_verdict(reason)
    return CriterionBlock(reason.title, reason.criterion, reason.verdict, words, blocks)


def _in_full(reason: Reason, *, remedy: bool) -> Iterator[Block]:
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    stated = reason.stated
    waits = reason.waits_for or reason.not_accepted or reason.waits_for_others
    if reason.verdict is Verdict.OPEN and waits:
        yield from _not_answered(reason)
    elif stated:
        yield Para(f"Stated without evidence: {join_words(stated)}.")
    else:
        yield from _points(reason)
    yield from map(Para, _format_beside(reason))
    if not stated and reason.basis:
        yield Para(f"This {reason.basis}.", Part.SOURCE)
    for source in _remaining_sources(reason) if not stated else join_citations(reason.sources):
        yield Para(f"Source: {source}.", Part.SOURCE)
    if remedy:
        yield from _remedy(reason)


def _remedy(reason: Reason) -> Iterator[Block]:
    left = reason.waits_for_others and not (reason.waits_for or reason.not_accepted)
    if reason.remedy and reason.verdict not in SATISFIED and not left:
        yield Para(f"What would put it right: {reason.remedy}", Part.REMEDY)


def _not_answered(reason: Reason) -> Iterator[Block]:
    yield from _so_far(reason)
    yield from _judgement_blocks(reason)
    first, rest = reason.waits_for[:FEW], reason.waits_for[FEW:]
    yield from bullets([f"Not accepted: {each}" for each in reason.not_accepted])
    states = {True: "Answered so far only", False: "Not answered"}
    yield from bullets([f"{states[each in reason.answered_so_far]}: {each}" for each in first])
    if rest:
        yield Para(f"and {format_count(len(rest), 'more question')}", Part.MORE)
    yield from bullets([f"Waits for: {each}" for each in reason.waits_for_others])


def _so_far(finding: FindingWords) -> Iterator[Block]:
    if finding.so_far:
        yield Tree(tuple(Branch(line) for line in finding.so_far), lead="So far")


def _points(reason: Reason) -> Iterator[Block]:
    """The decisive judgements, each value once."""
    shown: set[str] = set()
    branches = []
    for line in reason.points:
        fresh = tuple(v for v in line.provenance if _adds_information(v) and str(v) not in shown)
        shown.update(map(str, fresh))
        message = line.message if line.message != reason.says else ""
        branches.append(Branch(line, message, fresh))
    if branches:
        yield Tree(tuple(branches))
    if reason.more_points:
        yield Para(f"and {reason.more_points} more like these")
    yield from _judgement_blocks(reason)


def _adds_information(value: ProvenanceWords) -> bool:
    """Whether a value says more than the judgement above it and *as stated* below it do."""
    return value.source not in ("", "stated") or bool(value.contested or value.of)


def _remaining_sources(reason: Reason) -> tuple[str, ...]:
    """The sources of a reason that none of its values has named already."""
    named = {value.source for line in reason.points for value in line.provenance}
    return tuple(
        source
        for source in join_citations(reason.sources)
        if not any(f"; {each}".endswith(f"; {source}") for each in named)
    )


def _judgement_blocks(finding: FindingWords) -> Iterator[Block]:
    for entry in finding.judgements:
        yield Para(f"Judged by {entry}")


def waiting_blocks(finding: FindingWords) -> tuple[Block, ...]:
    """The blocks about a criterion that waits for an answer."""
    says = (Para(finding.says),) if finding.says else ()
    why = f" ({finding.why_open})" if finding.judgements and finding.why_open else ""
    title = Para(f"{finding.title} ({finding.criterion}){why}")
    unaccepted = bullets([f"Not accepted: {each}" for each in finding.not_accepted])
    beside = map(Para, _format_beside(finding))
    return (title, *says, *_so_far(finding), *_judgement_blocks(finding), *unaccepted, *beside)


def criterion_heading(reason: Reason) -> str:
    """The title, the id and the verdict of a criterion."""
    return f"{reason.title} ({reason.criterion}): {_format_verdict(reason)}"


def criterion_blocks(explained: CriterionExplanation, *, with_values: bool) -> Iterator[Block]:
    """One criterion with its whole tree; `with_values` adds every figure and what it rests on."""
    reason = explained.reason
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    if explained.applies:
        applies = tree(explained.applies, with_values=with_values)
        yield Lead("It applies where:", (applies,))
    if explained.lines:
        yield tree(explained.lines, with_values=with_values)
        yield from _judgement_blocks(reason)
    elif reason.judgements:
        yield from _points(reason)
    if reason.departure:
        yield Para(f"Departed from: {reason.departure}")
    waits_for = (*reason.not_accepted, *reason.waits_for, *reason.waits_for_others)
    if waits_for and (with_values or not explained.lines):
        yield Lead("What would settle it:", bullets(waits_for))
    if with_values:
        yield from _about(explained)


def _about(explained: CriterionExplanation) -> Iterator[Block]:
    reason = explained.reason
    if reason.basis:
        yield Para(f"This {reason.basis}.", Part.SOURCE)
    for source in join_citations(reason.sources):
        yield Para(f"Source: {source}.", Part.SOURCE)
    yield from _remedy(reason)
    if explained.note:
        yield Para(f"Note: {explained.note}")


def _format_verdict(finding: FindingWords) -> str:
    """Format a verdict, with why it is open."""
    why = f" ({finding.why_open})" if finding.verdict is Verdict.OPEN and finding.why_open else ""
    return f"{VERDICT_WORDS[finding.verdict]}{why}"


def _format_beside(finding: FindingWords) -> tuple[str, ...]:
    """The lines on departures, on answers to a finding, and on what disputed figures would do."""
    by = f"Answered by: {'; '.join(finding.answered_by)}." if finding.answered_by else ""
    departed = f"Departed from: {finding.departure}" if finding.departure else ""
    return (*filter(None, (departed, by)), *finding.disputed)


def format_note(note: Reason) -> str:
    """A note with its title, which says what is wanted, and so is no account of what is not so."""
    title, text = f"{note.title} ({note.criterion})", _format_account(note)
    if note.verdict is Verdict.NOT_MET and not text.startswith(_NOT_SO):
        return f"{_NOT_SO.capitalize()}: {title}. {text}"
    return f"{title}: {text}"


def _format_account(note: Reason) -> str:
    """Format what came of a criterion for information, with its standing."""
    text = note.says or _what_is_not_so(note) or _format_verdict(note)
    standing = "; ".join(dict.fromkeys(source.standing for source in note.sources))
    return " ".join([text, *([f"[{standing}]"] if standing else []), *_format_beside(note)])


def _what_is_not_so(note: Reason) -> str:
    """The words for what is not so: the rule's own, or else by the judgements themselves."""
    messages = dict.fromkeys(line.message for line in note.points if line.message)
    bare = dict.fromkeys(_bare(line) for line in note.points if not line.message)
    return " ".join([*messages, *([f"{'; '.join(bare)}."] if bare else [])])


def _bare(line: TreeLine) -> str:
    """Format a judgement; an author's title says what ought to be, and is denied."""
    item = f"{line.item}: " if line.item else ""
    return f"{f'{_NOT_SO}: ' if line.words.title else ''}{item}{line.words}"
