"""Calls and definitions of functions, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.feel.builtins import BUILTINS
from authorisation.feel.builtins.definitions import Builtin
from authorisation.feel.builtins.definitions import Call as BuiltinCall
from authorisation.feel.closures.conditions import compile_not
from authorisation.feel.closures.frames import (
    CALL,
    Closure,
    Compiler,
    Frame,
    Scope,
    charge,
    charge_text,
    charge_values,
    compile_failure,
    cost_of,
    note_reason,
    root_frame,
)
from authorisation.feel.closures.instance_of import coerce_argument
from authorisation.feel.errors import FeelError
from authorisation.feel.operators import kind_name
from authorisation.feel.syntax.tree import Call, FunctionLiteral, Literal, Name, Node
from authorisation.feel.temporal.kinds import DateTime
from authorisation.feel.values.absent import (
    deep_absence,
    merge_branches,
    strict_absence,
    without_among,
)
from authorisation.feel.values.values import Function, PartialList, Unknown, Value

CLOCK: Final = frozenset(("now", "today"))
"""The functions that give another result tomorrow."""
STANDARD: Final = frozenset(BUILTINS) | CLOCK
"""The names that mean a function unless something in scope has them."""


def compile_call(node: Call, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile a call of a function by a built-in's name or of any value."""
    if isinstance(node.function, Name) and is_standard_function(
        node.function.name, scope, compiler
    ):
        return _compile_standard_call(node.function.name, node, scope, compiler)
    function = compiler.compile_node(node.function, scope, compiler)
    arguments = [compiler.compile_node(argument, scope, compiler) for argument in node.positional]
    named = [(name, compiler.compile_node(value, scope, compiler)) for name, value in node.named]

    def run(frame: Frame) -> Value:
        called = function(frame)
        if type(called) is Unknown:
            return without_among(called)
        if type(called) is not Function:
            note_reason(frame, f"a {kind_name(called)} cannot be called")
            return None
        try:
            values = [argument(frame) for argument in arguments]
            if named:
                values = _order_arguments(called, {name: value(frame) for name, value in named})
            return called.call(values)
        except FeelError as error:
            note_reason(frame, error.reason)
            return None

    return run


def _order_arguments(function: Function, named: dict[str, Value]) -> list[Value]:
    placed = _match_parameters(function.parameters, tuple(named))
    if placed is None:
        raise FeelError(f"`{function.name}` has no parameters {_quote_names(named)}")
    return [None if name is None else named[name] for name in placed]


def is_standard_function(name: str, scope: Scope | None, compiler: Compiler) -> bool:
    """Does a name mean a function of the standard here?"""
    return name in STANDARD and not compiler.is_declared(name, scope)


def _compile_standard_call(
    name: str, node: Call, scope: Scope | None, compiler: Compiler
) -> Closure:
    arguments: list[Node | None] = list(node.positional)
    signatures: Sequence[Sequence[str]] = ((),) if name in CLOCK else BUILTINS[name].parameters
    if node.named:
        given = dict(node.named)
        found = next(
            (
                (one, placed)
                for one in signatures
                if (placed := _match_parameters(one, tuple(given))) is not None
            ),
            None,
        )
        if found is None or len(given) < len(node.named):
            return compile_failure(f"`{name}` has no parameters {_quote_names(given)}")
        signatures = (found[0],)
        arguments = [None if parameter is None else given[parameter] for parameter in found[1]]
    else:
        signatures = [one for one in signatures if _accepts_count(one, len(arguments))]
    if not signatures:
        return compile_failure(f"`{name}` does not take {len(arguments)} arguments")
    runs = [compiler.compile_node(each or Literal(None), scope, compiler) for each in arguments]
    if name in CLOCK:
        return _compile_clock(name)
    if name == "not" and len(runs) == 1:
        return compile_not(runs[0])
    function = _take_single_values(BUILTINS[name], signatures, refuse_lists=bool(node.named))
    return _compile_builtin(BUILTINS[name], function, runs)


def _accepts_count(signature: Sequence[str], count: int) -> bool:
    most = len(signature)
    if signature and signature[-1].endswith("..."):
        return count >= most - 1
    least = sum(not parameter.endswith("?") for parameter in signature)
    return least <= count <= most


def _match_parameters(signature: Sequence[str], given: Sequence[str]) -> list[str | None] | None:
    """The names in the order of a signature, None for one left out; None if they do not fit it."""
    names = [parameter.removesuffix("?").removesuffix("...") for parameter in signature]
    if any(name not in names for name in given):
        return None
    placed: list[str | None] = []
    for name, parameter in zip(names, signature, strict=True):
        if name in given:
            placed.append(name)
        elif parameter.endswith(("?", "...")):
            placed.append(None)
        else:
            return None
    while placed and placed[-1] is None:
        placed.pop()
    return placed


