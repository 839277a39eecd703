"""Records of format 1, put into the fields of format 2.

Format 1 had two spellings, `authorisation-record-1` for assessments and `authorisation history 1`
for histories, and none for several of them in one file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from authorisation.model.regime import Control
from authorisation.records.parts import FORMAT, Json

_AS_THEY_ARE: Final[Mapping[str, str]] = MappingProxyType({})
_WITHIN: Final = "mainly within control"
"""The control of a budget line where a trigger's was put as `_CONTROLLABLE`."""
_CONTROLLABLE: Final = Control.WITHIN.value
_VERSIONS: Final = {"period": "first", "corrects": "correction", "withdraws": "withdrawal"}
"""The version of a return, by the key that its period stood under."""


def upgrade_record(value: Json) -> Json:
    """A record of format 1 as format 2 has it; any other value as it is.

    What is not as format 1 had it is left for the reader of format 2 to refuse.
    """
    match value:
        case {"format": "authorisation-record-1"}:
            return _upgrade_assessment(value)
        case {"format": "authorisation history 1"}:
            return _upgrade_history(value)
        case {"format": _}:
            return value
        case {"histories": [only], **rest} if not rest:
            return upgrade_record(only)
        case {"histories": _}:
            return _with_head("histories", _change(value, histories=_upgrade_all(upgrade_record)))
        case {"assessments": _}:
            inside = _change(value, assessments=_upgrade_all(upgrade_record))
            return _with_head("assessments", inside)
        case _:
            return value


def _upgrade_assessment(value: Json) -> Json:
    names = {"asks": "missing_answers", "turns": "sensitivities"}
    changed = _change(value, names, findings=_upgrade_all(_upgrade_finding))
    return _with_head("assessment", {"second_opinion": None, **changed})


def _upgrade_finding(value: Json) -> Json:
    return _change(value, applies=_upgrade_step, step=_upgrade_step)


def _upgrade_step(value: Json) -> Json:
    return _change(value, {"seen": "provenance"}, because=_upgrade_all(_upgrade_step))


def _upgrade_history(value: Json) -> Json:
    names = {"second_engine": "second_opinion"}
    changed = _change(value, names, group=_upgrade_group, periods=_upgrade_all(_upgrade_period))
    return _with_head("history", changed)


def _upgrade_group(value: Json) -> Json:
    return _change(value, returns=_upgrade_all(_upgrade_return))


def _upgrade_return(value: Json) -> Json:
    keys = [key for key in _VERSIONS if isinstance(value, dict) and key in value]
    if len(keys) != 1:
        return value
    (key,) = keys
    return {"version": _VERSIONS[key], **_change(value, {key: "period"})}


def _upgrade_period(value: Json) -> Json:
    lines = _upgrade_values(_upgrade_values(_upgrade_line))
    return _change(value, {"under": "variants"}, lines=lines)


def _upgrade_line(value: Json) -> Json:
    return _change(value, control=lambda word: _CONTROLLABLE if word == _WITHIN else word)


def _change(
    value: Json,
    names: Mapping[str, str] = _AS_THEY_ARE,
    **upgrades: Callable[[Json], Json],
) -> Json:
    """An object with fields renamed and fields upgraded; what is no object stays as it is.

    A field that has its new name already stays too: format 1 had no such field.
    """
    if not isinstance(value, dict):
        return value
    return {
        key if names.get(key) in value else names.get(key, key): upgrades[key](part)
        if key in upgrades
        else part
        for key, part in value.items()
    }


def _upgrade_all(upgrade: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """The upgrade of a list; what is no list stays as it is."""
    return lambda value: [upgrade(each) for each in value] if isinstance(value, list) else value


def _upgrade_values(upgrade: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """The upgrade of the values of a mapping; what is no mapping stays as it is."""

    def upgrade_values(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        return {key: upgrade(each) for key, each in value.items()}

    return upgrade_values


def _with_head(kind: str, value: dict[str, Json]) -> dict[str, Json]:
    return {"kind": kind, **value, "format": FORMAT}
