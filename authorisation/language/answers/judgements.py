"""Reads assessors' judgements from the bytes of files."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.submissions import parse_document
from authorisation.language.written.submission import WrittenJudgement, WrittenJudgements
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Node
from authorisation.language.yaml.file_kinds import FileKind, check_file_kind
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.canonical import sha256
from authorisation.model.rules import RuleSet
from authorisation.model.submission import IN_ORDER, WANTING, Judgement, Judgements


def load_judgements(path: Path, rule_set: RuleSet) -> Judgements:
    """Return the judgements in a file: grades on criteria that ask for one, and checks of answers.

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
    return build_judgements(parse_document(data, file).root, file, rule_set, Problems())


def build_judgements(root: Node, file: str, rule_set: RuleSet, problems: Problems) -> Judgements:
    """Build judgements from their entries; `problems` may hold some already.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if other := check_file_kind(root, FileKind.JUDGEMENTS):
        raise InvalidSubmission([other])
    written = validate_shape(WrittenJudgements, root, problems)
    entries_read = [
        build_judgement(entry, rule_set, problems)
        for entry in (written.judgements if written else ())
    ]
    if problems:
        raise InvalidSubmission(problems)
    kept = tuple(entry for entry in entries_read if entry)
    return Judgements(
        entries=kept,
        name=written.name if written else "",
        code=written.code if written else "",
        file=file,
        sha256=sha256(kept),
        places=tuple(entry.grade.at for entry in (written.judgements if written else ())),
    )


def build_judgement(
    written: WrittenJudgement, rule_set: RuleSet, problems: Problems
) -> Judgement | None:
    """Build one judgement; None, with a problem, where there is nothing to grade so."""
    before = len(problems)
    about = _criterion_scale(written, rule_set, problems)
    if about is None:
        return None
    criterion, answer, grades = about
    grade = problems.one_of(written.grade.text, grades, written.grade.at)
    if len(problems) > before:
        return None
    return Judgement(
        criterion=criterion,
        answer=answer,
        assessor=written.assessor,
        on=written.on,
        grade=grade,
        reason=written.reason,
    )


def _criterion_scale(
    written: WrittenJudgement, rule_set: RuleSet, problems: Problems
) -> tuple[str, str, Collection[str]] | None:
    """Return the criterion or the answer that is graded, and the grades that it may have."""
    if (written.criterion is None) == (written.answer is None):
        message = "a judgement is on one criterion, or checks one answer"
        problems.wrong(written.grade.at, message, "give it either `criterion` or `answer`")
        return None
    if written.answer is not None:
        path = problems.known_name(written.answer, rule_set.bank, "question")
        return ("", path, (IN_ORDER, WANTING)) if path in rule_set.bank else None
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
