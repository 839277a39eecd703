"""References between the parts of a rule set: none may dangle, none may run in a ring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.language.characters import quoted
from authorisation.language.fields import Placed
from authorisation.language.scalars import suggestion
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import Question
from authorisation.model.rules import Criterion
from authorisation.model.source import Problem

MAX_ASKS = 2_000


def asked(asks: list[Placed], bank: Mapping[str, Question]) -> dict[str, Question]:
    """Find the questions that `asks` names, by their own path or their group's."""
    found: dict[str, Question] = {}
    for name in asks[:MAX_ASKS]:
        found.update(
            (path, question)
            for path, question in bank.items()
            if path == name.text or path.startswith(f"{name.text}.")
        )
    return found


def ask_problems(asks: list[Placed], bank: Mapping[str, Question]) -> Iterator[Problem]:
    """Yield each name in `asks` that is neither a question nor a group of them."""
    if len(asks) > MAX_ASKS:
        yield Problem(asks[MAX_ASKS].at, f"more than {MAX_ASKS:,} entries in `asks`", "name groups")
    groups = {
        ".".join(parts[:end])
        for parts in (path.split(".") for path in bank)
        for end in range(1, len(parts) + 1)
    }
    for name in asks[:MAX_ASKS]:
        if name.text not in groups:
            near = suggestion(name.text, sorted(groups))
            said = f"no question or group is called {quoted(name.text)}"
            yield Problem(name.at, said, near)


def criterion_problems(criteria: Mapping[str, Criterion]) -> Iterator[Problem]:
    """Yield references to criteria that do not exist, or that lead back to themselves."""
    uses = {name: list(_references(criterion)) for name, criterion in criteria.items()}
    for references in uses.values():
        for reference in references:
            if reference.criterion not in criteria:
                near = suggestion(reference.criterion, criteria)
                said = f"no criterion is called {quoted(reference.criterion)}"
                yield Problem(reference.at, said, near)
    yield from _rings(uses)


def _references(criterion: Criterion) -> Iterator[CriterionRef]:
    pending: list[Condition] = [part for part in (criterion.require, criterion.applies) if part]
    while pending:
        match pending.pop():
            case CriterionRef() as reference:
                yield reference
            case AllOf(of=parts) | AnyOf(of=parts) | AtLeast(of=parts):
                pending.extend(parts)
            case Not(part=part):
                pending.append(part)
            case Every(satisfies=part) | Some(satisfies=part):
                pending.append(part)
            case Leaf():
                pass


def _rings(uses: Mapping[str, list[CriterionRef]]) -> Iterator[Problem]:
    """Find each reference that closes a ring, by a walk whose stack is its own."""
    done: set[str] = set()
    for start in uses:
        path: list[str] = []
        pending: list[tuple[str, bool]] = [(start, False)]
        while pending:
            name, leaving = pending.pop()
            if leaving:
                path.pop()
                done.add(name)
                continue
            if name in done or name in path:
                continue
            path.append(name)
            pending.append((name, True))
            for reference in uses[name]:
                if reference.criterion in path:
                    ring = [*path[path.index(reference.criterion) :], reference.criterion]
                    said = f"criteria that rest on one another: {' → '.join(map(quoted, ring))}"
                    yield Problem(reference.at, said, "break the ring")
                elif reference.criterion in uses:
                    pending.append((reference.criterion, False))
