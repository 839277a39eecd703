"""Which practices would bring a group to the line: those of a file that are in no application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from authorisation.engine.merging import exact_sum
from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.answers.answers import parse_amount
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Items, fold_code
from authorisation.partners import results
from authorisation.partners.checks import PoolChecker
from authorisation.partners.members import LONGEST, PoolMember, is_amount
from authorisation.partners.smallest import smallest_pools
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.forms.practices import PracticeRequest, practices_path, select_practices
from authorisation.usecases.pool.nearness import Named, NearTable
from authorisation.usecases.pool.two_columns import read_two_columns

SIZES = ("code", "size")
_GROUP = "group"


@dataclass(frozen=True, slots=True)
class PracticesGiven:
    """The practices that may join a group; None where no file was given."""

    described: results.GivenPractices | None = None
    listed_at: str = ""
    """The path of the question that asks for the practices of a group."""
    readable: tuple[Named, ...] = ()
    """All that are in the file, by their codes alone."""

    @property
    def nameable(self) -> tuple[Named, ...]:
        """The practices that a table of who is near whom may name."""
        found = self.described.candidates if self.described else {}
        return tuple(Named(each.code, each.code, each.name) for each in found.values())

    def pools_of(
        self,
        group: results.GroupFigure,
        line: Decimal,
        table: NearTable | None,
        checker: PoolChecker,
        most: int,
    ) -> results.PracticesFor | None:
        """The fewest practices near a group that would bring it to the line.

        Without a table every practice that is in no application is near.
        """
        if self.described is None:
            return None
        assert group.amount is not None  # noqa: S101 it falls short
        candidates = self.described.candidates
        near = [*candidates]
        if table is not None:
            submission = group.submission
            one = Named(_GROUP, submission.code, submission.name)
            ids = table.near(one, self.nameable)
            near = [code for code in candidates if code in ids]
        members = [PoolMember(code, candidates[code].amount) for code in near]
        found = smallest_pools(PoolMember(_GROUP, group.amount), members, line, None, most)
        pools = []
        for pool in found.pools:
            practices = tuple(candidates[code] for code in pool.members if code != _GROUP)
            verdict = checker.widened(group, practices, self.listed_at)
            pools.append(results.PracticePool(pool=pool, practices=practices, verdict=verdict))
        return results.PracticesFor(
            near=len(near),
            together=exact_sum([group.amount, *(candidates[code].amount for code in near)]),
            found=found,
            pools=tuple(pools),
        )


def practices_given(
    file: Path | None, sizes: Path | None, run: AssessmentRun, day: date
) -> PracticesGiven:
    """Read the practices that are open on a day, and how much each brings.

    Raises:
        InvalidOption: one of the two files is missing, or the rules ask for no list of practices.
        InvalidSubmission: a size cannot be read.
        UnreadableFile: a file as a whole cannot be read.
    """
    if file is None and sizes is None:
        return PracticesGiven()
    if file is None or sizes is None:
        missing = "`--practices`" if file is None else "`--sizes`"
        remedy = "the practice file says which practices there are, and the other how large each is"
        raise InvalidOption(f"{missing} is missing", remedy)
    rules = run.program.rules
    path = practices_path(rules)
    assert rules.pooling is not None  # noqa: S101 whoever looks for pools has seen that
    selected = select_practices(PracticeRequest(file, day=day))
    amounts = _sizes(sizes, rules.bank[rules.pooling.figure])
    lists = [each.answers.get(path) for each in run.submissions]
    taken = {code for each in lists if isinstance(each, Items) for code in _codes(each)}
    free = [each for each in selected.open if each.code not in taken]
    candidates = {
        each.code: results.NearPractice(code=each.code, name=each.name, amount=amounts[each.code])
        for each in free
        if each.code in amounts
    }
    return PracticesGiven(
        results.GivenPractices(
            candidates=candidates,
            taken=len(selected.open) - len(free),
            closed=len(selected.left_out),
            without_size=tuple(each.code for each in free if each.code not in amounts),
            only_sized=tuple(sorted(amounts.keys() - {each.code for each in selected.readable})),
            open_lists=sum(not isinstance(each, Items) or each.so_far for each in lists),
            refused=tuple(f"{each.at}: {each.message}" for each in selected.refused),
        ),
        path,
        tuple(Named(each.code, each.code, "") for each in selected.readable),
    )


def _codes(items: Items) -> Iterator[str]:
    for item in items.items:
        code = item.get("code") if isinstance(item, Mapping) else None
        if isinstance(code, str):
            yield fold_code(code)


def _sizes(file: Path, figure: Question) -> Mapping[str, Decimal]:
    """The sizes of the practices, how much each brings, by its code."""
    table = read_two_columns(file, (SIZES,))
    found: dict[str, Decimal] = {}
    problems = Problems()
    for line, text, size in table.rows:
        code = fold_code(text)
        if code in found:
            message = f"{quote(code)} stands in the table twice"
            problems.wrong(table.at(line), message, "leave one out")
            continue
        try:
            amount = parse_amount(size, figure.unit)
        except InvalidScalar as fault:
            problems.refused(table.at(line, 2), fault)
            continue
        is_whole = figure.type is not ValueType.INTEGER or amount == amount.to_integral_value()
        if not is_amount(amount) or not is_whole:
            wanted = "a whole number" if figure.type is ValueType.INTEGER else "a number"
            message = f"{quote(size)} is not {wanted} of 0 or more, of at most {LONGEST} digits"
            problems.wrong(table.at(line, 2), message)
        found[code] = amount
    if problems:
        raise InvalidSubmission(problems, file=table.file)
    return found
