"""Reads the bank of questions from `questions/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from authorisation.errors import InvalidRules
from authorisation.language.answers.answers import NONE, parse_amount
from authorisation.language.check.rule_set import check_bank
from authorisation.language.rules.find import QUESTIONS_FOLDER
from authorisation.language.written.rules import (
    WrittenAcross,
    WrittenConsistency,
    WrittenQuestion,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import parse_name, suggest_path
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.question import (
    NUMERIC,
    ConsistencyTest,
    CrossCheck,
    CrossCheckKind,
    MergeRule,
    Question,
    QuestionBank,
    ValueType,
)
from authorisation.model.source import Location, Problem

_CROSS_CHECKED = frozenset({ValueType.TEXT, ValueType.CODE, ValueType.DOCUMENT, ValueType.LIST})
DEFAULT_MAX_ITEMS = 1000


def load_question_bank(root: Path) -> QuestionBank:
    """Return the bank of questions of the rules under `root`.

    Raises:
        InvalidRules: with every problem in its files.
    """
    problems = Problems()
    bank = read_question_bank(root, problems)
    problems.extend(() if problems else check_bank(bank))
    if problems:
        raise InvalidRules(problems)
    return bank


def read_question_bank(
    root: Path,
    problems: Problems,
    *,
    folder: str = QUESTIONS_FOLDER,
    rule_sets: Iterable[Path] = (),
) -> QuestionBank:
    """Return the bank as far as it can be read, adding every problem.

    `rule_sets` are folders of rule sets, which may bring questions of their own.
    """
    questions: dict[str, Question] = {}
    tests: list[ConsistencyTest] = []
    checks: list[tuple[CrossCheck, Location]] = []
    files = [(path, root) for path in list_yaml_files(root / folder)]
    for place in rule_sets:
        files += [(path, place) for path in list_yaml_files(place / folder)]
    for path, within in files:
        node = read_yaml_file(path, problems, within=within)
        if node is None:
            continue
        file = require_mapping(node, problems)
        for key, value in file.items():
            match key:
                case "consistency":
                    tests.extend(_consistency_tests(value, problems))
                case "across":
                    checks.extend(_cross_checks(value, problems))
                case _:
                    _read_entry(key, value, file.key_at(key), questions, problems)
    problems.extend(_check_paths(checks, questions))
    across = tuple(check for check, _ in checks)
    for check in across:
        question = questions.get(check.path)
        if question is not None and question.type is ValueType.LIST:
            questions[check.path] = replace(question, codes=True)
    return QuestionBank(MappingProxyType(questions), tuple(tests), across)


def _consistency_tests(node: Node, problems: Problems) -> Iterator[ConsistencyTest]:
    for test in require_sequence(node, problems, "consistency"):
        if read := validate_shape(WrittenConsistency, test, problems):
            yield ConsistencyTest(read.test, read.says)


def _cross_checks(node: Node, problems: Problems) -> Iterator[tuple[CrossCheck, Location]]:
    for check in require_sequence(node, problems, "across"):
        written = validate_shape(WrittenAcross, check, problems)
        if written is None:
            continue
        if bool(written.unique) is bool(written.mutual):
            remedy = "write `{unique: path, says: …}` or `{mutual: path, says: …}`"
            problems.wrong(check.at, "one of `unique` and `mutual` is wanted here", remedy)
            continue
        kind = CrossCheckKind.UNIQUE if written.unique else CrossCheckKind.MUTUAL
        yield CrossCheck(kind, written.unique or written.mutual, written.says), check.at


def _check_paths(
    checks: Iterable[tuple[CrossCheck, Location]], questions: MappingOf[str, Question]
) -> Iterator[Problem]:
    """Yield a problem for each check that leads to no answer, or to one that is no text."""
    reached = dict(questions)
    for path, question in questions.items():
        reached |= {f"{path}.{name}": field for name, field in question.each.items()}
    for check, at in checks:
        found = reached.get(check.path)
        if found is None:
            remedy = suggest_path(check.path, reached)
            yield Problem(at, f"{quote(check.path)} is not a question", remedy)
        elif found.type not in _CROSS_CHECKED or found.each:
            yield Problem(at, f"{quote(check.path)} is not a text or a code")


def _read_entry(
    path: str, node: Node, at: Location, questions: dict[str, Question], problems: Problems
) -> None:
    if not _is_name(path, at, problems):
        return
    if not isinstance(node, Mapping):
        remedy = "write `{type: …, ask: …}`, or a group of questions"
        problems.wrong(at, f"{quote(path)} is not a question", remedy)
    elif is_question_node(node):
        if path in questions:
            earlier = questions[path].at
            problems.wrong(at, f"{quote(path)} is already asked at {earlier}")
        elif question := _question(path, node, at, problems):
            questions[path] = question
    else:
        for key, value in node.items():
            _read_entry(f"{path}.{key}", value, node.key_at(key), questions, problems)


def is_question_node(node: Mapping) -> bool:
    """Return whether a mapping is a question, which has a `type` or `ask` that is a text."""
    return any(isinstance(node.get(key), Scalar) for key in ("type", "ask"))


def _is_name(path: str, at: Location, problems: Problems) -> bool:
    return problems.parsed(parse_name, path.rpartition(".")[2], at) is not None


def _question(path: str, node: Mapping, at: Location, problems: Problems) -> Question | None:
    written = validate_shape(WrittenQuestion, node, problems)
    if written is None:
        return None
    before = len(problems)
    question = Question(
        path=path,
        type=written.type,
        ask=written.ask,
        title=written.title,
        why=written.why,
        unit=written.unit,
        evidence=written.evidence,
        minimum=_bound(written.min, written, problems),
        maximum=_bound(written.max, written, problems),
        decimals=written.decimals,
        none=written.none,
        of=tuple(written.of or ()),
        personal=written.personal,
        fixed=written.fixed,
        merge=written.merge,
        each=_fields(written, node, problems),
        name_by=written.name_by,
        max_items=DEFAULT_MAX_ITEMS if written.max_items is None else written.max_items,
        at=at,
    )
    _check_keys(question, node, written, problems)
    return question if len(problems) == before else None


def _bound(node: object, written: WrittenQuestion, problems: Problems) -> Decimal | None:
    if node is None:
        return None
    if not isinstance(node, Scalar):
        at = node.at if isinstance(node, (Mapping, Sequence)) else Location("-")
        problems.wrong(at, "a number is wanted here")
        return None
    return problems.parsed(lambda text: parse_amount(text, written.unit), node.text, node.at)


def _fields(
    written: WrittenQuestion, node: Mapping, problems: Problems
) -> MappingOf[str, Question]:
    fields: dict[str, Question] = {}
    inside = node.get("each")
    if written.each is not None and isinstance(inside, Mapping):
        for key, value in inside.items():
            at = inside.key_at(key)
            if not _is_name(key, at, problems):
                continue
            if not isinstance(value, Mapping):
                problems.wrong(at, f"{quote(key)} is not a question")
            elif field := _question(key, value, at, problems):
                fields[key] = field
                if "merge" in value:
                    message = "`merge` is of the list, and not of a field of its entries"
                    problems.wrong(value.key_at("merge"), message, "write it beside `each`")
    return MappingProxyType(fields)


def _check_merge(question: Question, node: Mapping, problems: Problems) -> None:
    many = question.type in {ValueType.LIST, ValueType.CHOICES}
    match question.merge:
        case MergeRule.SUM if question.type not in NUMERIC:
            remedy = "write `join`, or leave it out" if many else "leave it out"
            message = f"answers of the type {quote(question.type)} are not added up"
        case MergeRule.SUM if question.unit == "%":
            message, remedy = "shares are not added up", "leave it out"
        case MergeRule.JOIN if not many:
            remedy = "write `sum`, or leave it out" if question.type in NUMERIC else "leave it out"
            message = f"answers of the type {quote(question.type)} are not joined"
        case _:
            return
    problems.wrong(node["merge"].at, message, remedy)


def _check_keys(
    question: Question, node: Mapping, written: WrittenQuestion, problems: Problems
) -> None:
    """Add a problem for each key that does not fit the question's type, or another key."""
    kind = question.type
    numeric, listed = kind in NUMERIC, kind is ValueType.LIST
    chosen = kind in {ValueType.CHOICE, ValueType.CHOICES}
    fits = {
        "min": numeric,
        "max": numeric,
        "decimals": numeric and kind is not ValueType.INTEGER,
        "unit": numeric,
        "of": chosen,
        "each": listed,
        "name_by": listed,
        "max_items": listed or kind is ValueType.CHOICES,
        "none": kind not in {ValueType.LIST, ValueType.CHOICES},
    }
    for key, fit in fits.items():
        if key in node and not fit:
            message = f"{quote(key)} does not go with the type {quote(kind)}"
            problems.wrong(node.key_at(key), message)
    _check_merge(question, node, problems)
    if chosen and not question.of:
        problems.wrong(node.at, "`of` is missing", "list the choices: `of: [a, b]`")
    if NONE in question.of:
        remedy = "write `none: <wording>` to offer that answer"
        problems.wrong(node["of"].at, "`none` is reserved among choices", remedy)
    if len(set(question.of)) < len(question.of):
        problems.wrong(node["of"].at, "a choice is listed twice", "list each choice once")
    if question.name_by and question.name_by not in (written.each or {}):
        message = f"{quote(question.name_by)} is no field of the entries"
        problems.wrong(node["name_by"].at, message)
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        problems.wrong(node["max"].at, "`max` is less than `min`")
    if question.max_items < 1:
        problems.wrong(node["max_items"].at, "`max_items` must be at least 1")
    if question.decimals is not None and not 0 <= question.decimals <= 12:  # noqa: PLR2004
        problems.wrong(node["decimals"].at, "`decimals` must be from 0 to 12")
