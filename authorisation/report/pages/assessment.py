"""Put all that a page says into blocks, in the order of the page of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from authorisation.explain.assessment.outcome import ImposedConditionWords, OutcomeWords
from authorisation.explain.assessment.page import (
    AssessmentPage,
    CriterionExplanation,
    MissingAnswerWords,
)
from authorisation.explain.assessment.page_header import NOT_A_DECISION, PageHeader
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.explain.words.sources import join_citations
from authorisation.model.verdict import Verdict
from authorisation.report.document import (
    Block,
    BlockGroup,
    Branch,
    CriterionBlock,
    Document,
    Fold,
    Para,
    Part,
    Points,
    Section,
    Tree,
    bullets,
    section,
)
from authorisation.report.pages.assessment_order import (
    FEW,
    NOTHING_TO_DO,
    QUESTIONS,
    also_heading,
    asks_by_effect,
    by_severity,
    capital,
    note_words,
    outcome_heading,
    sources_left,
    tells_more,
    verdict_words,
    why_heading,
    with_duties,
)


def contents(
    page: AssessmentPage, *, full: bool = False, also: tuple[Section, ...] = (), back: str = ""
) -> Document:
    """Put a page into blocks; `full` folds no list and adds the tree of every criterion.

    `also` stands at the end; `back` is the file of the list that leads here.
    """
    return document(page.standfirst, (*_sections(page, full=full), *also), back=back)


def criterion_contents(explained: CriterionExplanation, standfirst: PageHeader) -> Document:
    """Put one criterion with its whole tree, its values and their sources into blocks."""
    reason = explained.reason
    head = Para(f"{capital(verdict_words(reason))}; {reason.weight}.", Part.OUTCOME)
    blocks = (head, *_criterion(explained, with_figures=True))
    told = Section(f"{reason.title} ({reason.criterion})", blocks)
    return document(standfirst, (told, Section("", (Para(NOT_A_DECISION, Part.WARNING),))))


def document(standfirst: PageHeader, sections: tuple[Section, ...], *, back: str = "") -> Document:
    """Put sections under the head of a page."""
    chosen = f" (rules as of {standfirst.dated_on})" if standfirst.dated_on else ""
    return Document(
        title=standfirst.group,
        facts=(
            standfirst.rules,
            f"As of {standfirst.as_of}{chosen}",
            capital(standfirst.stage),
        ),
        note=standfirst.note,
        warnings=standfirst.warnings,
        sections=sections,
        running=f"{standfirst.group}. As of {standfirst.as_of}. {NOT_A_DECISION}",
        back=back,
    )


def _sections(page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    yield from section(outcome_heading(page), tuple(_outcomes(page)))
    yield from section(why_heading(page), _reasons(page.decisive, page))
    yield from section(also_heading(page), _reasons(page.also, page))
    yield from section("Cannot tell yet", tuple(_waiting(page.unsettled, full=full)))
    for outcome in page.outcomes:
        yield from _imposed(outcome, page, full=full)
    yield from section("What to answer next", tuple(_asks(page.asks, full=full)))
    yield from section("Contested figures", tuple(_contested(page)))
    yield from section("For information", tuple(_notes(page.notes)))
    yield from section("Answered, but not asked by these rules", bullets(page.not_asked))
    yield from section("What these rules say of themselves", bullets(page.says))
    yield from section("Every criterion", tuple(_criteria(page.criteria)) if full else ())


def _outcomes(page: AssessmentPage) -> Iterator[Block]:
    if page.introduction:
        yield Para(page.introduction, Part.WARNING)
    if not page.settled:
        yield Para("Cannot tell yet. Still possible:", Part.OUTCOME)
        yield from bullets([outcome.title for outcome in page.outcomes])
    for outcome in page.outcomes if page.settled else ():
        yield Para(page.because, Part.OUTCOME)
        if outcome.says:
            yield Para(outcome.says)
        for source in join_citations(outcome.sources):
            yield Para(f"Source of this outcome: {source}.", Part.SOURCE)
    yield Para(NOT_A_DECISION, Part.WARNING)


def _reasons(reasons: Sequence[Reason], page: AssessmentPage) -> tuple[Block, ...]:
    """Tell reasons in full; a remedy is told here unless a list of what to do tells it."""
    duties, number, blocks = with_duties(page), 1, []
    for weight, those in by_severity(reasons):
        told = tuple(
            (_criterion_block(r, _in_full(r, remedy=r.criterion not in duties)),) for r in those
        )
        blocks.append(BlockGroup(weight, (Points(told, first=number),)))
        number += len(those)
    return tuple(blocks)


def _criterion_block(reason: Reason, blocks: Iterable[Block]) -> CriterionBlock:
    return CriterionBlock(
        reason.title, reason.criterion, reason.verdict, verdict_words(reason), tuple(blocks)
    )


def _in_full(reason: Reason, *, remedy: bool) -> Iterator[Block]:
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    stated = reason.stated
    if reason.verdict is Verdict.OPEN and reason.waits_for:
        yield from _not_answered(reason)
    elif stated:
        yield Para("Stated without evidence:")
        yield from bullets(stated)
    else:
        yield from _points(reason)
    if not stated and reason.basis:
        yield Para(f"This {reason.basis}.", Part.SOURCE)
    for source in sources_left(reason) if not stated else join_citations(reason.sources):
        yield Para(f"Source: {source}.", Part.SOURCE)
    if remedy:
        yield from _remedy(reason)


def _remedy(reason: Reason) -> Iterator[Block]:
    if reason.remedy and reason.verdict not in NOTHING_TO_DO:
        yield Para(f"What would put it right: {reason.remedy}", Part.REMEDY)


def _not_answered(reason: Reason) -> Iterator[Block]:
    yield from _so_far(reason)
    first, rest = reason.waits_for[:QUESTIONS], reason.waits_for[QUESTIONS:]
    yield from bullets([f"Not answered: {question}" for question in first])
    if rest:
        yield Para(f"and {len(rest)} more questions")


def _so_far(reason: Reason) -> Iterator[Block]:
    if reason.so_far:
        yield Para("So far:")
        yield Tree(tuple(Branch(line) for line in reason.so_far))


def _points(reason: Reason) -> Iterator[Block]:
    """Tell the decisive judgements, each figure once."""
    told: set[str] = set()
    branches = []
    for line in reason.points:
        fresh = tuple(f for f in line.figures if tells_more(f) and str(f) not in told)
        told.update(map(str, fresh))
        message = line.message if line.message != reason.says else ""
        branches.append(Branch(line, message, fresh))
    if branches:
        yield Tree(tuple(branches))
    if reason.more_points:
        yield Para(f"and {reason.more_points} more like these")
    for entry in reason.judgements:
        yield Para(f"Judged by {entry}")


def _waiting(reasons: Sequence[Reason], *, full: bool) -> Iterator[Block]:
    first = reasons if full else reasons[:FEW]
    rest = reasons[len(first) :]
    yield from _waits(first)
    if rest:
        yield Fold(f"{len(rest)} more", tuple(_waits(rest)))


def _waits(reasons: Sequence[Reason]) -> Iterator[Block]:
    for weight, those in by_severity(reasons):
        yield BlockGroup(weight, (Points(tuple(_waiting_for(reason) for reason in those)),))


def _waiting_for(reason: Reason) -> tuple[Block, ...]:
    says = (Para(reason.says),) if reason.says else ()
    return (Para(f"{reason.title} ({reason.criterion})"), *says, *_so_far(reason))


def _imposed(outcome: OutcomeWords, page: AssessmentPage, *, full: bool) -> Iterator[Section]:
    when = "" if page.settled else f", if the outcome is: {outcome.title}"
    for title, dues in (("Conditions", outcome.conditions), ("Support plan", outcome.support)):
        # What only may come is told under *cannot tell yet* already, outcome by outcome no better.
        if full or page.settled or not all(due.perhaps for due in dues):
            yield from section(f"{title}{when}", tuple(_dues(dues, page, full=full)))


def _dues(
    dues: Sequence[ImposedConditionWords], page: AssessmentPage, *, full: bool
) -> Iterator[Block]:
    sure = tuple(tuple(_due(due)) for due in dues if not due.perhaps)
    if sure:
        yield Points(sure)
    perhaps = [f"{due.title} ({due.criterion})" for due in dues if due.perhaps]
    if perhaps and not page.settled and not full:
        yield Para(f"and perhaps {len(perhaps)} more, depending on answers still missing")
    elif perhaps:
        yield Para("Depending on answers still missing:")
        first = perhaps if full else perhaps[:FEW]
        yield from bullets(first)
        rest = perhaps[len(first) :]
        if rest:
            yield Fold(f"{len(rest)} more", bullets(rest))


def _due(due: ImposedConditionWords) -> Iterator[Block]:
    yield Para(f"{due.title} ({due.criterion})")
    if due.remedy:
        yield Para(f"To do: {due.remedy}", Part.REMEDY)
    if due.evidence:
        yield Para(f"Discharged by: {due.evidence}")
    if due.due:
        yield Para(f"Due: {due.due}")


def _asks(asks: Sequence[MissingAnswerWords], *, full: bool) -> Iterator[Block]:
    first = asks if full else asks[:FEW]
    rest = asks[len(first) :]
    yield from _asked(first, 1, full=full)
    if rest:
        yield Fold(f"{len(rest)} more", tuple(_asked(rest, len(first) + 1, full=full)))


def _asked(asks: Sequence[MissingAnswerWords], number: int, *, full: bool) -> Iterator[Block]:
    for title, those in asks_by_effect(asks):
        yield BlockGroup(
            title, (Points(tuple(_ask(ask, full=full) for ask in those), first=number),)
        )
        number += len(those)


def _ask(ask: MissingAnswerWords, *, full: bool) -> tuple[Block, ...]:
    told = Para(f"{ask.question} ({ask.path}; for {', '.join(ask.criteria)})")
    if full and ask.evidence:
        return (told, Para(f"Evidence wanted: {ask.evidence}", Part.SOURCE))
    return (told,)


def _contested(page: AssessmentPage) -> Iterator[Block]:
    turns = "figures that the sources dispute" if page.contested else "no contested figure"
    yield Para(f"The outcome turns on {turns}.")
    yield from bullets(page.contested)
    if page.contested_findings:
        number = len(page.contested_findings)
        alternatives = "1 alternative" if number == 1 else f"{number} alternatives"
        title = f"{alternatives} under which a criterion alone would come out otherwise"
        yield Fold(title, bullets(page.contested_findings))


def _notes(notes: Sequence[Reason]) -> Iterator[Block]:
    if notes:
        one = "1 note, which decides nothing"
        title = one if len(notes) == 1 else f"{len(notes)} notes, which decide nothing"
        yield Fold(title, bullets(list(map(_note, notes))))


def _note(note: Reason) -> str:
    return f"{note.title} ({note.criterion}): {note_words(note)}"


def _criteria(criteria: Sequence[CriterionExplanation]) -> Iterator[Block]:
    by_id = {explained.reason.criterion: explained for explained in criteria}
    for weight, those in by_severity(explained.reason for explained in criteria):
        folds = [
            Fold(
                f"{reason.title} ({reason.criterion}): {verdict_words(reason)}",
                tuple(_criterion(by_id[reason.criterion], with_figures=False)),
            )
            for reason in those
        ]
        yield BlockGroup(weight, tuple(folds))


def _criterion(explained: CriterionExplanation, *, with_figures: bool) -> Iterator[Block]:
    reason = explained.reason
    if reason.says:
        yield Para(reason.says, Part.SAYS)
    if explained.applies:
        yield Para("It applies where:")
        yield _tree(explained.applies, with_figures=with_figures)
    if explained.lines:
        yield _tree(explained.lines, with_figures=with_figures)
    elif reason.judgements:
        yield from _points(reason)
    if reason.waits_for and (with_figures or not explained.lines):
        yield Para("What would settle it:")
        yield from bullets(reason.waits_for)
    if with_figures:
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


def _tree(lines: Sequence[TreeLine], *, with_figures: bool) -> Tree:
    """Put lines under those that they are below, each figure told once."""
    told: set[str] = set()

    def branch(at: int) -> tuple[Branch, int]:
        line = lines[at]
        fresh = tuple(f for f in line.figures if with_figures and str(f) not in told)
        told.update(map(str, fresh))
        below, at = [], at + 1
        while at < len(lines) and lines[at].depth > line.depth:
            part, at = branch(at)
            below.append(part)
        return Branch(line, line.message, fresh, tuple(below)), at

    branches, at = [], 0
    while at < len(lines):
        found, at = branch(at)
        branches.append(found)
    return Tree(tuple(branches))
