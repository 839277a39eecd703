"""Checks of what rules refer to, in which order and how deep, and of names that must not clash.

That sources, domains and names are there, and written as they should be, is seen to while rules
are built.
"""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from authorisation.language.check.conditions import RuleProblems
from authorisation.language.check.types.functions import SIGNATURES
from authorisation.language.check.types.scope import KEYWORDS, RESERVED
from authorisation.language.check.types.units import parse_unit
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.condition import Condition, CriterionRef, parts_of, walk_conditions
from authorisation.model.question import Question, with_groups
from authorisation.model.rules import Criterion, RuleSet, Severity
from authorisation.model.source import Location


def check_references(rules: RuleSet, problems: RuleProblems) -> None:
    """Enter every reference that leads nowhere or round in a circle, and every clash of names."""
    for criterion in rules.criteria.values():
        _check_criterion(criterion, rules, problems)
    _check_cycles(rules, problems)
    _check_ids(rules, problems)
    _check_names(rules, problems)


def check_questions(questions: Mapping[str, Question], problems: RuleProblems) -> None:
    """Enter names of questions and fields that cannot be written, and units that are none."""
    for path, question in questions.items():
        for depth, part in enumerate(path.split(".")):
            _check_name(part, question.at, problems, inside=depth > 0)
        for group in with_groups(path)[1:]:
            if group in questions:
                message = f"`{group}` is a question, and `{path}` makes it a group"
                problems.wrong(question.at, message, "rename one of them")
        _check_unit(path, question.unit, question.at, problems)
        for name, field in question.each.items():
            _check_name(name, question.at, problems, inside=True)
            _check_unit(name, field.unit, question.at, problems)


def check_fields(
    questions: Mapping[str, Question], top: Iterable[str], problems: RuleProblems
) -> None:
    """Enter fields of list items that bear the name of something else."""
    taken = frozenset(top)
    for path, question in questions.items():
        for name in sorted(question.each.keys() & taken):
            message = f"`{name}` is a field of `{path}` and also a name of its own"
            problems.wrong(
                question.at, message, "rename one of them: inside a filter they would clash"
            )


def _check_criterion(criterion: Criterion, rules: RuleSet, problems: RuleProblems) -> None:
    severities = {entry.severity for entry in criterion.severities}
    if Severity.CONDITION in severities and criterion.discharge is None:
        message = f"`{criterion.id}` would be a condition that nothing can end"
        problems.wrong(
            criterion.at, message, "say under `discharge` what evidence would, and when due"
        )
    for reference in _references(criterion):
        if reference.criterion not in rules.criteria:
            name, near = reference.criterion, suggest_name(reference.criterion, rules.criteria)
            problems.wrong(reference.at, f"unknown criterion `{name}`", near, name)
    for name in criterion.answered_by:
        if name not in rules.criteria or name == criterion.id:
            others = [other for other in rules.criteria if other != criterion.id]
            near = "name another criterion of these rules, or leave it out"
            if name != criterion.id:
                near = suggest_name(name, others) or near
            message = f"`{criterion.id}` is answered by `{name}`, which is no other criterion"
            problems.wrong(criterion.at, message, near, name)


def _references(criterion: Criterion) -> Iterator[CriterionRef]:
    for part in walk_conditions(criterion.applies, criterion.require):
        if isinstance(part, CriterionRef):
            yield part


def _check_cycles(rules: RuleSet, problems: RuleProblems) -> None:
    needs = {
        name: {reference.criterion for reference in _references(criterion)}
        for name, criterion in rules.criteria.items()
    }
    order, cycles = topological_order(needs)
    for cycle in cycles:
        at = rules.criteria[cycle[0]].at
        chain = " → ".join(f"`{name}`" for name in cycle)
        message = f"criteria rest on each other in a circle: {chain}"
        problems.wrong(at, message, "let one of them do without the next: write out what it tests")
    check_criteria_depth(rules, order, problems)


_IN_CASES: Final = frozenset({"outcome", "stage"})
"""What cases, and the headings of their tables, name beside questions and criteria."""


def _check_ids(rules: RuleSet, problems: RuleProblems) -> None:
    places = {
        "criterion": [(name, it.at) for name, it in rules.criteria.items()],
        "outcome": [(it.id, it.when.at) for it in rules.outcomes],
    }
    for name, at in places["criterion"]:
        if name in _IN_CASES:
            message = f"no case can expect a criterion with the id `{name}`"
            problems.wrong(
                at, message, "choose another id: the word has a meaning of its own there"
            )
    for what, ids in places.items():
        first_by_fold: dict[str, str] = {}
        for name, at in ids:
            if (first := first_by_fold.setdefault(name.casefold(), name)) != name:
                message = f"the {what} `{name}` differs from `{first}` only in capitals"
                problems.wrong(at, message, "choose ids that can be told apart when spoken")


