"""The rule sets there are, and each one resolved: pages and data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import IO, TypeAlias

import yaml

from authorisation.model.rules import Criterion, DatedValue, Parameter, RuleSet
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.rule_set import rule_set_document
from authorisation.report.pages.rule_set_figures import format_full_value, format_setting
from authorisation.report.pages.rule_sets import rule_sets_document
from authorisation.usecases.delivery.deliverable import Deliverable
from authorisation.usecases.library import Library

Plain: TypeAlias = str | bool | Sequence["Plain"] | Mapping[str, "Plain"]


def rule_sets(library: Library) -> Deliverable:
    """Every rule set with its dates and title, to deliver."""
    found = [library.rule_set(name) for name in library.names]
    return Deliverable(
        first=lambda: rule_sets_document(found),
        data=_data(lambda: [_summary(rules) for rules in found]),
    )


def rule_set(name: str, library: Library) -> Deliverable:
    """One rule set with what it inherits worked in, to deliver."""
    rules = library.rule_set(name)
    regime = library.regime(name).regime if library.has_regime(name) else None
    return Deliverable(
        first=lambda: rule_set_document(rules, regime),
        data=_data(lambda: _whole(rules)),
    )


def _data(value: Callable[[], Plain]) -> Mapping[FileFormat, Callable[[IO[bytes]], object]]:
    return {
        FileFormat.JSON: lambda file: file.write(_json(value())),
        FileFormat.YAML: lambda file: file.write(
            yaml.safe_dump(value(), allow_unicode=True, sort_keys=False, width=100).encode()
        ),
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _summary(rules: RuleSet) -> dict[str, Plain]:
    first, end = rules.in_force
    return {
        "id": rules.id,
        "edition": rules.edition,
        "title": rules.title,
        "in_force": {"from": first.isoformat(), **({"until": end.isoformat()} if end else {})},
        **({"followed_by": list(rules.followed_by)} if rules.followed_by else {}),
        "adopted": not rules.edited,
        "sha256": rules.sha256,
    }


def _whole(rules: RuleSet) -> dict[str, Plain]:
    return {
        **_summary(rules),
        "dated_by": rules.dated_by,
        "extends": rules.extends,
        "uses": list(rules.uses),
        "says": list(rules.says),
        "sources": {
            key: {
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published,
                "standing": source.standing.value,
            }
            for key, source in rules.sources.items()
        },
        "criteria": [_criterion(rules, criterion) for criterion in rules.criteria.values()],
        "parameters": {key: _parameter(value) for key, value in rules.parameters.items()},
        "derived": {
            key: {
                "title": value.title,
                "unit": value.unit,
                "value": value.value.text,
                "edition": value.edition,
            }
            for key, value in rules.derived.items()
        },
        "outcomes": [
            {"id": row.id, "when": row.when.text, "sources": list(row.sources)}
            for row in rules.outcomes
        ],
        "removed": dict(rules.removed),
        "left_out": [
            {"id": each.id, "reason": each.reason, "sources": list(each.sources)}
            for each in rules.left_out
        ],
    }


def _criterion(rules: RuleSet, criterion: Criterion) -> dict[str, Plain]:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "domain": rules.domains.get(criterion.domain, criterion.domain),
        "severity": {str(entry.since): entry.severity.value for entry in criterion.severities},
        "sources": list(criterion.sources),
        "edition": criterion.edition,
    }


def _parameter(parameter: Parameter) -> dict[str, Plain]:
    return {
        "title": parameter.title,
        "type": parameter.type.value,
        "unit": parameter.unit,
        "edition": parameter.edition,
        "values": {entry.since.isoformat(): _entry(entry, parameter) for entry in parameter.values},
    }


def _entry(entry: DatedValue, parameter: Parameter) -> dict[str, Plain]:
    return {
        "value": format_setting(entry, parameter),
        "source": entry.source,
        **({"standing": entry.standing.value} if entry.standing else {}),
        **({"contrary": list(entry.contrary)} if entry.contrary else {}),
        **(
            {
                "contested": [
                    {
                        "value": format_full_value(other.value, parameter),
                        "source": other.source,
                    }
                    for other in entry.contested
                ]
            }
            if entry.contested
            else {}
        ),
    }
