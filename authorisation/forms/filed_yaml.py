"""What a file of returns holds already, as the YAML in which it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from authorisation.forms.answers_yaml import written_answer, written_evidence
from authorisation.model.question import Question
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Share

_STATUS: Final = "status"
_BESIDE: Final = frozenset({"carried_from", "at"})
"""What a claim has that no file says."""


def written_group(group: AuthorisedGroup, regime: Regime) -> dict[str, Any]:
    """Everything of a group that its file says, by key, as `dump_yaml` writes it."""
    written = {
        "name": group.name,
        "rules": regime.rules.id,
        "code": group.code,
        "note": group.note,
        "source": list(group.sources),
        "published_facts_only": group.published_facts_only,
        "authorised_on": group.authorised_on,
        "first": group.first.label,
        "at_authorisation": written_answers(group.at_authorisation, regime.authorisation),
        "capability": list(map(_filled, group.capability)),
        "acts": list(map(_filled, group.acts)),
        "returns": [written_return(each, regime.returns) for each in group.filed],
    }
    conditions = {"conditions": list(map(_filled, group.conditions))}
    known = conditions if group.conditions_known else {}
    return {key: value for key, value in written.items() if value} | known


def written_return(filed: FiledReturn, questions: Mapping[str, Question]) -> dict[str, Any]:
    """One version of a return, as its file has it."""
    version = "withdraws" if filed.withdrawn else "corrects" if filed.corrects else "period"
    written: dict[str, Any] = {version: filed.period.label, "received_on": filed.received_on}
    if not filed.withdrawn:
        written["answers"] = written_answers(filed.answers, questions)
    beside = {
        "reason": filed.reason,
        "evidence": {path: written_evidence(each) for path, each in filed.evidence.items()},
        "explained": dict(filed.explained),
        "discharged": dict(filed.discharged),
        "causes": list(map(written_share, filed.shares)),
    }
    return written | {key: value for key, value in beside.items() if value}


def written_answers(
    answers: Mapping[str, Any], questions: Mapping[str, Question]
) -> dict[str, Any]:
    """Answers by path, each as it is read."""
    return {path: written_answer(each, questions.get(path)) for path, each in answers.items()}


def written_share(share: Share) -> dict[str, Any]:
    """A claim, with its status under the key that a file has for it."""
    found = {
        _STATUS if name == "standing" else name: str(value) if name == "standing" else value
        for name, value in _filled(share).items()
        if name not in _BESIDE
    }
    return found | ({"evidence": list(map(_filled, share.evidence))} if share.evidence else {})


def _filled(value: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the small classes of returns
    """The fields of a value that hold something other than what stands for nothing."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return {
        name: each
        for name, each in found.items()
        if each is not None and each is not False and each not in ("", ())
    }
