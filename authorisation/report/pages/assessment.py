"""The page of an assessment, and that of one criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from authorisation.explain.assessment.outcome import ImposedConditionWords
from authorisation.explain.assessment.page import (
    LISTED,
    AssessmentPage,
    CriterionExplanation,
    MissingAnswerWords,
)
from authorisation.explain.assessment.page_header import PageHeader
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.wanted_evidence import EVIDENCE_NOTICE, InOrder
from authorisation.explain.words.quantities import FEW, format_count, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import join_citations
from authorisation.model.verdict import Verdict
from authorisation.report.document import (
    Block,
    BlockGroup,
    Branch,
    CriterionBlock,
    Document,
    Fold,
    Lead,
    Para,
    Part,
    Points,
    Section,
    Tree,
    bullets,
    section,
    tree,
)
from authorisation.report.pages.assessment_order import (
    NOT_SO,
    NOTHING_TO_DO,
    adds_information,
    also_heading,
    by_severity,
    criteria_with_duties,
    format_beside,
    format_note,
    format_verdict,
    missing_by_effect,
    outcome_heading,
    remaining_sources,
    statements_section,
    why_heading,
)


def assessment_document(
    page: AssessmentPage,
    *,
    full: bool = False,
    contradictions: Sequence[str] = (),
    also: tuple[Section, ...] = (),
) -> Document:
    """The page of an assessment; `full` shortens no list and adds the tree of every criterion.

    `contradictions` are what other applications contradict this one in, and stand first; `also`
    stands at the end.
    """
    contradicted = section(CONTRADICTED, bullets(contradictions))
    return _document(page.header, (*contradicted, *_sections(page, full=full), *also))


def criterion_document(explained: CriterionExplanation, header: PageHeader) -> Document:
    """The page of one criterion with its whole tree, its values and their sources."""
    title = f"{_heading(explained.reason)}; {explained.reason.severity_words}"
    blocks = tuple(_criterion(explained, with_values=True))
    statement = Section("", (Para(header.statement, Part.WARNING),))
    return _document(header, (Section(title, blocks), statement))


def criteria_document(
    title: str, explained: Sequence[CriterionExplanation], header: PageHeader
) -> Document:
    """The page of one criterion or, under the title of a domain, of all of its criteria."""
    if not title:
        return criterion_document(explained[0], header)
    heads = (f"{_heading(each.reason)}; {each.reason.severity_words}" for each in explained)
    parts = (tuple(_criterion(each, with_values=True)) for each in explained)
    sections = tuple(Section(head, blocks) for head, blocks in zip(heads, parts, strict=True))
    statement = Section("", (Para(header.statement, Part.WARNING),))
    return _document(header, (Section(visible(title), sections), statement))


def _document(header: PageHeader, sections: tuple[Section, ...]) -> Document:
    chosen = f" (rules as of {header.dated_on})" if header.dated_on else ""
    return Document(
        title=header.group,
        kind="what the rules indicate",
        facts=tuple(
            filter(
                None,
                (
                    header.rules,
                    header.also_in_force,
                    f"As of {header.as_of}{chosen}; {header.stage}",
                ),
            )
        ),
        note=header.note,
        warnings=header.warnings,
        sections=sections,
        running=f"{header.group}. As of {header.as_of}. {header.statement}",
        back="All submissions",
    )


CONTRADICTED: Final = "Needs a person: contradicted by another application"
_WITHOUT_EVIDENCE: Final = "Without it they will read not shown at the decision."
_QUESTIONED: Final = (
    "Such words are no document. If there is none, answer `none`; if there is one, give its name."
)


def _sections(page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    yield from section(outcome_heading(page), tuple(_outcomes(page)))
    yield from section(why_heading(page), _reasons(page.decisive, page))
    yield from section(also_heading(page), _reasons(page.also, page))
    yield from section("Cannot tell yet", tuple(_waiting(page.unsettled, full=full)))
    yield from section("Outcomes that are out", tuple(_ruled_out(page)))
    yield from _imposed(page, full=full)
    yield from section("Evidence that will be wanted", _wanted_evidence(page, full=full))
    yield from section("Answers that assessors checked", bullets(page.checks))
    yield from section("Documents that say there are none", _questioned(page))
    yield from section(
        "What to answer next", tuple(_missing_answers(page.missing_answers, full=full))
    )
    yield from section("For assessors, and not for the group", bullets(page.left_to_others))
    yield from section("Already in order", tuple(_in_order(page.in_order)))
    yield from section("Figures that the sources dispute", tuple(_contested(page)))
    yield from section("For information", tuple(_notes(page.notes)))
    yield from section("Answered, but not asked by these rules", bullets(page.not_asked))
    yield from statements_section(page.says)
    yield from section("Every criterion", tuple(_criteria(page.criteria)) if full else ())


def _outcomes(page: AssessmentPage) -> Iterator[Block]:
    if page.introduction:
        yield Para(page.introduction, Part.WARNING)
    if not page.settled:
        yield Para("Cannot tell yet. Still possible:", Part.OUTCOME)
        yield from bullets([_with_meaning(o.title, o.says) for o in page.outcomes])
    for outcome in page.outcomes if page.settled else ():
        yield Para(page.because, Part.OUTCOME)
        if outcome.says:
            yield Para(outcome.says)
        for source in join_citations(outcome.sources):
            yield Para(f"Source of this outcome: {source}.", Part.SOURCE)
    if count := page.wanted_evidence.count:
        yield Para(f"{EVIDENCE_NOTICE.format(count)} {_WITHOUT_EVIDENCE}", Part.WARNING)
    yield Para(page.header.statement, Part.WARNING)


def _with_meaning(title: str, says: str) -> str:
    return f"{title}. {says}" if says else title


def _ruled_out(page: AssessmentPage) -> Iterator[Block]:
    """Outcomes that something rules out; those that nothing leads to, in one line."""
    out = [each for each in page.ruled_out if each.because]
    if out:
        yield Points(tuple((Para(_with_meaning(o.title, o.says)), Para(o.because)) for o in out))
    if not_so := [each.title for each in page.ruled_out if not each.because]:
        yield Para(f"What leads to these is not so: {'; '.join(not_so)}.")


def _in_order(found: InOrder) -> Iterator[Block]:
    yield Para(found.counts)
    yield from bullets(found.lines)


def _reasons(reasons: Sequence[Reason], page: AssessmentPage) -> tuple[Block, ...]:
    """Reasons in full; with the remedy, unless a list of what to do has it."""
    duties, number, blocks = criteria_with_duties(page), 1, []
    for severity, those in by_severity(reasons):
        points = tuple((_reason(r, remedy=r.criterion not in duties),) for r in those)
        blocks.append(BlockGroup(severity, (Points(points, first=number),)))
        number += len(those)
    return tuple(blocks)


def _reason(reason: Reason, *, remedy: bool) -> CriterionBlock:
    blocks = tuple(_in_full(reason, remedy=remedy))
    return CriterionBlock(
        reason.title, reason.criterion, reason.verdict, format_verdict(reason), blocks
    )


def _in_full(reason: Reason, *, remedy: bool) -> Iterator[Block]:
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    stated = reason.stated
    waits = reason.waits_for or reason.found_wanting or reason.waits_for_others
    if reason.verdict is Verdict.OPEN and waits:
        yield from _not_answered(reason)
    elif stated:
        yield Para(f"Stated without evidence: {join_words(stated)}.")
    else:
        yield from _points(reason)
    yield from map(Para, format_beside(reason))
    if not stated and reason.basis:
        yield Para(f"This {reason.basis}.", Part.SOURCE)
    for source in remaining_sources(reason) if not stated else join_citations(reason.sources):
        yield Para(f"Source: {source}.", Part.SOURCE)
    if remedy:
        yield from _remedy(reason)


def _remedy(reason: Reason) -> Iterator[Block]:
    left = reason.waits_for_others and not (reason.waits_for or reason.found_wanting)
    if reason.remedy and reason.verdict not in NOTHING_TO_DO and not left:
        yield Para(f"What would put it right: {reason.remedy}", Part.REMEDY)


def _not_answered(reason: Reason) -> Iterator[Block]:
    yield from _so_far(reason)
    yield from _judged(reason)
    first, rest = reason.waits_for[:FEW], reason.waits_for[FEW:]
    yield from bullets([f"Found wanting: {each}" for each in reason.found_wanting])
    yield from bullets([f"Not answered: {question}" for question in first])
    if rest:
        yield Para(f"and {len(rest)} more questions", Part.MORE)
    yield from bullets([f"Waits for: {each}" for each in reason.waits_for_others])


def _so_far(reason: Reason) -> Iterator[Block]:
    if reason.so_far:
        yield Tree(tuple(Branch(line) for line in reason.so_far), lead="So far")


def _points(reason: Reason) -> Iterator[Block]:
    """The decisive judgements, each value once."""
    shown: set[str] = set()
    branches = []
    for line in reason.points:
        fresh = tuple(v for v in line.provenance if adds_information(v) and str(v) not in shown)
        shown.update(map(str, fresh))
        message = line.message if line.message != reason.says else ""
        branches.append(Branch(line, message, fresh))
    if branches:
        yield Tree(tuple(branches))
    if reason.more_points:
        yield Para(f"and {reason.more_points} more like these")
    yield from _judged(reason)


def _judged(reason: Reason) -> Iterator[Block]:
    for entry in reason.judgements:
        yield Para(f"Judged by {entry}")


def _waiting(reasons: Sequence[Reason], *, full: bool) -> Iterator[Block]:
    first = reasons if full else reasons[:LISTED]
    rest = reasons[len(first) :]
    yield from _waits(first)
    if rest:
        yield _rest(len(rest), _waits(rest))


def _rest(count: int, blocks: Iterable[Block]) -> Fold:
    """The rest of a list, which a format that cannot fold leaves out."""
    left_out = Para(f"and {count} more; --full lists them all", Part.MORE)
    return Fold(f"{count} more", tuple(blocks), unfolded=(left_out,))


def _waits(reasons: Sequence[Reason]) -> Iterator[Block]:
    for severity, those in by_severity(reasons):
        yield BlockGroup(severity, (Points(tuple(_waiting_for(reason) for reason in those)),))


def _waiting_for(reason: Reason) -> tuple[Block, ...]:
    says = (Para(reason.says),) if reason.says else ()
    why = f" ({reason.why_open})" if reason.judgements and reason.why_open else ""
    title = Para(f"{reason.title} ({reason.criterion}){why}")
    wanting = bullets([f"Found wanting: {each}" for each in reason.found_wanting])
    beside = map(Para, format_beside(reason))
    return (title, *says, *_so_far(reason), *_judged(reason), *wanting, *beside)


def _imposed(page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    """What each outcome would impose; what several would impose alike stands once."""
    outcomes: dict[tuple[str, tuple[ImposedConditionWords, ...]], list[str]] = {}
    for outcome in page.outcomes:
        for title, dues in (("Conditions", outcome.conditions), ("Support plan", outcome.support)):
            # What only may come stands under *cannot tell yet* already, outcome by outcome no
            # better.
            if full or page.settled or not all(due.perhaps for due in dues):
                outcomes.setdefault((title, dues), []).append(outcome.title)
    for (title, dues), those in outcomes.items():
        when = "" if page.settled else f", if the outcome is: {'; or '.join(those)}"
        yield from section(f"{title}{when}", tuple(_dues(dues, page, full=full)))


def _dues(
    dues: Sequence[ImposedConditionWords], page: AssessmentPage, *, full: bool
) -> Iterator[Block]:
    sure = tuple(tuple(_due(due)) for due in dues if not due.perhaps)
    if sure:
        yield Points(sure)
    perhaps = [f"{due.title} ({due.criterion})" for due in dues if due.perhaps]
    if perhaps and not page.settled and not full:
        more = f"Answers still missing may add {len(perhaps)} more"
        yield Para(more, Part.MORE)
    elif perhaps:
        first = perhaps if full else perhaps[:LISTED]
        yield Lead("Depending on answers still missing:", bullets(first))
        if rest := perhaps[len(first) :]:
            yield _rest(len(rest), bullets(rest))


def _due(due: ImposedConditionWords) -> Iterator[Block]:
    yield Para(f"{due.title} ({due.criterion})")
    if due.remedy:
        yield Para(f"To do: {due.remedy}", Part.REMEDY)
    if due.evidence:
        yield Para(f"Discharged by: {due.evidence}")
    if due.due:
        yield Para(f"Due: {due.due}")


def _wanted_evidence(page: AssessmentPage, *, full: bool) -> tuple[Block, ...]:
    lines = page.wanted_evidence.lines
    first = lines if full else lines[:LISTED]
    rest = lines[len(first) :]
    more = (_rest(len(rest), bullets(rest)),) if rest else ()
    return (*bullets(first), *more)


def _questioned(page: AssessmentPage) -> tuple[Block, ...]:
    if not page.questioned:
        return ()
    return (*bullets(page.questioned), Para(_QUESTIONED))


def _missing_answers(missing: Sequence[MissingAnswerWords], *, full: bool) -> Iterator[Block]:
    first = missing if full else missing[:LISTED]
    rest = missing[len(first) :]
    yield from _missing_groups(first, 1, full=full)
    if rest:
        yield _rest(len(rest), _missing_groups(rest, len(first) + 1, full=full))


def _missing_groups(
    missing: Sequence[MissingAnswerWords], number: int, *, full: bool
) -> Iterator[Block]:
    for title, those in missing_by_effect(missing):
        yield BlockGroup(
            title,
            (Points(tuple(_missing_answer(each, full=full) for each in those), first=number),),
        )
        number += len(those)


def _missing_answer(missing: MissingAnswerWords, *, full: bool) -> tuple[Block, ...]:
    waiting = f"; for {', '.join(missing.criteria)}" if missing.criteria else ""
    wanting = f"; {missing.found_wanting}" if missing.found_wanting else ""
    question = Para(f"{missing.question} ({missing.place}{waiting}{wanting})")
    if full and missing.evidence:
        return (question, Para(f"Evidence wanted: {missing.evidence}", Part.SOURCE))
    return (question,)


def _contested(page: AssessmentPage) -> Iterator[Block]:
    what = "these figures" if page.contested else "none of them"
    yield Para(f"The outcome turns on {what}.")
    yield from bullets(page.contested)
    if page.contested_findings:
        alternatives = format_count(len(page.contested_findings), "alternative")
        title = f"{alternatives} with which a criterion alone would come out otherwise"
        lines = bullets(page.contested_findings)
        yield Fold(title, lines, unfolded=lines)
    if page.contested_more:
        alternatives = format_count(page.contested_more, "alternative")
        yield Para(f"{alternatives} would change other findings; --full lists them.")


def _notes(notes: Sequence[Reason]) -> Iterator[Block]:
    if notes:
        one = "1 note, which decides nothing"
        title = one if len(notes) == 1 else f"{len(notes)} notes, which decide nothing"
        lines = bullets([_note(each) for each in notes])
        yield Fold(title, lines, unfolded=lines)


def _note(note: Reason) -> str:
    """A note with its title, which says what is wanted, and so is no account of what is not so."""
    title, text = f"{note.title} ({note.criterion})", format_note(note)
    if note.verdict is Verdict.NOT_MET and not text.startswith(NOT_SO):
        return f"{NOT_SO.capitalize()}: {title}. {text}"
    return f"{title}: {text}"


def _criteria(criteria: Sequence[CriterionExplanation]) -> Iterator[Block]:
    by_id = {explained.reason.criterion: explained for explained in criteria}
    for severity, those in by_severity(explained.reason for explained in criteria):
        folds = [
            Fold(_heading(reason), tuple(_criterion(by_id[reason.criterion], with_values=False)))
            for reason in those
        ]
        yield BlockGroup(severity, tuple(folds))


def _heading(reason: Reason) -> str:
    return f"{reason.title} ({reason.criterion}): {format_verdict(reason)}"


def _criterion(explained: CriterionExplanation, *, with_values: bool) -> Iterator[Block]:
    reason = explained.reason
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    if explained.applies:
        applies = tree(explained.applies, with_values=with_values)
        yield Lead("It applies where:", (applies,))
    if explained.lines:
        yield tree(explained.lines, with_values=with_values)
        yield from _judged(reason)
    elif reason.judgements:
        yield from _points(reason)
    waits_for = (*reason.found_wanting, *reason.waits_for, *reason.waits_for_others)
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
