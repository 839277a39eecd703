"""A place in a source covers its parts, and not what only begins with the same signs."""

import pytest

from authorisation.model.passage import Passage, place_covers


@pytest.mark.parametrize(
    ("wide", "narrow", "in_a_law", "elsewhere"),
    [
        pytest.param("14C", "14C", True, True, id="itself"),
        pytest.param("14C", "14C(2)(f)", True, True, id="a subsection"),
        pytest.param("14C(2)", "14C(2)(f)", True, True, id="a paragraph"),
        pytest.param("14C(2)(f)", "14C(2)", False, False, id="no wider one"),
        pytest.param("14Z2", "14Z21", False, False, id="another number"),
        pytest.param("14C(2)", "14C(21)", False, False, id="another number in brackets"),
        pytest.param("14", "14A", False, True, id="a letter is another section of a law"),
        pytest.param("sch1", "sch1A.2", False, True, id="and another Schedule"),
        pytest.param("sch6", "sch6.8(7)", True, True, id="a paragraph of a Schedule"),
        pytest.param("sch6.1", "sch6.10", False, False, id="another paragraph"),
        pytest.param("1.2", "1.2A", False, True, id="a letter is a part elsewhere"),
        pytest.param("2.1", "2.1.4", True, True, id="a section of a report"),
        pytest.param("l1", "l17", False, False, id="another line"),
        pytest.param("Annex A", "Annex A, table 2", True, True, id="words"),
        pytest.param("", "14C", True, True, id="the whole source"),
        pytest.param("14C", "", False, False, id="not the whole source"),
    ],
)
def test_a_place_covers_its_parts(wide: str, narrow: str, in_a_law: bool, elsewhere: bool) -> None:
    assert place_covers(wide, narrow, lettered=False) is in_a_law
    assert place_covers(wide, narrow, lettered=True) is elsewhere


@pytest.mark.parametrize(
    ("cited", "source", "place", "written"),
    [
        ("act#14C(2)", "act", "14C(2)", "act#14C(2)"),
        ("act", "act", "", "act"),
        ("act#", "act", "", "act"),
        ("act # 14C ", "act", "14C", "act#14C"),
    ],
)
def test_a_passage_is_written_as_rules_cite_it(
    cited: str, source: str, place: str, written: str
) -> None:
    passage = Passage.parse(cited)

    assert (passage.source, passage.place, str(passage)) == (source, place, written)


@pytest.mark.parametrize(
    ("place", "unmatched"),
    [
        ("14C(2)(a)", 0),
        ("1)", 0),
        ("1)(a)", 0),
        ("a) (ii)", 0),
        ("14C(2", 1),
        ("1(2)(a", 1),
        ("14C)(2", 1),
        (")(", 1),
        ("14C(2))", -1),
        ("(2))(a", -1),
    ],
)
def test_brackets_of_a_place_match_from_the_first_that_opens(place: str, unmatched: int) -> None:
    assert Passage("act", place).unmatched_brackets == unmatched
