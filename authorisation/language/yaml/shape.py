"""The base of every written shape, and the problems of its validation in an author's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.language.yaml.document import QUOTE_WHOLE, Node, Scalar, Sequence, locate
from authorisation.language.yaml.problems import LEAVE_OUT, LIST_REMEDY, glued_remedy
from authorisation.language.yaml.scalars import InvalidScalar, suggest_name
from authorisation.model.source import Location, Problem, Remedy

Value = TypeVar("Value")
Shape = TypeVar("Shape", bound="WrittenShape")
MAX_ERRORS = 1_000
"""With more errors than this, one problem stands for all of them."""
LEAVE_OUT_ENTRY = "write it, or take away its `-`"


class WrittenShape(BaseModel):
    """Base of the shapes a file may take: nothing extra, nothing coerced."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        arbitrary_types_allowed=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


def authored_error(
    message: str, remedy: str | Remedy = "", at: Location | None = None
) -> PydanticCustomError:
    """A validation error that is already in an author's words; `at` is its place, if known."""
    return PydanticCustomError(
        "authored", "{message}", {"message": message, "remedy": remedy, "at": at}
    )


def require_scalar(written: object, kind: str) -> Scalar:
    """The scalar, which must not be empty. Raises: PydanticCustomError for anything else."""
    match written:
        case Scalar():
            if written.empty:
                raise PydanticCustomError("empty", "empty")
            return written
        case Sequence():
            raise authored_error(f"{kind} is wanted here, not a list")
        case _:
            raise authored_error(f"{kind} is wanted here, not a mapping", QUOTE_WHOLE)


def scalar_validator(read: Callable[[str], Value], kind: str) -> BeforeValidator:
    """The validator of a field whose scalar is read by `read`; `kind` names it in messages."""

    def validate(written: object) -> Value:
        try:
            return read(require_scalar(written, kind).text)
        except InvalidScalar as refused:
            raise authored_error(refused.message, refused.remedy) from None

    return BeforeValidator(validate)


def _require_value(written: object) -> object:
    if isinstance(written, Scalar) and written.empty:
        raise PydanticCustomError("empty", "empty")
    return written


Raw: TypeAlias = Annotated[Any, BeforeValidator(_require_value), WithJsonSchema({})]
"""A node that is read later, once its declared type is known."""


def validate_shape(
    model: type[Shape],
    node: Node,
    problems: list[Problem],
    hint: Callable[[str], str] = lambda _: "",
) -> Shape | None:
    """Read a node as the shape, or add every problem and give None.

    `hint` may know where an unknown key belongs.
    """
    try:
        return model.model_validate(node)
    except ValidationError as error:
        if error.error_count() > MAX_ERRORS:
            message = f"{error.error_count():,} things are wrong inside this"
            problems.append(Problem(node.at, message, "is it the right kind of file?"))
        else:
            found = error.errors(include_url=False)
            problems.extend(_problem_of_error(details, node, model, hint) for details in found)
        return None


def _problem_of_error(
    error: ErrorDetails, node: Node, model: type[WrittenShape], hint: Callable[[str], str]
) -> Problem:
    """The problem of a pydantic error in an author's words, at the place they must edit."""
    unknown = error["type"] == "extra_forbidden"
    last = len(error["loc"]) - 1
    # The forms of a condition are steps called `<…>`; an author's unknown key may begin so too.
    path = [
        step
        for at, step in enumerate(error["loc"])
        if (unknown and at == last) or not str(step).startswith("<")
    ]
    place = locate(node, path)
    key = next((step for step in reversed(path) if isinstance(step, str) and step != "[key]"), "")
    written = error["input"]
    entry = bool(key and path and isinstance(path[-1], int))
    if isinstance(written, Scalar) and written.empty:
        name = f"an entry of {quote(key)}" if entry else quote(key) if key else "a value"
        remedy = LEAVE_OUT_ENTRY if entry else LEAVE_OUT
        return Problem(locate(node, path, key=True), f"{name} is empty", remedy)
    if error["type"] == "missing":
        return Problem(place, f"{quote(str(path[-1]))} is missing")
    if unknown:
        return _unknown_key(str(path[-1]), locate(node, path, key=True), model, hint)
    at = error.get("ctx", {}).get("at") or place
    text = written.text if isinstance(written, Scalar) and at == place else ""
    return Problem(at, *_message_and_remedy(error, key, entry=entry), written=text)


def _unknown_key(
    key: str, at: Location, model: type[WrittenShape], hint: Callable[[str], str]
) -> Problem:
    known = _known_keys(model)
    if key in known:
        return Problem(at, f"{quote(key)} cannot stand beside the other keys here")
    remedy = hint(key) or glued_colon_remedy(key) or suggest_name(key, sorted(known))
    return Problem(at, f"unknown key {quote(key)}", remedy, written=key)


def _message_and_remedy(error: ErrorDetails, key: str, *, entry: bool) -> tuple[str, str | Remedy]:
    name = f"{quote(key)} " if key else "this "
    if entry:
        name = f"an entry of {name}"
    context = error.get("ctx", {})
    match error["type"]:
        case "authored":
            return str(context["message"]), context["remedy"]
        case "list_type" | "tuple_type":
            return f"{name}must be a list", _list_help(error["input"])
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{name}must be a mapping of keys and values", glued_remedy(error["input"])
        case "too_short":
            return f"{name}has no entries", ""
        case _:
            return f"{name}is not written as it should be", ""


def _list_help(written: object) -> str:
    if isinstance(written, Scalar) and written.text in {"none", "None", "-"}:
        return "write `[]` for none"
    return LIST_REMEDY


def _known_keys(model: type[WrittenShape]) -> set[str]:
    """Collect every key that the shape, or a shape inside it, knows."""
    visited: set[type[WrittenShape]] = set()
    keys: set[str] = set()
    pending: list[object] = [model]
    while pending:
        kind = pending.pop()
        if isinstance(kind, type) and issubclass(kind, WrittenShape):
            if kind in visited:
                continue
            visited.add(kind)
            for name, info in kind.model_fields.items():
                keys.add(info.alias or name)
                pending.append(info.annotation)
        else:
            pending.extend(get_args(kind))
    return keys
