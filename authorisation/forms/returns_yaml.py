"""A file of returns as YAML: each question as a comment over the place for its answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.titles import upper_initial
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.forms.yaml_lines import comment_lines, evidence_lines, head_lines, question_lines
from authorisation.model.calendar import period_containing
from authorisation.model.regime import CauseKind, EvidenceWanted, Regime
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, Period

_SAMPLE_ID: Final = "C1"
STATUS_WORDS: Final = {
    ClaimStatus.CLAIMED: "somebody says so",
    ClaimStatus.ACCEPTED: "{}, or another who did not claim it, agrees; "
    "only what is accepted informs a response",
    ClaimStatus.DISPUTED: "{}, or another who did not claim it, does not agree",
    ClaimStatus.WITHDRAWN: "it no longer counts",
}
"""What each status means; `{}` stands for whoever authorises."""


def render_returns(
    regime: Regime, group: AuthorisedGroup, following: Period, *, aside: bool
) -> str:
    """The text of a file of returns: what is known of a group, then a return without answers.

    That return is for the period `following`. Every other answer stands behind one `#`, so the
    text loads as it is; so does that whole return where it is set `aside`, as not filed yet.
    """
    begun = written_group(group, regime)
    named = (each["id"] for each in begun.get("conditions", ()) if "id" in each)
    condition = next(named, _SAMPLE_ID)
    blank = [*_return(regime, following, condition), *_causes(regime, following)]
    mark = "# " if aside and not group.filed else ""
    lines = [
        *_head(regime, group, begun),
        *_authorisation(regime, group),
        *_conditions(following, begun),
        *_capability(regime, following, begun),
        *_acts(regime, following, begun),
        "",
        *(_list_lines("returns", begun) or [f"{mark}returns:"]),
        *(map(_set_aside, blank) if aside else blank),
        *_later(following),
    ]
    return "\n".join(lines) + "\n"


def _set_aside(line: str) -> str:
    """A line of a return that is not filed yet, behind a mark of its own."""
    return line if not line or line.lstrip().startswith("#") else f"  # {line.removeprefix('  ')}"


def _list_lines(key: str, begun: Mapping[str, Any]) -> list[str]:
    """The lines of a list that is not empty, or of one that is known to be."""
    match begun.get(key):
        case None:
            return []
        case [*entries] if entries:
            return [f"{key}:", *textwrap.indent(dump_yaml(entries), "  ").splitlines()]
        case value:
            return dump_yaml({key: value}).splitlines()


def _head(regime: Regime, group: AuthorisedGroup, begun: Mapping[str, Any]) -> Iterator[str]:
    rules, periods = regime.rules, regime.periods
    unanswered = ": what rests on it cannot be told, and that is no failure"
    yield from head_lines(rules, "a file of returns", unanswered)
    yield from comment_lines(
        f"A return is filed for every {periods.every}, and is due {periods.due_days} days after "
        "its end.",
        indent="",
    )
    yield "##"
    yield f"## {len(regime.authorisation):>4}  asked once, of what was so at authorisation"
    yield f"## {len(regime.returns):>4}  asked in every return"
    yield ""
    keys = ("name", "rules", "code", "note", "source", "published_facts_only", "authorised_on")
    for key in keys:
        yield from _list_lines(key, begun) or (["# code: '00A'"] if key == "code" else [])
    yield from comment_lines(
        "first is the first period for which a return is due; left out, it is the one in which "
        "the group was authorised",
        indent="",
    )
    own = period_containing(group.authorised_on, periods) == group.first
    yield f"{'# ' if own else ''}first: {group.first}"


def _authorisation(regime: Regime, group: AuthorisedGroup) -> Iterator[str]:
    if regime.authorisation:
        yield ""
        yield "## What was so at authorisation"
        yield "at_authorisation:"
        answers = group.at_authorisation
        yield from question_lines(regime.authorisation.values(), answers=answers)


def _conditions(following: Period, begun: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from comment_lines(
        "Conditions of authorisation. Leave them out where they are not known; where none was set, "
        "write conditions: []. A return says that one was discharged, by its id.",
        indent="",
    )
    listed = _list_lines("conditions", begun)
    yield from listed
    if not listed:
        yield "# conditions:"
        yield f"#   - id: {_SAMPLE_ID}"
        yield "#     requires: what the group must still do"
        yield f"#     due_on: {following.ends.isoformat()}"


def _capability(regime: Regime, first: Period, begun: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    authority = upper_initial(regime.rules.parties.authority)
    yield f"## {authority}'s view of the management; the latest counts. The grades:"
    for grade, title in regime.capabilities.items():
        yield f"##   {grade}  {title}"
    if listed := _list_lines("capability", begun):
        yield from listed
        return
    yield "# capability:"
    yield f"#   - grade: {max(regime.capabilities, default=1)}"
    yield "#     by: whose view it is"
    yield f"#     on: {first.ends.isoformat()}"
    yield "#     reason: what it rests on"


def _acts(regime: Regime, first: Period, begun: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from comment_lines(
        f"What {regime.rules.parties.authority} did of its own, in the order of days; the stage of "
        "the group follows it. Each entry has one of: stage, where it put the group; not_taken, a "
        "stage in which it did not put it; deadline, the day to which it moved the deadline of the "
        f"stage. The stages: {', '.join(regime.stages)}",
        indent="",
    )
    if listed := _list_lines("acts", begun):
        yield from listed
        return
    yield "# acts:"
    yield f"#   - on: {first.due.isoformat()}"
    yield "#     by: who did it"
    yield "#     reason: what was minuted"
    yield f"#     stage: {next(iter(regime.stages))}"


def _return(regime: Regime, first: Period, condition: str) -> Iterator[str]:
    """Yield a return without answers; `condition` is the id of one that it might discharge."""
    yield f"  - period: {first}"
    yield f"    received_on: {first.due.isoformat()}"
    yield "    answers:"
    for _, questions in groupby(regime.returns.values(), key=lambda q: q.path.partition(".")[0]):
        yield from question_lines(questions, indent="      ")
    yield ""
    wanted = [path for path, question in regime.returns.items() if question.evidence]
    named = next(iter(wanted or regime.returns), "")
    yield from evidence_lines(named, indent="    ")
    yield ""
    yield from comment_lines(
        "explained: why a figure is right although it does not agree with others, or with those of "
        "the return before; `authorise check` names such figures",
        "    ",
    )
    yield "    # explained:"
    yield f"    #   {named}: why it is right"
    yield ""
    yield from comment_lines(
        "discharged: the conditions of authorisation that were met, by their ids, each with the "
        "day on which it was discharged",
        "    ",
    )
    yield "    # discharged:"
    yield f"    #   {condition}: {first.ends.isoformat()}"


def _causes(regime: Regime, first: Period) -> Iterator[str]:
    yield ""
    yield from comment_lines(
        "Causes: what explains a trigger, as somebody claims. No trigger needs one: causes only "
        "help to choose the response. What nobody explains stays unexplained, and is never "
        "management by default.",
        "    ",
    )
    yield "    ## cause: one of these; any one kind of the evidence named is enough."
    for cause in regime.causes.values():
        yield from comment_lines(f"- {cause.id}: {_format_cause(cause)}", "    ")
    lines = ", ".join(regime.lines)
    others = ", ".join(trigger.id for trigger in regime.triggers if not trigger.line)
    if lines:
        yield from comment_lines(
            f"about: a budget line, with the amount of the overspend that the cause explains: "
            f"{lines}",
            "    ",
        )
    yield from comment_lines(
        f"about: or a trigger, with no amount, and main: true for its main cause: {others}", "    "
    )
    yield from comment_lines("status: one of these. by and on say who gave it, and when.", "    ")
    for standing, words in STATUS_WORDS.items():
        explanation = words.format(regime.rules.parties.authority)
        yield from comment_lines(f"- {standing}: {explanation}", "    ")
    yield from comment_lines(
        "Once accepted or disputed, claimed_by and claimed_on keep who claimed it, and when. What "
        "is accepted names its evidence. About a budget line, what is accepted carries on to the "
        "end of the year, until it is given again or withdrawn.",
        "    ",
    )
    yield from _claim(regime, first)


def _claim(regime: Regime, first: Period) -> Iterator[str]:
    """Yield a sample claim in comments: the first cause, about the first line or trigger."""
    cause = next(iter(regime.causes.values()), None)
    if cause is None:
        return
    day = first.due.isoformat()
    about = next(iter(regime.lines), "") or regime.triggers[0].id
    yield "    # causes:"
    yield f"    #   - cause: {cause.id}"
    yield f"    #     about: {about}"
    yield f"    #     status: {ClaimStatus.CLAIMED}"
    yield "    #     by: who says so"
    yield f"    #     on: {day}"
    if regime.lines:
        yield "    #     amount: 0"
    yield "    #     evidence:"
    yield f"    #       - kind: {cause.evidence[0].id}"
    yield "    #         document: its name"
    yield "    #         by: who made it"
    yield f"    #         on: {day}"


def _format_cause(cause: CauseKind) -> str:
    parts = [f"{cause.title}, {cause.reach}"]
    if cause.beyond_before is not None:
        parts.append(f"shared if it arose on {cause.beyond_before} or later, so add arose")
    if cause.context:
        parts.append("claimed only where the budget was set above the allocation")
    if cause.evidenced:
        parts.append("never claimed without evidence")
    return f"{'; '.join(parts)}. Evidence: {'; '.join(map(_format_evidence, cause.evidence))}"


def _format_evidence(wanted: EvidenceWanted) -> str:
    without = f"; not while {join_words([*wanted.only_without], 'or')} is accepted"
    return f"{wanted.id} ({wanted.title}{without if wanted.only_without else ''})"


def _later(first: Period) -> Iterator[str]:
    yield ""
    yield "## The next return begins with its own line - period: below, and a later version of one"
    yield f"##   with corrects: {first} or withdraws: {first} in the place of period; the"
    yield "##   first version stays. A correction gives only what changes. Returns stand in the"
    yield "##   order in which they were received: a late one stands below those of later periods."
