"""Reads an assessor's file: judgements, what panels settled, and departures from the rules."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, TypeAlias

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.placeholders import ASSESSOR_TO_FILL_IN
from authorisation.language.answers.submissions import parse_document
from authorisation.language.written.answers import (
    WrittenDeparture,
    WrittenJudgement,
    WrittenJudgements,
    WrittenModeration,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.file_kinds import FileKind, check_file_kind
from authorisation.language.yaml.problems import Problems, require_sequence
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import (
    CHECKED,
    NOT_ACCEPTED,
    OLDER_GRADES,
    Departure,
    Judgement,
    Judgements,
    judgements_hash,
)
from authorisation.model.value import fold_words
from authorisation.model.verdict import SETTLED, Verdict

WrittenGrade: TypeAlias = WrittenJudgement | WrittenModeration
"""What an assessor, or a panel, graded."""
ASSESSOR_LISTS: Final = frozenset({"judgements", "moderation", "departures"})
"""What an assessor's file may hold."""
_ALONE: Final = 2
"""How many must sit for it to be a panel."""


def load_judgements(path: Path, rule_set: RuleSet) -> Judgements:
    """Return what is in an assessor's file: grades and checks, a panel's too, and departures.

    Raises:
        UnreadableFile: if the file cannot be read at all.
        InvalidSubmission: with every problem in it.
    """
    return read_judgements(read_file(path), display_path(path), rule_set)


def read_judgements(data: bytes, file: str, rule_set: RuleSet) -> Judgements:
    """Return the judgements in these bytes; `file` names them in messages.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    root, problems = parse_document(data, file), Problems()
    held = root if isinstance(root, Mapping) else {}
    for name, entries in held.items():
        if name in ASSESSOR_LISTS and entries == []:
            problems.wrong(entries.at, f"`{name}` is empty", "write an entry, or leave it out")
    return build_judgements(root, file, rule_set, problems)


def build_judgements(root: Node, file: str, rule_set: RuleSet, problems: Problems) -> Judgements:
    """Build what an assessor's file says from its entries; `problems` may hold some already.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if other := check_file_kind(root, FileKind.ASSESSOR):
        raise InvalidSubmission([other])
    written = validate_shape(WrittenJudgements, root, problems)
    if written is None or not isinstance(root, Mapping):
        raise InvalidSubmission(problems)
    lists = [name for name in root if name in ASSESSOR_LISTS]
    if not lists and not written.assessor:  # as a blank one is, which names who will assess
        remedy = "write what was judged under `judgements`, `moderation` or `departures`"
        problems.wrong(root.at, "`judgements` is missing", remedy)
    if lists and written.assessor == ASSESSOR_TO_FILL_IN:
        message = f"{quote(written.assessor)} is what the form says, and no name"
        problems.wrong(root["assessor"].at, message, "write your own name in its place")
    judged: list[WrittenGrade] = [*written.judgements, *written.moderation]
    entries = [build_judgement(each, rule_set, problems, written.assessor) for each in judged]
    listed = require_sequence(root["departures"], []) if written.departures else []
    departures = [
        _build_departure(each, node.at, written.assessor, rule_set, problems)
        for each, node in zip(written.departures, listed, strict=True)
    ]
    if problems:
        raise InvalidSubmission(problems)
    kept = tuple(entry for entry in entries if entry)
    departed = tuple(each for each in departures if each)
    return Judgements(
        entries=kept,
        departures=departed,
        name=written.name,
        code=written.code,
        file=file,
        at=next((root[key].at for key in ("code", "name") if key in root), None),
        sha256=judgements_hash(kept, departed),
        places=tuple(entry.grade.at for entry in judged),
    )


