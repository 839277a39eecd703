"""Coverage as a log, a record, and a page with the files of the rules annotated line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible, visible_lines
from authorisation.policy.coverage.measure import Coverage
from authorisation.policy.coverage.points import PointKind
from authorisation.report.document import Block, Cell, Document, Fold, Section, Table, bullets


class MeasuredSet(Struct, frozen=True):
    """The coverage of one rule set, with the lines of its files by their names."""

    rule_set: str
    edition: str
    coverage: Coverage
    lines: Mapping[str, Sequence[str]]


class CountRecord(Struct, frozen=True):
    """How many points there are of a kind, and how many of them cases look at."""

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


class SetCoverageRecord(Struct, frozen=True):
    """The coverage of one rule set."""

    rule_set: str
    edition: str
    covered: int
    points: int
    kinds: dict[str, CountRecord]
    missed: tuple[MissedRecord, ...]


class CoverageRecord(Struct, frozen=True):
    """The coverage of every rule set that was asked for."""

    format: Literal["authorisation-coverage-1"]
    rule_sets: tuple[SetCoverageRecord, ...]


def coverage_record(measured: Sequence[MeasuredSet]) -> CoverageRecord:
    """The record of coverage."""
    return CoverageRecord("authorisation-coverage-1", tuple(map(_set_record, measured)))


def _set_record(measured: MeasuredSet) -> SetCoverageRecord:
    whole, *kinds = (_count(measured.coverage, kind) for kind in (None, *PointKind))
    return SetCoverageRecord(
        rule_set=measured.rule_set,
        edition=measured.edition,
        covered=whole.covered,
        points=whole.points,
        kinds={kind.value: count for kind, count in zip(PointKind, kinds, strict=True)},
        missed=tuple(
            MissedRecord(
                kind=each.point.kind.value,
                of=each.point.of,
                under=each.point.under,
                file=each.at.file,
                line=each.at.line,
                message=each.message,
            )
            for each in measured.coverage.missed
        ),
    )


def _count(coverage: Coverage, kind: PointKind | None) -> CountRecord:
    of = [each for each in coverage.points if kind in (None, each.point.kind)]
    return CountRecord(sum(each.point in coverage.covered for each in of), len(of))


def format_coverage(measured: Sequence[MeasuredSet]) -> Iterator[str]:
    """Yield the lines of a log: each point that no case looks at, then how many of each kind."""
    for each in measured:
        for missed in sorted(point.problem for point in each.coverage.missed):
            yield str(missed)
        yield f"{each.rule_set}: {format_share(each.coverage.share())} of it is looked at by cases"
        for kind in PointKind:
            count = _count(each.coverage, kind)
            if count.points:
                yield f"  {kind.value}: {count.covered} of {count.points}"


def format_share(share: Fraction) -> str:
    """Format a share in per cent, rounded down: 100 % is all of it."""
    tenths = int(share * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def coverage_document(measured: Sequence[MeasuredSet]) -> Document:
    """The page of coverage: how much of each kind, what is missed, and the files of the rules."""
    names = join_words([each.rule_set for each in measured])
    title = f"What the cases of {names} look at"
    rules = join_words([f"{each.rule_set}, edition {each.edition}" for each in measured])
    return Document(
        title=visible(title),
        kind="which parts of the rules are tested",
        facts=(visible(f"Rules: {rules}"),),
        sections=tuple(section for each in measured for section in _sections(each)),
        running=f"{visible(title)}.",
    )


def _sections(measured: MeasuredSet) -> Iterator[Section]:
    coverage = measured.coverage
    counts = [(kind, _count(coverage, kind)) for kind in PointKind]
    rows = [
        (Cell(kind.value), Cell(f"{count.covered} of {count.points}"))
        for kind, count in counts
        if count.points
    ]
    title = f"{measured.rule_set}: {format_share(coverage.share())}"
    yield Section(visible(title), (Table(("of", "looked at"), tuple(rows)),))
    if missed := sorted(each.problem for each in coverage.missed):
        yield Section("No case looks at these", bullets([visible(str(each)) for each in missed]))
    files = tuple(_file(name, lines, coverage) for name, lines in measured.lines.items())
    yield Section("The files of the rules", files)


def _file(name: str, lines: Sequence[str], coverage: Coverage) -> Block:
    """One file, folded away, each line with how much of it is looked at and what is not."""
    rows = []
    missed_in_file = 0
    for number, line in enumerate(lines, start=1):
        here = [each for each in coverage.points if (each.at.file, each.at.line) == (name, number)]
        missed = [each.message for each in here if each.point not in coverage.covered]
        missed_in_file += len(missed)
        mark = "" if not here else "✗" if missed else "✓"
        more = tuple(visible(each) for each in missed)
        rows.append((Cell(str(number)), Cell(mark, more=more), Cell(_source(line))))
    count = "all looked at" if not missed_in_file else f"{missed_in_file} not looked at"
    table = Table(("line", "cases", "rules"), tuple(rows))
    return Fold(visible(f"{name}: {count}"), (table,), unfolded=())


def _source(line: str) -> str:
    """A line as it stands, its indentation in dots, as editors show it: spaces would fold."""
    text = line.lstrip(" ")
    return "·" * (len(line) - len(text)) + visible_lines(text)
