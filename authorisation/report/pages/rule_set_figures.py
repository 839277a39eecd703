"""Write a figure of the rules in full: each dated value, its source and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.words.quantities import day, listed, shown
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import cited, together
from authorisation.model.rules import OURS, UNSOURCED, Dated, Parameter, RuleSet, Setting
from authorisation.model.value import Answer, Items
from authorisation.report.document import Block, Group, Para, Points, bullets

_EXACT = 34
"""As many decimals as a number may have."""


def written(value: Answer, parameter: Parameter) -> str:
    """Write a value in full, the items of a list too."""
    if isinstance(value, Items):
        return "; ".join(written(item, parameter) for item in value.items) or "none"
    return shown(value, parameter.unit, places=_EXACT)


def setting_words(entry: Dated, parameter: Parameter) -> str:
    """Say what an entry sets: a value, that none was ever set, or that it was abolished."""
    match entry.setting:
        case Setting.NONE:
            return "never set"
        case Setting.ABOLISHED:
            return "abolished"
        case Setting.VALUE:
            return written(entry.value, parameter)


def history(parameter: Parameter) -> str:
    """Say every value in a line; a date only where there are several."""
    first, *later = parameter.values
    return "; ".join(
        [
            setting_words(first, parameter),
            *(f"{setting_words(each, parameter)} from {day(each.since)}" for each in later),
        ]
    )


def figure(parameter: Parameter, users: Sequence[str], rules: RuleSet) -> Group:
    """Tell a parameter: its values by date, where each comes from, and which criteria use it."""
    title = visible(parameter.title) or parameter.name
    used = f"Used by {listed(users)}." if users else "Nothing uses it by itself."
    inherited = parameter.edition and parameter.edition != f"{rules.id} {rules.edition}"
    origin = f" From {visible(parameter.edition)}." if inherited else ""
    dated = tuple((Para(text), *more) for text, more in _entries(parameter, rules))
    return Group(
        f"{title}: {parameter.name}", (Para(f"{_kind(parameter)} {used}{origin}"), Points(dated))
    )


def _kind(parameter: Parameter) -> str:
    unit = f" in {visible(parameter.unit)}" if parameter.unit else ""
    of = f", one of: {', '.join(map(visible, parameter.of))}" if parameter.of else ""
    return f"Type {parameter.type.value}{unit}{of}."


def _entries(parameter: Parameter, rules: RuleSet) -> Iterator[tuple[str, tuple[Block, ...]]]:
    for entry in parameter.values:
        value = setting_words(entry, parameter)
        yield (
            f"From {day(entry.since)}: {value}. {_sourced(entry, rules)}",
            bullets([*_contested(entry, parameter, rules), *_note(entry)]),
        )


def _sourced(entry: Dated, rules: RuleSet) -> str:
    """Name the source and, in the same breath, what speaks against the value."""
    if entry.source == UNSOURCED:
        return f"Unsourced: {cited(UNSOURCED, rules)}.{_contrary(entry, rules)}"
    source = cited(entry.source, rules, entry.standing)
    return f"Source: {source}.{_contrary(entry, rules)}"


def _contrary(entry: Dated, rules: RuleSet) -> str:
    if not entry.contrary:
        return ""
    if entry.contrary == (entry.source,):
        return " The same passage also gives the contrary view."
    others = [cited(each, rules) for each in entry.contrary if each != entry.source]
    also = ["the same passage"] if entry.source in entry.contrary else []
    return f" Contrary views: {'; '.join([*together(others), *also])}."


def _contested(entry: Dated, parameter: Parameter, rules: RuleSet) -> Iterator[str]:
    for other in entry.contested:
        value = written(other.value, parameter)
        source = cited(other.source, rules)
        said_by = source.standing if other.source in (OURS, UNSOURCED) else f"after {source.words}"
        yield f"Contested: {value}, {said_by}."


def _note(entry: Dated) -> tuple[str, ...]:
    return (f"Note: {visible(entry.note)}",) if entry.note else ()
