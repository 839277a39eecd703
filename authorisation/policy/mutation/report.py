"""What became of the mutants of rule sets: as a log, as data, and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from authorisation.explain.words.proofs import PROOF_LIMITS
from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible, without_quotes
from authorisation.language.yaml.characters import quote
from authorisation.policy.mutation.edits import EditKind, format_change
from authorisation.policy.mutation.results import Fate, MutantResult, MutationRun
from authorisation.policy.rules_page import rules_page
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    FileText,
    Fold,
    Lead,
    Para,
    Part,
    Section,
    Table,
    Terms,
    bullets,
)

_HEADINGS = ("changed", "all", "killed", "survived", "equivalent")
_TO_ADOPT = """\
# Killing cases: each tells the rules from one mutant that no case noticed. A program found them.
# They say what the rules come to today, not what they should: read each, put it right where the
# rules are wrong, give it a name that says what it is about, and move it to its place.
"""


class MutantRecord(Struct, frozen=True):
    """One mutant: what is changed where, and what became of it."""

    of: str
    kind: str
    file: str
    line: int
    was: str
    becomes: str
    fate: Fate
    killed_by: str
    killing_case: str
    reason: str


class SetMutationRecord(Struct, frozen=True):
    """The mutants of one rule set."""

    rule_set: str
    edition: str
    killed: int
    survived: int
    equivalent: int
    mutants: tuple[MutantRecord, ...]


class MutationRecord(Struct, frozen=True):
    """The mutants of every rule set that was asked for."""

    format: Literal["authorisation-mutants-1"]
    rule_sets: tuple[SetMutationRecord, ...]


def mutation_record(runs: Sequence[MutationRun]) -> MutationRecord:
    """The record of the mutants of rule sets."""
    return MutationRecord("authorisation-mutants-1", tuple(map(_set_record, runs)))


def _set_record(run: MutationRun) -> SetMutationRecord:
    fates = run.count()
    return SetMutationRecord(
        rule_set=run.rule_set,
        edition=run.edition,
        killed=fates[Fate.KILLED],
        survived=fates[Fate.SURVIVED],
        equivalent=fates[Fate.EQUIVALENT],
        mutants=tuple(
            MutantRecord(
                of=each.of,
                kind=each.kind.value,
                file=each.at.file,
                line=each.at.line,
                was=each.was,
                becomes=each.becomes,
                fate=each.fate,
                killed_by=each.killed_by,
                killing_case=each.killing_case,
                reason=each.reason,
            )
            for each in run.results
        ),
    )


def format_mutation(runs: Sequence[MutationRun]) -> Iterator[str]:
    """Yield the lines of a log: each survivor with what would kill it, then the counts.

    That nothing could be changed is no result, and is said on stderr.
    """
    for run in runs:
        for each in run.survivors:
            yield f"{each.at}: {quote(each.of)}: no case notices that {format_change(each)}"
            if each.killing_case:
                yield "  this case would:"
                yield from (f"    {line}" for line in each.killing_case.splitlines())
        yield from _reasons(run)
        if run.results:
            yield format_mutation_run(run)


def _reasons(run: MutationRun) -> Iterator[str]:
    """Yield why survivors have no killing case, each reason once."""
    reasons = Counter(each.reason for each in run.survivors if not each.killing_case)
    for reason, number in reasons.items():
        yield f"no killing case for {format_count(number, 'survivor')}: {reason}"


def format_mutation_run(run: MutationRun) -> str:
    """Format how many mutants of a rule set cases kill, and how many are left out."""
    fates = run.count()
    tried = fates[Fate.KILLED] + fates[Fate.SURVIVED]
    if not run.results:
        return f"{run.asked}: nothing with {quote(run.containing)} in its name can be changed"
    came = f"{fates[Fate.SURVIVED]:,} of {tried:,} mutants survive"
    if not fates[Fate.SURVIVED]:
        came = f"cases kill all {tried:,} mutants"
    equal = fates[Fate.EQUIVALENT]
    return (
        f"{run.asked}: {came}; {equal:,} come to the same for everybody"
        if equal
        else (f"{run.asked}: {came}")
    )


def killing_cases(runs: Sequence[MutationRun]) -> str:
    """A file of the killing cases of all survivors, for a person to adopt; empty without any."""
    entries = [
        f"# {each.at.file}:{each.at.line}\n{each.killing_case}"
        for run in runs
        for each in run.survivors
        if each.killing_case
    ]
    return _TO_ADOPT + "".join(entries) if entries else ""


def mutation_document(runs: Sequence[MutationRun]) -> Document:
    """The page of mutants: how many of each kind, then each survivor with its killing case."""
    sections = [section for run in runs for section in _sections(run)]
    kind = "which changes of the rules no case notices"
    return rules_page("Mutants of {}", kind, runs, sections)


def _sections(run: MutationRun) -> Iterator[Section]:
    says = (
        "A mutant is the rules with one small change. It is killed where a case comes out"
        " otherwise, and survives where all come out as before: then somebody could make that"
        " change and no case would notice."
    )
    rows = [(kind, run.count(kind)) for kind in EditKind]
    table = Table(
        _HEADINGS,
        tuple(
            tuple(map(Cell, (kind.value, f"{fates.total():,}", *(f"{fates[f]:,}" for f in Fate))))
            for kind, fates in rows
            if fates.total()
        ),
    )
    yield Section(visible(format_mutation_run(run)), (Para(says, Part.SAYS), table))
    for of in dict.fromkeys(each.of for each in run.survivors):
        here = [each for each in run.survivors if each.of == of]
        blocks = [block for each in here for block in _survivor(each)]
        yield Section(visible(f"{of}: {format_count(len(here), 'survivor')}"), tuple(blocks))
    equal = [each for each in run.results if each.fate is Fate.EQUIVALENT]
    if equal:
        scopes = dict.fromkeys(each.reason for each in equal)
        texts = [f"{each.at}: {each.of}: {format_change(each)}" for each in equal]
        title = f"{format_count(len(equal), 'mutant')} left out: the same for everybody"
        points = bullets([without_quotes(visible(text)) for text in texts])
        beside = "evidence for every answer, and no other group"
        held = f"This holds for: {'; '.join(scopes)}; {beside}. {PROOF_LIMITS}"
        scope = Para(visible(held))
        yield Section("", (Fold(title, (scope, *points)),))


def _survivor(result: MutantResult) -> Iterator[Block]:
    pairs = (("The rules have", result.was), ("No case notices", _change(result)))
    yield Terms(tuple((name, visible(text)) for name, text in pairs))
    yield Para(visible(str(result.at)), Part.SOURCE)
    if result.killing_case:
        yield Lead("This case would notice:", (FileText(tuple(result.killing_case.splitlines())),))
    else:
        yield Para(f"No killing case: {visible(result.reason)}.")


def _change(result: MutantResult) -> str:
    if result.kind is EditKind.SWAPPED:
        return f"that it changes places with {result.becomes}"
    return result.becomes or "that this is left out"
