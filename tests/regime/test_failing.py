"""A worker that is missing, crashes, hangs or lies: explained each time, and never believed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable import engine as module
from authorisation.inference.durable.engine import DurableEngine
from authorisation.inference.durable.process import ChildProcess
from authorisation.inference.facts import InferenceRun, Rule, RuleTable

TABLE = RuleTable((Rule((("a", "T"),), ("b", "T")),))
RUN = InferenceRun(TABLE, frozenset({("a", "T")}))
SEE = "\n  help: see: authorise doctor"


def worker(code: str) -> list[str]:
    head = "import json, os, sys, time\n"
    return [sys.executable, "-I", "-c", head + code]


def replying(reply: str) -> list[str]:
    """A worker that replies to request number `n` with an expression of Python."""
    loop = "for line in sys.stdin:\n    n = json.loads(line)['n']\n"
    return worker(f"{loop}    print({reply}, flush=True)")


def honest(reply: str) -> list[str]:
    return replying(f"json.dumps({reply})")


def said(command: list[str], deadline: float = 30) -> str:
    with (
        DurableEngine(command=command, deadline=deadline) as rete,
        pytest.raises(EngineUnavailable) as caught,
    ):
        rete.derive([RUN])
    return str(caught.value)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param(["/no/such/program"], "it cannot be started: [Errno 2] No such file or directory: '/no/such/program'", id="no program"),
        pytest.param(["a\0b"], "it cannot be started: embedded null byte", id="no name of a program"),
        pytest.param(worker("sys.exit(0)"), "it ended with code 0", id="ends at once"),
        pytest.param(worker("sys.stdin.readline(); sys.exit(3)"), "it ended with code 3", id="ends when asked"),
        pytest.param(worker("sys.stdin.readline(); os.abort()"), "it was ended by signal SIGABRT", id="aborts"),
        pytest.param(worker("import ctypes; sys.stdin.readline(); ctypes.string_at(0)"), "it was ended by signal SIGSEGV", id="crashes"),
        pytest.param(replying("'hello'"), "it answered with what is no answer", id="no JSON"),
        pytest.param(replying("'\\udcff'.encode('utf-8', 'surrogateescape')"), "it answered with what is no answer", id="no text"),
        pytest.param(replying("''"), "it answered with what is no answer", id="an empty line"),
        pytest.param(replying("'[' * 100000"), "it answered with what is no answer", id="nested without end"),
        pytest.param(honest("[n]"), "it answered with what is no answer", id="a list"),
        pytest.param(honest("{'n': n + 1, 'runs': [[]]}"), "it answered what was not asked", id="another number"),
        pytest.param(honest("{'n': n, 'version': '1', 'failed': 'x' * 999}"), f"it failed with '{'x' * 200}'", id="says that it failed"),
        pytest.param(honest("{'n': n, 'version': 'a b', 'runs': [[]]}"), "it gave a version that is none", id="odd version"),
        pytest.param(honest("{'n': n, 'version': 2, 'runs': [[]]}"), "it gave a version that is none", id="version a number"),
        pytest.param(honest("{'n': n}"), "it did not answer every part of the request", id="no runs"),
        pytest.param(honest("{'n': n, 'runs': [[], []]}"), "it did not answer every part of the request", id="a run too many"),
        pytest.param(honest("{'n': n, 'runs': ['bT']}"), "it answered with what are no facts", id="text for facts"),
        pytest.param(honest("{'n': n, 'runs': [['bT']]}"), "it answered with what are no facts", id="text for a fact"),
        pytest.param(honest("{'n': n, 'runs': [[['b', 1]]]}"), "it answered with what are no facts", id="a number in a fact"),
        pytest.param(honest("{'n': n, 'runs': [[['b', 'T', 'T']]]}"), "it answered with what are no facts", id="a triple"),
        pytest.param(honest("{'n': n, 'runs': [[['b', 'F']]]}"), "it concluded what no rule could", id="no conclusion of ours"),
    ],
)  # fmt: skip
def test_what_a_worker_may_do_wrong(command: list[str], message: str) -> None:
    assert said(command) == f"durable-rules: {message}{SEE}"


def test_a_worker_that_hangs_is_ended_at_the_deadline() -> None:
    began = time.monotonic()

    assert said(worker("time.sleep(60)"), 0.3) == (
        f"durable-rules: it did not answer within 0.3 seconds{SEE}"
    )
    assert time.monotonic() - began < 10


@pytest.mark.slow
def test_a_worker_that_does_not_read_hangs_nobody() -> None:
    facts = frozenset((f"k{n}", "T") for n in range(100_000))
    with (
        DurableEngine(command=worker("time.sleep(60)"), deadline=0.3) as rete,
        pytest.raises(EngineUnavailable, match="did not answer within"),
    ):
        rete.derive([InferenceRun(TABLE, facts)])


def test_an_answer_without_end_is_cut_off() -> None:
    endless = worker("while True: sys.stdout.write('x' * 1_000_000)")

    assert said(endless) == f"durable-rules: it answered with what is no answer{SEE}"


def test_after_a_failure_another_worker_is_started() -> None:
    once = honest("{'n': n, 'runs': [[['b', 'T']] if n != 2 else 0]}")
    with DurableEngine(command=once) as rete:
        first = rete.derive([RUN])
        before = rete.pid
        with pytest.raises(EngineUnavailable):
            rete.derive([RUN])
        assert rete.pid is None
        again = rete.derive([RUN])

        assert first == again == (frozenset({("b", "T")}),)
        assert rete.pid not in (None, before)


def test_after_three_failures_running_it_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Counted(ChildProcess):
        def __init__(self, command: list[str]) -> None:
            started.append(command)
            super().__init__(command)

    monkeypatch.setattr(module, "ChildProcess", Counted)
    with DurableEngine(command=replying("'no'")) as rete:
        messages = []
        for _ in range(5):
            with pytest.raises(EngineUnavailable) as caught:
                rete.derive([RUN])
            messages.append(caught.value.reason)

    assert messages == [
        *["it answered with what is no answer"] * 3,
        *["it failed 3 times running"] * 2,
    ]
    assert len(started) == 3


def test_the_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")

    names = said(honest("{'n': n, 'failed': str(sorted(set(os.environ) - {'LC_CTYPE'}))}"))

    assert names == f"durable-rules: it failed with '[]'{SEE}"


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)


@pytest.mark.usefixtures("missing")
def test_without_the_module() -> None:
    with DurableEngine() as rete, pytest.raises(EngineUnavailable) as caught:
        rete.derive([RUN])

    assert str(caught.value) == (
        f"durable-rules: it is not installed\n  help: {module.install_remedy()}"
    )
    assert rete.pid is None


def test_a_python_that_does_not_know_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", None)

    with DurableEngine() as rete, pytest.raises(EngineUnavailable) as caught:
        rete.derive([RUN])

    assert str(caught.value) == f"durable-rules: this Python does not know its own program{SEE}"


def test_a_module_that_cannot_be_imported(tmp_path: Path) -> None:
    broken = tmp_path / "nothing"
    broken.mkdir()
    (broken / "durable_rules_engine.py").write_text("raise ImportError('undefined symbol: P')")
    command = [sys.executable, "-I", "-S", str(module.WORKER_FILE), str(broken), "30"]

    assert said(command) == (
        f"durable-rules: it failed with 'ImportError: undefined symbol: P'{SEE}"
    )


def test_remedies() -> None:
    assert module.install_remedy((3, 12)) == (
        "pip install durable-rules (building it takes a C compiler and Python's headers)"
    )
    assert module.install_remedy((3, 13)) == (
        "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --no-cache-dir durable-rules"
    )
