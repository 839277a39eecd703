"""durable-rules itself in its child: what it concludes, that it lasts, and how it is ended."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.engine import DurableEngine
from authorisation.inference.facts import InferenceRun, Rule, RuleTable
from authorisation.second_opinion.network import COMMON_FABRIC

CHAIN = RuleTable(
    (
        Rule((("a", "T"), ("b", "T")), ("c", "T")),
        Rule((("c", "T"), ("d", "F")), ("e", "T")),
        Rule((("a", "F"),), ("e", "F")),
    )
)
ALONE = frozenset({("a", "T"), ("b", "T"), ("d", "F")})


@pytest.fixture
def own() -> Iterator[DurableEngine]:
    """A process that a test may ill-treat."""
    with DurableEngine(deadline=60) as engine:
        yield engine


def test_conclusions_are_facts_for_further_rules(rete: DurableEngine) -> None:
    assert rete.derive([InferenceRun(CHAIN, ALONE)]) == (frozenset({("c", "T"), ("e", "T")}),)
    assert rete.version == metadata.version("durable-rules")


def test_nothing_follows_from_half_of_what_a_rule_wants(rete: DurableEngine) -> None:
    runs = [InferenceRun(CHAIN, ALONE - {fact}) for fact in sorted(ALONE)]

    assert rete.derive(runs) == (frozenset(), frozenset(), frozenset({("c", "T")}))


def test_no_facts_and_facts_that_no_rule_wants(rete: DurableEngine) -> None:
    assert rete.derive([InferenceRun(CHAIN, frozenset())]) == (frozenset(),)
    assert rete.derive([InferenceRun(CHAIN, frozenset({("q", "T"), ("a", "U")}))]) == (frozenset(),)
    assert rete.derive([]) == ()


def test_runs_do_not_see_each_other(rete: DurableEngine) -> None:
    halves = [InferenceRun(CHAIN, frozenset({fact})) for fact in sorted(ALONE)]

    assert rete.derive(halves * 2) == (frozenset(),) * 6


def test_wires_lead_within_a_run_and_to_later_ones(rete: DurableEngine) -> None:
    within = InferenceRun(
        CHAIN, frozenset({("a", "F")}), (("e", 0, "d"), ("e", 0, "b"), ("e", 1, "d"))
    )
    later = InferenceRun(CHAIN, frozenset({("a", "T"), ("b", "T")}))

    assert rete.derive([within, later]) == (
        frozenset({("e", "F")}),
        frozenset({("c", "T"), ("e", "T")}),
    )


def test_every_fact_of_a_fabric_at_once(rete: DurableEngine) -> None:
    """No two of them share a hash, by which durable-rules tells facts apart."""
    facts = frozenset(fact for rule in COMMON_FABRIC.table.rules for fact in rule.when)

    assert rete.derive([InferenceRun(COMMON_FABRIC.table, facts)]) == (
        COMMON_FABRIC.table.conclusions,
    )


def test_eight_facts_in_one_rule(rete: DurableEngine) -> None:
    when = tuple((f"k{n}", "T") for n in range(8))
    table = RuleTable((Rule(when, ("z", "T")),))
    runs = [InferenceRun(table, frozenset(facts)) for facts in itertools.combinations(when, 7)]

    assert rete.derive(runs) == (frozenset(),) * 8
    assert rete.derive([InferenceRun(table, frozenset(when))]) == (frozenset({("z", "T")}),)


def test_the_largest_table(rete: DurableEngine) -> None:
    rules = [Rule(((f"k{n}", "T"), (f"k{n}", "F")), (f"z{n}", "T")) for n in range(100)]
    rules += [Rule(((f"k{n}", "U"),), (f"y{n}", "T")) for n in range(199)]
    table = RuleTable(tuple(rules))
    facts = frozenset((f"k{n}", v) for n in range(0, 199, 7) for v in "TFU")

    expected = {(f"z{n}", "T") for n in range(0, 100, 7)} | {
        (f"y{n}", "T") for n in range(0, 199, 7)
    }
    assert rete.derive([InferenceRun(table, facts)]) == (frozenset(expected),)


@pytest.mark.long
def test_ten_thousand_evaluations_in_one_child_take_no_more_memory(own: DurableEngine) -> None:
    facts = frozenset({("a0x", "T"), ("a0x", "F"), ("a0y", "T"), ("o1x", "N"), ("f3x", "F")})
    runs = [InferenceRun(COMMON_FABRIC.table, facts)] * 100
    (expected,) = own.derive([runs[0]])
    own.derive(runs)
    child, before = own.pid, resident(own)

    for _ in range(100):
        assert set(own.derive(runs)) == {expected}

    assert own.pid == child
    assert expected == {("a0z", "T"), ("a0z", "F"), ("f3y", "F")}
    assert resident(own) - before < 2_000_000


def resident(rete: DurableEngine) -> int:
    status = Path(f"/proc/{rete.pid}/statm")
    if not status.exists():
        pytest.skip("this system does not say how much memory a process takes")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_another_child_takes_over_after_many_tables(own: DurableEngine) -> None:
    def fresh() -> InferenceRun:
        return InferenceRun(RuleTable((Rule((("a", "T"),), ("b", "T")),)), frozenset({("a", "T")}))

    expected = (frozenset({("b", "T")}),)
    children = []
    for _ in range(210):
        assert own.derive([fresh()]) == expected
        children.append(own.pid)

    assert len(set(children)) == 2


def test_threads_may_share_an_engine(rete: DurableEngine) -> None:
    one, other = InferenceRun(CHAIN, ALONE), InferenceRun(CHAIN, frozenset({("a", "F")}))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(rete.derive, [[one], [other]] * 50))

    assert (
        answers
        == [
            (frozenset({("c", "T"), ("e", "T")}),),
            (frozenset({("e", "F")}),),
        ]
        * 50
    )


def test_a_child_killed_in_the_middle_of_a_request(own: DurableEngine) -> None:
    own.derive([InferenceRun(CHAIN, ALONE)])
    child = own.pid
    os.kill(child, signal.SIGSTOP)  # so that the request is surely under way when it is killed
    killer = threading.Timer(0.2, os.kill, (child, signal.SIGKILL))
    killer.start()

    with pytest.raises(EngineUnavailable) as caught:
        own.derive([InferenceRun(CHAIN, ALONE)])
    killer.join()

    assert caught.value.reason == "it was ended by signal SIGKILL"
    assert own.derive([InferenceRun(CHAIN, ALONE)]) == (frozenset({("c", "T"), ("e", "T")}),)
    assert own.pid != child


def test_a_child_killed_between_requests(own: DurableEngine) -> None:
    own.derive([InferenceRun(CHAIN, ALONE)])
    os.kill(own.pid, signal.SIGKILL)

    with pytest.raises(EngineUnavailable, match="it was ended by signal SIGKILL"):
        own.derive([InferenceRun(CHAIN, ALONE)])
    assert own.derive([InferenceRun(CHAIN, ALONE)])


def test_a_child_that_hangs_is_ended() -> None:
    with DurableEngine(deadline=5) as engine:
        engine.derive([InferenceRun(CHAIN, ALONE)])
        child = engine.pid
        engine._deadline = 0.2
        os.kill(child, signal.SIGSTOP)

        with pytest.raises(EngineUnavailable, match=r"it did not answer within 0\.2 seconds"):
            engine.derive([InferenceRun(CHAIN, ALONE)])
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_a_closed_engine_leaves_no_process_and_may_be_used_again(own: DurableEngine) -> None:
    own.derive([InferenceRun(CHAIN, ALONE)])
    child = own.pid
    own.close()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert own.pid is None
    assert own.derive([InferenceRun(CHAIN, ALONE)]) == (frozenset({("c", "T"), ("e", "T")}),)
