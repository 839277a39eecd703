"""Read a worker's replies, and refuse conclusions that the rules could not come to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeGuard

from authorisation.inference.facts import Fact, Run

_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_LONGEST: Final = 200


class Answer(NamedTuple):
    """The conclusions of each run, and the engine's version where the reply has it."""

    runs: tuple[frozenset[Fact], ...]
    version: str


class Nonsense(Exception):
    """The reply is none to the request; says what is wrong with it."""


def read(line: bytes, number: int, runs: Sequence[Run]) -> Answer:
    """Read the reply to request `number`, which asked for `runs`.

    Raises:
        Nonsense: it is no such reply, or says that the worker failed.
    """
    reply = _parsed(line)
    if reply.get("n") != number:
        raise Nonsense("it answered what was not asked")
    failed = reply.get("failed")
    if isinstance(failed, str):
        raise Nonsense(f"it failed with {failed[:_LONGEST]!a}")
    version, told = reply.get("version", ""), reply.get("runs")
    if not isinstance(version, str) or (version and not _VERSION.fullmatch(version)):
        raise Nonsense("it gave a version that is none")
    if not isinstance(told, list) or len(told) != len(runs):
        raise Nonsense("it did not answer every part of the request")
    return Answer(tuple(map(_facts, told, runs)), version)


def _parsed(line: bytes) -> dict[str, object]:
    try:
        reply = json.loads(line)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise Nonsense("it answered with what is no answer")
    return reply


def _facts(told: object, run: Run) -> frozenset[Fact]:
    if not isinstance(told, list) or not all(map(_is_fact, told)):
        raise Nonsense("it answered with what are no facts")
    facts = frozenset((key, value) for key, value in told)
    if not facts <= run.table.conclusions:
        raise Nonsense("it concluded what no rule could")
    return facts


def _is_fact(told: object) -> TypeGuard[list[str]]:
    match told:
        case [str(), str()]:
            return True
        case _:
            return False
