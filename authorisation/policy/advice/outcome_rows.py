"""Rows of a table of outcomes that cross: both are so of a submission, and their order decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from msgspec.structs import replace

from authorisation.analysis.encoding.terms import Truth, and_, not_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Found, Inquiry, RulesOnDay, confirms
from authorisation.analysis.time_limits import ROWS_SECONDS
from authorisation.analysis.witnesses import Witness, reduced_witness
from authorisation.engine.program.program import Program
from authorisation.forms.answers_yaml import format_submission
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import Outcome
from authorisation.model.source import AdviceCode, Problem
from authorisation.model.submission import Stage
from authorisation.policy.advice.shown_by_cases import ShownByCases, rows_that_hold


class OutcomeRows:
    """The rows of a table of outcomes: what they are for, at the decision on the rules' first day.

    Nothing is open then: each row is so of a submission, or is not.
    """

    def __init__(self, program: Program) -> None:
        self._view = RulesOnDay(
            program=program, day=program.rules.in_force[0], stage=Stage.DECISION
        )
        self._inquiry = Inquiry(self._view, seconds=ROWS_SECONDS)

    def crossing(self, shown: ShownByCases) -> Iterator[Problem]:
        """Yield a problem for each two rows that cross, unless a case is shown that falls on both.

        Each is then for something that the other is not: neither is an exception from the other.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        for first, other in combinations(self._view.rules.outcomes[:-1], 2):
            if shown.overrules(first.id, other.id):
                continue
            both = self._find({first.id, other.id}, set(), first)
            if both is None or self._find({first.id}, {other.id}, first) is None:
                continue
            if shown.outcome(other.id) or self._find({other.id}, {first.id}, other):
                yield self._problem(first, other, both)

    def witness(self, row: Outcome) -> str:
        """The YAML of a small submission of which a row is so; empty where none is found."""
        found = self._find({row.id}, set())
        return "" if found is None else self._format(found, {row.id})

    def _problem(self, first: Outcome, other: Outcome, both: Witness) -> Problem:
        one, two = quote(first.id), quote(other.id)
        says = f"the rows {one} and {two} are both so of some submissions, which come to {one}"
        remedy = (
            "nothing, if they are to: a case of which both rows are so says it; else put this row"
            f" before {one}, or correct one of them"
        )
        witness = self._format(both, {first.id, other.id}, first)
        return Problem(other.when.at, says, remedy, AdviceCode.OVERLAPPING_ROWS, witness)

    def _find(
        self, holding: set[str], failing: set[str], taken: Outcome | None = None
    ) -> Witness | None:
        """A submission of which some rows are so and others not; one of them is `taken`."""

        def wanted(terms: RuleSetTerms) -> Truth:
            rows = {row.id: row.when for row in terms.rules.outcomes}
            sure = terms.sure_outcomes[taken.id] if taken is not None else True
            return and_(
                sure,
                *(terms.truth(rows[name]) for name in holding),
                *(not_(terms.truth(rows[name])) for name in failing),
            )

        shows = self._shows(holding, failing, taken)
        reply = self._inquiry.find(lambda terms: wanted(terms[0]), shows)
        return reply.witness if isinstance(reply, Found) else None

    def _shows(
        self, holding: set[str], failing: set[str], taken: Outcome | None
    ) -> Callable[[Witness], bool]:
        def shows(witness: Witness) -> bool:
            assessment = self._view.assess(witness)
            rows = rows_that_hold(self._view.program, assessment)
            is_taken = taken is None or assessment.outcome_ids == (taken.id,)
            return is_taken and holding <= rows and failing.isdisjoint(rows)

        return shows

    def _format(self, found: Witness, holding: set[str], taken: Outcome | None = None) -> str:
        """The YAML of it, without what it can do without; empty if assessors have a part in it."""
        shows = self._shows(holding, set(), taken)
        small = reduced_witness(found, partial(confirms, shows=shows))
        if small.grades:
            return ""
        submission = replace(self._view.assess(small).submission, received_on=None)
        return format_submission(submission, self._view.rules.bank)
