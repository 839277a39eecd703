"""What changes of a failure regime mean: proved of its conditions, shown of its values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import msgspec
import pytest

from authorisation.model.regime import Reach, Regime
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.policy.comparison.meaning import Meaning, Prover, Relation
from authorisation.policy.comparison.regimes.meaning import regime_meanings
from authorisation.policy.comparison.solver import SolverProver
from tests.shipped import shipped_regime

DAYS = (date(2011, 6, 1),) * 2


def meanings(
    new: Regime,
    old: Regime | None = None,
    prover: Callable[[RuleSet, RuleSet], Prover] | None = None,
) -> dict[str, Meaning]:
    """What is not the same in a changed regime, by part."""
    shipped = shipped_regime("gpcc-2010").regime
    found = regime_meanings(old or shipped, new, DAYS, prover or (lambda *_: None))  # type: ignore[arg-type, return-value]
    return {each.of: each for each in found if each.relation is not Relation.SAME}


def shipped() -> Regime:
    return shipped_regime("gpcc-2010").regime


def with_band(name: str, **values: object) -> Regime:
    """The regime with other values of the band of the trigger `overspend` that has a name."""
    first, *others = shipped().triggers
    bands = tuple(replace(b, **values) if b.name == name else b for b in first.bands)  # type: ignore[arg-type]
    return replace(shipped(), triggers=(replace(first, bands=bands), *others))


def with_stage(name: str, **values: object) -> Regime:
    stages = dict(shipped().stages)
    stages[name] = replace(stages[name], **values)  # type: ignore[arg-type]
    return replace(shipped(), stages=MappingProxyType(stages))


def with_figure(name: str, value: str) -> Regime:
    rules = shipped().rules
    figure = rules.parameters[name]
    entry = msgspec.structs.replace(figure.values[0], value=Decimal(value), contested=())
    changed = msgspec.structs.replace(figure, values=(entry,))
    parameters = MappingProxyType({**rules.parameters, name: changed})
    return replace(shipped(), rules=msgspec.structs.replace(rules, parameters=parameters))


def with_row(response: str) -> Regime:
    """The regime with another response for the unlikely to be capable of whom one cannot tell."""
    table = tuple(
        replace(row, response=response) if (row.severity, row.response) == ((1,), "review") else row
        for row in shipped().table
    )
    return replace(shipped(), table=table)


@pytest.mark.parametrize(
    ("new", "of", "expected", "values"),
    [
        (with_band("fires", severity=2), "overspend.fires", "stricter", ("severity 3 → 2",)),
        (with_band("fires", sustained=1), "overspend.fires", "stricter", ("periods that it must last 2 → 1",)),
        (with_band("fires", severity=2, sustained=3), "overspend.fires", "incomparable", ("severity 3 → 2", "periods that it must last 2 → 3")),
        (with_band("fires", opens=()), "overspend.fires", "looser", ("what it opens: no longer concern",)),
        (with_stage("early_warning", deadline=5), "deadline.early_warning", "looser", ("periods until it ends 4 → 5",)),
        (with_stage("early_warning", deadline=None), "deadline.early_warning", "looser", ("periods until it ends 4 → without end",)),
        (with_stage("recovery", settling=1), "deadline.recovery", "stricter", ("periods until it ends 6 → 5",)),
        (with_stage("recovery", exit_sustained=3), "exit.recovery", "stricter", ("periods that it must be met 2 → 3",)),
        (with_row("intervention"), "responses", "stricter", ("graver in 2 of 48 situations, such as severity 1, capability 1, cannot tell: review → intervention",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_value_is_stricter_where_it_is_harder_on_a_group(
    new: Regime, of: str, expected: str, values: tuple[str, ...]
) -> None:
    found = meanings(new)

    assert [*found] == [of]
    assert (found[of].relation.value, found[of].values) == (expected, values)


def test_a_move_to_a_graver_stage_is_stricter_in_the_situations_that_it_is_for() -> None:
    moves = tuple(
        replace(move, responses=("none",))
        if move.stages == ("special",) and move.to == "recovery"
        else move
        for move in shipped().moves
    )

    (found,) = meanings(replace(shipped(), moves=moves)).values()

    assert (found.of, found.relation) == ("moves", Relation.STRICTER)
    assert "exit met, deadline running: recovery → special" in found.values[0]


def test_of_what_chance_does_nothing_is_proved_where_it_is_worked_out_otherwise() -> None:
    chance = meanings(with_figure("chance_cv", "5"))
    kinds = {name: replace(each, reach=Reach.SHARED) for name, each in shipped().causes.items()}
    causes = meanings(replace(shipped(), causes=MappingProxyType(kinds)))

    assert {each.relation for each in (*chance.values(), *causes.values())} == {Relation.UNDECIDED}
    assert {"overspend.fires", "exit.recovery"} <= {*chance}
    assert "overspend.watch" not in chance  # it looks at the variance alone
    assert "mental_health_overspend.fires" in causes
    assert "mental_health_overspend.fires" not in chance


def test_a_trigger_that_fires_for_fewer_is_looser_and_a_return_shows_it() -> None:
    pytest.importorskip("z3")

    def prover(old: RuleSet, new: RuleSet) -> Prover:
        return SolverProver(old, new, DAYS, Stage.SELF_ASSESSMENT)

    (found,) = meanings(with_figure("adverse_items_watch", "5"), prover=prover).values()

    assert (found.of, found.relation, found.because) == (
        "bad_press.watch",
        Relation.LOOSER,
        "proved",
    )
    assert found.looser is not None
    assert (found.looser.old, found.looser.new) == (("met",), ("not met",))
    assert found.looser.submission.answers == {"media.adverse_items": 3}
