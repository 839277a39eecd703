"""What a rule set rests on, to deliver: a passage, a figure over time, origins, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from authorisation.explain.rules.citations import RulesCitation
from authorisation.explain.rules.cited_by import TouchedCase
from authorisation.explain.rules.parts import NamedPart
from authorisation.model.rules import RuleSet
from authorisation.policy.places import RuleFolders
from authorisation.report.pages.rules.figure_history import figure_history_document
from authorisation.report.pages.rules.part_origins import part_origins_document
from authorisation.report.pages.rules.passage_uses import passage_uses_document
from authorisation.report.pages.rules.source_coverage import source_coverage_document
from authorisation.usecases.delivery.deliverable import Deliverable
from authorisation.usecases.delivery.rule_sets import Plain, plain_data
from authorisation.usecases.inspecting.editions import figure_timeline
from authorisation.usecases.inspecting.origins import part_origins
from authorisation.usecases.inspecting.passages import CitedRules
from authorisation.usecases.library import Library

_Record: TypeAlias = Mapping[str, Plain]


def passage_uses(cited: str, name: str, library: Library) -> Deliverable:
    """The uses of a passage, which an amendment of it touches, to deliver."""
    rules = CitedRules(name, library)
    uses = rules.uses_of(cited)

    def record() -> _Record:
        return {
            **_of_rules(rules.rules),
            "passage": str(uses.passage),
            "citing": [_citation(each) for each in uses.citing],
            "citing_more": [_citation(each) for each in uses.citing_more],
            "resting": [
                {**_part(each.part), "on": [_part(on) for on in each.on]} for each in uses.resting
            ],
            "cases": _cases(uses.cases, rules.folders),
        }

    return Deliverable(
        first=lambda: passage_uses_document(uses, rules.rules, rules.folders.place),
        data=plain_data(record),
    )


def timeline(figure: str, name: str, library: Library) -> Deliverable:
    """A figure over the editions of a rule set, to deliver."""
    history = figure_timeline(figure, name, library)
    rules = library.rule_set(name)
    return Deliverable(
        first=lambda: figure_history_document(history, rules),
        data=plain_data(lambda: {**_of_rules(rules), **msgspec.to_builtins(history)}),
    )


def origins(name: str, library: Library) -> Deliverable:
    """The origins of the parts of a rule set, the edition that each came from, to deliver."""
    found, rules = part_origins(name, library), library.rule_set(name)

    def record() -> _Record:
        parts = [{**_part(each.part), "edition": each.edition} for each in found]
        return {**_of_rules(rules), "parts": parts}

    return Deliverable(first=lambda: part_origins_document(found, rules), data=plain_data(record))


def source_coverage(name: str, library: Library) -> Deliverable:
    """The coverage of the sources of a rule set, what became of each, to deliver."""
    rules = CitedRules(name, library)
    found = rules.coverage()

    def record() -> _Record:
        sources = [
            {
                "source": each.source.id,
                "passages": [
                    {
                        "place": passage.passage.place,
                        "parts": [_part(part) for part in passage.parts],
                        "cases": _cases(passage.cases, rules.folders),
                    }
                    for passage in each.passages
                ],
                "left_out": msgspec.to_builtins(each.left_out),
                "unread": msgspec.to_builtins(each.unread),
            }
            for each in found
        ]
        return {**_of_rules(rules.rules), "sources": sources}

    return Deliverable(
        first=lambda: source_coverage_document(found, rules.rules), data=plain_data(record)
    )


def _of_rules(rules: RuleSet) -> _Record:
    return {"rule_set": rules.id, "edition": rules.edition}


def _part(part: NamedPart) -> _Record:
    return {"kind": part.kind.value, "id": part.id, "title": part.title}


def _citation(citation: RulesCitation) -> _Record:
    return {**_part(citation.part), "cites": str(citation.passage), "role": citation.role}


def _cases(
    cases: Sequence[TouchedCase] | None, folders: RuleFolders
) -> list[Mapping[str, Plain]] | None:
    if cases is None:
        return None
    placed = ((case, folders.place(case.at)) for case in cases)
    return [
        {"name": case.name, "file": at.file, "line": at.line, "parts": case.parts}
        for case, at in placed
    ]
