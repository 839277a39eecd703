"""Coverage as a log, a record, and a page with the files of the rules annotated line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, structs

from authorisation.analysis.solver import REMEDY
from authorisation.explain.words.quantities import format_count, join_words
from authorisation.explain.words.safe import visible, visible_lines, without_quotes
from authorisation.model.source import Problem
from authorisation.policy.cases.report import CaseRecord, case_record, failed_case_blocks
from authorisation.policy.cases.results import CaseResult
from authorisation.policy.coverage.measure import Coverage
from authorisation.policy.coverage.points import PlacedPoint, Point, PointKind
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.policy.rules_page import rules_page
from authorisation.report.document import Block, Cell, Document, Fold, Para, Section, Table, bullets

_LEFT_OUT: Final = {
    PointKind.LEAF: ("verdict", " of comparisons"),
    PointKind.DECISIVE: ("comparison", " deciding alone"),
    PointKind.MESSAGE: ("message", ""),
    PointKind.TRIGGER: ("state", " of triggers"),
    PointKind.EXIT: ("result", " of exit tests"),
}
"""What one is called, and what is said behind their number."""


class Changes(Struct, frozen=True):
    """The points that a rule set changes against the one that it extends."""

    against: str
    points: frozenset[Point]


class MeasuredSet(Struct, frozen=True):
    """The coverage of one rule set, with the lines of its files by their names."""

    rule_set: str
    edition: str
    coverage: Coverage
    lines: Mapping[str, Sequence[str]]
    changes: Changes | None = None
    """None where it extends none."""
    folders: RuleFolders = NO_FOLDERS
    failed: tuple[CaseResult, ...] = ()
    """The cases that came out otherwise; what they look at is counted like that of the others."""

    @property
    def parts(self) -> tuple[tuple[str, Coverage], ...]:
        """The parts it inherits and those it changes, each in words; none where it extends none."""
        if self.changes is None:
            return ()
        own, points, covered = self.changes.points, self.coverage.points, self.coverage.covered
        changed = tuple(each for each in points if each.point in own)
        inherited = tuple(each for each in points if each.point not in own)
        against = self.changes.against
        return (
            (f"inherited from {against}", Coverage(inherited, covered)),
            (f"changed against {against}", Coverage(changed, covered)),
        )

    @property
    def portable(self) -> MeasuredSet:
        """The same, in which names of files mean the same on every machine."""
        place, coverage = self.folders.place, self.coverage

        def placed(points: tuple[PlacedPoint, ...]) -> tuple[PlacedPoint, ...]:
            return tuple(structs.replace(each, at=place(each.at)) for each in points)

        left_out = None if coverage.left_out is None else placed(coverage.left_out)
        return structs.replace(
            self,
            coverage=structs.replace(coverage, points=placed(coverage.points), left_out=left_out),
            lines={self.folders.name(name): lines for name, lines in self.lines.items()},
            failed=tuple(each.placed(place) for each in self.failed),
        )


class CountRecord(Struct, frozen=True):
    """The numbers of points of a kind: of those that cases look at, and of all that there are."""

    covered: int
    points: int


class MissedRecord(Struct, frozen=True):
    """A point that no case looks at."""

    kind: str
    of: str
    under: str
    file: str
    line: int
    message: str
    changed: bool
    """Whether it is of what the rule set changes against the one that it extends."""


class ChangesRecord(Struct, frozen=True):
    """The counts of what a rule set changes against the one it extends, and of what it inherits."""

    against: str
    changed: CountRecord
    inherited: CountRecord


class SetCoverageRecord(Struct, frozen=True):
    """The coverage of one rule set."""

    rule_set: str
    edition: str
    covered: int
    points: int
    kinds: dict[str, CountRecord]
    changes: ChangesRecord | None
    missed: tuple[MissedRecord, ...]
    cannot_occur: tuple[MissedRecord, ...] | None
    """What is not counted, since it cannot come about; null where it is not known which."""
    failed: tuple[CaseRecord, ...]
    """The cases that came out otherwise; what they look at is counted."""


class CoverageRecord(Struct, frozen=True):
    """The coverage of every rule set that was asked for."""

    format: Literal["authorisation-coverage-1"]
    rule_sets: tuple[SetCoverageRecord, ...]


def coverage_record(measured: Sequence[MeasuredSet]) -> CoverageRecord:
    """The record of coverage."""
    return CoverageRecord("authorisation-coverage-1", tuple(map(_set_record, measured)))


def _set_record(measured: MeasuredSet) -> SetCoverageRecord:
    left_out = measured.coverage.left_out
    whole, *kinds = (CountRecord(*measured.coverage.count(kind)) for kind in (None, *PointKind))
    return SetCoverageRecord(
        rule_set=measured.rule_set,
        edition=measured.edition,
        covered=whole.covered,
        points=whole.points,
        kinds={kind.value: count for kind, count in zip(PointKind, kinds, strict=True)},
        changes=_changes_record(measured),
        missed=_missed_records(measured, measured.coverage.missed),
        cannot_occur=None if left_out is None else _missed_records(measured, left_out),
        failed=tuple(case_record(each, measured.rule_set) for each in measured.failed),
    )


def _missed_records(
    measured: MeasuredSet, points: Sequence[PlacedPoint]
) -> tuple[MissedRecord, ...]:
    changes = measured.changes
    return tuple(
        MissedRecord(
            kind=each.point.kind.value,
            of=each.point.of,
            under=each.point.under,
            file=each.at.file,
            line=each.at.line,
            message=each.message,
            changed=changes is not None and each.point in changes.points,
        )
        for each in points
    )


def _changes_record(measured: MeasuredSet) -> ChangesRecord | None:
    if measured.changes is None:
        return None
    inherited, changed = (CountRecord(*part.count()) for _, part in measured.parts)
    return ChangesRecord(measured.changes.against, changed, inherited)


def format_coverage(measured: Sequence[MeasuredSet]) -> Iterator[str]:
    """Yield the lines of a log: each point that no case looks at, then how many of each kind.

    What a rule set changes itself stands behind what it inherits, nearer to the numbers.
    """
    for each in measured:
        for _, part in each.parts or [("", each.coverage)]:
            yield from map(str, _missed(part))
        yield format_share(each)
        for words, part in each.parts:
            covered, points = part.count()
            yield f"  {words}: {f'{covered} of {points}' if points else 'nothing'}"
        for kind in PointKind:
            covered, points = each.coverage.count(kind)
            if points:
                yield f"  {kind.value}: {covered} of {points}"
        if words := _format_left_out(each.coverage):
            yield f"  {words}"


def _format_left_out(coverage: Coverage) -> str:
    """The words for the number of points left out since they cannot occur, or why it is unknown."""
    if coverage.left_out is None:
        return f"what cannot occur is counted as well; to leave them out: {REMEDY}"
    counted = Counter(each.point.kind for each in coverage.left_out)
    counts = [
        format_count(counted[kind], one) + more
        for kind, (one, more) in _LEFT_OUT.items()
        if counted[kind]
    ]
    return f"not counted, since nothing leads to them: {join_words(counts)}" if counts else ""


def _missed(coverage: Coverage) -> list[Problem]:
    """The problems of the points that no case looks at, in the order of the files."""
    return [each.problem for each in sorted(coverage.missed, key=lambda each: each.at)]


def format_share(measured: MeasuredSet) -> str:
    """Format how much of a rule set cases look at, in per cent rounded down: 100 % is all of it."""
    covered, points = measured.coverage.count()
    tenths = covered * 1000 // points if points else 1000
    return f"{measured.rule_set}: cases look at {tenths / 10:.1f}% ({covered} of {points} points)"


def coverage_document(measured: Sequence[MeasuredSet]) -> Document:
    """The page of coverage: how much of each kind, what is missed, and the files of the rules."""
    return rules_page(
        "What the cases of {} look at",
        "which parts of the rules are tested",
        measured,
        [section for each in measured for section in _sections(each)],
        [_format_failed(each) for each in measured if each.failed],
    )


def _format_failed(measured: MeasuredSet) -> str:
    failed = format_count(len(measured.failed), "case")
    name, they = (
        visible(measured.rule_set),
        "it looks" if len(measured.failed) == 1 else "they look",
    )
    return f"{failed} of {name} came out otherwise; what {they} at is counted all the same."


def _sections(measured: MeasuredSet) -> Iterator[Section]:
    coverage = measured.coverage
    counts = [(kind, *coverage.count(kind)) for kind in PointKind]
    rows = [
        (Cell(kind.value), Cell(f"{covered} of {points}"))
        for kind, covered, points in counts
        if points
    ]
    parts = [(words, *part.count()) for words, part in measured.parts]
    both = [
        (Cell(visible(words)), Cell(f"{covered} of {all_}"))
        for words, covered, all_ in parts
        if all_
    ]
    title = format_share(measured)
    words = _format_left_out(coverage)
    left_out = (Para(visible(f"{words[0].upper()}{words[1:]}.")),) if words else ()
    yield Section(visible(title), (Table(("of", "looked at"), (*both, *rows)), *left_out))
    if measured.failed:
        yield Section("Came out otherwise", tuple(failed_case_blocks(measured.failed)))
    for words, part in reversed(measured.parts or (("", coverage),)):
        if missed := _missed(part):
            texts = [without_quotes(visible(str(each))) for each in missed]
            heading = f"No case looks at these{words and f', {words}'}"
            yield Section(visible(heading), bullets(texts))
    if coverage.left_out:
        texts = [without_quotes(visible(str(each.problem))) for each in coverage.left_out]
        yield Section(visible("No answer leads to these, and they are not counted"), bullets(texts))
    files = tuple(_file(name, lines, coverage) for name, lines in measured.lines.items())
    yield Section("The files of the rules", files)


def _file(name: str, lines: Sequence[str], coverage: Coverage) -> Block:
    """One file, folded away, each line with how much of it is looked at and what is not."""
    here: dict[int, list[PlacedPoint]] = {}
    for each in coverage.points:
        if each.at.file == name:
            here.setdefault(each.at.line, []).append(each)
    missed = {
        number: tuple(without_quotes(p.message) for p in points if p.point not in coverage.covered)
        for number, points in here.items()
    }
    rows = [
        (
            Cell(str(number)),
            Cell("" if number not in here else "✗" if missed[number] else "✓"),
            Cell(_source(line), more=tuple(map(visible, missed.get(number, ())))),
        )
        for number, line in enumerate(lines, start=1)
    ]
    count = f"{sum(map(len, missed.values()))} not looked at" if any(missed.values()) else ""
    table = Table(("line", "cases", "rules"), tuple(rows))
    return Fold(visible(f"{name}: {count or 'all looked at'}"), (table,), unfolded=())


def _source(line: str) -> str:
    """A line as it stands, its indentation in dots, as editors show it: spaces would fold."""
    text = line.lstrip(" ")
    return "·" * (len(line) - len(text)) + visible_lines(text)
