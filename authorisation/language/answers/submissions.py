"""Reads submissions and their evidence from the bytes of files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from collections.abc import Mapping as MappingOf
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import msgspec

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import AnswerReading, read_answers
from authorisation.language.answers.placeholders import (
    IN_YAML,
    AnswerWords,
    check_name,
    is_placeholder,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import (
    Mapping,
    Node,
    Scalar,
    UnreadableYaml,
    locate,
    parse_yaml,
    text_of,
)
from authorisation.language.yaml.file_kinds import FileKind, check_file_kind
from authorisation.language.yaml.problems import Problems, require_mapping
from authorisation.language.yaml.scalars import (
    InvalidScalar,
    PlacedName,
    parse_boolean,
    parse_choice,
    parse_date,
    parse_display_name,
    parse_text,
)
from authorisation.model.canonical import sha256
from authorisation.model.question import Question, QuestionBank, groups_around
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import LEVEL_NAMES, Evidence, EvidenceLevel

if TYPE_CHECKING:
    from authorisation.language.written.answers import WrittenEvidence, WrittenSubmission


class PlainEvidence(msgspec.Struct, frozen=True):
    """The document that supports an answer."""

    document: str
    where: str = ""
    level: PlacedName | None = None


class PlainSubmission(msgspec.Struct, frozen=True, kw_only=True):
    """A submission without its answers, which are read by the questions."""

    name: str
    code: str = ""
    stage: Stage = Stage.SELF_ASSESSMENT
    as_of: date | None = None
    received_on: date | None = None
    published_facts_only: bool = False
    note: str = ""
    evidence: dict[str, PlainEvidence]


def read_plain_submission(root: Mapping) -> PlainSubmission | None:
    """Return the head and the evidence; None where anything in them is not as it should be.

    `WrittenSubmission` is their shape, for editors and for whoever must be told what is wrong. It
    rests on a library that takes longer to start than most submissions take to read, so it is asked
    only where there is something wrong.
    """
    try:
        if "answers" not in root:
            return None
        head: dict[str, Any] = {
            key: _HEAD[key](_text(node))
            for key, node in root.items()
            if key not in {"answers", "evidence"}
        }
        return PlainSubmission(**head, evidence=_evidence(root.get("evidence")))
    except (InvalidScalar, LookupError, TypeError):
        return None


def read_plain_evidence(root: Mapping) -> dict[str, PlainEvidence]:
    """Return the evidence, whatever the head is like; nothing where it is not as it should be."""
    try:
        return _evidence(root.get("evidence"))
    except (InvalidScalar, LookupError, TypeError):
        return {}


def _evidence(node: Node | None) -> dict[str, PlainEvidence]:
    if node is None:
        return {}
    found: dict[str, PlainEvidence] = {}
    for path, proof in _mapping(node).items():
        parts: dict[str, Any] = {
            key: PlacedName(_text(part), part.at) if key == "level" else _EVIDENCE[key](_text(part))
            for key, part in _mapping(proof).items()
        }
        found[path] = PlainEvidence(**parts)
    return found


def _mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise TypeError
    return node


def _text(node: Node) -> str:
    if not isinstance(node, Scalar) or node.empty:
        raise TypeError
    return node.text


_HEAD: Final[dict[str, Callable[[str], object]]] = {
    "name": parse_display_name,
    "code": parse_display_name,
    "stage": lambda text: Stage(parse_choice(text, tuple(Stage))),
    "as_of": parse_date,
    "received_on": parse_date,
    "published_facts_only": parse_boolean,
    "note": parse_text,
}
_EVIDENCE: Final = {"document": parse_display_name, "where": parse_display_name}


INDENT_REMEDY: Final = "it is a question: indent it, so that it stands under `answers`"


def read_submission(
    data: bytes, file: str, rules: RuleSet | QuestionBank, left_out: Problems | None = None
) -> Submission:
    """Return the submission in these bytes; `file` names it in messages.

    Where `left_out` is given, what is wrong with single answers and their evidence is added there,
    and the submission is without them.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    problems = Problems()
    root = require_mapping(parse_document(data, file), problems)
    if problems:
        raise InvalidSubmission(problems)
    return build_submission(root, file, rules, problems, left_out)


