"""Sets of verdicts, against every completion that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from authorisation.engine.judge import verdict_sets as logic
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET

T, F, U, N = MET, NOT_MET, EITHER, NOT_APPLICABLE


def plainly(kind: str, parts: list[int], n: int = 0) -> int:
    """One completion, by the words of the language: drop what does not apply, then count."""
    applying = [part for part in parts if part != N]
    if not applying:
        return N
    if kind == "not":
        return F if applying[0] == T else T
    met = applying.count(T)
    needed = {"all": len(applying), "any": 1, "at least": n}[kind]
    return T if met >= needed else F


def combined(kind: str, parts: list[int], n: int = 0) -> int:
    match kind:
        case "all":
            return logic.all_of(parts)
        case "any":
            return logic.any_of(parts)
        case "not":
            return logic.NEGATION[parts[0]]
        case _:
            return logic.at_least(n, n, parts)


def completions(possible: int) -> list[int]:
    return [bit for bit in (T, F, N) if possible & bit]


def trees(depth: int) -> Iterator[tuple]:
    """Every shape of connectives over distinct leaves, down to a depth."""
    yield ("leaf",)
    if depth == 0:
        return
    below = list(trees(depth - 1))
    for inner in below:
        yield ("not", inner)
    for kind, left in product(("all", "any", "at least"), below):
        for right in (("leaf",), ("not", ("leaf",))):
            yield (kind, left, right)


def width(tree: tuple) -> int:
    return 1 if tree[0] == "leaf" else sum(width(part) for part in tree[1:])


def value(tree: tuple, leaves: Iterator[int], combine) -> int:
    if tree[0] == "leaf":
        return next(leaves)
    return combine(tree[0], [value(part, leaves, combine) for part in tree[1:]], 2)


ALL_TREES = [tree for tree in trees(3) if width(tree) <= 4]


def test_the_trees_reach_depth_three():
    assert len(ALL_TREES) == len(set(ALL_TREES)) == 400


def of_completions(tree: tuple, leaves: tuple[int, ...]) -> int:
    """All that the completions of its leaves come to."""
    expected = 0
    for settled in product(*map(completions, leaves)):
        expected |= value(tree, iter(settled), plainly)
    return expected


@pytest.mark.slow
def test_a_tree_comes_to_exactly_what_its_completions_come_to():
    every = [
        (tree, leaves) for tree in ALL_TREES for leaves in product((T, F, U, N), repeat=width(tree))
    ]

    assert len(every) == sum(4 ** width(tree) for tree in ALL_TREES)
    assert [
        (tree, leaves)
        for tree, leaves in every
        if value(tree, iter(leaves), combined) != of_completions(tree, leaves)
    ] == []


@pytest.mark.parametrize(
    ("parts", "together", "either"),
    [
        pytest.param((T, T), T, T, id="both met"),
        pytest.param((T, F), F, T, id="one met"),
        pytest.param((F, U), F, U, id="not met beside unknown"),
        pytest.param((T, U), U, T, id="met beside unknown"),
        pytest.param((N, U), U, U, id="what does not apply is left out"),
        pytest.param((N, F), F, F, id="what does not apply does not save"),
        pytest.param((N, N), N, N, id="nothing applies"),
        pytest.param((), N, N, id="no parts at all"),
        pytest.param((U | N, T), U, T, id="perhaps not applicable beside met"),
        pytest.param((U | N, N), U | N, U | N, id="perhaps not applicable beside not applicable"),
    ],
)
def test_all_and_any(parts, together, either):
    assert (logic.all_of(parts), logic.any_of(parts)) == (together, either)


@pytest.mark.parametrize(
    ("low", "high", "parts", "expected"),
    [
        pytest.param(2, 2, (T, T, F), T, id="just enough"),
        pytest.param(2, 2, (T, U, F), U, id="one short, one unknown"),
        pytest.param(2, 2, (T, F, F), F, id="one short"),
        pytest.param(0, 0, (F,), T, id="none needed"),
        pytest.param(2, 2, (T, N, N), F, id="too few apply"),
        pytest.param(2, 2, (N, N), N, id="none applies"),
        pytest.param(1, 3, (T, T), U, id="how many are needed is bounded"),
        pytest.param(1, 2, (T, T), T, id="enough whatever is needed"),
    ],
)
def test_at_least(low, high, parts, expected):
    assert logic.at_least(low, high, parts) == expected


@pytest.mark.parametrize(
    ("sure", "perhaps", "every", "some"),
    [
        pytest.param((), (), T, F, id="an empty list"),
        pytest.param((), (U,), U, U, id="an open and empty list"),
        pytest.param((T,), (U,), U, T, id="one met, more may come"),
        pytest.param((F,), (U,), F, U, id="one not met, more may come"),
        pytest.param((T,), (F,), U, T, id="one that may drop out is not met"),
        pytest.param((), (T,), T, U, id="only one, which may drop out, is met"),
        pytest.param((), (N,), T | N, F | N, id="only one, which may drop out, does not apply"),
        pytest.param((N,), (T,), T | N, T | N, id="beside one that does not apply"),
    ],
)
def test_items_that_may_drop_out(sure, perhaps, every, some):
    assert logic.every_item(sure, perhaps) == every
    assert logic.some_item(sure, perhaps) == some
