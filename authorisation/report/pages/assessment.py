"""The page of an assessment, and that of one criterion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, TypeVar

from authorisation.explain.assessment.outcome import ImposedConditionWords
from authorisation.explain.assessment.page import (
    LISTED,
    AssessmentPage,
    CriterionExplanation,
    MissingAnswerWords,
)
from authorisation.explain.assessment.page_header import PageHeader
from authorisation.explain.assessment.reasons import FindingWords, Reason
from authorisation.explain.assessment.wanted_evidence import EVIDENCE_NOTICE
from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import join_citations
from authorisation.report.document import (
    Block,
    BlockGroup,
    Document,
    Fold,
    Lead,
    Para,
    Part,
    Points,
    QuestionBlock,
    Section,
    bullets,
    section,
)
from authorisation.report.pages import assessment_order, headings
from authorisation.report.pages.assessment_findings import (
    criterion_blocks,
    criterion_heading,
    format_note,
    reason_block,
    waiting_blocks,
)
from authorisation.report.pages.smallest_change import smallest_change_sections

_Entry = TypeVar("_Entry")


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
    contradicted = section(headings.NEEDS_A_PERSON, bullets(contradictions))
    return _document(page.header, (*contradicted, *_sections(page, full=full), *also))


def outcome_document(page: AssessmentPage) -> Document:
    """The outcome alone, with what departs from it and the conditions that it imposes."""
    sections = (
        *section(assessment_order.outcome_heading(page), tuple(_outcomes(page))),
        *section(headings.DEPARTURES, bullets(page.departures)),
        *_imposed(page, full=False),
    )
    return _document(page.header, sections)


def criteria_document(
    title: str, explained: Sequence[CriterionExplanation], header: PageHeader
) -> Document:
    """The page of one criterion or, under the title of a domain, of all of its criteria.

    Each has its whole tree, its values and their sources.
    """
    sections = tuple(
        Section(
            f"{criterion_heading(each.reason)}; {each.reason.severity_words}",
            tuple(criterion_blocks(each, with_values=True)),
        )
        for each in explained
    )
    statement = Section("", (Para(header.statement, Part.WARNING),))
    shown = (Section(visible(title), sections),) if title else sections
    return _document(header, (*shown, statement))


def _document(header: PageHeader, sections: tuple[Section, ...]) -> Document:
    chosen = f" (rules as of {header.dated_on})" if header.dated_on else ""
    when = f"As of {header.as_of}{chosen}; {header.stage}"
    return Document(
        title=header.group,
        kind="what the rules indicate",
        facts=tuple(filter(None, (header.rules, header.also_in_force, when))),
        note=header.note,
        warnings=header.warnings,
        sections=sections,
        running=f"{header.group}. As of {header.as_of}. {header.statement}",
        back="All submissions",
    )


_WITHOUT_EVIDENCE: Final = "Without it they will read not shown at the decision."
_QUESTIONED: Final = (
    "Such words are no document. If there is none, answer `none`; if there is one, give its name."
)


def _sections(page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    yield from section(assessment_order.outcome_heading(page), tuple(_outcomes(page)))
    yield from section(headings.DEPARTURES, bullets(page.departures))
    yield from smallest_change_sections(page.what_would)
    yield from section(assessment_order.why_heading(page), _reasons(page.decisive, page))
    yield from section(assessment_order.also_heading(page), _reasons(page.also, page))
    yield from section(headings.CANNOT_TELL, _shortened(page.unsettled, _waits, full=full))
    yield from section("Outcomes that are out", tuple(_ruled_out(page)))
    yield from _imposed(page, full=full)
    wanted = _shortened(page.wanted_evidence.lines, _bullets, full=full)
    yield from section(headings.EVIDENCE_WANTED, wanted)
    yield from section("Answers that assessors checked", bullets(page.checks))
    questioned = question_points(page.questioned)
    note = (Para(_QUESTIONED),) if questioned else ()
    yield from section("Documents that say there are none", (*questioned, *note))
    questions = _shortened(page.missing_answers, partial(_missing_groups, full=full), full=full)
    yield from section("What to answer next", questions)
    yield from section("For assessors, and not for the group", bullets(page.left_to_others))
    in_order = (Para(page.in_order.counts), *bullets(page.in_order.lines))
    yield from section("Already in order", in_order)
    yield from section("Figures that the sources dispute", tuple(_contested(page)))
    yield from section("For information", tuple(_notes(page.notes)))
    yield from section("Answered, but not asked by these rules", bullets(page.not_asked))
    yield from assessment_order.statements_section(page.says)
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
    rest = [each for each in page.ruled_out if not each.because]
    if not_so := [each.title for each in rest if each.reached]:
        yield Para(f"What leads to these is not so: {'; '.join(not_so)}.")
    if after := [each.title for each in rest if not each.reached]:
        yield Para(f"Not reached, because an outcome before these applies: {'; '.join(after)}.")


def _reasons(reasons: Sequence[Reason], page: AssessmentPage) -> tuple[Block, ...]:
    """Reasons in full; with the remedy, unless a list of what to do has it."""
    duties, number, blocks = assessment_order.criteria_with_duties(page), 1, []
    for severity, those in assessment_order.by_severity(reasons):
        points = tuple((reason_block(r, remedy=r.criterion not in duties),) for r in those)
        blocks.append(BlockGroup(severity, (Points(points, first=number),)))
        number += len(those)
    return tuple(blocks)


def _shortened(
    entries: Sequence[_Entry],
    lay_out: Callable[[Sequence[_Entry], int], Iterable[Block]],
    *,
    full: bool,
) -> tuple[Block, ...]:
    """The first entries of a list, and the rest, which a format that cannot fold leaves out.

    `lay_out` takes entries and the number of the first of them.
    """
    first = entries if full else entries[:LISTED]
    if not (rest := entries[len(first) :]):
        return tuple(lay_out(first, 1))
    left_out = Para(f"and {len(rest)} more; --full lists them all", Part.MORE)
    blocks = tuple(lay_out(rest, len(first) + 1))
    return (*lay_out(first, 1), Fold(f"{len(rest)} more", blocks, unfolded=(left_out,)))


def _bullets(texts: Sequence[str], _: int) -> tuple[Block, ...]:
    return bullets(texts)


def _waits(findings: Sequence[FindingWords], _: int) -> Iterator[Block]:
    for severity, those in assessment_order.by_severity(findings):
        yield BlockGroup(severity, (Points(tuple(waiting_blocks(each) for each in those)),))


def _imposed(page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    """The sections on what each outcome would impose; what several impose alike stands once."""
    outcomes: dict[tuple[str, tuple[ImposedConditionWords, ...]], list[str]] = {}
    for outcome in page.outcomes:
        for title, dues in (
            (headings.CONDITIONS, outcome.conditions),
            (headings.SUPPORT_PLAN, outcome.support),
        ):
            # What only may come stands under *cannot tell yet* already, by outcome no better.
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
        yield Para(f"Answers still missing may add {len(perhaps)} more", Part.MORE)
    elif perhaps:
        first, *rest = _shortened(perhaps, _bullets, full=full)
        yield Lead("Depending on answers still missing:", (first,))
        yield from rest


def _due(due: ImposedConditionWords) -> Iterator[Block]:
    yield Para(f"{due.title} ({due.criterion})")
    if due.remedy:
        yield Para(f"To do: {due.remedy}", Part.REMEDY)
    if due.evidence:
        yield Para(f"Discharged by: {due.evidence}")
    if due.due:
        yield Para(f"Due: {due.due}")


def question_points(said: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    """A list of what is said of answers, each with the path of its question; or nothing."""
    points = tuple((QuestionBlock(text, path, visible(path)),) for text, path in said)
    return (Points(points),) if points else ()


def _missing_groups(
    missing: Sequence[MissingAnswerWords], number: int, *, full: bool
) -> Iterator[Block]:
    for title, those in assessment_order.missing_by_effect(missing):
        points = tuple(_missing_answer(each, full=full) for each in those)
        yield BlockGroup(title, (Points(points, first=number),))
        number += len(those)


def _missing_answer(missing: MissingAnswerWords, *, full: bool) -> tuple[Block, ...]:
    waiting = f"for {', '.join(missing.criteria)}" if missing.criteria else ""
    notes = tuple(filter(None, (waiting, missing.not_accepted)))
    question = QuestionBlock(missing.question, missing.path, missing.place, notes)
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
        yield Para(f"{alternatives} would change other findings; --full lists them.", Part.OPTION)


def _notes(notes: Sequence[Reason]) -> Iterator[Block]:
    if notes:
        one = "1 note, which decides nothing"
        title = one if len(notes) == 1 else f"{len(notes)} notes, which decide nothing"
        lines = bullets([format_note(each) for each in notes])
        yield Fold(title, lines, unfolded=lines)


def _criteria(criteria: Sequence[CriterionExplanation]) -> Iterator[Block]:
    by_id = {explained.reason.criterion: explained for explained in criteria}
    for severity, those in assessment_order.by_severity(explained.reason for explained in criteria):
        folds = []
        for reason in those:
            blocks = criterion_blocks(by_id[reason.criterion], with_values=False)
            folds.append(Fold(criterion_heading(reason), tuple(blocks)))
        yield BlockGroup(severity, tuple(folds))
