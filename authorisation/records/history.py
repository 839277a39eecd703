"""The record of a history: what a group filed, under which rules, and what followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from authorisation import __version__
from authorisation.engine.results import Margin
from authorisation.explain.assessment.page_header import format_statement
from authorisation.language.regime.load import LoadedRegime
from authorisation.model.canonical import decimal_text
from authorisation.model.question import Question
from authorisation.model.regime import Regime, SeverityBand, Trigger, band_id
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Share
from authorisation.model.value import Answer
from authorisation.records import history_shape
from authorisation.records.parts import (
    FORMAT,
    copied_record,
    decimal_or_none,
    evidence_record,
    rule_set_record,
)
from authorisation.records.values import answers_json, override_texts
from authorisation.regime.attribution.attribute import AttributedVariance
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.monitored import Correction, MonitoredGroup
from authorisation.regime.replay import ReplayedPeriod


def history_record(
    loaded: LoadedRegime, overrides: Mapping[str, Answer], monitored: MonitoredGroup
) -> history_shape.HistoryRecord:
    """The record of one group: what was filed, under which rules, and all that followed."""
    regime, triggers = loaded.regime, loaded.regime.triggers
    periods = []
    for number, result in enumerate(monitored.history.results):
        variants = {name: results[number] for name, results in monitored.variants.items()}
        periods.append(_period_record(result, variants, triggers))
    return history_shape.HistoryRecord(
        format=FORMAT,
        statement=format_statement(regime.rules),
        engine_version=__version__,
        rules=rule_set_record(regime.rules),
        set=override_texts(overrides, regime.rules),
        as_of=monitored.history.day,
        group=_group_record(monitored.group, regime),
        periods=tuple(periods),
        corrections=tuple(map(_correction_record, monitored.corrections)),
        second_opinion=monitored.opinion,
    )


def _group_record(group: AuthorisedGroup, regime: Regime) -> history_shape.GroupRecord:
    return copied_record(
        history_shape.GroupRecord,
        group,
        source=group.sources,
        first=group.first.label,
        at_authorisation=answers_json(group.at_authorisation, regime.authorisation),
        conditions=msgspec.convert(
            group.conditions, tuple[history_shape.ConditionRecord, ...], from_attributes=True
        )
        if group.conditions_known
        else None,
        capability=msgspec.convert(
            group.capability, tuple[history_shape.CapabilityRecord, ...], from_attributes=True
        ),
        returns=tuple(_return_record(filed, regime.returns) for filed in group.filed),
        acts=msgspec.convert(group.acts, tuple[history_shape.ActRecord, ...], from_attributes=True),
    )


def _return_record(
    filed: FiledReturn, questions: Mapping[str, Question]
) -> history_shape.ReturnRecord:
    return history_shape.ReturnRecord(
        period=filed.period.label,
        version="withdrawal" if filed.withdrawn else "correction" if filed.corrects else "first",
        received_on=filed.received_on,
        reason=filed.reason,
        answers=answers_json(filed.answers, questions),
        evidence={path: evidence_record(given) for path, given in filed.evidence.items()},
        causes=tuple(map(_cause_record, filed.shares)),
        explained=dict(filed.explained),
        discharged=dict(filed.discharged),
    )


def _cause_record(share: Share) -> history_shape.CauseRecord:
    return copied_record(
        history_shape.CauseRecord,
        share,
        status=share.standing,
        amount=decimal_or_none(share.amount),
        evidence=msgspec.convert(
            share.evidence, tuple[history_shape.ProofRecord, ...], from_attributes=True
        ),
    )


def _period_record(
    result: ReplayedPeriod, variants: Mapping[str, ReplayedPeriod], triggers: Sequence[Trigger]
) -> history_shape.PeriodRecord:
    """The record of a period, with the same period under each variant."""
    concluded = result.conclusions
    return copied_record(
        history_shape.PeriodRecord,
        result,
        period=result.period.label,
        filed=result.judged.filed is not None,
        stages_possible=(result.stage_after, *result.other_stages),
        exit=result.period_facts.exit,
        clock=result.period_facts.clock,
        capability=result.capability.grade if result.capability else None,
        limbs=concluded.limbs,
        powers=concluded.powers,
        interim=concluded.interim,
        responses=concluded.responses,
        responses_possible=result.possible.responses,
        triggers={trigger.id: _trigger_record(trigger, result) for trigger in triggers},
        lines={
            name: {variant: _line_record(each) for variant, each in line.attributions.items()}
            for name, line in result.judged.lines.items()
        },
        variants={name: _variant_record(each, name, triggers) for name, each in variants.items()},
    )


def _variant_record(
    result: ReplayedPeriod, variant: str, triggers: Sequence[Trigger]
) -> history_shape.VariantRecord:
    return history_shape.VariantRecord(
        figures={
            name: _chance_figures_record(line.budget_line, variant)
            for name, line in result.judged.lines.items()
            if line.has_variants and line.budget_line is not None
        },
        stage_before=result.stage_before,
        stage_after=result.stage_after,
        responses=result.conclusions.responses,
        triggers={
            trigger.id: history_shape.VariantTriggerRecord(
                lasting={band.name: letter for band, letter in _lasting(trigger, result)},
                responses=result.conclusions.triggers[trigger.id].responses,
            )
            for trigger in triggers
        },
    )


def _chance_figures_record(line: BudgetLine, variant: str) -> history_shape.ChanceFiguresRecord:
    figures = dict(line.variants())[variant]
    return history_shape.ChanceFiguresRecord(
        cv=decimal_text(figures.cv), between_years=decimal_text(figures.tau)
    )


def _trigger_record(trigger: Trigger, result: ReplayedPeriod) -> history_shape.TriggerRecord:
    concluded = result.conclusions.triggers[trigger.id]
    return copied_record(
        history_shape.TriggerRecord,
        concluded,
        bands={
            band.name: history_shape.BandRecord(
                lasting=letter,
                now=result.judged.letter(band_id(trigger, band)),
                margin=_margin_text(result.judged.steps[band_id(trigger, band)].margin),
            )
            for band, letter in _lasting(trigger, result)
        },
        control=result.period_facts.controls[trigger.id],
        because=concluded.matched,
    )


def _lasting(trigger: Trigger, result: ReplayedPeriod) -> Iterator[tuple[SeverityBand, str]]:
    """Each band of a trigger, with the letter for whether it has lasted as it must."""
    return zip(trigger.bands, result.period_facts.bands[trigger.id], strict=True)


def _margin_text(margin: Margin | None) -> history_shape.RecordedMargin:
    if isinstance(margin, tuple):
        low, high = margin
        return decimal_or_none(low), decimal_or_none(high)
    return decimal_or_none(margin)


def _line_record(found: AttributedVariance) -> history_shape.LineRecord:
    return history_shape.LineRecord(
        variance=decimal_text(found.variance.amount),
        budget=decimal_text(found.variance.budget),
        compared_with=found.variance.compared_with,
        planned=decimal_text(found.variance.planned),
        explained=decimal_text(found.accepted.explained),
        remainder=decimal_text(found.accepted.remainder),
        watch_limit=decimal_text(found.limits_money.watch),
        serious_limit=decimal_text(found.limits_money.serious),
        not_chance_at_least=decimal_text(found.accepted.not_chance_at_least),
        control=found.accepted.control,
    )


def _correction_record(correction: Correction) -> history_shape.CorrectionRecord:
    filed, changes = correction.filed, correction.changes
    return copied_record(
        history_shape.CorrectionRecord, filed, period=filed.period.label, changes=changes
    )