def build_submission(
    root: Mapping,
    file: str,
    rules: RuleSet | QuestionBank,
    problems: Problems,
    left_out: Problems | None = None,
    words: AnswerWords = IN_YAML,
) -> Submission:
    """Build a submission from its entries; `problems` may hold some already.

    Of `left_out` see `read_submission`. `words` are those of the form that holds it.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if other := check_file_kind(root, FileKind.SUBMISSION):
        raise InvalidSubmission([other])
    questions = rules.bank if isinstance(rules, RuleSet) else rules.questions
    written = read_plain_submission(root) or _by_shape(root, questions, problems)
    partly = left_out is not None
    faults = problems if left_out is None else left_out
    reading = AnswerReading(faults, partly=partly, words=words)
    answers = read_answers(root.get("answers"), questions, reading)
    proofs = root.get("evidence", Mapping(root.at))
    if written is None:
        if isinstance(proofs, Mapping):
            build_evidence(proofs, read_plain_evidence(root), questions, problems, words)
        name, code = text_of(root.get("name")), text_of(root.get("code"))
        raise InvalidSubmission(problems, name=name, code=code)
    if answers and not partly:
        problems += check_name(written.name, root["name"].at)
    proofs = require_mapping(proofs, problems)
    evidence = build_evidence(proofs, written.evidence, questions, faults, words)
    if problems:
        raise InvalidSubmission(problems, name=written.name, code=written.code)
    return _with_hash(
        Submission(
            name=written.name,
            code=written.code,
            stage=written.stage,
            as_of=written.as_of,
            received_on=written.received_on,
            published_facts_only=written.published_facts_only,
            note=written.note,
            answers=MappingProxyType(answers),
            evidence=MappingProxyType(evidence),
            file=file,
            places=MappingProxyType(reading.places),
        )
    )


def without_own_checks(submission: Submission) -> Submission:
    """Return a group's submission with no answer checked: of its own answers it cannot say so.

    Facts that others published were looked up by whoever wrote the file, and are left as they are.
    """
    called = [p for p, e in submission.evidence.items() if e.level is EvidenceLevel.CHECKED]
    if not called or submission.published_facts_only:
        return submission
    given = {
        path: msgspec.structs.replace(each, level=min(each.level, EvidenceLevel.EVIDENCED))
        for path, each in submission.evidence.items()
    }
    changed = msgspec.structs.replace(
        submission, evidence=MappingProxyType(given), called_checked=tuple(called)
    )
    return _with_hash(changed)


def _with_hash(submission: Submission) -> Submission:
    hashed = (
        submission.name,
        submission.code,
        submission.stage,
        submission.as_of,
        submission.received_on,
        submission.published_facts_only,
        submission.note,
        dict(submission.answers),
        dict(submission.evidence),
    )
    return msgspec.structs.replace(submission, sha256=sha256(hashed))


def _by_shape(
    root: Mapping, questions: MappingOf[str, Question], problems: Problems
) -> WrittenSubmission | None:
    # What it rests on takes longer to load than most submissions take to read.
    from authorisation.language.written.answers import WrittenSubmission  # noqa: PLC0415
    from authorisation.language.yaml.shape import validate_shape  # noqa: PLC0415

    return validate_shape(
        WrittenSubmission,
        root,
        problems,
        lambda key: INDENT_REMEDY if key in evidence_paths(questions) else "",
    )


def parse_document(data: bytes, file: str) -> Node:
    """Return the root of the YAML document in these bytes.

    Raises:
        InvalidSubmission: at the first thing that is not YAML that we read.
    """
    try:
        return parse_yaml(data, file)
    except UnreadableYaml as error:
        raise InvalidSubmission([error.problem]) from None


def evidence_paths(questions: MappingOf[str, Question]) -> Collection[str]:
    """Return the paths that evidence may be given for: questions, and groups of them."""
    return dict.fromkeys((*questions, *groups_around(questions)))


def build_evidence(
    node: Mapping,
    written: MappingOf[str, PlainEvidence] | MappingOf[str, WrittenEvidence],
    questions: MappingOf[str, Question],
    problems: Problems,
    words: AnswerWords = IN_YAML,
) -> dict[str, Evidence]:
    """Return the evidence by the path of the question, or of a group, that it supports.

    That with a problem is left out.
    """
    found: dict[str, Evidence] = {}
    known = evidence_paths(questions) if written else ()
    for path, proof in written.items():
        at, before = node.key_at(path), len(problems)
        if path not in known:
            problems.unknown_name(path, at, known, "question")
        if is_placeholder(proof.document):
            message = f"{quote(proof.document)} names no document"
            problems.wrong(
                locate(node, (path, "document")),
                message,
                f"{words.leave_evidence_out} until there is one",
            )
        level = EvidenceLevel.EVIDENCED
        if proof.level is not None:
            word = problems.one_of(proof.level.text, LEVEL_NAMES, proof.level.at)
            level = next(each for each in EvidenceLevel if each.word == word)
        if len(problems) == before:
            found[path] = Evidence(document=proof.document, where=proof.where, level=level)
    return found
