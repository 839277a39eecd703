"""The page of two rule sets compared: what changed, what it means, and whom it moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from authorisation.explain.assessment import page_header
from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.explain.words.quantities import format_count, format_date, in_all
from authorisation.explain.words.safe import shorten, visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.submission import Stage
from authorisation.policy.comparison.changes import Change, RulesPart
from authorisation.policy.comparison.kinds import ChangeKind
from authorisation.policy.comparison.meaning import BY_TERMS, BY_VALUES, PROVED, Meaning, Relation
from authorisation.policy.comparison.meaning_words import (
    STRICTER_REGIME,
    WitnessWords,
    describe_meaning,
    format_relations,
    format_scope,
    name_of_several,
)
from authorisation.policy.comparison.moves import Responsible
from authorisation.policy.comparison.result import ComparedRules, DayChoice, OutcomeMove
from authorisation.policy.comparison.table_report import moves_blocks, table_sections
from authorisation.policy.comparison.words import ChangeWords, describe_change
from authorisation.policy.places import tell_apart
from authorisation.report.document import (
    Block,
    Document,
    Fold,
    Lead,
    Para,
    Part,
    Points,
    Section,
    bullets,
    section,
)
from authorisation.report.pages import headings
from authorisation.report.pages.comparison import comparison_sections, moved_points

_LONGEST_REASON: Final = 200
"""How long a change may be in a reason, in characters; the page has it whole above."""
_LONGEST_LINE: Final = 120
"""How long what it was and what it is may be together, in characters, to stand in one line."""
_MOST_ANSWERS: Final = 8
"""How many answers of a submission stand open; more are folded away."""
_STATES: Final = ("as shipped, ", "edited, ")
_MEANT: Final = (RulesPart.CRITERION, RulesPart.OUTCOME, RulesPart.REGIME)
"""The parts of which it is told what changes mean."""
_HEADINGS: Final = {
    RulesPart.HEAD: "The rule set itself",
    RulesPart.FIGURE: headings.FIGURES,
    RulesPart.DERIVED: headings.WORKED_OUT,
    RulesPart.CRITERION: "Criteria",
    RulesPart.OUTCOME: headings.OUTCOMES,
    RulesPart.QUESTION: "Questions",
    RulesPart.CONSISTENCY: "Tests that answers agree",
    RulesPart.CROSS_CHECK: "Tests across groups",
    RulesPart.STATEMENT: headings.LEFT_OUT,
    RulesPart.SOURCE: headings.SOURCES,
    RulesPart.REGIME: "Failure regime",
}


def rules_comparison_document(compared: ComparedRules, *, unusable: Sequence[str] = ()) -> Document:
    """The page of a comparison; `unusable` are the problems of files that could not be used."""
    title = _title(compared)
    facts = (*_facts(compared), *_facts_of_submissions(compared))
    statement = page_header.format_statement(compared.new)
    return Document(
        title=title,
        kind="what a change of rules means",
        facts=facts,
        warnings=comparison_warnings(compared),
        sections=(
            Section("", (Para(statement, Part.WARNING),)),
            *section(
                headings.IN_SHORT, bullets([*_summary(compared, some_unusable=bool(unusable))])
            ),
            *section(headings.NOT_COMPARED, bullets(unusable)),
            *_changes(compared),
            *section("What it means", [*_meaning_blocks(compared)]),
            *_moves(compared),
            *_words_alone(compared),
        ),
        running=" ".join((f"{title}.", *(f"{fact}." for fact in facts), statement)),
    )


def comparison_warnings(compared: ComparedRules) -> tuple[str, ...]:
    """The warnings that every page must have: of the newer rules, and of all that was assessed."""
    # Where nobody chose the day, it is one on which the newer rules are in force.
    own = (
        *page_header.edited_rules_warnings(compared.new),
        *page_header.out_of_force_warnings(compared.new, compared.days[1]),
    )
    changes = [each.change for each in compared.applications or ()]
    shared = compared.table.warnings if compared.table else in_all([c.warnings for c in changes])
    return page_header.warnings_of_several(tuple(dict.fromkeys((*own, *shared))))


def _title(compared: ComparedRules) -> str:
    """The title of the comparison: of two rule sets, editions, days, or states of one edition."""
    old, new, days = compared.old, compared.new, compared.days
    if old.id != new.id:
        return f"What changes from {visible(old.id)} to {visible(new.id)}"
    lead = f"What changes in {visible(new.id)}"
    if old.edition != new.edition:
        return f"{lead} from edition {visible(old.edition)} to {visible(new.edition)}"
    if compared.two_days:
        return f"{lead} from {format_date(days[0])} to {format_date(days[1])}"
    return lead


def _facts(compared: ComparedRules) -> Iterator[str]:
    days = [f", as of {format_date(day)}" if compared.two_days else "" for day in compared.days]
    one_edition = (compared.old.id, compared.old.edition) == (compared.new.id, compared.new.edition)
    apart = _told_apart(compared) if one_edition and not compared.two_days else ("", "")
    yield f"New: {page_header.format_rule_set(compared.new)}{days[1]}{apart[1]}"
    yield f"Old: {page_header.format_rule_set(compared.old)}{days[0]}{apart[0]}"
    if not compared.two_days:
        day = format_date(compared.days[1])
        chosen = compared.day_choice
        why = "" if chosen is DayChoice.NAMED else f", {chosen.value}, as no day was named"
        yield f"What changes mean is worked out for the figures and severities of {day}{why}"


def _told_apart(compared: ComparedRules) -> tuple[str, str]:
    """The words on two states of one edition: which is edited, and where each lies."""
    places = tell_apart(*compared.folders)
    if not any(places):
        return "", ", with figures set for this run" if compared.changes else ""
    old, new = (
        f", {_STATES[rules.edited] if rules.adopted_sha256 else ''}in {visible(place)}"
        for rules, place in zip((compared.old, compared.new), places, strict=True)
    )
    return old, new


def _facts_of_submissions(compared: ComparedRules) -> tuple[str, ...]:
    days = [format_date(day) for day, _ in compared.when]
    when = page_header.format_when(days, (stage for _, stage in compared.when))
    return (f"Submissions: {when[:1].lower()}{when[1:]}",) if when else ()


def _summary(compared: ComparedRules, *, some_unusable: bool) -> Iterator[str]:
    words = sum(each.of_words for each in compared.changes)
    asked = len(compared.changes) - words
    if not compared.changes:
        yield "Nothing differs in the text of the rules."
    if asked:
        yield f"{format_count(asked, 'change')} of what the rules ask or count."
    if words:
        yield f"{format_count(words, 'change')} of wording and sources alone."
    for part in _MEANT:
        if any(each.part is part for each in compared.meanings):
            yield f"{upper_initial(format_relations(compared.meanings, part))}."
    proved = any(each.because.startswith(PROVED) for each in compared.meanings)
    if proved and not compared.scope.partial:
        stage = "the decision" if compared.scope.stage is Stage.DECISION else "self-assessment"
        yield (
            f"That is of complete answers, at {stage}: with answers missing, or at another stage,"
            " some may move all the same, which is not worked out here."
        )
    if compared.applications is not None:
        table = compared.table
        moved = table.moved if table else len([*compared.moved])
        total = table.number if table else len(compared.applications)
        if not total:
            why = "none can be used" if some_unusable else "the table is empty"
            yield f"No submission is compared: {why}."
            return
        verb = "comes" if moved == 1 else "come"
        yield f"{moved:,} of {format_count(total, 'submission')} {verb} to another outcome."
        yield from _too_early(compared, [day for day, _ in compared.when])


def _too_early(compared: ComparedRules, days: Sequence[date]) -> Iterator[str]:
    """Yield how many changes can move nobody, as each begins after every day of assessment."""
    begins = [each.begins for each in compared.changes if each.may_move and each.begins]
    late = [day for day in begins if days and day > max(days)]
    if late and compared.new.dated_by == "as_of":
        begin, moves = ("begins", "moves") if len(late) == 1 else ("begin", "move")
        last = f"{', the last' if len(late) > 1 else ''} on {format_date(max(late))}"
        yield (
            f"{format_count(len(late), 'change')} {begin} only after the days of the submissions"
            f"{last}, and {moves} nobody here."
        )


def _changes(compared: ComparedRules) -> tuple[Section, ...]:
    changes = [each for each in compared.changes if not each.of_words]
    return section("What changed", [*_by_part(changes, compared)])


def _words_alone(compared: ComparedRules) -> tuple[Section, ...]:
    """The changes that cannot move anybody, folded away."""
    changes = [each for each in compared.changes if each.of_words]
    title = f"{format_count(len(changes), 'change')} of wording and sources alone"
    folded = [Fold(title, tuple(_by_part(changes, compared)))] if changes else []
    return section("Wording and sources", folded)


def _by_part(changes: Iterable[Change], compared: ComparedRules) -> Iterator[Block]:
    """Yield changes under what they are of, each thing once."""
    parts: dict[RulesPart, dict[str, list[tuple[Block, ...]]]] = {}
    for each in changes:
        words = describe_change(each, compared)
        things = parts.setdefault(each.part, {})
        things.setdefault(words.title, []).append(tuple(_blocks(words)))
    for part, things in parts.items():
        points: list[tuple[Block, ...]] = []
        for title, several in things.items():
            points += [(Para(title), Points(tuple(several)))] if title else several
        yield Section(_HEADINGS[part], (Points(tuple(points)),))


def _blocks(words: ChangeWords) -> Iterator[Block]:
    if len(str(words)) <= _LONGEST_LINE or words.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        yield Para(str(words))
    else:
        sides = Para(f"old: {words.old}"), Para(f"new: {words.new}")
        yield Lead(f"{words.what}:", sides)
    if words.places:
        yield Para(words.places, Part.SOURCE)


def _meaning_blocks(compared: ComparedRules) -> Iterator[Block]:
    for part in _MEANT:
        those = [each for each in compared.meanings if each.part is part]
        same = [each for each in those if each.relation is Relation.SAME]
        by_terms = sum(each.because in (BY_TERMS, BY_VALUES) for each in same)
        if same:
            yield Para(_format_same(len(same), by_terms, len(those), part))
        known = [each for each in those if each not in same and each.relation not in _ELSEWHERE]
        if known and part is RulesPart.REGIME:
            yield Para(STRICTER_REGIME, Part.SAYS)
        yield from _meaning_list(known, compared)
    unknown = [each for each in compared.meanings if each.relation is Relation.UNDECIDED]
    for reason in dict.fromkeys(each.because for each in unknown):
        titles = [
            describe_meaning(each, compared).title for each in unknown if each.because == reason
        ]
        yield Lead(f"Not known ({reason}):", bullets(titles))
    if any(each.because.startswith(PROVED) for each in compared.meanings):
        on_two_days = f" {_ON_TWO_DAYS}" if compared.two_days else ""
        yield Para(f"{format_scope(compared.scope)}{on_two_days}", Part.SOURCE)


_ON_TWO_DAYS: Final = (
    "Each was assessed on its two days: what counts up to the day of assessment may come out"
    " otherwise though no rule changed."
)
_ELSEWHERE: Final = (Relation.ADDED, Relation.REMOVED, Relation.UNDECIDED)
"""What is told of elsewhere: as a change, or with the reason why it is not known."""


def _format_same(same: int, by_terms: int, total: int, part: RulesPart) -> str:
    named = name_of_several(part) if total > 1 else part.value
    how = ", by their terms" if by_terms == same else ", as proved"
    if part is RulesPart.REGIME:
        how = how.replace("by their terms", "by their terms and values")
    if 0 < by_terms < same:
        how = f", {by_terms} of them by their terms and the others proved"
    return f"{same} of {total} {named} {'is' if same == 1 else 'are'} the same{how}."


def _meaning_list(meanings: Iterable[Meaning], compared: ComparedRules) -> Iterator[Block]:
    points: list[tuple[Block, ...]] = []
    for each in meanings:
        words = describe_meaning(each, compared)
        shown = [block for witness in words.shown for block in _witness_blocks(witness)]
        points.append((Para(f"{words.title}: {words.relation}"), *shown))
    if points:
        yield Points(tuple(points))


def _witness_blocks(witness: WitnessWords) -> Iterator[Block]:
    """The blocks on a submission: what it comes to, which criteria differ, and its answers.

    Many answers are folded away.
    """
    if not witness.answers:
        yield Para(witness.came_to)
    elif len(witness.answers) <= _MOST_ANSWERS and not witness.findings:
        yield Lead(f"{witness.came_to}:", bullets(witness.answers))
    else:
        findings = bullets(witness.findings)
        # A page that cannot fold says what makes the difference; data and HTML have every answer.
        unfolded = Lead(f"{witness.came_to}:", findings) if findings else Para(witness.came_to)
        differs = (Lead("What differs:", findings),) if findings else ()
        folded = (*differs, Lead("Its answers:", bullets(witness.answers)))
        yield Fold(witness.came_to, folded, (unfolded,))


def _moves(compared: ComparedRules) -> tuple[Section, ...]:
    if compared.applications is None:
        return ()
    responsible = {id(each.change): each.responsible for each in compared.applications}
    changes = [each.change for each in compared.applications]

    def causes_of(change: OutcomeChange) -> Sequence[str]:
        found = responsible[id(change)]
        return () if found is None else (format_responsible(found, compared),)

    if compared.table is not None:
        return (
            *section(headings.MOVES, [*moves_blocks(compared.table.moves)]),
            *table_sections(compared.table, len(changes), moved_points(changes, causes_of)),
        )
    moves = sorted(moves_by_outcome(compared), key=lambda move: (move.old, move.new))
    return (
        *section(headings.MOVES, [*moves_blocks(moves)]),
        *comparison_sections(changes, causes_of),
    )


def moves_by_outcome(compared: ComparedRules) -> tuple[OutcomeMove, ...]:
    """The moves, and who makes each, by the outcome before and the outcome now."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in compared.moved:
        change = each.change
        found.setdefault((change.old, change.new), []).append(change.title)
    return tuple(OutcomeMove(*pair, len(titles), tuple(titles)) for pair, titles in found.items())


def format_responsible(responsible: Responsible, compared: ComparedRules) -> str:
    """Format the changes that a move comes from."""
    named = [
        _in_short(describe_change(compared.changes[at], compared)) for at in responsible.changes
    ]
    where = "the day makes the difference" if compared.two_days else "it lies elsewhere"
    return format_causes(responsible, named, where)


def format_causes(responsible: Responsible, named: Sequence[str], elsewhere: str) -> str:
    """Format the changes that something comes from, by name; `elsewhere` is said of none."""
    match named:
        case [] if not responsible.tried:
            return "Which change it comes from is not looked for among so many"
        case []:
            return f"Comes from no change that could be undone: {elsewhere}"
        case [one]:
            return f"Comes from one change: {one}"
    joined = "; ".join(f"({number}) {each}" for number, each in enumerate(named, start=1))
    if responsible.together:
        return f"Comes from these changes together: {joined}"
    return f"Comes from these changes, and without any one of them would not be: {joined}"


def _in_short(words: ChangeWords) -> str:
    return shorten(", ".join(filter(None, (words.title, str(words)))), _LONGEST_REASON)
