"""Changes of rules in words: what it is of, what of it, what it was and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from authorisation.engine.plans.plan import SymbolTable
from authorisation.engine.program.program import compile_condition
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.quantities import (
    format_date,
    format_setting,
    format_value,
    join_words,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import describe_source, format_standing, join_citations
from authorisation.explain.words.titles import Titles, format_name, upper_initial
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import Condition
from authorisation.model.question import Question
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    Derived,
    Outcome,
    Parameter,
    RuleSet,
    Standing,
    UnreadPassages,
    UntestedStatement,
)
from authorisation.model.source import Formula, Location
from authorisation.model.value import Duration, Items
from authorisation.policy.comparison.changes import Change, RulesPart
from authorisation.policy.comparison.kinds import ChangeKind
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.structure import ABSENT, NO_PLACE, parts_by_key
from authorisation.policy.places import RuleFolders
from authorisation.report.pages.rules.conditions import ConditionWords, describe_condition
from authorisation.report.pages.rules.figures import format_cited, format_history

NOTHING: Final = "nothing"
"""What stands where a part is in one of two rule sets alone."""

_WHAT: Final = {
    "values": "value",
    "severities": "severity",
    "sources": "sources",
    "require": "what it requires",
    "applies": "where it is asked",
    "when": "when it applies",
    "ask": "wording",
    "met": "message where it is met",
    "not_met": "message where it is not met",
    "unknown": "message where it is not known",
    "conditions": "the conditions that it imposes",
    "support": "the points of its support plan",
    "in_force": "the days in force",
    "dated_by": "the day that chooses its figures",
    "followed_by": "what follows it",
    "parties": "who applies and who decides",
    "pooling": "what a pool is to reach",
    "says": "what it says",
    "unread": "what of its sources nobody could read",
    "of": "choices",
    "minimum": "least value",
    "maximum": "greatest value",
    "none": "wording of there is none",
    "each": "fields of its entries",
    "judgement": "what an assessor judges",
    "discharge": "what would end it as a condition",
    "order": "the order of the rows of the outcome table",
    "domains": "names of domains",
    "answered_by": "what answers it",
}
_TITLED: Final[Mapping[RulesPart, tuple[str, ...]]] = {
    RulesPart.FIGURE: ("parameters",),
    RulesPart.DERIVED: ("derived",),
    RulesPart.CRITERION: ("criteria",),
    RulesPart.OUTCOME: ("outcomes",),
    RulesPart.QUESTION: ("questions",),
    RulesPart.SOURCE: ("sources",),
    RulesPart.REGIME: ("parameters", "derived"),
}
"""The parts that have a title, each with where in the rules they are."""
_HIDDEN: Final = frozenset(("test", "part", "satisfies", "of"))
"""Steps inside a condition that say nothing to a reader."""


class ChangeWords(Struct, frozen=True, kw_only=True):
    """One change in words."""

    title: str
    """What changed, by title and id."""
    what: str
    """What of it; empty for the whole."""
    kind: ChangeKind
    old: str
    new: str
    place_old: str
    place_new: str

    def __str__(self) -> str:
        lead = f"{self.what}: " if self.what else ""
        match self.kind:
            case ChangeKind.ADDED:
                return f"{lead}added: {self.new}"
            case ChangeKind.REMOVED:
                return f"{lead}removed: {self.old}"
            case _:
                return f"{lead}{self.old} → {self.new}"

    @property
    def places(self) -> str:
        """The places where it stands, before and now; once where that is one place."""
        found = dict.fromkeys(filter(None, (self.place_old, self.place_new)))
        return " → ".join(found)


def describe_change(change: Change, compared: ComparedRules) -> ChangeWords:
    """The words for one change."""
    old, new = compared.rules_with(change.part)
    old_value, new_value = change.old, change.new
    if change.path != ("in_force",):
        old_value, new_value = _differing(old_value, new_value)
    in_part = old_value is not change.old and change.kind is ChangeKind.CONDITION
    return ChangeWords(
        title=_title(change, old, new),
        what=_what(change, old) + ", where it differs" * in_part,
        kind=change.kind,
        old=_format(old_value, change, old),
        new=_format(new_value, change, new),
        place_old=_place(change.at_old, compared.folders[0]),
        place_new=_place(change.at_new, compared.folders[1]),
    )


def _place(at: Location, folders: RuleFolders) -> str:
    return "" if at == NO_PLACE else visible(str(folders.place(at)))


def _title(change: Change, old: RuleSet, new: RuleSet) -> str:
    """The title of what changed, as it is now, else as it was before."""
    fields = _TITLED.get(change.part, ())
    for rules in (new, old):
        found = (parts_by_key(getattr(rules, field)) or {} for field in fields)
        part = next((parts[change.of] for parts in found if change.of in parts), None)
        if part is not None:
            title = visible(part.title)
            return f"{title} ({change.of})" if title else change.of
        if change.part is RulesPart.REGIME:
            return upper_initial(format_name(change.of))
    return visible(change.of)


def _what(change: Change, old: RuleSet) -> str:
    if change.kind is ChangeKind.DATE and isinstance(change.old, DatedValue | DatedSeverity):
        return f"first day of {_format_entry(change.old, change, old)}"
    steps = [*change.path]
    days = [step for step in steps if isinstance(step, date)]
    fields = [step for step in steps if isinstance(step, str) and step not in _HIDDEN]
    if change.path[-1:] == ("of",) and not fields:
        fields = ["of"]
    numbers = [str(step + 1) for step in steps if isinstance(step, int)]
    named = [_WHAT.get(each, format_name(each)) for each in fields]
    if change.part is RulesPart.REGIME and not days:  # the first is the name of an entry
        named[:1] = map(format_name, fields[:1])
    if days and days[-1] > date.min:
        named[-1:] = [f"{named[-1]} from {format_date(days[-1])}"]
    if numbers:
        named.append(f"part {'.'.join(numbers)}")
    if days and change.kind in (ChangeKind.SOURCE, ChangeKind.WORDING):
        named.append("source" if change.kind is ChangeKind.SOURCE else "note")
    return visible(", ".join(named))


def _differing(old: Any, new: Any) -> tuple[Any, Any]:  # noqa: ANN401 any part of the model
    """Of two lists, what each has and the other has not."""
    lists = isinstance(old, tuple) and isinstance(new, tuple)
    if not lists or {*map(repr, old)} == {*map(repr, new)}:
        return old, new
    return tuple(e for e in old if e not in new), tuple(e for e in new if e not in old)


def _format(value: Any, change: Change, rules: RuleSet) -> str:  # noqa: ANN401 likewise
    """Format what stands on one side of a change."""
    if value is ABSENT or value is None or value in ("", ()):
        return NOTHING
    if change.kind is ChangeKind.DATE and isinstance(value, DatedValue | DatedSeverity):
        return format_date(value.since)
    if change.kind is ChangeKind.WORDING and isinstance(value, DatedValue):
        return visible(value.note) or NOTHING
    if change.kind is ChangeKind.SOURCE:
        return _format_sources(value, change, rules)
    if change.path[-1:] == ("in_force",):
        first, end = value
        return f"from {format_date(first)}" + (f" until {format_date(end)}" if end else "")
    match value:
        case DatedValue() | DatedSeverity():
            return _format_entry(value, change, rules)
        case Criterion():
            return f"{visible(rules.severities[value.severities[-1].severity])}"
        case Parameter():
            return format_history(value)
        case Question(ask=text):
            return visible(text)
        case Outcome(when=formula) | Derived(value=formula):
            return _format(formula, change, rules)
        case Formula(text=text):
            return FormulaFormatter(Titles(rules)).format_node(parse(text))
        case UntestedStatement(reason=text) | UnreadPassages(reason=text):
            return visible(text)
        case _ if isinstance(value, Condition):
            names = SymbolTable(rules.questions, rules.parameters, rules.derived)
            plan = compile_condition(value, names, rules.bank)
            return _in_a_line(describe_condition(plan, Titles(rules)))
        case tuple():
            return join_words([_format(each, change, rules) for each in value])
        case Mapping():
            pairs = (f"{key}: {_format(each, change, rules)}" for key, each in value.items())
            return visible("; ".join(pairs))
        case date():
            return format_date(value)
        case str():
            return visible(value)
        case Decimal() | Items() | Duration() | bool():
            return format_value(value)
        case _:
            return _format_other(value, change, rules)


def _format_entry(entry: DatedValue | DatedSeverity, change: Change, rules: RuleSet) -> str:
    if isinstance(entry, DatedSeverity):
        return f"{visible(rules.severities[entry.severity])} ({entry.severity.value})"
    return format_setting(entry, rules.parameters[change.of])


def _format_other(value: object, change: Change, rules: RuleSet) -> str:
    """Format a part by its title, else by what stands in it."""
    if title := getattr(value, "title", ""):
        return visible(title)
    parts = {} if isinstance(value, Mapping) else parts_by_key(value)
    if parts is None:
        return visible(str(value))
    given = [
        f"{format_name(str(name))} {_format(part, change, rules)}"
        for name, part in parts.items()
        if part not in (None, "", ())
    ]
    return "; ".join(given)


def _format_sources(value: Any, change: Change, rules: RuleSet) -> str:  # noqa: ANN401 likewise
    match value:
        case DatedValue():
            figure = rules.parameters[change.of]
            return "; ".join(format_cited(value, figure, rules))
        case DatedSeverity(source=source):
            cited = (source,)
        case tuple():
            cited = value
        case Standing():
            return format_standing(value)
        case _:
            return visible(str(value))
    return "; ".join(join_citations(describe_source(each, rules) for each in cited))


def _in_a_line(words: ConditionWords) -> str:
    parts = "; ".join(map(_in_a_line, words.parts))
    return f"{words.words} [{parts}]" if parts else words.words
