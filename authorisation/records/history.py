"""Histories kept as records: canonical JSON, from which they can be derived again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from authorisation import __version__
from authorisation.explain.assessment.page_header import NOT_A_DECISION
from authorisation.language.regime.load import LoadedRegime
from authorisation.model.question import Question
from authorisation.model.regime import Control, Trigger, band_id
from authorisation.model.returns import FiledReturn, Share
from authorisation.model.value import Answer
from authorisation.records.assessment import evidence_record
from authorisation.records.assessment_shape import Json
from authorisation.records.history_shape import HISTORY_FORMAT
from authorisation.records.values import answer_json, scalar_text, value_json
from authorisation.regime.attribution.measure import LineMeasure
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.corrections import Correction
from authorisation.regime.monitored import HistoryOpinion, MonitoredGroup
from authorisation.regime.replay import ReplayedPeriod

_LINE_CONTROL: Mapping[Control, str] = {
    Control.WITHIN: "mainly within control",
    Control.BEYOND: "mainly beyond control",
    Control.CANNOT_TELL: "cannot tell",
}
"""How records have always put the control of a budget line; a trigger's is in the rules' words."""


def history_record(
    loaded: LoadedRegime, overrides: Mapping[str, Answer], monitored: MonitoredGroup
) -> dict[str, Json]:
    """Give the record of one group: what was filed, under which rules, and all that followed."""
    rules, group = loaded.regime.rules, monitored.group
    asked = loaded.regime.returns
    return {
        "format": HISTORY_FORMAT,
        "statement": NOT_A_DECISION,
        "engine_version": __version__,
        "rules": {
            "id": rules.id,
            "edition": rules.edition,
            "title": rules.title,
            "sha256": rules.sha256,
        },
        "set": {
            name: scalar_text(value, rules.parameters[name].unit)
            for name, value in overrides.items()
        },
        "as_of": monitored.history.day.isoformat(),
        "group": {
            "name": group.name,
            "code": group.code,
            "note": group.note,
            "source": list(group.sources),
            "published_facts_only": group.published_facts_only,
            "authorised_on": group.authorised_on.isoformat(),
            "first": group.first.label,
            "at_authorisation": _answers(group.at_authorisation, loaded.regime.authorisation),
            "conditions": [
                {
                    "requires": each.requires,
                    "due_on": each.due_on.isoformat(),
                    "discharged_on": _day(each.discharged_on),
                }
                for each in group.conditions
            ]
            if group.conditions_known
            else None,
            "capability": [
                {"grade": c.grade, "by": c.by, "on": c.on.isoformat(), "reason": c.reason}
                for c in group.capability
            ],
            "returns": [_filed(each, asked) for each in group.filed],
            "sha256": group.sha256,
        },
        "periods": [
            {
                **_period(result, loaded.regime.triggers),
                "under": {
                    variant: _under(results[number], variant, loaded.regime.triggers)
                    for variant, results in monitored.under.items()
                },
            }
            for number, result in enumerate(monitored.history.results)
        ],
        "corrections": [_correction(each) for each in monitored.corrections],
        "second_engine": _opinion(monitored.opinion),
    }


def _answers(answers: Mapping[str, Answer], asked: Mapping[str, Question]) -> dict[str, Json]:
    return {path: answer_json(answer, asked.get(path)) for path, answer in answers.items()}


def _filed(filed: FiledReturn, asked: Mapping[str, Question]) -> dict[str, Json]:
    kind = "withdraws" if filed.withdrawn else "corrects" if filed.corrects else "period"
    return {
        kind: filed.period.label,
        "received_on": filed.received_on.isoformat(),
        "reason": filed.reason,
        "answers": _answers(filed.answers, asked),
        "evidence": {
            path: msgspec.to_builtins(evidence_record(given))
            for path, given in filed.evidence.items()
        },
        "causes": [_share(each) for each in filed.shares],
    }


def _share(share: Share) -> dict[str, Json]:
    return {
        "cause": share.cause,
        "about": share.about,
        "status": share.standing.value,
        "by": share.by,
        "on": share.on.isoformat(),
        "amount": None if share.amount is None else scalar_text(share.amount),
        "main": share.main,
        "claimed_by": share.claimed_by,
        "claimed_on": _day(share.claimed_on),
        "arose": _day(share.arose),
        "evidence": [
            {"kind": p.kind, "document": p.document, "by": p.by, "on": p.on.isoformat()}
            for p in share.evidence
        ],
    }


def _period(result: ReplayedPeriod, triggers: Sequence[Trigger]) -> dict[str, Json]:
    concluded = result.conclusions
    return {
        "period": result.period.label,
        "filed": result.judged.filed is not None,
        "stage_before": result.stage_before,
        "stage_after": result.stage_after,
        "stages_possible": list(concluded.stages),
        "exit": result.period_facts.exit,
        "clock": result.period_facts.clock.value,
        "capability": result.capability.grade if result.capability else None,
        "limbs": list(concluded.limbs),
        "powers": list(concluded.powers),
        "interim": concluded.interim,
        "interim_review": _day(result.interim_review),
        "responses": list(concluded.responses),
        "triggers": {trigger.id: _trigger(trigger, result) for trigger in triggers},
        "lines": {name: _line(seen) for name, seen in result.judged.lines.items()},
    }


def _under(result: ReplayedPeriod, variant: str, triggers: Sequence[Trigger]) -> dict[str, Json]:
    """Give a period as it would be under one variant of the figures of chance without a source."""
    concluded = result.conclusions
    return {
        "figures": {
            name: _figures(dict(seen.budget_line.variants())[variant])
            for name, seen in result.judged.lines.items()
            if seen.has_variants and seen.budget_line is not None
        },
        "stage_before": result.stage_before,
        "stage_after": result.stage_after,
        "responses": list(concluded.responses),
        "triggers": {
            trigger.id: {
                "lasting": {
                    band.name: letter
                    for band, letter in zip(
                        trigger.bands, result.period_facts.bands[trigger.id], strict=True
                    )
                },
                "responses": list(concluded.triggers[trigger.id].responses),
            }
            for trigger in triggers
        },
    }


def _figures(line: BudgetLine) -> dict[str, Json]:
    return {"cv": value_json(line.cv), "between_years": value_json(line.tau)}


def _trigger(trigger: Trigger, result: ReplayedPeriod) -> dict[str, Json]:
    concluded = result.conclusions.triggers[trigger.id]
    return {
        "bands": {
            band.name: {
                "lasting": letter,
                "now": result.judged.letter(band_id(trigger, band)),
                "margin": _margin(result.judged.steps[band_id(trigger, band)].margin),
            }
            for band, letter in zip(
                trigger.bands, result.period_facts.bands[trigger.id], strict=True
            )
        },
        "severities": list(concluded.severities),
        "control": result.period_facts.controls[trigger.id].value,
        "wanted": list(concluded.wanted),
        "responses": list(concluded.responses),
        "because": list(concluded.matched),
    }


def _margin(margin: object) -> Json:
    if isinstance(margin, tuple):
        return [None if end is None else value_json(end) for end in margin]
    return None if margin is None else value_json(margin)


def _line(seen: LineMeasure) -> dict[str, Json]:
    return {
        name: {
            "variance": value_json(each.variance.amount),
            "budget": value_json(each.variance.budget),
            "compared_with": each.variance.compared_with.value,
            "planned": value_json(each.variance.planned),
            "explained": value_json(each.accepted.explained),
            "remainder": value_json(each.accepted.remainder),
            "watch_limit": value_json(each.limits_money.watch),
            "serious_limit": value_json(each.limits_money.severe),
            "not_chance_at_least": value_json(each.accepted.not_chance_at_least),
            "control": _LINE_CONTROL[each.accepted.control],
        }
        for name, each in seen.attributions.items()
    }


def _correction(correction: Correction) -> dict[str, Json]:
    filed = correction.filed
    return {
        "period": filed.period.label,
        "received_on": filed.received_on.isoformat(),
        "withdrawn": filed.withdrawn,
        "reason": filed.reason,
        "changes": [
            {
                "period": change.period,
                "triggers": [list(each) for each in change.triggers],
                "responses": [list(each) for each in change.responses]
                if change.responses
                else None,
                "stage": list(change.stage) if change.stage else None,
            }
            for change in correction.changes
        ],
    }


def _opinion(opinion: HistoryOpinion) -> dict[str, Json]:
    return {
        "engine": opinion.engine,
        "version": opinion.version,
        "conclusions": opinion.conclusions,
        "differs": list(opinion.differs),
        "unavailable": opinion.unavailable,
    }


def _day(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
