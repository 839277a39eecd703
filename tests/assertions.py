"""Which tests surely assert something, however their loops and conditions go: read from the source."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
_REFUSALS = ("pytest.raises", "pytest.warns")
_WRAPPERS = ("enumerate", "sorted", "reversed", "zip", "list", "tuple", "set")


@dataclass(frozen=True)
class TestModule:
    """A file of tests or of their helpers: its functions, and its names for what is not empty."""

    __test__ = False
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=dict)
    imported: dict[str, tuple[Path, str]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)

    def unsure_tests(self) -> list[str]:
        """The tests that pass without an assertion if a loop of theirs has nothing to run over."""
        return [
            name
            for name in self.functions
            if name.startswith("test_") and not self.asserts(name, frozenset())
        ]

    def asserts(self, name: str, above: frozenset[str]) -> bool:
        """Whether a function surely asserts; `above` are those that it is called from."""
        if name in self.functions and name not in above:
            return self._block(self.functions[name].body, above | {name})
        path, original = self.imported.get(name, (None, ""))
        return path is not None and read_module(path).asserts(original, frozenset())

    def _block(self, statements: list[ast.stmt], above: frozenset[str]) -> bool:
        for each in statements:
            if self._statement(each, above):
                return True
            if self._leaves_unsure(each, above):
                return False
        return False

    def _leaves_unsure(self, statement: ast.stmt, above: frozenset[str]) -> bool:
        """Whether a statement may have what follows it passed over, with nothing asserted before."""
        match statement:
            case ast.Return() | ast.Continue() | ast.Break():
                return True
            case ast.If() | ast.With() | ast.Try() | ast.Match():
                return any(self._block_leaves(each, above) for each in _blocks_of(statement))
            case ast.For() | ast.While():
                returns = (each for each in ast.walk(statement) if isinstance(each, ast.Return))
                return any(returns) and self._block_leaves(statement.body, above)
        return False

    def _block_leaves(self, statements: list[ast.stmt], above: frozenset[str]) -> bool:
        for each in statements:
            if self._leaves_unsure(each, above):
                return True
            if self._statement(each, above):
                return False
        return False

    def _statement(self, statement: ast.stmt, above: frozenset[str]) -> bool:
        match statement:
            case ast.Assert():
                return True
            case ast.With(items=items, body=body):
                return any(map(_refuses, items)) or self._block(body, above)
            case ast.For(iter=over, body=body):
                return self._is_filled(over) and self._block(body, above)
            case ast.Try(body=body, finalbody=finally_):
                return self._block(body, above) or self._block(finally_, above)
            case ast.If(body=body, orelse=otherwise):
                return self._block(body, above) and self._block(otherwise, above)
            case ast.Expr(value=called) | ast.Assign(value=called) | ast.Return(value=called):
                return self._call(called, above)
        return False

    def _call(self, node: ast.expr | None, above: frozenset[str]) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and (node.func.id == "assert_expected" or self.asserts(node.func.id, above))
        )

    def _is_filled(self, node: ast.expr) -> bool:
        """Whether what a loop runs over is written out, and not empty."""
        match node:
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                return any(
                    not isinstance(x, ast.Starred) or self._is_filled(x.value) for x in items
                )
            case ast.Dict(keys=keys):
                return bool(keys)
            case ast.Constant(value=str() as text):
                return bool(text)
            case ast.Name(id=name):
                return name in self.filled
            case ast.Call(func=ast.Name(id="range"), args=ends):
                return all(isinstance(end, ast.Constant) for end in ends)
            case ast.Call(func=ast.Name(id=name), args=args) if name in _WRAPPERS:
                return bool(args) and all(map(self._is_filled, args))
            case ast.Call(func=ast.Attribute(value=of, attr="items" | "values" | "keys")):
                return self._is_filled(of)
        return False


def _blocks_of(statement: ast.If | ast.With | ast.Try | ast.Match) -> list[list[ast.stmt]]:
    match statement:
        case ast.If(body=body, orelse=otherwise):
            return [body, otherwise]
        case ast.Try(body=body, handlers=handlers, orelse=otherwise):
            return [body, *(each.body for each in handlers), otherwise]
        case ast.Match(cases=cases):
            return [each.body for each in cases]
    return [statement.body]


def _refuses(item: ast.withitem) -> bool:
    call = item.context_expr
    return isinstance(call, ast.Call) and ast.unparse(call.func) in _REFUSALS


@cache
def read_module(path: Path) -> TestModule:
    """What a file of tests holds."""
    return describe_module(path.read_text(encoding="utf-8"))


def describe_module(source: str) -> TestModule:
    """What a text in Python holds."""
    module = TestModule()
    for each in ast.parse(source).body:
        match each:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                module.functions[name] = each
            case ast.ImportFrom(module=str() as origin, names=names) if origin.startswith("tests."):
                file = ROOT.joinpath(*origin.split(".")).with_suffix(".py")
                if file.exists():
                    module.imported.update({n.asname or n.name: (file, n.name) for n in names})
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if module._is_filled(value):
                module.filled.add(name)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if module._is_filled(value):
                    module.filled.add(name)
    return module
