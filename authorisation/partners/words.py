"""What was found of pools, put into words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from authorisation.engine.merging import MergeConflict, exact_difference
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.quantities import format_amount, format_count, join_words, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.verdict import Verdict
from authorisation.partners import results
from authorisation.partners.members import Amount, Pool

FEW: Final = 8
FOR_THEM_TO_SETTLE: Final = "With whom to join is for the groups to settle."
IN_WHICH_ORDER: Final = (
    "What follows says which sets would reach the line, those of the fewest partners, in the order "
    "of how little they exceed it."
)
NO_RANKING: Final = "This is no ranking and no advice."


class PoolWords:
    """The words for what one run found: names of groups, amounts in the unit of the figure."""

    def __init__(self, found: results.PoolsFound) -> None:
        titles = Titles(found.rules)
        figure = titles.of(found.pooling.figure)
        self._found = found
        self._unit = figure.unit
        self.figure = figure.words
        self.first_with = {
            each.pool: short.group.id for short in reversed(found.short) for each in short.pools
        }
        """By pool, the id of the first group that it is found for."""
        self.line = f"{titles.of(found.pooling.line).words} ({found.pooling.line})"

    def amount(self, amount: Amount) -> str:
        """An amount of the figure, with its unit."""
        return format_amount(Decimal(amount), self._unit)

    def margin(self, margin: Amount) -> str:
        """The words for how far above the line a pool is."""
        return f"{self.amount(margin)} to spare" if margin else "exactly on the line"

    def title(self, identity: str) -> str:
        """The name of a group, with its code."""
        return title_of_group(self._found.groups[identity])

    def unknown(self, group: results.GroupFigure) -> str:
        """Why the figure of a group is not known."""
        if self._found.pooling.figure in group.submission.answers:
            return f"{self.figure} cannot be added up as answered"
        return f"{self.figure} not answered"

    def titles(self, identities: Sequence[str]) -> str:
        """The names of groups, within a sentence."""
        return join_words([self.title(each) for each in identities])

    def checked(self, checked: results.CheckedPool) -> str:
        """The words for what the rules make of a pool: as a pool, and as one group."""
        criterion, ways = self._found.pooling.criterion, []
        if checked.as_pool is not None:
            ways.append(f"{VERDICT_WORDS[checked.as_pool]} under an agreement")
        if checked.merger.verdict is not None:
            ways.append(f"{VERDICT_WORDS[checked.merger.verdict]} as one group")
        if checked.merger.conflicts:
            ways.append("not assessed as one group, which they cannot become as they are")
        return f"{criterion}: {'; '.join(ways)}"

    def conflict(self, conflict: MergeConflict) -> str:
        """Why groups cannot be merged as they are."""
        titles = join_words([visible(each) for each in conflict.submissions])
        if conflict.says:
            return f"{titles}: {visible(conflict.says)}"
        question = self._found.rules.bank.get(conflict.path)
        named = visible(question.title) if question and question.title else conflict.path
        if conflict.value:
            named_by = f"{visible(conflict.value)} is named by {titles} ({named})"
            return f"{named_by}: what it brings may be counted twice"
        return f"{titles} together exceed what may be answered ({named})"

    def found_for(self, short: results.ShortGroup) -> Iterator[str]:
        """The sentences on how many partners it takes, or why there is no pool."""
        yield from self._partners_for(short)
        if short.near_without_figure and self._found.near_file:
            also = ", and in no pool" if not short.near else " too, and in no pool"
            named = join_words(name_few([*map(self.title, short.near_without_figure)], FEW))
            yield f"Near it{also}, since the figure is not known: {named}."

    def _partners_for(self, short: results.ShortGroup) -> Iterator[str]:
        partners = short.found.partners
        if not short.near and self._found.near_file:
            known = " whose figure is known" if short.near_without_figure else ""
            yield f"{visible(self._found.near_file)} names no group near it{known}."
            return
        near = format_count(short.near, "group")
        if not short.near:
            remedy = "give those of groups that may join"
            yield f"No other application here gives {self.figure}: {remedy}."
            return
        if partners is None:
            short_by = self.amount(exact_difference(self._found.line, short.together))
            together = f"With the {near} near it, it comes to {self.amount(short.together)}"
            yield f"No pool reaches the line. {together}, short by {short_by}."
            if self._found.near_file:
                yield "A pool around one of those does not reach it either."
            return
        is_wider = self._found.near_file and partners > 1
        wider = ", and of those near one of them" if is_wider else ""
        yield f"{_enough(partners, 'partner')}, out of {near} near it{wider}."
        if short.found.has_more:
            yield _first_of_more(len(short.pools), "pools with as few")
        if not short.found.is_exhaustive:
            yield "The search was cut short: others as small may exceed the line by less."

    def practices_for(self, practices: results.PracticesFor) -> Iterator[str]:
        """The sentences on how many practices it takes, or why no number is enough."""
        near, number = format_count(practices.near, "practice"), practices.found.partners
        if not practices.near and self._found.near_file:
            file = visible(self._found.near_file)
            yield f"Of the practices that may join, {file} names none near it."
        elif not practices.near:
            yield "No practice of the practice file may join."
        elif number is None:
            short_by = self.amount(exact_difference(self._found.line, practices.together))
            together = f"With all {near} it comes to {self.amount(practices.together)}"
            yield f"No number of practices is enough. {together}, short by {short_by}."
        else:
            yield f"{_enough(number, 'practice')}, out of {near} near it."
            if practices.found.has_more:
                yield _first_of_more(len(practices.pools), "sets as small")

    def by_area(self, found: results.PracticesByArea) -> Iterator[str]:
        """The sentences on how many pools practices of all areas form, and where more may be."""
        pools = format_count(sum(len(each.pools) for each in found.areas), "pool")
        areas = format_count(len(found.areas), "area")
        file = visible(self._found.near_file)
        yield f"{pools} in {areas} of {file}, each of {self.amount(self._found.line)} or more."
        yield from self._proved(found)
        none = sum(not each.found.at_most for each in found.areas)
        if none:
            areas = format_count(none, "area")
            yield f"In {areas} there can be none: all practices together bring less than the line."
        verdicts = Counter(pool.verdict for each in found.areas for pool in each.pools)
        if verdicts:
            counts = join_words(
                [f"{VERDICT_WORDS[v]} {number:,}" for v, number in verdicts.items()]
            )
            criterion = self._found.pooling.criterion
            yield f"{criterion} of each pool, assessed as one group: {counts}."
        if any(each.pools for each in found.areas):
            yield "No practice is in two; those that no pool needs are in the smallest of the area."
        if found.without_area:
            named = join_words(name_few([*map(visible, found.without_area)], FEW))
            yield f"Left out, since {file} puts them in no area: {named}."

    def _proved(self, found: results.PracticesByArea) -> Iterator[str]:
        seconds = format_amount(Decimal(str(found.time_limit)), "second")
        late = found.reason or f"the {seconds} of the solver were over"
        whys: defaultdict[str, list[str]] = defaultdict(list)
        for each in found.areas:
            if not each.found.is_optimal:
                large = "it is too large a question for the solver"
                whys[large if each.found.is_too_large else late].append(visible(each.found.area))
        for why, areas in whys.items():
            named = join_words(name_few(areas, FEW))
            yield f"That there cannot be more is not proved of {named}, since {why}."
        if found.areas and not whys:
            yield "No area can have more: this is proved."
        elif any(each.found.is_optimal for each in found.areas):
            yield "Of all other areas it is."

    def pools_of_area(self, each: results.PracticesOfArea) -> str:
        """The number of pools of an area, or the words for by how much it cannot have one."""
        if each.found.at_most:
            return f"{len(each.pools):,}"
        gap = exact_difference(self._found.line, each.together)
        return f"none, short by {self.amount(gap)}"

    def plan(self, plan: results.PlanForAll) -> Iterator[str]:
        """The sentences on how many join in the pools for all at once, and what is proved."""
        if plan.plan is None:
            yield f"Not worked out: {plan.reason}"
            return
        made, number = plan.plan, len(plan.plan.partners)
        if not made.pools and made.is_optimal:
            yield "No pool reaches the line."
            return
        joined = f"{count_groups(number, 'other group')} {'join' if number > 1 else 'joins'}"
        pools = format_count(len(made.pools), "pool")
        served = len(self._found.short) - len(made.without_pool)
        yield f"{pools} for {format_count(served, 'group')} short of the line: {joined}."
        if made.is_optimal:
            yield "No plan has fewer: this is proved."
        else:
            least = f"at least {format_count(made.least_partners, 'other group')}"
            yield f"Time ran out: whether fewer would do is not known; it takes {least}."
        if made.without_pool:
            left = join_words(name_few([self.title(each) for each in made.without_pool], FEW))
            proved = "" if made.is_optimal else f", of which {made.least_without_pool} surely"
            yield f"Without a pool{proved}: {left}."
        if plan.each_once:
            yield "No group is in two of these pools."

    def partners_of(self, short: results.ShortGroup, pool: Pool) -> str:
        """The partners in a pool, which are all but the group that it is for."""
        return self.titles([each for each in pool.members if each != short.group.id])


def title_of_group(group: results.GroupFigure) -> str:
    """The name of a group, with its code, for a page."""
    return visible(group.submission.title)


def format_verdicts(titles: Sequence[str], verdicts: Sequence[Verdict]) -> str:
    """The verdict that each comes to alone, in words; once where all come to the same."""
    if len({*verdicts}) == 1:
        return f"each of them: {VERDICT_WORDS[verdicts[0]]}"
    pairs = zip(titles, verdicts, strict=True)
    return "; ".join(f"{title}: {VERDICT_WORDS[verdict]}" for title, verdict in pairs)


def count_groups(number: int, what: str = "group") -> str:
    """The number of groups, with the word for them; *no group* where there is none."""
    return format_count(number, what) if number else f"no {what}"


def _enough(number: int, what: str) -> str:
    return f"{format_count(number, what)} {'is' if number == 1 else 'are'} enough"


def _first_of_more(number: int, what: str) -> str:
    first = "This is the first" if number == 1 else f"These are the first {number}"
    return f"{first} of more {what}."
