"""The rule sets there are, and each one resolved."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import yaml

from authorisation.errors import InvalidOption
from authorisation.language.rules.load import load_rule_set
from authorisation.model.regime import Regime
from authorisation.model.rules import Criterion, DatedValue, Parameter, RuleSet
from authorisation.records.schema import render_record_schema
from authorisation.report.document import Document
from authorisation.report.formats.markdown import markdown
from authorisation.report.pages.rule_set import by_domain, ruleset_page
from authorisation.report.pages.rule_set_figures import format_full_value, setting_words
from authorisation.report.pages.rule_set_regime_lines import regime_lines
from authorisation.usecases.filesystem.places import rule_sets, rules_root
from authorisation.usecases.schema_files import render_schema

PAGES: Final = ("markdown", "html")
Plain: TypeAlias = str | bool | Sequence["Plain"] | Mapping[str, "Plain"]


def list_rule_sets(root: Path | None, form: str) -> str:
    """List every rule set with its edition, dates and title.

    Raises:
        InvalidOption: a page was asked for, which is about one rule set.
    """
    if form in PAGES:
        raise InvalidOption(
            f"`--format {form}` is a page about one rule set\n"
            "  help: name it, such as `authorise rules gpcc-2010 --format markdown`"
        )
    folder = rules_root(root)
    found = [load_rule_set(name, root=folder) for name in rule_sets(folder)]
    if form == "text":
        width = max(len(rules.id) for rules in found)
        dates = max(len(_period(rules)) for rules in found)
        return "\n".join(
            f"{rules.id:<{width}}  {_period(rules):<{dates}}  {rules.title}" for rules in found
        )
    return _dumped([_summary(rules) for rules in found], form)


def describe_rule_set(name: str, root: Path | None, form: str) -> str:
    """Show one rule set with what it inherits worked in."""
    folder = rules_root(root)
    rules = load_rule_set(name, root=folder)
    if form == "text":
        return "\n".join(_page(rules, _regime(name, folder))) + "\n"
    if form in PAGES:
        return _published(ruleset_page(rules, _regime(name, folder)), form)
    return _dumped(_whole(rules), form)


def render_file_schema(kind: str, name: str, root: Path | None) -> str:
    """Give the JSON Schema of one kind of file."""
    if kind == "record":
        return render_record_schema()
    rules = load_rule_set(name, root=rules_root(root))
    return render_schema(kind, rules)


def _regime(name: str, folder: Path) -> Regime | None:
    from authorisation.language.regime.load import has_regime, load_regime  # noqa: PLC0415 - slow

    return load_regime(name, root=folder).regime if has_regime(name, root=folder) else None


def _published(page: Document, form: str) -> str:
    if form == "html":
        from authorisation.report.formats.html import html  # noqa: PLC0415 - its library is slow to load

        return html(page)
    return markdown(page)


def _dumped(value: Plain, form: str) -> str:
    if form == "json":
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def _period(rules: RuleSet) -> str:
    first, end = rules.in_force
    return f"from {first}" + (f" to {end}" if end else "")


def _summary(rules: RuleSet) -> dict[str, Plain]:
    first, end = rules.in_force
    return {
        "id": rules.id,
        "edition": rules.edition,
        "title": rules.title,
        "in_force": {"from": first.isoformat(), **({"until": end.isoformat()} if end else {})},
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
        "value": setting_words(entry, parameter),
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


def _page(rules: RuleSet, regime: Regime | None) -> Iterator[str]:
    state = "as edited here, not as adopted" if rules.edited else "as adopted"
    yield rules.title
    yield f"{rules.id}, edition {rules.edition} ({state}), in force {_period(rules)}"
    if rules.extends:
        yield f"extends {rules.extends}"
    if rules.uses:
        yield f"uses {', '.join(rules.uses)}"
    yield f"dated by {rules.dated_by}"
    for title, criteria in by_domain(rules):
        yield ""
        yield title
        yield from _criteria(criteria, rules)
    yield from _parameters("Parameters", rules.parameters.values(), rules)
    yield ""
    yield "Outcomes, the first that applies"
    for row in rules.outcomes:
        yield f"  {row.id} ({', '.join(row.sources)}): {' '.join(row.when.text.split())}"
    if regime is not None:
        own = [p for name, p in regime.rules.parameters.items() if name not in rules.parameters]
        yield from regime_lines(regime)
        yield from _parameters("Once authorised: parameters", own, regime.rules)
    if rules.removed:
        yield ""
        yield f"Removed from {rules.extends}"
        for criterion, reason in rules.removed.items():
            yield f"  {criterion}: {reason}"
    if rules.left_out:
        yield ""
        yield "Said by the sources, tested by no criterion"
        for each in rules.left_out:
            yield f"  {each.id} ({', '.join(each.sources)}): {each.reason}"


def _criteria(criteria: Iterable[Criterion], rules: RuleSet) -> Iterator[str]:
    width = max(map(len, rules.criteria))
    for criterion in criteria:
        lead = f"  {criterion.id:<{width}}  {_severity(criterion):<9}  "
        yield lead + criterion.title
        cited = ", ".join(criterion.sources)
        yield " " * len(lead) + cited + _from(criterion.edition, rules)


def _severity(criterion: Criterion) -> str:
    first, *later = criterion.severities
    return " ".join(
        [first.severity.value, *(f"({e.severity.value} from {e.since})" for e in later)]
    )


def _parameters(title: str, found: Collection[Parameter], rules: RuleSet) -> Iterator[str]:
    if found:
        yield ""
        yield title
    for parameter in found:
        yield from _history(parameter, rules)


def _history(parameter: Parameter, rules: RuleSet) -> Iterator[str]:
    yield f"  {parameter.name}: {parameter.title}{_from(parameter.edition, rules)}"
    for entry in parameter.values:
        yield f"    {entry.since}  {setting_words(entry, parameter)} ({_cited(entry, rules)})"
        for other in entry.contested:
            value = format_full_value(other.value, parameter)
            yield f"    {'':10}  contested: {value} ({other.source})"


def _cited(entry: DatedValue, rules: RuleSet) -> str:
    source = rules.sources.get(entry.source.partition("#")[0])
    known = entry.standing or (source.standing if source else None)
    standing = f", {known.value}" if known else ""
    contrary = f"; contrary: {', '.join(entry.contrary)}" if entry.contrary else ""
    return f"{entry.source}{standing}{contrary}"


def _from(edition: str, rules: RuleSet) -> str:
    own = {"", rules.edition, f"{rules.id} {rules.edition}", f"{rules.id}@{rules.edition}"}
    return "" if edition in own else f"  [{edition}]"
