"""What each criterion comes to in every submission at once, at each stage."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from authorisation.analysis.encoding.shapes import AmongTexts, Cases, cases, one_case
from authorisation.analysis.encoding.terms import Truth, and_, not_, or_
from authorisation.analysis.encoding.verdict_sets import VerdictTerms
from authorisation.model.rules import Criterion, Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, Verdict


class FindingTerms(msgspec.Struct, frozen=True, eq=False):
    """The possible verdicts of one criterion, and what its verdict is said to be.

    `unjudged` says that the verdict waits for an assessor, whatever is possible. `grades` are the
    truths of each grade that an assessor may have given.
    """

    criterion: Criterion
    severity: Severity
    possible: VerdictTerms
    unjudged: Truth = False
    grades: Mapping[str, Truth] = {}
    grade: Cases = one_case(None)
    """The grade as the outcome table reads it; null where there is none."""

    def verdict(self, stage: Stage) -> Mapping[Verdict, Truth]:
        """Each verdict with the truth that it is this one; exactly one is."""
        at_decision = stage is Stage.DECISION
        judged = not_(self.unjudged)
        met = and_(self.possible.only(MET), judged)
        if at_decision:
            if self.severity is not Severity.NOTE:
                met = and_(met, not_(self.possible.unshown))
            may_fail = or_(self.possible.not_met, not_(self.possible.met))
            met = or_(met, and_(not_(may_fail), self.possible.not_applicable))
        not_met = and_(self.possible.only(NOT_MET), judged)
        not_applicable = and_(self.possible.only(NOT_APPLICABLE), judged)
        return {
            Verdict.MET: met,
            Verdict.NOT_MET: not_met,
            Verdict.NOT_APPLICABLE: not_applicable,
            Verdict.OPEN if at_decision else Verdict.UNKNOWN: not_(
                or_(met, not_met, not_applicable)
            ),
        }

    def verdict_text(self, stage: Stage) -> Cases:
        """The name of the verdict, by case; one that is unknown may still be several."""
        among = AmongTexts(
            {
                Verdict.MET.value: self.possible.met,
                Verdict.NOT_MET.value: self.possible.not_met,
                Verdict.NOT_APPLICABLE.value: self.possible.not_applicable,
            }
        )
        return cases(
            (truth, among if verdict is Verdict.UNKNOWN else verdict.value)
            for verdict, truth in self.verdict(stage).items()
        )
