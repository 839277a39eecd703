"""Whoever cites a passage is found by it, and nobody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache

import msgspec
import pytest

from authorisation.explain.rules.citations import RulesCitation, rules_citations
from authorisation.explain.rules.cited_by import passage_uses
from authorisation.explain.rules.parts import ATTRIBUTION, INTERIM, NamedPart, PartType
from authorisation.language.properties import load_properties
from authorisation.language.regime.load import has_regime
from authorisation.model.case import Property
from authorisation.model.regime import Attribution, InterimResponse, Move, Regime
from authorisation.model.rules import Standing, UnreadPassages
from tests.shipped import RULES, SETS, shipped_program, shipped_regime, shipped_rules

CITING = {"source", "sources", "contrary", "settling_source"}
LISTED = {"questions", "bank", "asks", "returns", "authorisation"}


def regime_of(name: str) -> Regime | None:
    return shipped_regime(name).regime if has_regime(name, root=RULES) else None


def properties_of(name: str) -> tuple[Property, ...]:
    return load_properties(name, shipped_rules(name), root=RULES).properties


@cache
def citations_of(name: str) -> tuple[RulesCitation, ...]:
    return rules_citations(shipped_rules(name), regime_of(name), properties_of(name))


def written(value: object, owner: str = "", field: str = "") -> Iterator[tuple[str, str]]:
    """Yield every citation in any field of any part, with the part of which it is."""
    match value:
        case str():
            if field in CITING and value:
                yield owner, value
        case Mapping():
            for key, inside in value.items() if field not in CITING else ():
                yield from written(inside, str(key), field)
        case Sequence():
            for inside in value:
                yield from written(inside, owner, field)
        case msgspec.Struct() | _ if value is not None and (
            isinstance(value, msgspec.Struct) or is_dataclass(value)
        ):
            match value:
                case Move():
                    owner = value.to
                case Attribution():
                    owner = "attribution"
                case UnreadPassages():
                    yield from ((each, each) for each in value.sources)
                    return
                case InterimResponse():
                    owner = "interim"
                case _:
                    owner = str(getattr(value, "id", "") or getattr(value, "name", "") or owner)
            for name in field_names(value):
                if name not in LISTED:
                    yield from written(getattr(value, name), owner, name)


def field_names(value: object) -> tuple[str, ...]:
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    assert is_dataclass(value)
    return tuple(each.name for each in fields(value))


@pytest.mark.parametrize("name", SETS)
def test_every_citation_of_a_shipped_rule_set_is_known_with_the_part_that_makes_it(
    name: str,
) -> None:
    rules, regime = shipped_rules(name), regime_of(name)
    asked: list[object] = [rules, *properties_of(name)]
    if regime is not None:
        # Its bands and exits are criteria only for the engine, and its table of outcomes is none.
        bare = {"criteria": {}, "outcomes": (), "parameters": dict(regime.rules.parameters)}
        asked.append([regime.triggers, regime.causes, regime.powers, regime.responses])
        asked.append([regime.stages, regime.moves, regime.attribution, regime.interim])
        asked.append(msgspec.structs.replace(regime.rules, **bare))

    made = {(each.part.id, str(each.passage)) for each in citations_of(name)}

    assert made == set(written(asked))
    assert len(made) > 5


def parts_of_place(place: str, *, law: bool) -> list[str]:
    """The steps that lead to a place, one inside the other."""
    steps = re.findall(r"\(\w+\)|[^.()]+" if law else r"\d+|[A-Za-z]+", place)
    return [each.strip("()") for each in steps]


def lies_in(place: str, wide: str, *, law: bool) -> bool:
    inner, outer = parts_of_place(place, law=law), parts_of_place(wide, law=law)
    return inner[: len(outer)] == outer


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_citation_is_found_by_its_own_passage_and_by_what_that_is_part_of(name: str) -> None:
    rules, regime = shipped_rules(name), regime_of(name)
    sources = (regime.rules if regime else rules).sources
    program, citations = shipped_program(name), citations_of(name)

    passages = {each.passage for each in citations if each.passage.source in sources}
    found, expected = {}, {}
    for passage in passages:
        source = sources[passage.source]
        law = source.standing is Standing.LAW
        of_source = [each for each in citations if each.passage.source == passage.source]
        uses = passage_uses(passage, citations, source, program, regime)
        found[str(passage)] = [*uses.citing], [*uses.citing_more]
        inside = [each for each in of_source if lies_in(each.passage.place, passage.place, law=law)]
        around = [each for each in of_source if lies_in(passage.place, each.passage.place, law=law)]
        expected[str(passage)] = inside, [each for each in around if each not in inside]

    assert passages
    assert found == expected


@pytest.mark.parametrize("name", SETS)
def test_what_rests_on_what_cites_a_passage_is_found_at_any_remove(name: str) -> None:
    rules, program, citations = shipped_rules(name), shipped_program(name), citations_of(name)
    behind = program.criteria_behind
    found, expected = {}, {}
    for passage in {each.passage for each in citations if each.passage.source in rules.sources}:
        uses = passage_uses(passage, citations, rules.sources[passage.source], program)
        parts = {each.part for each in (*uses.citing, *uses.citing_more)}
        citing = {each.id for each in parts if each.kind is PartType.CRITERION}
        figures = {each.id for each in parts if each.kind is PartType.FIGURE}
        reading = {plan.id for figure in figures for plan in program.plans_by_name.get(figure, ())}
        found[passage] = {
            each.part.id for each in uses.resting if each.part.kind is PartType.CRITERION
        }
        expected[passage] = (reading | {each for each in behind if behind[each] & citing}) - citing

    assert found == expected
    assert any(found.values()) is (name not in {"configuration-2011", "failure-statutory"})


def test_a_part_that_rules_have_one_of_is_labelled_by_its_kind_alone() -> None:
    cause = NamedPart(PartType.CAUSE, "inherited_debt", "Debt of a predecessor")

    assert [each.label for each in (ATTRIBUTION, INTERIM, cause)] == [
        "attribution",
        "interim direction",
        "cause inherited_debt",
    ]
