"""Builds the model of a regime from its written shape, looking up every name in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from authorisation.language.regime.scope import condition_questions
from authorisation.language.regime.tables import TableBuilder
from authorisation.language.rules.conditions import ListQuestions, build_condition
from authorisation.language.rules.references import find_questions
from authorisation.language.written.regime import (
    WrittenBand,
    WrittenLine,
    WrittenRegime,
    WrittenStage,
    WrittenTrigger,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.problems import require_mapping, require_sequence
from authorisation.language.yaml.scalars import PlacedName, suggest_name
from authorisation.model.question import Question
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Attribution,
    CauseKind,
    ComparedWith,
    EvidenceWanted,
    InterimResponse,
    MonitoredLine,
    Periods,
    Power,
    Regime,
    Response,
    SeverityBand,
    SupervisionStage,
    Trigger,
)
from authorisation.model.rules import Parameter, RuleSet
from authorisation.model.source import Location, Problem

MAX_TRIGGERS: Final = 60
MAX_RESPONSES: Final = 12
MAX_STAGES: Final = 10
BAND_NAMES: Final = ("serious", "fires", "watch")


def _format_names(names: Iterable[str]) -> str:
    """The names in backticks, for a remedy."""
    return ", ".join(map(quote, names))


@dataclass(slots=True)
class RegimeBuilder(TableBuilder):
    """Builds one regime, adding every problem it meets."""

    parameters: MappingOf[str, Parameter]
    returns: MappingOf[str, Question]
    line_names: list[PlacedName] = field(default_factory=list)
    figures: dict[str, Location] = field(default_factory=dict)
    """Where each figure of chance or attribution is named first."""

    def regime(
        self,
        written: WrittenRegime,
        node: Mapping,
        authorisation: MappingOf[str, Question],
        rules: RuleSet,
    ) -> Regime:
        """Build the regime of rules, which are without its own tests, figures and questions."""
        lines = self._lines(written)
        questions = condition_questions(self.returns, authorisation, lines.values(), ())
        lists = MappingProxyType({path: q for path, q in questions.items() if q.each})
        triggers = tuple(self._triggers(written, node, lists))
        placed = require_mapping(node["stages"], [])
        stages = MappingProxyType(
            {
                name: self._stage(name, stage, placed.key_at(name), written, lists)
                for name, stage in written.stages.items()
            }
        )
        responses = self._responses(written, require_mapping(node["responses"], []))
        powers = self._powers(written)
        if not 1 <= written.periods.year_begins <= 12:  # noqa: PLR2004
            at = require_mapping(node["periods"], [])["year_begins"].at
            message = f"`{written.periods.year_begins}` is not a month"
            self.problems.wrong(at, message, "write a number from 1 to 12")
        self._check_most(node, "responses", len(responses), MAX_RESPONSES)
        self._check_most(node, "stages", len(stages), MAX_STAGES)
        return Regime(
            rules=rules,
            periods=Periods(
                every=written.periods.every,
                year_begins=written.periods.year_begins,
                due_days=written.periods.due,
            ),
            returns=MappingProxyType(dict(self.returns)),
            asked_at=MappingProxyType(
                {
                    path: entry.at
                    for entry in written.returns
                    for path in find_questions([entry], self.returns)
                }
            ),
            authorisation=MappingProxyType(dict(authorisation)),
            strands=MappingProxyType(dict(written.strands)),
            triggers=triggers,
            causes=self._causes(written, lists),
            capabilities=self._capabilities(written, node),
            powers=powers,
            responses=responses,
            table=self.table(written, node, responses),
            stages=stages,
            moves=self.moves(written, node, stages, responses),
            lines=lines,
            attribution=self._attribution(written),
            interim=self._interim(written, responses),
            says=tuple(written.says),
        )

    def check_line_names(
        self, questions: MappingOf[str, Question], rules: RuleSet
    ) -> Iterator[Problem]:
        """Yield a problem for each name of a budget line that no condition could use."""
        known = {*questions, *rules.derived, *rules.parameters}
        for name in self.line_names:
            if name.text not in known:
                near = suggest_name(name.text, known)
                yield Problem(name.at, f"unknown name {quote(name.text)}", near, written=name.text)

    def _lines(self, written: WrittenRegime) -> MappingOf[str, MonitoredLine]:
        found: dict[str, MonitoredLine] = {}
        for name, line in written.lines.items():
            self.line_names += [line.variance, line.budget, *line.population]
            self.line_names += [line.planned] if line.planned else []
            self._check_planned(line)
            found[name] = MonitoredLine(
                id=name,
                title=line.title,
                compared_with=line.compared_with,
                variance=line.variance.text,
                budget=line.budget.text,
                population=line.population[-1].text if line.population else "",
                newer_population=tuple(named.text for named in line.population[:-1]),
                averages_out=line.averages_out,
                cv=self._parameter(line.cv),
                between_years=self._parameter(line.between_years),
                watch_level=self._parameter(line.watch_level),
                serious_level=self._parameter(line.serious_level),
                freedom=self._parameter(line.freedom) if line.freedom else "",
                planned=line.planned.text if line.planned else "",
            )
        return MappingProxyType(found)

    def _check_planned(self, line: WrittenLine) -> None:
        allocation = line.compared_with is ComparedWith.ALLOCATION
        if allocation and line.planned is None:
            message = (
                "a variance from the allocation may have been planned, and `planned` is missing"
            )
            self.problems.wrong(
                line.variance.at, message, "name the figure that says how much was planned"
            )
        if not allocation and line.planned is not None:
            message = "a variance from the plan has nothing that was planned for"
            self.problems.wrong(
                line.planned.at, message, "leave `planned` out, or compare with the allocation"
            )

    def _parameter(self, named: PlacedName) -> str:
        self.figures.setdefault(named.text, named.at)
        return self.problems.known_name(named, self.parameters, "parameter")

    def _triggers(
        self, written: WrittenRegime, node: Mapping, lists: ListQuestions
    ) -> Iterator[Trigger]:
        places = require_sequence(node["triggers"], self.problems, "triggers")
        self._check_most(node, "triggers", len(written.triggers), MAX_TRIGGERS)
        ids: set[str] = set()
        for trigger, place in zip(written.triggers, places, strict=True):
            if trigger.id in ids:
                message = f"the trigger {quote(trigger.id)} is written twice"
                self.problems.wrong(place.at, message, "give one of the two another id")
            ids.add(trigger.id)
            yield self._trigger(trigger, written, place, lists)

    def _trigger(
        self, trigger: WrittenTrigger, written: WrittenRegime, place: Node, lists: ListQuestions
    ) -> Trigger:
        written_bands = {name: getattr(trigger, name) for name in BAND_NAMES}
        bands = tuple(
            self._band(name, band, written, place, lists)
            for name, band in written_bands.items()
            if band
        )
        if not bands:
            remedy = "give at least one of `watch`, `fires` and `serious`"
            self.problems.wrong(place.at, f"{quote(trigger.id)} has no band", remedy)
        if any(a.severity > b.severity for a, b in pairwise(bands)):
            message = f"{quote(trigger.id)}: a graver band has a milder severity"
            self.problems.wrong(place.at, message, "1 is immediate and 4 is to be watched")
        return Trigger(
            id=trigger.id,
            title=trigger.title,
            strand=self.problems.known_name(trigger.strand, written.strands, "strand"),
            bands=bands,
            sources=self._sources(trigger.source),
            line=self.problems.known_name(trigger.line, written.lines, "line")
            if trigger.line
            else "",
            immediate=trigger.immediate,
            says=trigger.says,
            note=trigger.note,
            at=place.at,
        )

    def _band(
        self,
        name: str,
        band: WrittenBand,
        written: WrittenRegime,
        place: Node,
        lists: ListQuestions,
    ) -> SeverityBand:
        here = require_mapping(require_mapping(place, [])[name], [])
        if band.severity not in SEVERITIES:
            message = f"{quote(str(band.severity))} is not a severity"
            self.problems.wrong(here["severity"].at, message, "write 1 (immediate) to 4 (watch)")
        if band.sustained < 1:
            message, remedy = "`sustained` is at least `1 period`", "leave it out for one period"
            self.problems.wrong(here["sustained"].at, message, remedy)
        for limb in band.opens:
            if limb not in written.limbs:
                remedy = f"name it under `limbs`, which has {_format_names(written.limbs)}"
                self.problems.unknown_name(limb, here["opens"].at, written.limbs, "limb", remedy)
        return SeverityBand(
            name=name,
            when=build_condition(band.when, lists),
            severity=band.severity,
            sustained=band.sustained,
            opens=tuple(band.opens),
        )

    def _causes(self, written: WrittenRegime, lists: ListQuestions) -> MappingOf[str, CauseKind]:
        return MappingProxyType(
            {
                name: CauseKind(
                    id=name,
                    title=cause.title,
                    reach=cause.reach,
                    evidence=tuple(
                        EvidenceWanted(
                            id=kind,
                            title=proof.title,
                            only_without=tuple(
                                self.problems.known_name(other, written.causes, "cause")
                                for other in proof.only_without
                            ),
                            needs=build_condition(proof.needs, lists) if proof.needs else None,
                        )
                        for kind, proof in cause.evidence.items()
                    ),
                    sources=self._sources(cause.source),
                    evidenced=cause.evidenced,
                    context=cause.context,
                    beyond_before=cause.beyond_before,
                )
                for name, cause in written.causes.items()
            }
        )

    def _capabilities(self, written: WrittenRegime, node: Mapping) -> MappingOf[int, str]:
        wanted = {str(grade): grade for grade in CAPABILITIES}
        if set(written.capability) != set(wanted):
            self.problems.wrong(
                node.key_at("capability"),
                "`capability` says what 1, 2, 3 and 4 mean, and nothing else",
                "write a line for each of the four grades: `1: unlikely to have the capability`",
            )
        return MappingProxyType(
            {wanted[name]: text for name, text in written.capability.items() if name in wanted}
        )

    def _powers(self, written: WrittenRegime) -> MappingOf[str, Power]:
        limbs = f"write one of {_format_names(written.limbs)}" if written.limbs else ""
        return MappingProxyType(
            {
                name: Power(
                    id=name,
                    title=power.title,
                    step=power.step,
                    opened_by=tuple(
                        self.problems.known_name(limb, written.limbs, "limb", limbs)
                        for limb in power.opened_by
                    ),
                    sources=self._sources(power.source),
                )
                for name, power in written.powers.items()
            }
        )

    def _responses(self, written: WrittenRegime, node: Mapping) -> MappingOf[str, Response]:
        powers = f"write one of {_format_names(written.powers)}"
        return MappingProxyType(
            {
                name: Response(
                    id=name,
                    title=response.title,
                    power=self.problems.known_name(response.power, written.powers, "power", powers),
                    sources=self._sources(response.source),
                    support=response.support,
                    says=response.says,
                    at=node.key_at(name),
                )
                for name, response in written.responses.items()
            }
        )

    def _stage(
        self,
        name: str,
        stage: WrittenStage,
        at: Location,
        written: WrittenRegime,
        lists: ListQuestions,
    ) -> SupervisionStage:
        for key, given in (("deadline", stage.deadline), ("settling", stage.settling or None)):
            if given is not None and stage.exit is None:
                message = f"the stage {quote(name)} has a `{key}` and no exit test to meet by then"
                self.problems.wrong(at, message, f"give it an `exit`, or leave `{key}` out")
        if stage.deadline == 0:
            message = f"the deadline of the stage {quote(name)} has passed when it begins"
            self.problems.wrong(at, message, "give it `1 period` or more, or leave it out")
        settling = (stage.settling_source,) if stage.settling_source else ()
        self._sources(settling)
        return SupervisionStage(
            id=name,
            title=stage.title,
            sources=self._sources(stage.source),
            exit=build_condition(stage.exit, lists) if stage.exit else None,
            exit_sustained=stage.exit_sustained,
            deadline=stage.deadline,
            settling=stage.settling,
            settling_source=stage.settling_source.text if stage.settling_source else "",
            power=self.problems.known_name(stage.power, written.powers, "power")
            if stage.power
            else "",
            says=stage.says,
            at=at,
        )

    def _attribution(self, written: WrittenRegime) -> Attribution | None:
        if written.attribution is None:
            return None
        return Attribution(
            mainly=self._parameter(written.attribution.mainly),
            sources=self._sources(written.attribution.source),
        )

    def _interim(
        self, written: WrittenRegime, responses: MappingOf[str, Response]
    ) -> InterimResponse | None:
        if written.interim is None:
            return None
        return InterimResponse(
            response=self.problems.known_name(written.interim.response, responses, "response"),
            review_days=written.interim.review,
            sources=self._sources(written.interim.source),
        )

    def _check_most(self, node: Mapping, key: str, number: int, most: int) -> None:
        if number > most:
            self.problems.wrong(node.key_at(key), f"more than {most} {key}")
