"""Read a worker's replies, and refuse conclusions that the rules could not come to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeGuard

from authorisation.inference.facts import Fact, InferenceRun

_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_LONGEST_MESSAGE: Final = 200


class EngineReply(NamedTuple):
    """The conclusions of each run, and the engine's version where the reply has it."""

    runs: tuple[frozenset[Fact], ...]
    version: str


class InvalidReply(Exception):
    """The reply is none to the request; says what is wrong with it."""


def read_reply(line: bytes, number: int, runs: Sequence[InferenceRun]) -> EngineReply:
    """Read the reply to request `number`, which asked for `runs`.

    Raises:
        InvalidReply: it is no such reply, or says that the worker failed.
    """
    reply = _parse_reply(line)
    if reply.get("n") != number:
        raise InvalidReply("it answered what was not asked")
    failed = reply.get("failed")
    if isinstance(failed, str):
        raise InvalidReply(f"it failed with {failed[:_LONGEST_MESSAGE]!a}")
    version, raw = reply.get("version", ""), reply.get("runs")
    if not isinstance(version, str) or (version and not _VERSION.fullmatch(version)):
        raise InvalidReply("it gave a version that is none")
    if not isinstance(raw, list) or len(raw) != len(runs):
        raise InvalidReply("it did not answer every part of the request")
    return EngineReply(tuple(map(_read_facts, raw, runs)), version)


def _parse_reply(line: bytes) -> dict[str, object]:
    try:
        reply = json.loads(line)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise InvalidReply("it answered with what is no answer")
    return reply


def _read_facts(raw: object, run: InferenceRun) -> frozenset[Fact]:
    if not isinstance(raw, list) or not all(map(_is_fact, raw)):
        raise InvalidReply("it answered with what are no facts")
    facts = frozenset((key, value) for key, value in raw)
    if not facts <= run.table.conclusions:
        raise InvalidReply("it concluded what no rule could")
    return facts


def _is_fact(raw: object) -> TypeGuard[list[str]]:
    match raw:
        case [str(), str()]:
            return True
        case _:
            return False