def _check_names(rules: RuleSet, problems: RuleProblems) -> None:
    """Check the names of parameters and derived values, and their units."""
    groups = {path.split(".")[0] for path in (*rules.bank, *rules.questions)}
    for name, parameter in rules.parameters.items():
        _check_name(name, parameter.at, problems)
        _check_unit(name, parameter.unit, parameter.at, problems)
        if name in groups:
            message = f"`{name}` is both a parameter and the name of questions"
            problems.wrong(parameter.at, message, "rename the parameter")
    for name, derived in rules.derived.items():
        _check_name(name, derived.value.at, problems)
        _check_unit(name, derived.unit, derived.value.at, problems)
        if name in groups or name in rules.parameters:
            what = "a parameter" if name in rules.parameters else "the name of questions"
            message = f"`{name}` is both a derived value and {what}"
            problems.wrong(derived.value.at, message, "rename the derived value")
    check_fields(rules.questions, {*rules.parameters, *rules.derived}, problems)


def _check_name(name: str, at: Location, problems: RuleProblems, *, inside: bool = False) -> None:
    """Check a name; `inside` a group or an item it stands behind a dot, apart from functions."""
    if name in KEYWORDS or name in RESERVED:
        problems.wrong(at, f"`{name}` has a meaning of its own in rules", "choose another name")
    elif name in SIGNATURES and not (inside and name in _HARMLESS):
        problems.wrong(at, f"`{name}` is the name of a function", "choose another name")


_HARMLESS: Final = frozenset(
    {"context", "contains", "range", "mode", "split", "extract", "matches"}
)
"""Functions that rules hardly call; a field may well bear such a name."""


def _check_unit(name: str, unit: str, at: Location, problems: RuleProblems) -> None:
    if parse_unit(unit) is None:
        message = f"`{unit}` is not a unit, where `{name}` gives one"
        problems.wrong(at, message, "write it such as `patient` or `GBP/patient/year`")


def topological_order(
    needs: Mapping[str, AbstractSet[str]],
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Sort names so that each comes after those it needs, and give the cycles found.

    A cycle starts and ends with the name that the files give first; its names are left out of the
    order.
    """
    left = {name: set(others) & needs.keys() for name, others in needs.items()}
    cycles: list[tuple[str, ...]] = []
    while True:
        sorter = graphlib.TopologicalSorter(left)
        try:
            return [name for name in sorter.static_order() if name in left], cycles
        except graphlib.CycleError as error:
            names = error.args[1][:0:-1]
            start = names.index(min(names, key=list(needs).index))
            cycles.append((*names[start:], *names[:start], names[start]))
            left = {n: others - set(names) for n, others in left.items() if n not in names}


DEEPEST: Final = 100
"""Conditions within each other, those of the criteria referred to included; each is a few calls
on Python's stack, which holds a thousand."""

WIDEST: Final = 1_000
"""Figures that one derived value is worked out from, each counted wherever it is used."""


def check_criteria_depth(rules: RuleSet, order: Iterable[str], problems: RuleProblems) -> None:
    """Enter the first criterion that rests on others through too many steps.

    `order` has each criterion after those that it refers to.
    """
    depths_by_criterion: dict[str, int] = {}
    for name in order:
        criterion = rules.criteria[name]
        conditions = [part for part in (criterion.applies, criterion.require) if part is not None]
        depths_by_criterion[name] = max(
            (_depth(part, depths_by_criterion) for part in conditions), default=0
        )
        if depths_by_criterion[name] > DEEPEST:
            message = f"`{name}` leads through more than {DEEPEST} conditions within each other"
            help_ = "refer to fewer criteria that refer to others in turn"
            problems.wrong(criterion.at, message, help_)
            return


def _depth(condition: Condition, depths_by_criterion: Mapping[str, int]) -> int:
    if isinstance(condition, CriterionRef):
        return 1 + depths_by_criterion.get(condition.criterion, 0)
    parts = parts_of(condition)
    return 1 + max((_depth(part, depths_by_criterion) for part in parts), default=0)


def check_derived_depth(
    rules: RuleSet,
    needs: Mapping[str, AbstractSet[str]],
    order: Iterable[str],
    problems: RuleProblems,
) -> None:
    """Enter the first derived value that is worked out from too many others.

    `order` has each derived value after those that it needs.
    """
    depths: dict[str, int] = {}
    counts: dict[str, int] = {}
    for name in order:
        used = [other for other in needs[name] if other in depths]
        depths[name] = 1 + max((depths[other] for other in used), default=0)
        counts[name] = 1 + sum(counts[other] for other in used)
        at = rules.derived[name].value.at
        if depths[name] > DEEPEST:
            message = f"`{name}` rests on derived values more than {DEEPEST} deep"
            problems.wrong(at, message, "work it out from fewer derived values")
            return
        if counts[name] > WIDEST:
            message = f"`{name}` rests on derived values more than {WIDEST:,} times in all"
            problems.wrong(at, message, "work it out from fewer derived values")
            return