def _quote_names(names: dict[str, Value]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _compile_clock(name: str) -> Closure:
    def run(frame: Frame) -> Value:
        now: DateTime | None = root_frame(frame)[1]
        if now is None:
            note_reason(frame, f"`{name}()` needs a clock, and there is none")
            return None
        return now.date if name == "today" else now

    return run


def _take_single_values(
    builtin: Builtin, signatures: Sequence[Sequence[str]], *, refuse_lists: bool = False
) -> BuiltinCall:
    """Make a built-in take the item of a list of one where it wants one value.

    Where several signatures fit, a list is refused only once its name has told which is meant.
    """
    function = builtin.call if builtin.lifted else _make_strict(builtin.call)
    positions = builtin.single_positions(signatures)
    if not positions:
        return function

    def call(values: Sequence[Value]) -> Value:
        kinds = set(map(type, values))
        if list not in kinds and PartialList not in kinds:
            return function(values)
        taken = list(values)
        for at in positions:
            if at >= len(taken):
                break
            value = taken[at]
            if type(value) is PartialList:
                # It may come to a list of one.
                taken[at] = strict_absence(value)
            elif type(value) is list and len(value) == 1:
                taken[at] = value[0]
            elif type(value) is list and refuse_lists:
                raise FeelError(f"{builtin.name}: a list of {len(value)} is not one value")
        return function(taken)

    return call


def _compile_builtin(builtin: Builtin, function: BuiltinCall, arguments: list[Closure]) -> Closure:
    walks = builtin.walks
    search = builtin.cost_of
    if len(arguments) == 1:
        (only,) = arguments

        def one(frame: Frame) -> Value:
            try:
                value = only(frame)
                if not walks:
                    return function((value,))
                charge_values(frame, value)
                return _charge_result(function((value,)), frame)
            except FeelError as error:
                note_reason(frame, error.reason)
                return None

        return one

    def run(frame: Frame) -> Value:
        try:
            values = [argument(frame) for argument in arguments]
            charge_values(frame, *values)
            if search is not None:
                charge(frame, search(values))
            return _charge_result(function(values), frame)
        except FeelError as error:
            note_reason(frame, error.reason)
            return None

    return run


def _charge_result(value: Value, frame: Frame) -> Value:
    kind = type(value)
    if kind is str:
        charge_text(frame, value)
    elif kind is list:
        charge(frame, len(value))
    return value


def _make_strict(function: BuiltinCall) -> BuiltinCall:
    """Make a function strict: where an argument is absent, so is the result."""

    def strictly(values: Sequence[Value]) -> Value:
        absent = deep_absence(values)
        return function(values) if absent is None else absent

    return strictly


def compile_function_name(name: str) -> Closure:
    """Compile the name of a built-in as a value."""
    if name in CLOCK:
        now = _compile_clock(name)

        def clock(frame: Frame) -> Function:
            return Function(name, (), lambda _: now(frame))

        return clock
    builtin = BUILTINS[name]
    signature = builtin.parameters[0]
    call = _take_single_values(builtin, builtin.parameters)

    def apply(values: Sequence[Value]) -> Value:
        if not any(_accepts_count(one, len(values)) for one in builtin.parameters):
            raise FeelError(f"`{name}` does not take {len(values)} arguments")
        return call(values)

    def function(frame: Frame) -> Function:
        def apply_charged(values: Sequence[Value]) -> Value:
            charge(frame, builtin.cost)
            charge_values(frame, *values)
            if builtin.cost_of is not None:
                charge(frame, builtin.cost_of(values))
            return _charge_result(apply(values), frame)

        return Function(name, signature, apply_charged)

    return function


def compile_function(node: FunctionLiteral, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `function(...) body`: a value that keeps the frame it was made in."""
    names = tuple(name for name, _ in node.parameters)
    types = tuple(type_ for _, type_ in node.parameters)
    for name in names:
        scope = Scope((name,), scope)
    body = compiler.compile_node(node.body, scope, compiler) if node.body is not None else None
    cost = CALL + (cost_of(node.body) if node.body is not None else 0)

    def run(frame: Frame) -> Function:
        def apply(values: Sequence[Value]) -> Value:
            if body is None:
                raise FeelError("a function that stands elsewhere cannot be called")
            if len(values) != len(names):
                raise FeelError(f"the function takes {len(names)} arguments, not {len(values)}")
            charge(frame, cost)
            inner, doubt = frame, None
            for value, type_ in zip(values, types, strict=True):
                if type_ is not None:
                    charge_values(frame, value)
                received = value if type_ is None else coerce_argument(value, type_)
                if type_ is not None and type(received) is Unknown:
                    doubt = strict_absence(doubt, received)
                inner = (received, inner)
            # What is unknown may turn out not to be of the type; then the call comes to null.
            return body(inner) if doubt is None else merge_branches(doubt, body(inner), None)

        return Function("function", names, apply)

    return run
