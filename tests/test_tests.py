"""The tests themselves: none passes without having asserted something."""

from __future__ import annotations

import pytest

from tests.assertions import ROOT, describe_module, read_module


@pytest.mark.slow
def test_each_test_asserts_though_its_loops_have_nothing_to_run_over() -> None:
    found = {
        str(path.relative_to(ROOT)): read_module(path).unsure_tests()
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
    }

    assert len(found) > 300
    assert {name: unsure for name, unsure in found.items() if unsure} == {}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("pass", id="nothing at all"),
        pytest.param("for x in found(): assert x", id="in a loop over what may be empty"),
        pytest.param("for x in (): assert x", id="in a loop over nothing"),
        pytest.param("for x in NOTHING: assert x", id="in a loop over a name for nothing"),
        pytest.param("for x in enumerate(found()): assert x", id="in a loop over what is wrapped"),
        pytest.param("while more(): assert x", id="in a loop with a condition"),
        pytest.param("if some: assert x", id="in one branch"),
        pytest.param("with other(): look()", id="in a context that asserts nothing"),
        pytest.param("if some: return\n assert x", id="after what may return"),
        pytest.param("try: look()\n except E: return\n assert x", id="unless it is refused"),
        pytest.param(
            "for x in (1, 2):\n  if some: continue\n  assert x", id="in no turn of a loop"
        ),
        pytest.param("for x in found():\n  return\n assert x", id="after a loop that may return"),
        pytest.param("perhaps()", id="in a helper that asserts in one branch"),
        pytest.param("itself()", id="in a helper that calls itself"),
        pytest.param("def inner():\n  assert x", id="in a function that nobody calls"),
    ],
)
def test_what_may_pass_without_an_assertion_is_found(body: str) -> None:
    for kind in ("def", "async def"):
        source = f"{HELPERS}\n{kind} test_it():\n {body}"
        assert describe_module(source).unsure_tests() == ["test_it"]


@pytest.mark.parametrize(
    "body",
    [
        "assert x",
        "for x in (1, 2): assert x",
        "for x in (*found(), 1): assert x",
        "for key, value in SOMETHING.items(): assert value",
        "for x in sorted(SOMETHING): assert x",
        "for n in range(3): assert n",
        "if some: assert x\n else: assert y",
        "if some:\n  assert x\n  return\n assert y",
        "for x in found():\n  if some: continue\n  look()\n assert y",
        "try: look()\n except E:\n  assert x\n  return\n assert y",
        "with pytest.raises(ValueError): look()",
        "with other():\n  assert x",
        "try:\n  assert x\n finally: stop()",
        "surely()",
        "x = surely()",
        "assert_expected(path, text)",
    ],
)
def test_what_surely_asserts_is_let_pass(body: str) -> None:
    assert describe_module(f"{HELPERS}\ndef test_it():\n {body}").unsure_tests() == []


HELPERS = """\
NOTHING = ()
SOMETHING = {"a": 1}
def surely(): assert x
def perhaps():
    if some: assert x
def itself(): itself()
"""
