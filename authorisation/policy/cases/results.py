"""What came of a case: every way in which the rules differ from what it expects, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from msgspec import Struct, structs

from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.words.quantities import FEW
from authorisation.model.canonical import decimal_text
from authorisation.model.case import AnyCase, Case, CaseMargin
from authorisation.model.source import Location, Problem
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.policy.properties.results import PropertyResult, PropertyRun


class CaseDifference(Struct, frozen=True):
    """One thing in which the rules differ from what a case expects of them.

    `of` is a criterion, `outcome`, or what a case of a regime looks at. `expected` is empty where
    the case could not be held against the rules at all.
    """

    of: str
    expected: str
    actual: str
    because: tuple[str, ...] = ()
    """The judgements that decided what came out, a line each."""

    def __str__(self) -> str:
        expected = f"expected {self.expected}, got " if self.expected else ""
        return f"{self.of}: {expected}{self.actual}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and its differences from what it expects; it passed where there are none."""

    case: AnyCase
    differences: tuple[CaseDifference, ...]

    @property
    def passed(self) -> bool:
        """Whether the rules did what the case says."""
        return not self.differences

    def placed(self, place: Callable[[Location], Location]) -> CaseResult:
        """The same result of a case whose file is named otherwise."""
        return replace(self, case=replace(self.case, at=place(self.case.at)))


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The results of the cases of a rule set that were run, in the order of their files."""

    asked: str
    """The rule set as it was asked for: by its name, or its folder."""
    rule_set: str
    edition: str
    results: tuple[CaseResult, ...]
    not_covered: tuple[Problem, ...] = ()
    """The parts of the rules that no case looks at, where all cases were run."""
    containing: str = ""
    """What the names of the cases had to contain; empty where all were run."""
    folders: RuleFolders = NO_FOLDERS
    """The folders that the files of the rules lie in."""
    properties: PropertyRun | None = None
    """What came of the properties of the rule set, where they were proved too."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The results in which the rules answered otherwise."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def failed_properties(self) -> tuple[PropertyResult, ...]:
        """The properties that came out otherwise than they say."""
        return self.properties.failed if self.properties else ()

    @property
    def portable(self) -> CaseRun:
        """The same run, in which names of files mean the same on every machine."""
        place = self.folders.place
        return replace(
            self,
            results=tuple(each.placed(place) for each in self.results),
            not_covered=tuple(structs.replace(p, at=place(p.at)) for p in self.not_covered),
            properties=self.properties and self.properties.portable,
        )


def format_failed_cases(failed: Sequence[CaseResult], rule_set: str) -> Iterator[str]:
    """Yield the failed cases as texts: inherited ones that rest on one case stand together.

    One change of the rules often breaks hundreds of these, all for the same reason.
    """
    groups: dict[str, list[CaseResult]] = {}
    for result in failed:
        if base := _inherited_base(result, rule_set):
            groups.setdefault(base, []).append(result)
    large = {base: group for base, group in groups.items() if len(group) > FEW}
    for result in failed:
        if _inherited_base(result, rule_set) not in large:
            yield format_case_result(result)
    for base, group in large.items():
        origin = group[0].case
        of = origin.rule_set if isinstance(origin, Case) else ""
        yield f"{len(group)} cases inherited from {of} rest on `{base}` and came out otherwise:"
        yield from map(format_case_result, group[:FEW])
        others = [f"  {each.case.at}: {each.case.name}" for each in group[FEW:]]
        yield "\n".join([f"and {len(others)} more that rest on it:", *others])
        yield (
            f"  help: if they lack an answer, give a case `{base}` here that `extends: {base}` and"
            " adds it, with what it is to `expect`"
        )


def _inherited_base(result: CaseResult, rule_set: str) -> str:
    """The case that a failed case of a parent rests on, or is; empty for any other."""
    case = result.case
    if not isinstance(case, Case) or case.rule_set == rule_set:
        return ""
    return case.base or case.name


def format_case_result(result: CaseResult) -> str:
    """Format a failed case: its place and name, then what differs, each with its reasons."""
    lines = [f"{result.case.at}: {result.case.name}"]
    for each in result.differences:
        lines += [f"  {each}", *(f"    {reason}" for reason in each.because)]
    return "\n".join(lines)


def format_run(run: CaseRun, name: str = "") -> str:
    """Format how many cases of a rule set came out as they say, by the name it was asked by."""
    name = name or run.asked
    total, failed = len(run.results), len(run.failed)
    if total == 1:
        return f"{name}: the one case came out {'otherwise' if failed else 'as it says'}"
    if total:
        came = f"{failed} of {total} cases came out otherwise" if failed else ""
        return f"{name}: {came or f'all {total} cases came out as they say'}"
    named = f"no case has `{run.containing}` in its name"
    return f"{name}: {named if run.containing else 'no cases'}"


def format_problems(problems: Iterable[Problem]) -> str:
    """Format what keeps a case from being run; its place is that of the case."""
    return "; ".join(f"{p.message}; {p.help}" if p.help else p.message for p in problems)


def format_decisive(reason: Reason) -> tuple[str, ...]:
    """Format the judgements that decided one criterion, and what assessors judged, a line each."""
    more = (f"and {reason.more_points} more",) if reason.more_points else ()
    return (*map(str, reason.points), *more, *reason.judgements)


def format_names(names: Sequence[str]) -> str:
    """Format the outcomes expected, or possible."""
    return " or ".join(f"`{name}`" for name in names) or "none"


def format_case_margin(margin: CaseMargin) -> str:
    """Format a margin: `-1 day`, or `between 3 and 5 patient` where it is a pair."""
    scale = 100 if margin.unit == "%" else 1
    unit = margin.unit if margin.unit in ("%", "") else f" {margin.unit}"
    low, high = (
        None if end is None else decimal_text(end * scale) for end in (margin.low, margin.high)
    )
    if low is None and high is None:
        return "anything"
    if low is None:
        return f"at most {high}{unit}"
    if high is None:
        return f"at least {low}{unit}"
    return f"{low}{unit}" if low == high else f"between {low} and {high}{unit}"
