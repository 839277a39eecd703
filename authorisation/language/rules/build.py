"""Builds parameters, criteria and the outcome table of a rule set from its gathered entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from authorisation.language.answers.answers import (
    AnswerReading,
    is_faulty,
    parameter_question,
    read_answer,
)
from authorisation.language.rules.conditions import ListQuestions, build_condition
from authorisation.language.rules.inheritance.gathered import GatheredRuleSet, RuleSetEntry
from authorisation.language.rules.references import checked_citation
from authorisation.language.written.criteria import (
    WrittenCriterion,
    WrittenDerived,
    WrittenScale,
    WrittenSeverityEntry,
)
from authorisation.language.written.rules import (
    GRADE_VERDICTS,
    WrittenDated,
    WrittenGrades,
    WrittenOutcome,
    WrittenParameter,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import NAME, PlacedName, parse_duration, suggest_name
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import (
    UNSOURCED,
    Alternative,
    Criterion,
    DatedSeverity,
    DatedValue,
    DatedValueKind,
    Derived,
    Discharge,
    GradeMeaning,
    JudgementScale,
    Outcome,
    Parameter,
    RemovedCriterion,
    Severity,
    UntestedStatement,
)
from authorisation.model.source import Location, NewDomain, Remedy
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict

Built = TypeVar("Built")
SCOPES: Final = ("submission", "portfolio")


class RuleSetBuilder(msgspec.Struct):
    """Builds the model of one rule set, adding every problem it meets."""

    parts: GatheredRuleSet
    bank: MappingOf[str, Question]
    problems: Problems

    def parameters(self) -> dict[str, Parameter]:
        """Build every parameter that can be built."""
        return self._build_named(self.parts.parameters, self._parameter)

    def derived(self) -> dict[str, Derived]:
        """Build every derived value that can be built."""
        return self._build_named(self.parts.derived, self._derived)

    def criteria(self) -> dict[str, Criterion]:
        """Build every criterion that can be built."""
        lists = MappingProxyType({path: q for path, q in self.bank.items() if q.each})
        scales = {name: self._named_scale(name, each) for name, each in self.parts.scales.items()}
        built = {
            name: self._criterion(part, lists, scales) for name, part in self.parts.criteria.items()
        }
        return {name: criterion for name, criterion in built.items() if criterion}

    def outcomes(self) -> tuple[Outcome, ...]:
        """Build the rows of the outcome table."""
        if self.parts.outcomes is None:
            return ()
        table = require_mapping(self.parts.outcomes, self.problems)
        for key in table:
            if key != "outcomes":
                near = suggest_name(key, ("outcomes",))
                self.problems.wrong(table.key_at(key), f"unknown key {quote(key)}", near)
        if "outcomes" not in table:
            self.problems.wrong(table.at, "`outcomes` is missing")
            return ()
        written = require_sequence(table["outcomes"], self.problems, "outcomes")
        if isinstance(table["outcomes"], list) and not written:
            self.problems.wrong(written.at, "`outcomes` has no rows", "end with a row `when: true`")
        rows = [self._outcome(row) for row in written]
        return tuple(self._unique_outcomes(row for row in rows if row))

    def left_out(self) -> tuple[UntestedStatement, ...]:
        """Build what the sources say and no criterion tests; no id may be a criterion's too."""
        found: dict[str, UntestedStatement] = {}
        for written in self.parts.left_out:
            if written.id in found or written.id in self.parts.criteria:
                also, remedy = (
                    ("listed twice", "list it once, with both reasons")
                    if written.id in found
                    else ("a criterion", "take it out of `left_out`, or give that another id")
                )
                message = f"{quote(written.id)} is left out, and is {also}"
                self.problems.wrong(self.parts.at, message, remedy)
            sources = self._sources(written.source)
            found[written.id] = UntestedStatement(
                id=written.id, reason=written.reason, sources=sources
            )
        return tuple(found.values())

    def removed_criteria(self) -> dict[str, RemovedCriterion]:
        """Build what was taken out of what is inherited."""
        return {
            name: RemovedCriterion(title, self._sources(gone.source))
            for name, (title, gone) in self.parts.removed.items()
        }

    def _build_named(
        self,
        parts: MappingOf[str, RuleSetEntry],
        build: Callable[[str, RuleSetEntry], Built | None],
    ) -> dict[str, Built]:
        found: dict[str, Built] = {}
        for name, part in parts.items():
            if not NAME.fullmatch(name):
                remedy = "use small letters, digits and `_`, a letter first"
                self.problems.wrong(part.at, f"{quote(name)} is not a name", remedy)
            elif (built := build(name, part)) is not None:
                found[name] = built
        return found

    def _source(self, cited: PlacedName) -> str:
        remedy = "describe it under `sources` in ruleset.yaml"
        return checked_citation(cited, self.parts.sources, self.problems, remedy)

    def _sources(self, cited: Iterable[PlacedName]) -> tuple[str, ...]:
        return tuple(self._source(source) for source in cited)

    def _parameter(self, name: str, part: RuleSetEntry) -> Parameter | None:
        written = validate_shape(WrittenParameter, part.node, self.problems)
        if written is None or not isinstance(part.node, Mapping):
            return None
        bare = Parameter(
            name=name,
            title=written.title or name.replace("_", " "),
            type=written.type,
            values=(),
            unit=written.unit,
            of=tuple(written.of),
            edition=part.edition,
            changes=part.changes,
            at=part.at,
        )
        self._check_parameter_keys(bare, part.node)
        question, dated = parameter_question(bare), require_mapping(part.node["values"], [])
        values = [
            self._dated_value(key, entry, dated, question) for key, entry in written.values.items()
        ]
        if not values:
            self.problems.wrong(part.at, f"{quote(name)} has no values", "give one with its date")
        built = sorted((value for value in values if value), key=lambda value: value.since)
        if built:
            self._check_first_value(name, built[0].since, part)
        return replace(bare, values=tuple(built))

    def _check_first_value(self, name: str, begins: date, part: RuleSetEntry) -> None:
        """Enter a figure that begins after its rules; it could not be used on their first day.

        What a child inherits may: it then begins before its parent, and is used later.
        """
        since = max(self.parts.beginnings)
        if begins > since:
            message = f"{quote(name)} has no value before {begins}, and these rules begin on"
            remedy = f"say what held on {since}, or that there was none: `none: true`"
            self.problems.wrong(part.at, f"{message} {since}", remedy)

    def _check_parameter_keys(self, parameter: Parameter, node: Mapping) -> None:
        chosen = parameter.type in {ValueType.CHOICE, ValueType.CHOICES}
        if chosen and not parameter.of:
            self.problems.wrong(node.at, "`of` is missing", "list the choices: `of: [a, b]`")
        for key, fits in (("of", chosen), ("unit", parameter.type in NUMERIC)):
            if key in node and not fits:
                message = f"{quote(key)} does not go with the type {quote(parameter.type)}"
                self.problems.wrong(node.key_at(key), message)

    def _dated_value(
        self, key: str, written: WrittenDated, node: Mapping, question: Question
    ) -> DatedValue | None:
        at = node.key_at(key)
        since = self.problems.day(key, at)
        settings = [name for name in ("value", "none", "abolished") if getattr(written, name)]
        if len(settings) != 1:
            remedy = "write one of `value: …`, `none: true` and `abolished: true`"
            message = (
                f"{quote(key)} has no value" if not settings else f"{quote(key)} says two things"
            )
            self.problems.wrong(at, message, remedy)
            return None
        alternatives = tuple(
            Alternative(self._value(other.value, question), self._source(other.source))
            for other in written.contested
        )
        value = self._value(written.value, question) if written.value is not None else None
        if since is None:
            return None
        return DatedValue(
            since=since,
            setting=DatedValueKind(settings[0]),
            value=value,
            source=self._source(written.source),
            standing=written.standing,
            contrary=self._sources(written.contrary),
            contested=alternatives,
            note=written.note,
        )

    def _value(self, node: Node, question: Question) -> Answer:
        answer = read_answer(node, question, question.path, AnswerReading(self.problems))
        return None if is_faulty(answer) else answer

    def _derived(self, name: str, part: RuleSetEntry) -> Derived | None:
        written = validate_shape(WrittenDerived, part.node, self.problems)
        if written is None:
            return None
        title = written.title or name.replace("_", " ")
        return Derived(
            name=name, title=title, value=written.value, unit=written.unit, edition=part.edition
        )

    def _criterion(
        self, part: RuleSetEntry, lists: ListQuestions, scales: MappingOf[str, JudgementScale]
    ) -> Criterion | None:
        written = validate_shape(WrittenCriterion, part.node, self.problems)
        if written is None or not isinstance(part.node, Mapping):
            return None
        self._check_criterion(written, part.node)
        if written.id in self.bank:
            message = (
                f"{quote(written.id)} is the path of a question, and cannot be a criterion's id"
            )
            remedy = "give the criterion another id: cases tell the two apart by their names"
            self.problems.wrong(part.node["id"].at, message, remedy)
        sources = self._sources(written.source)
        discharge = written.discharge
        return Criterion(
            id=written.id,
            title=written.title,
            severities=self._severities(part.node["severity"], sources),
            sources=sources,
            domain=written.domain.text if written.domain else "",
            standing=written.standing,
            require=build_condition(written.require, lists) if written.require else None,
            judgement=self._scale(written.judgement, part.node, scales),
            applies=build_condition(written.applies, lists) if written.applies else None,
            scope=written.scope,
            met=written.met,
            not_met=written.not_met,
            unknown=written.unknown,
            remedy=written.remedy,
            note=written.note,
            answered_by=tuple(ref.text for ref in written.answered_by),
            discharge=Discharge(evidence=discharge.evidence, due=discharge.due)
            if discharge
            else None,
            edition=part.edition,
            at=part.at,
        )

    def _check_criterion(self, written: WrittenCriterion, node: Mapping) -> None:
        if written.require is None and written.judgement is None:
            remedy = "say what is required, or give a `judgement`"
            self.problems.wrong(node.at, f"{quote(written.id)}: `require` is missing", remedy)
        if written.domain:
            own = (NewDomain(written.domain.text),)
            named = Remedy("name it under `domains` in ruleset.yaml", own)
            self.problems.known_name(written.domain, self.parts.domains, "domain", named)
        if written.scope not in SCOPES:
            near = suggest_name(written.scope, SCOPES) or "write `submission` or `portfolio`"
            self.problems.wrong(node["scope"].at, f"{quote(written.scope)} is not a scope", near)
        if written.discharge:
            due = require_mapping(node["discharge"], [])["due"]
            self.problems.parsed(parse_duration, written.discharge.due, due.at)

    def _severities(self, node: Node, sources: tuple[str, ...]) -> tuple[DatedSeverity, ...]:
        source = sources[0] if sources else UNSOURCED
        if isinstance(node, Scalar):
            severity = self.problems.one_of(node.text, tuple(Severity), node.at)
            since = self.parts.head.in_force.since
            return (DatedSeverity(since=since, severity=Severity(severity), source=source),)
        found: list[DatedSeverity] = []
        dated = require_mapping(node, self.problems, "severity")
        for key, entry in dated.items():
            since_day = self.problems.day(key, dated.key_at(key))
            written = validate_shape(WrittenSeverityEntry, entry, self.problems)
            if since_day and written:
                cited = self._source(written.source)
                found.append(DatedSeverity(since=since_day, severity=written.value, source=cited))
        if not found:
            found = [DatedSeverity(since=date.min, severity=Severity.NOTE, source=source)]
        return tuple(sorted(found, key=lambda entry: entry.since))

    def _named_scale(self, name: str, written: WrittenGrades) -> JudgementScale:
        """Build a scale that criteria use by its name, each with its own guidance."""
        verdicts = {
            grade: self.problems.one_of(each.verdict.text, GRADE_VERDICTS, each.verdict.at)
            for grade, each in written.items()
        }
        meanings = {
            grade: GradeMeaning(
                source=self._source(each.source),
                title=each.title,
                standing=each.standing,
                note=each.note,
            )
            for grade, each in written.items()
        }
        return JudgementScale(
            grades=MappingProxyType({grade: Verdict(each) for grade, each in verdicts.items()}),
            guidance="",
            name=name,
            meanings=MappingProxyType(meanings),
        )

    def _scale(
        self, written: WrittenScale | None, node: Mapping, scales: MappingOf[str, JudgementScale]
    ) -> JudgementScale | None:
        if written is None:
            return None
        if isinstance(written.scale, PlacedName):
            remedy = "describe it under `scales` in ruleset.yaml, or write the grades here"
            named = scales.get(self.problems.known_name(written.scale, scales, "scale", remedy))
            return named and replace(named, guidance=written.guidance)
        scale = require_mapping(require_mapping(node["judgement"], [])["scale"], [])
        grades = {
            grade: Verdict(self.problems.one_of(verdict, GRADE_VERDICTS, scale[grade].at))
            for grade, verdict in written.scale.items()
        }
        return JudgementScale(grades=MappingProxyType(grades), guidance=written.guidance)

    def _outcome(self, node: Node) -> tuple[Outcome, Location] | None:
        written = validate_shape(WrittenOutcome, node, self.problems)
        if written is None:
            return None
        row = Outcome(
            id=written.id,
            title=written.title or written.id[:1].upper() + written.id[1:],
            when=written.when,
            sources=self._sources(written.source),
            says=written.says,
            conditions=written.conditions,
            support=written.support,
        )
        return row, node.at

    def _unique_outcomes(self, rows: Iterable[tuple[Outcome, Location]]) -> Iterable[Outcome]:
        ids: set[str] = set()
        for row, at in rows:
            if row.id in ids:
                message = f"the outcome {quote(row.id)} stands in the table twice"
                self.problems.wrong(at, message, "give each row an `id` of its own")
            ids.add(row.id)
            yield row
