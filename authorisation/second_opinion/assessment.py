"""The second opinion: an assessment's verdicts derived again by another engine, and compared."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.engine import ENGINE_NAME, DurableEngine
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_APPLICABLE, Verdict, verdict_of, verdicts_in
from authorisation.second_opinion.network import AND_GATE, Network, Signal
from authorisation.second_opinion.trees import add_criteria, derived_verdicts


class Disagreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One judgement that the engines come to differently.

    `part` is the place in the criterion, parts counted from 1, such as `require.2.1`; empty for
    the finding. `ours` and `theirs` are the verdicts that the judgement may still come to.
    """

    criterion: str
    part: str
    ours: tuple[Verdict, ...]
    theirs: tuple[Verdict, ...]


class SecondOpinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The verdicts of a second engine beside ours, or why there are none.

    `compared` counts the judgements that both engines came to. `unavailable` says why there is no
    second opinion, and what to do about it; it is empty where there is one.
    """

    engine: str = ENGINE_NAME
    version: str = ""
    compared: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    unavailable: str = ""


def second_opinion(
    assessment: Assessment, program: Program, second_engine: DurableEngine
) -> SecondOpinion:
    """Give a second opinion on every judgement; those at the leaves are taken as they are.

    Compared is the set of verdicts that each judgement and finding may still come to; and, of
    each finding, whether its verdict is one for that set. Total: where the engine cannot be
    used, the opinion says why.
    """
    network = Network()
    compared = add_criteria(network, assessment, program)
    try:
        derived = network.derive(second_engine)
    except EngineUnavailable as error:
        return SecondOpinion(
            version=second_engine.version, unavailable=f"{error.reason}; {error.remedy}"
        )
    disagreements = [
        Disagreement(each.criterion, each.part, verdicts_in(each.ours), verdicts_in(theirs))
        for each in compared
        if (theirs := derived_verdicts(derived, each)) != each.ours
    ]
    disagreements += _misnamed_findings(assessment)
    return SecondOpinion(
        version=second_engine.version, compared=len(compared), disagreements=tuple(disagreements)
    )


def try_engine(second_engine: DurableEngine) -> str:
    """Try the engine on one verdict, and give its version.

    Raises:
        EngineUnavailable: it cannot be used, or does not come to *not met*.
    """
    network = Network()
    network.add(AND_GATE, Signal(frozenset("T")), Signal(frozenset("F")))
    if network.derive(second_engine) != (frozenset("F"),):
        raise EngineUnavailable(
            ENGINE_NAME, "it does not reason as it should", "see: authorise doctor"
        )
    return second_engine.version


def _misnamed_findings(assessment: Assessment) -> Iterator[Disagreement]:
    for finding in assessment.findings:
        words = _fitting_verdicts(finding, assessment.stage)
        if finding.verdict not in words:
            fitting = tuple(sorted(words))
            yield Disagreement(finding.criterion.id, "verdict", (finding.verdict,), fitting)


def _fitting_verdicts(finding: Finding, stage: Stage) -> frozenset[Verdict]:
    """Give the verdicts that fit a finding; for want of evidence or agreement there may be two."""
    plain = verdict_of(finding.possible)
    graded = finding.criterion.require is None
    if stage is Stage.SELF_ASSESSMENT:
        return frozenset((plain, Verdict.UNKNOWN) if graded else (plain,))
    if finding.possible == MET | NOT_APPLICABLE:
        return frozenset((Verdict.MET,))
    if plain is Verdict.UNKNOWN:
        return frozenset((Verdict.OPEN,))
    if graded or plain is Verdict.MET:
        return frozenset((plain, Verdict.OPEN))
    return frozenset((plain,))
