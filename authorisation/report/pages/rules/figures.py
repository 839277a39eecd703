"""A figure of the rules in full: each dated value, its source, and the criteria that rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.words.quantities import (
    format_date,
    format_full_value,
    format_setting,
    join_words,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, join_citations
from authorisation.explain.words.titles import Titles
from authorisation.model.question import MergeRule
from authorisation.model.rules import OURS, UNSOURCED, DatedValue, Parameter, RuleSet
from authorisation.report.document import Block, Para, Part, Points, Section, bullets


def format_history(parameter: Parameter) -> str:
    """Format every value in a line; a date only where there are several."""
    first, *later = parameter.values
    dated = [f"{format_setting(v, parameter)} from {format_date(v.since)}" for v in later]
    return "; ".join([format_setting(first, parameter), *dated])


def parameter_section(parameter: Parameter, users: Sequence[str], rules: RuleSet) -> Section:
    """A parameter: its values by date, where each comes from, and which criteria use it."""
    title = visible(parameter.title) or parameter.name
    used = f"Used by {join_words(users)}." if users else "Nothing uses it by itself."
    origin = format_origin(parameter.edition, rules)
    if parameter.changes.partition(" ")[0] in rules.uses:
        origin = f"From {visible(parameter.changes)}, changed here"
    origin = origin and f" {origin}."
    dated = tuple((Para(text), *more) for text, more in _entries(parameter, rules))
    return Section(
        f"{title}: {parameter.name}", (Para(f"{_kind(parameter)} {used}{origin}"), Points(dated))
    )


def pooling_blocks(rules: RuleSet) -> Iterator[Block]:
    """The blocks on what a pool is to reach, and what becomes of answers where they become one."""
    pooling = rules.pooling
    if pooling is None:
        return
    titles, applicant = Titles(rules), rules.parties.applicant
    criterion = rules.criteria[pooling.criterion]
    yield Para(
        f"A {applicant} that falls short of {pooling.criterion} ({visible(criterion.title)}) may "
        f"reach the line with others: {titles.of(pooling.figure).words} are added up, and the sum "
        f"is compared with {titles.of(pooling.line).words} ({pooling.line})."
    )
    if pooling.covered:
        yield Para(f"A pool says the sum as {titles.of(pooling.covered).words}.")
    ways = (
        (MergeRule.SUM, "Added up where several become one"),
        (MergeRule.JOIN, "Joined into one list"),
    )
    for rule, words in ways:
        asked = [titles.of(path).words for path, q in rules.questions.items() if q.merge is rule]
        if asked:
            yield Para(f"{words}: {join_words(asked)}.")
    yield Para("Everything else would have to be answered anew.")
    if pooling.says:
        yield Para(visible(pooling.says), Part.SAYS)


def format_origin(edition: str, rules: RuleSet) -> str:
    """Format where an entry was written last; empty where the rules extend none."""
    if edition and edition != f"{rules.id} {rules.edition}":
        return f"From {visible(edition)}"
    return "New or changed here" if edition and rules.extends else ""


def _kind(parameter: Parameter) -> str:
    unit = f" in {visible(parameter.unit)}" if parameter.unit else ""
    of = f", one of: {', '.join(map(visible, parameter.of))}" if parameter.of else ""
    return f"Type {parameter.type.value}{unit}{of}."


def _entries(parameter: Parameter, rules: RuleSet) -> Iterator[tuple[str, tuple[Block, ...]]]:
    for entry in parameter.values:
        value = format_setting(entry, parameter)
        note = [f"Note: {visible(entry.note)}"] if entry.note else []
        yield (
            f"From {format_date(entry.since)}: {value}. {_sourced(entry, rules)}",
            bullets([*_contested(entry, parameter, rules), *note]),
        )


def format_cited(entry: DatedValue, parameter: Parameter, rules: RuleSet) -> Iterator[str]:
    """Yield the source of a value, the contrary views, and each value that others have."""
    yield str(describe_source(entry.source, rules, entry.standing))
    yield from filter(None, (_contrary(entry, rules).strip().rstrip("."),))
    yield from (each.rstrip(".") for each in _contested(entry, parameter, rules))


def _sourced(entry: DatedValue, rules: RuleSet) -> str:
    """The source and what speaks against the value."""
    label = "Unsourced" if entry.source == UNSOURCED else "Source"
    source = describe_source(entry.source, rules, entry.standing)
    return f"{label}: {source}.{_contrary(entry, rules)}"


def _contrary(entry: DatedValue, rules: RuleSet) -> str:
    if not entry.contrary:
        return ""
    if entry.contrary == (entry.source,):
        return " The same passage also gives the contrary view."
    others = [describe_source(each, rules) for each in entry.contrary if each != entry.source]
    also = ["the same passage"] if entry.source in entry.contrary else []
    return f" Contrary views: {'; '.join([*join_citations(others), *also])}."


def _contested(entry: DatedValue, parameter: Parameter, rules: RuleSet) -> Iterator[str]:
    for other in entry.contested:
        value = format_full_value(other.value, parameter)
        source = describe_source(other.source, rules)
        said_by = source.standing if other.source in (OURS, UNSOURCED) else f"after {source.words}"
        yield f"Contested: {value}, {said_by}."