def build_judgement(
    written: WrittenGrade, rule_set: RuleSet, problems: Problems, assessor: str = ""
) -> Judgement | None:
    """Build one judgement; None, with a problem, where there is nothing to grade so.

    `assessor` judged, where the entry does not say who did.
    """
    before = len(problems)
    about = _criterion_scale(written, rule_set, problems)
    if about is None:
        return None
    criterion, answer, grades = about
    older = answer and written.grade.text in OLDER_GRADES
    grade = problems.one_of(written.grade.text, OLDER_GRADES if older else grades, written.grade.at)
    if answer and not older and not written.document:
        remedy = "name what was read, such as `document: Register of interests, version 3`"
        problems.wrong(written.grade.at, "`document` is missing: what was it checked by?", remedy)
    panel = _panel(written, problems) if isinstance(written, WrittenModeration) else ()
    by = written.assessor or assessor if isinstance(written, WrittenJudgement) else ""
    if not by and not panel:
        remedy = "say who judged, here or once at the top of the file"
        problems.wrong(written.grade.at, "`assessor` is missing", remedy)
    if len(problems) > before:
        return None
    return Judgement(
        criterion=criterion,
        answer=answer,
        assessor=by,
        on=written.on,
        grade=grade,
        reason=written.reason,
        document=written.document,
        panel=panel,
    )


def _panel(written: WrittenModeration, problems: Problems) -> tuple[str, ...]:
    members = {fold_words(name): name for name in written.panel}
    if len(members) < _ALONE:
        who = quote(written.panel[0]) if written.panel else "nobody"
        message = f"a panel is of two or more, and this is {who} alone"
        problems.wrong(written.grade.at, message, "name all who sat under `panel`")
    return tuple(members.values())


def _build_departure(
    written: WrittenDeparture, at: Location, assessor: str, rule_set: RuleSet, problems: Problems
) -> Departure | None:
    """Build one departure; None, with a problem, where nothing can be departed from so."""
    before = len(problems)
    by = written.by or assessor
    if (written.criterion is None) == (written.outcome is None):
        message = "a departure is from one criterion, or from the outcome"
        problems.wrong(at, message, "give it either `criterion` and `verdict`, or `outcome`")
    elif (written.verdict is None) != (written.criterion is None):
        message = "`verdict` is missing" if written.criterion else "an outcome has no `verdict`"
        remedy = "say what was decided: `met`, `not met` or `not applicable`"
        problems.wrong(at, message, remedy if written.criterion else "remove it")
    if not by:
        problems.wrong(at, "`by` is missing", "say who decided, here or as `assessor` at the top")
    criterion, outcome, verdict = written.criterion, written.outcome, written.verdict
    if criterion:
        problems.known_name(criterion, rule_set.criteria, "criterion")
    if outcome:
        outcomes = {row.id for row in rule_set.outcomes}
        problems.known_name(outcome, outcomes, "outcome")
    decided = problems.one_of(verdict.text, SETTLED, verdict.at) if verdict else ""
    if len(problems) > before:
        return None
    return Departure(
        criterion=criterion.text if criterion else "",
        verdict=Verdict(decided) if decided else None,
        outcome=outcome.text if outcome else "",
        by=by,
        on=written.on,
        reason=written.reason,
        at=at,
    )


def _criterion_scale(
    written: WrittenGrade, rule_set: RuleSet, problems: Problems
) -> tuple[str, str, Collection[str]] | None:
    """Return the criterion or the answer that is graded, and the grades that it may have."""
    if (written.criterion is None) == (written.answer is None):
        message = "a judgement is on one criterion, or checks one answer"
        problems.wrong(written.grade.at, message, "give it either `criterion` or `answer`")
        return None
    if written.answer is not None:
        path = problems.known_name(written.answer, rule_set.bank, "question")
        return ("", path, (CHECKED, NOT_ACCEPTED)) if path in rule_set.bank else None
    assert written.criterion is not None  # noqa: S101 - one of the two is there
    name = problems.known_name(written.criterion, rule_set.criteria, "criterion")
    criterion = rule_set.criteria.get(name)
    if criterion is None:
        return None
    if criterion.judgement is None:
        message = f"{quote(name)} is settled by answers, not by judgement"
        problems.wrong(written.criterion.at, message, "remove this entry")
        return None
    return name, "", criterion.judgement.grades
