"""The rule sets there are, and each one resolved: pages and data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TypeAlias

import msgspec
import yaml

from authorisation.explain.words.quantities import format_full_value, format_setting
from authorisation.language.cases.assessment import load_cases
from authorisation.language.properties import load_properties
from authorisation.model.rules import Criterion, DatedValue, Parameter, RuleSet
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.rules.part_links import number_parts
from authorisation.report.pages.rules.parts import PartDocuments
from authorisation.report.pages.rules.rule_set import rule_set_document, rule_sets_document
from authorisation.usecases.delivery.deliverable import Deliverable, ListedPage, json_bytes
from authorisation.usecases.inspecting.editions import edition_changes, figure_timelines
from authorisation.usecases.library import Library

Plain: TypeAlias = str | bool | int | Sequence["Plain"] | Mapping[str, "Plain"] | None


def rule_sets(library: Library) -> Deliverable:
    """Every rule set with its dates and title, to deliver."""
    found = [library.rule_set(name) for name in library.names]

    files = [Path(f"{rules.id}.md") for rules in found]

    def documents() -> Iterator[Document]:
        return (rule_set_document(each, library.failure_regime(each.id)) for each in found)

    return Deliverable(
        first=lambda: rule_sets_document(found),
        data=plain_data(lambda: [_summary(rules) for rules in found]),
        listed=lambda: rule_sets_document(found, linked=True),
        entries=lambda: map(ListedPage, files, documents()),
        number=len(found),
    )


def rule_set(name: str, library: Library) -> Deliverable:
    """One rule set with what it inherits worked in, to deliver; a folder has a page for a part."""
    rules, regime = library.rule_set(name), library.failure_regime(name)
    pages = number_parts(rules, regime)

    files = [Path(kind, f"{part}.md") for kind, part in pages.part_keys]

    def entries() -> Iterator[ListedPage]:
        cases = load_cases(name, rules, root=library.folder)
        promised = load_properties(name, rules, root=library.folder).properties
        changes, histories = edition_changes(name, library), figure_timelines(name, library)
        documents = PartDocuments(rules, regime, cases, promised, changes, histories)
        return map(ListedPage, files, documents)

    return Deliverable(
        first=lambda: rule_set_document(rules, regime),
        data=plain_data(lambda: _whole(rules)),
        listed=lambda: rule_set_document(rules, regime, pages),
        entries=entries,
        files=files,
        number=len(files),
    )


def plain_data(value: Callable[[], Plain]) -> Mapping[FileFormat, Callable[[IO[bytes]], object]]:
    """The writers of a value as JSON and YAML; the value is made when either is asked for."""
    return {
        FileFormat.JSON: lambda file: file.write(json_bytes(value())),
        FileFormat.YAML: lambda file: file.write(
            yaml.safe_dump(value(), allow_unicode=True, sort_keys=False, width=100).encode()
        ),
    }


def _fields(part: object, *names: str) -> dict[str, Plain]:
    """Some fields of a part of the rules, by name."""
    return {name: msgspec.to_builtins(getattr(part, name)) for name in names}


def _without_empty(**parts: Plain) -> dict[str, Plain]:
    """The parts that hold anything."""
    return {name: part for name, part in parts.items() if part}


def _summary(rules: RuleSet) -> dict[str, Plain]:
    first, end = rules.in_force
    return {
        **_fields(rules, "id", "edition", "title"),
        "in_force": {
            "from": first.isoformat(),
            **_without_empty(until=end.isoformat() if end else ""),
        },
        **_without_empty(followed_by=rules.followed_by),
        "adopted": not rules.edited,
        "sha256": rules.sha256,
    }


def _whole(rules: RuleSet) -> dict[str, Plain]:
    return {
        **_summary(rules),
        **_fields(rules, "dated_by", "extends", "uses", "says"),
        "sources": {
            key: _fields(source, "title", "publisher", "published", "standing")
            for key, source in rules.sources.items()
        },
        "criteria": [_criterion(rules, criterion) for criterion in rules.criteria.values()],
        "parameters": {key: _parameter(value) for key, value in rules.parameters.items()},
        "derived": {
            key: {
                **_fields(value, "title", "unit"),
                "value": value.value.text,
                "edition": value.edition,
            }
            for key, value in rules.derived.items()
        },
        "outcomes": [
            {"id": row.id, "when": row.when.text, "sources": row.sources} for row in rules.outcomes
        ],
        "removed": dict(rules.removed),
        "unread": [_fields(each, "sources", "reason", "count") for each in rules.unread],
        "left_out": [_fields(each, "id", "reason", "sources") for each in rules.left_out],
    }


def _criterion(rules: RuleSet, criterion: Criterion) -> dict[str, Plain]:
    return {
        **_fields(criterion, "id", "title"),
        "domain": rules.domains.get(criterion.domain, criterion.domain),
        "severity": {str(entry.since): entry.severity.value for entry in criterion.severities},
        **_fields(criterion, "sources", "edition"),
    }


def _parameter(parameter: Parameter) -> dict[str, Plain]:
    return {
        **_fields(parameter, "title", "type", "unit", "edition"),
        "values": {entry.since.isoformat(): _entry(entry, parameter) for entry in parameter.values},
    }


def _entry(entry: DatedValue, parameter: Parameter) -> dict[str, Plain]:
    contested = [
        {"value": format_full_value(other.value, parameter), "source": other.source}
        for other in entry.contested
    ]
    return {
        "value": format_setting(entry, parameter),
        "source": entry.source,
        **_without_empty(
            standing=entry.standing.value if entry.standing else "",
            contrary=entry.contrary,
            contested=contested,
        ),
    }
