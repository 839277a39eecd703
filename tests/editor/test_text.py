"""Where a scalar's characters stand in its file, however it is written."""

from __future__ import annotations

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from authorisation.language.fixes.text import SourceText, scalar_offsets
from authorisation.language.yaml.document import Mapping, Scalar, UnreadableYaml, parse_yaml
from tests.examples import examples

WORDS = st.lists(st.sampled_from(["a", "bc", "it's", 'say "x"', "population.registered", "é", "😀"]), min_size=1, max_size=6)  # fmt: skip


def plain(words: list[str]) -> str:
    return "k: x " + "\n   ".join(words) + "\n"


def single(words: list[str]) -> str:
    return "# before\nk:   '" + "\n    ".join(each.replace("'", "''") for each in words) + "'\n"


def double(words: list[str]) -> str:
    return 'k: "' + "\\n ".join(each.replace('"', '\\"') for each in words) + '\\u00e9"\n'


def folded(words: list[str]) -> str:
    return "k: >-\n" + "".join(f"    {each}\n" for each in words) + "j: 1\n"


def literal(words: list[str]) -> str:
    return "k: |\n" + "".join(f"  {each}\n\n" for each in words) + "j: 1\n"


@settings(max_examples=examples(200))
@given(WORDS, st.sampled_from([plain, single, double, folded, literal]), st.booleans())
def test_every_character_of_a_scalar_is_found_where_it_stands(
    words: list[str], written: object, windows: bool
) -> None:
    source = written(words)  # type: ignore[operator]
    source = source.replace("\n", "\r\n") if windows else source
    try:
        root = parse_yaml(source.encode(), "x")
    except UnreadableYaml:
        reject()
    assert isinstance(root, Mapping)
    scalar = root["k"]
    assert isinstance(scalar, Scalar)
    places = scalar_offsets(scalar, SourceText(source))

    assert places is not None
    assert len(places) == len(scalar.text) + 1
    for char, at, after in zip(scalar.text, places, places[1:], strict=False):
        if not char.isspace():
            assert source[at:after].strip() in {char, "''", '\\"', "\\u00e9"}


def test_a_place_beyond_the_text_is_the_nearest_in_it() -> None:
    text = SourceText("ab\n\ncd")

    assert [text.offset(*place) for place in ((1, 1), (1, 9), (2, 5), (9, 1))] == [0, 2, 3, 4]
    assert [text.place(offset) for offset in (0, 2, 3, 6, 99)] == [
        (0, 0),
        (0, 2),
        (1, 0),
        (2, 2),
        (2, 2),
    ]
    assert SourceText("").place(0) == (0, 0)
