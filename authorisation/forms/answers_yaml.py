"""Answers and judgements as the YAML in which they are read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import yaml

from authorisation.language.answers.answers import PERCENT
from authorisation.model.canonical import decimal_text
from authorisation.model.question import Question
from authorisation.model.submission import Judgement, Judgements, Submission
from authorisation.model.value import Answer, Duration, Evidence, EvidenceLevel, Items

_WIDTH: Final = 100


class _Dumper(yaml.SafeDumper):
    """Writes decimals as numbers, and each value where it stands."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of PyYAML
        """Write each value anew, whether or not it stands elsewhere too."""
        return True


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", decimal_text(number))


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_str("none"))


def dump_yaml(data: Any, *, short: bool = False) -> str:  # noqa: ANN401 - whatever YAML holds
    """YAML of values as Python has them; None is *there is none*.

    Where it is to be `short`, a list or mapping that holds no other stands on one line.
    """
    return yaml.dump(
        data,
        Dumper=_Dumper,
        sort_keys=False,
        width=_WIDTH,
        allow_unicode=True,
        default_flow_style=None if short else False,
    )


def format_submission(submission: Submission, questions: Mapping[str, Question]) -> str:
    """The file that holds a submission, as `authorise assess` reads it."""
    head: dict[str, Any] = {"name": submission.name, "stage": str(submission.stage)}
    head |= _without_empty(
        code=submission.code,
        as_of=submission.as_of,
        received_on=submission.received_on,
        published_facts_only=submission.published_facts_only,
        note=submission.note,
    )
    lines = [_dump(head)]
    lines.append("answers:\n" if submission.answers else "answers: {}\n")
    for path, answer in submission.answers.items():
        lines.append(
            textwrap.indent(_dump({path: written_answer(answer, questions.get(path))}), "  ")
        )
    return "".join(lines) + (format_evidence(submission.evidence) if submission.evidence else "")


def format_evidence(evidence: Mapping[str, Evidence]) -> str:
    """The evidence of answers, as it stands beside them."""
    lines = ["evidence:\n"]
    for path, proof in evidence.items():
        lines.append(textwrap.indent(_dump({path: written_evidence(proof)}), "  "))
    return "".join(lines)


def written_evidence(proof: Evidence) -> dict[str, str]:
    """One piece of evidence, as it stands beside an answer."""
    where = {"where": proof.where} if proof.where else {}
    usual = proof.level is EvidenceLevel.EVIDENCED
    return {"document": proof.document, **where, **({} if usual else {"level": proof.level.word})}


def format_answer(answer: Answer, question: Question) -> str:
    """The answer to a question, as it stands among the answers of a submission."""
    return _dump({question.path: written_answer(answer, question)})


def format_judgements(judgements: Iterable[Judgement]) -> str:
    """The file that holds judgements, as `--assessor` reads it."""
    return _dump({"judgements": [_judgement(each) for each in judgements]})


def format_assessors_file(judged: Judgements) -> str:
    """The file that holds all that was recorded of a submission, as `--assessor` reads it."""
    graded, panels = ([e for e in judged.entries if bool(e.panel) is p] for p in (False, True))
    departures = [
        {
            **_without_empty(criterion=each.criterion, outcome=each.outcome),
            **({"verdict": each.verdict.value} if each.verdict else {}),
            "by": each.by,
            "on": each.on,
            "reason": each.reason,
        }
        for each in judged.departures
    ]
    lists = {
        "judgements": [_judgement(each) for each in graded],
        **_without_empty(moderation=[_judgement(each) for each in panels], departures=departures),
    }
    head = _without_empty(name=judged.name, code=judged.code)
    return (_dump(head) if head else "") + _dump(lists)


def _judgement(entry: Judgement) -> dict[str, Any]:
    """An entry of an assessor's file."""
    by = {"panel": list(entry.panel)} if entry.panel else {"assessor": entry.assessor}
    return {
        **_without_empty(criterion=entry.criterion, answer=entry.answer),
        **by,
        "on": entry.on,
        "grade": entry.grade,
        **_without_empty(document=entry.document),
        "reason": entry.reason,
    }


def _without_empty(**parts: object) -> dict[str, Any]:
    """The parts that are not empty, and so stand in a file."""
    return {name: part for name, part in parts.items() if part}


def _dump(data: Mapping[str, Any]) -> str:
    # What holds no list and no mapping would stand on one line altogether.
    return dump_yaml(data, short=any(isinstance(each, (dict, list)) for each in data.values()))


def written_answer(answer: Answer, question: Question | None) -> Any:  # noqa: ANN401 - what YAML holds
    """An answer as `dump_yaml` writes it; a share has its sign."""
    match answer:
        case Items(items=items, so_far=so_far):
            entries = [_entry(item, question) for item in items]
            return {"so_far": entries} if so_far else entries
        case Duration(months=months, days=days):
            return f"{months} months" if months else f"{days} days"
        case Decimal() if question is not None and question.unit == PERCENT:
            return f"{decimal_text(answer * 100)}%"
        case None | bool() | Decimal() | date():
            return answer
        case _:
            return str(answer)


def _entry(item: Answer, question: Question | None) -> Any:  # noqa: ANN401 - what YAML holds
    if not isinstance(item, Mapping):
        return written_answer(item, None)
    fields = question.each if question is not None else {}
    return {name: written_answer(value, fields.get(name)) for name, value in item.items()}
