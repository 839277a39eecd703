"""The page on pools: who falls short, with whom the line is reached, what a merger would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.quantities import format_count, format_date, join_words, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.partners.members import Pool
from authorisation.partners.results import (
    CheckedPool,
    FigureState,
    GivenPractices,
    PoolsFound,
    ShortGroup,
)
from authorisation.partners.words import (
    FEW,
    FOR_THEM_TO_SETTLE,
    IN_WHICH_ORDER,
    NO_RANKING,
    PoolWords,
    count_groups,
    format_verdicts,
    title_of_group,
)
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Fold,
    Listing,
    ListingColumn,
    Para,
    Part,
    Place,
    Section,
    Table,
    bullets,
    section,
)
from authorisation.report.pages import headings

_POOLS: Final = (
    ListingColumn("with"),
    ListingColumn("together", Place.LABELLED),
    ListingColumn("above the line", Place.LABELLED),
    ListingColumn("assessed", Place.BELOW),
)
_PLANNED: Final = (ListingColumn("pool"), *_POOLS[1:])
_PRACTICES: Final = (ListingColumn("practices"), *_POOLS[1:])
_EFFECTS: Final = (
    ListingColumn("criterion"),
    ListingColumn("what it weighs", Place.BESIDE),
    ListingColumn("alone", Place.LABELLED),
    ListingColumn("as one", Place.LABELLED),
)
_HEADINGS: Final = {
    FigureState.OTHERWISE: "Short of the line, and met in another way",
    FigureState.UNKNOWN: "Figure not known",
}


def pools_document(
    found: PoolsFound, *, unusable: Sequence[str] = (), unread: Sequence[str] = ()
) -> Document:
    """The page of what was found; `unusable` and `unread` say of files why they are not in it."""
    words = PoolWords(found)
    number = len(found.short)
    of = format_count(len(found.groups), "group")
    line = f"the line of {words.amount(found.line)}"
    title = f"{number} of {of} {_verb(number, 'fall')} short of {line}"
    if not found.groups and found.by_area:
        formed = sum(len(each.pools) for each in found.by_area.areas)
        title = f"{format_count(formed, 'pool')} of practices {_verb(formed, 'reach')} {line}"
    elif not number:
        title = f"None of {of} is known to fall short of {line}"
    facts = (
        format_rule_set(found.rules),
        f"As of {format_date(found.as_of)}; each assessed as at self-assessment",
        f"The line: {words.line} of {words.amount(found.line)}, for {found.pooling.criterion}",
    )
    statement = format_statement(found.rules)
    return Document(
        title=title,
        kind="with whom a line would be reached",
        facts=facts,
        warnings=found.warnings,
        sections=(
            Section(
                "",
                (
                    Para(statement, Part.WARNING),
                    Para(visible(found.pooling.says) or FOR_THEM_TO_SETTLE, Part.SAYS),
                    Para(f"{IN_WHICH_ORDER} {NO_RANKING}" if found.groups else NO_RANKING),
                ),
            ),
            *section(headings.NOT_READ, bullets(unread)),
            *section(headings.NOT_ASSESSED, bullets(unusable)),
            *section(headings.IN_SHORT, bullets([*_summary(found, words)])),
            *(_short(each, words, found) for each in found.short),
            *section("Pools for all of them at once", tuple(_plan(found, words))),
            *section("Pools of the practices of each area", tuple(_by_area(found, words))),
            *_other_groups(found, words),
        ),
        running=f"{title}. {' '.join(f'{fact}.' for fact in facts)} {statement}",
    )


def _summary(found: PoolsFound, words: PoolWords) -> Iterator[str]:
    reach = len(found.of_state(FigureState.REACHES))
    if found.groups:
        yield f"{upper_initial(count_groups(reach))} {_verb(reach, 'reach')} the line alone."
    if found.short:
        without = sum(each.found.partners is None for each in found.short)
        number = len(found.short)
        some = f"; for {without:,} of them no pool reaches it" if without else ""
        some = ", and no pool reaches it" if without == number else some
        yield f"{format_count(number, 'group')} {_verb(number, 'fall')} short of it{some}."
    if found.near_file:
        file = visible(found.near_file)
        how = "that share an area" if found.near_by_area else "that it names in one row"
        if found.groups:
            yield f"Near each other, by {file}, are those {how}, and nobody else."
            yield "A pool has a member that all its other members are near."
        if found.near_unknown:
            named = join_words(name_few([*map(visible, found.near_unknown)], FEW))
            of_whom = (
                "neither an application nor a practice" if found.practices else "no application"
            )
            usable = " that can be used" if found.unusable else ""
            yield f"{file} also names {named}, of whom there is {of_whom} here{usable}."
    else:
        yield "No table says who is near whom, so every other group is taken to be near."
    dated = found.rules.parameters[found.pooling.line].on(found.as_of)
    contested = dated.contested if dated is not None else ()
    others = [each for each in contested if each.value != found.line]
    if others:
        amounts = join_words([words.amount(each.value) for each in others])  # type: ignore[arg-type]
        yield f"The line is contested: others drew it at {amounts}."
    if found.practices is not None:
        yield from _practices_summary(found.practices)


def _verb(number: int, verb: str) -> str:
    third = f"{verb}es" if verb.endswith("ch") else f"{verb}s"
    return third if number <= 1 else verb


def _practices_summary(given: GivenPractices) -> Iterator[str]:
    candidates = format_count(len(given.candidates), "practice")
    yield (
        f"{candidates} of the practice file may join: open on that day, in no application, and "
        f"with a size. Left out: {given.taken:,} in an application, {given.closed:,} not open."
    )
    if given.without_size:
        named = join_words(name_few([*map(visible, given.without_size)], FEW))
        yield f"Left out too, since the table of sizes does not have them: {named}."
    if given.only_sized:
        named = join_words(name_few([*map(visible, given.only_sized)], FEW))
        yield f"The table of sizes also names {named}, which the practice file does not have."
    if given.open_lists:
        lists = format_count(given.open_lists, "application")
        do = "does" if given.open_lists == 1 else "do"
        yield f"{lists} {do} not name all practices; one of theirs may count as free here."
    if given.refused:
        rows = format_count(len(given.refused), "row")
        named = "; ".join(name_few([*map(visible, given.refused)], FEW))
        yield f"{rows} of the practice file cannot be read: {named}."


def _short(short: ShortGroup, words: PoolWords, found: PoolsFound) -> Section:
    group = short.group
    assert group.amount is not None  # noqa: S101 it falls short
    blocks: list[Block] = [
        Para(
            f"{words.amount(group.amount)}, short by {words.amount(short.gap)}. "
            + " ".join(words.found_for(short))
        )
    ]
    rows = [
        (words.partners_of(short, each.pool), each.pool, words.checked(each))
        for each in short.pools
    ]
    blocks += _pools(_POOLS, rows, words)
    blocks += _mergers(short, words, found)
    if short.practices is not None:
        rows = [
            (
                join_words(name_few([visible(practice.title) for practice in each.practices], FEW)),
                each.pool,
                f"{found.pooling.criterion}: {VERDICT_WORDS[each.verdict]}",
            )
            for each in short.practices.pools
        ]
        lead = Para(" ".join(words.practices_for(short.practices)))
        inside = (lead, *_pools(_PRACTICES, rows, words))
        blocks.append(Section("Practices that would bring it to the line", inside))
    return Section(title_of_group(group), tuple(blocks))


def _pools(
    columns: tuple[ListingColumn, ...], rows: Sequence[tuple[str, Pool, str]], words: PoolWords
) -> Iterator[Block]:
    """Yield a list of pools, if any: who is in each, and what the rules make of it."""
    cells = tuple(
        tuple(map(Cell, (who, words.amount(pool.total), words.margin(pool.margin), assessed)))
        for who, pool, assessed in rows
    )
    if cells:
        yield Listing(columns, cells)


def _mergers(short: ShortGroup, words: PoolWords, found: PoolsFound) -> Iterator[Block]:
    """Yield what mergers would change, each under the first group that it is found for."""
    above = [
        words.partners_of(short, each.pool)
        for each in short.pools
        if words.first_with[each.pool] != short.group.id
    ]
    if above:
        yield Para(f"What a merger with {', or with '.join(above)} would change stands above.")
    for each in short.pools:
        if words.first_with[each.pool] == short.group.id:
            yield _merger(each, words, found)


def _merger(checked: CheckedPool, words: PoolWords, found: PoolsFound) -> Block:
    """The block on what would become of every criterion if the members of a pool were one group."""
    merger = checked.merger
    title = f"If {words.titles(checked.pool.members)} became one group"
    if merger.conflicts:
        return Fold(
            title,
            (Para("They cannot as they are:"), *bullets([*map(words.conflict, merger.conflicts)])),
        )
    titles = [words.title(each) for each in checked.pool.members]
    rows = tuple(
        (
            Cell(f"{visible(each.criterion.title)} ({each.criterion.id})"),
            Cell(format_severity(each.severity, found.rules)),
            Cell(format_verdicts(titles, each.alone)),
            Cell(VERDICT_WORDS[each.merged]),
        )
        for each in merger.effects
    )
    rest = "All other criteria come out as they do alone."
    if merger.unsettled:
        anew = "1 criterion" if merger.unsettled == 1 else f"{merger.unsettled} criteria"
        rest = f"{anew} known of one of them would have to be shown anew. {rest}"
    blocks: list[Block] = [Para(f"The outcome: {merger.outcome}.")]
    blocks += [Listing(_EFFECTS, rows)] if rows else []
    return Fold(title, (*blocks, Para(rest)))


def _plan(found: PoolsFound, words: PoolWords) -> Iterator[Block]:
    plan = found.plan
    if plan is None:
        return
    yield Para(" ".join(words.plan(plan)))
    rows = [
        (words.titles(each.pool.members), each.pool, words.checked(each)) for each in plan.pools
    ]
    yield from _pools(_PLANNED, rows, words)
    for each in plan.pools:
        if each.pool not in words.first_with:
            yield _merger(each, words, found)


def _by_area(found: PoolsFound, words: PoolWords) -> Iterator[Block]:
    """Yield how many pools the practices of each area can form, where that was asked."""
    if found.by_area is None:
        return
    yield Para(" ".join(words.by_area(found.by_area)))
    rows = tuple(
        tuple(
            map(
                Cell,
                (
                    visible(each.found.area),
                    f"{each.number:,}",
                    words.amount(each.together),
                    words.pools_of_area(each),
                    f"{each.found.at_most:,}",
                ),
            )
        )
        for each in found.by_area.areas
    )
    if rows:
        yield Table(("area", "practices", "together", "pools", "at most"), rows)


def _other_groups(found: PoolsFound, words: PoolWords) -> Iterator[Section]:
    for state, heading in _HEADINGS.items():
        lines = [
            f"{title_of_group(each)}: "
            + (words.unknown(each) if each.amount is None else words.amount(each.amount))
            for each in found.of_state(state)
        ]
        yield from section(heading, bullets(lines))
