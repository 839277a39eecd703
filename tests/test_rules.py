"""Every rule set that is shipped answers its own cases, and is the edition that was adopted."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from authorisation.explain.rules.citations import rules_citations
from authorisation.explain.rules.cited_by import is_within
from authorisation.explain.rules.parts import PartType
from authorisation.language.cases.assessment import load_cases
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.regime.load import has_regime
from authorisation.language.rules.find import rule_set_names
from authorisation.model.case import Case
from authorisation.model.passage import Passage
from authorisation.model.regime import Regime
from authorisation.model.rules import OURS, UNSOURCED, Source, Standing
from authorisation.model.source import Formula, Location
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.results import format_case_result
from authorisation.usecases.library import Library
from authorisation.usecases.prove import prove_properties
from tests.shipped import shipped_program, shipped_regime, shipped_rules

ROOT = Path(__file__).parents[1] / "rules"
NAMES = rule_set_names(ROOT)
WITH_CRITERIA = [name for name in NAMES if name != "failure-statutory"]


@cache
def cases_of(name: str) -> Sequence[Case]:
    return load_cases(name, shipped_rules(name), root=ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_the_rules_answer_as_each_case_says(name: str) -> None:
    program = shipped_program(name)
    results = [run_case(program, case) for case in cases_of(name)]

    assert len(results) > 10
    assert [format_case_result(result) for result in results if not result.passed] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rule_set_is_the_edition_that_was_adopted(name: str) -> None:
    rules = shipped_rules(name)

    assert rules.sha256 == rules.adopted_sha256, "run `make editions`, or give it a new edition"


def test_only_a_rule_set_for_groups_already_authorised_has_no_criteria() -> None:
    assert [name for name in NAMES if shipped_rules(name).criteria] == WITH_CRITERIA


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_every_criterion_comes_out_one_way_in_some_case_and_another_in_another(name: str) -> None:
    rules = shipped_rules(name)
    expected = [
        (criterion, case.expect[criterion].verdict)
        for case in cases_of(name)
        for criterion in case.expect
    ]

    assert rules.criteria
    for criterion in rules.criteria:
        verdicts = {verdict for known, verdict in expected if known == criterion}
        assert len(verdicts - {None}) >= 2, criterion


@pytest.mark.parametrize("name", NAMES)
def test_no_advice_is_outstanding(name: str) -> None:
    assert advise_rule_set(shipped_rules(name)) == ()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "least"), [("gpcc-2010", 10), ("statutory-2012", 5), ("statutory-2022", 5)]
)
def test_what_a_rule_set_promises_of_everybody_comes_out_as_it_says(name: str, least: int) -> None:
    pytest.importorskip("z3")
    run = prove_properties(name, Library(ROOT))

    assert [each.declared.id for each in run.results if each.failed or each.undecided] == []
    assert sum(each.declared.rule_set == name for each in run.results) >= least


QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
PUBLISHED = re.compile(
    r"(\d{4}-\d{2}-\d{2}|([A-Z][a-z]+ )?\d{4}|[Nn]ot stated( in the text)?)(, inferred)?"
)


FOUND_BY = re.compile(
    r"article \d+|\b\d{7}\b|\b10\.\d{4,}/|\d{4};\d+|\b\d{1,2} [A-Z][a-z]+ \d{4}"
    r"|[\w-]+\.(com|org|net|uk)\b|address was not kept"
)
"""A number, a reference, a day of debates, an address, or that it was not kept."""


def is_placed(source: Source, cited: Collection[Passage]) -> bool:
    """Whether one finds what is cited: by its places, as a law by its name, or as a page by itself.

    The number of another article in a note is no place.
    """
    if cited and Passage(source.id) not in cited:
        return True
    note = source.note if "doi" in source.note or "address was not kept" in source.note else ""
    about = f"{source.title} {source.publisher} {note}"
    return source.standing is Standing.LAW or FOUND_BY.search(about) is not None


def regime_of(name: str) -> Regime | None:
    return shipped_regime(name).regime if has_regime(name, root=ROOT) else None


def texts(part: object) -> Iterator[str]:
    """Yield every text of a part of rules, but not its expressions."""
    match part:
        case str():
            yield part
        case Formula() | Location():
            return
        case Mapping() | Sequence():
            inside = part.values() if isinstance(part, Mapping) else part
            yield from chain.from_iterable(map(texts, inside))
        case msgspec.Struct():
            yield from texts([getattr(part, name) for name in part.__struct_fields__])
        case _ if is_dataclass(part):
            yield from texts([getattr(part, each.name) for each in fields(part)])


@pytest.mark.parametrize("name", NAMES)
def test_every_source_has_its_title_its_publisher_its_day_and_its_place(name: str) -> None:
    regime = regime_of(name)
    sources = {**shipped_rules(name).sources, **(regime.rules.sources if regime else {})}
    cited = {each.passage for each in rules_citations(shipped_rules(name), regime)}
    lacking = [
        (source.id, lacks)
        for source in sources.values()
        for lacks, there in {
            "title": source.title,
            "publisher": source.publisher,
            "day": PUBLISHED.fullmatch(source.published),
            "place": is_placed(source, {each for each in cited if each.source == source.id}),
        }.items()
        if not there
    ]

    assert sources
    assert lacking == []


@pytest.mark.parametrize("name", NAMES)
def test_every_quotation_is_under_fifteen_words(name: str) -> None:
    regime = shipped_regime(name) if has_regime(name, root=ROOT) else None
    found = [each for each in texts([shipped_rules(name), regime]) if {*each} & {*'“”"'}]

    assert [each for each in found if {*QUOTED.sub("", each)} & {*'“”"'}] == []
    assert [
        quoted
        for each in found
        for quoted in map("".join, QUOTED.findall(each))
        if len(quoted.split()) >= 15
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_a_figure_has_a_source_or_is_called_unsourced(name: str) -> None:
    regime = regime_of(name)
    rules = regime.rules if regime else shipped_rules(name)
    known = {*rules.sources, OURS, UNSOURCED}
    values = [
        (figure.name, entry.since, cited)
        for figure in rules.parameters.values()
        for entry in figure.values
        for cited in (entry.source, *(other.source for other in entry.contested))
    ]

    assert [each for each in values if Passage.parse(each[-1]).source not in known] == []
    assert {figure for figure, _, _ in values} == {*rules.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_rests_on_what_nobody_could_read(name: str) -> None:
    rules, regime = shipped_rules(name), regime_of(name)
    sources = {**(regime.rules.sources if regime else {}), **rules.sources}
    cited = {
        each.passage
        for each in rules_citations(rules, regime)
        if each.part.kind is not PartType.UNREAD
    }
    unread = [
        Passage.parse(text) for each in rules.unread if not each.count for text in each.sources
    ]

    assert [
        (str(each), str(gap))
        for gap in unread
        for each in cited
        if each.source == gap.source and is_within(each.place, gap.place, sources[gap.source])
    ] == []
    assert {each.source for each in unread} <= {*sources}


def test_each_of_the_25_readings_of_the_law_is_a_case() -> None:
    named = re.compile(r"^- (?:case|table): 'law ([\d, and]+): ", re.MULTILINE)
    files = sorted(ROOT.glob("*/cases/**/*.yaml"))
    found = [heading for file in files for heading in named.findall(file.read_text("utf-8"))]

    assert {int(number) for each in found for number in re.findall(r"\d+", each)} == {*range(1, 26)}
