"""The reason for the indicated outcome, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from authorisation.explain.assessment.outcome import OutcomeWords
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.model.verdict import Verdict

_VERDICT_WORDS: Final = {Verdict.NOT_MET: "not met", Verdict.OPEN: "not shown"}


def format_outcome_reason(
    outcome: OutcomeWords, decisive: Sequence[Reason], *, all_well: bool
) -> str:
    """Format an outcome with the gravest of the reasons that decided it.

    `all_well` is whether no gate and no condition is not met, open or unknown.
    """
    if outcome.because:
        return f"{outcome.title}, because {outcome.because}."
    if decisive:
        gravest = [reason for reason in decisive if reason.severity is decisive[0].severity]
        groups = groupby(gravest, key=lambda reason: reason.verdict)
        parts = [_format_group(verdict, list(those)) for verdict, those in groups]
        return f"{outcome.title}, because {'; and '.join(parts)}."
    if all_well:
        return f"{outcome.title}, because every requirement tested is met or does not apply."
    return f"{outcome.title}, because nothing that would bring an earlier outcome is so."


def _format_group(verdict: Verdict, those: Sequence[Reason]) -> str:
    titles = name_few([f"{reason.title} ({reason.criterion})" for reason in those])
    what = "this is" if len(those) == 1 else "these are"
    return f"{what} {_VERDICT_WORDS[verdict]} ({those[0].weight}): {join_words(titles)}"
