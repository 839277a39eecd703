"""What may stand at a place in a file, read off the JSON Schema of its kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Final

from authorisation.language.schema.answers import Schema
from authorisation.language.schema.files import file_schema
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.document import Sequence as ListNode

_FEEL: Final = "a FEEL expression"
_MOST: Final = 400
"""So many shapes of one place are looked at."""


@cache
def file_shapes(kind: str) -> Shapes:
    """The shapes of a whole file of a kind, whatever the rules ask."""
    return Shapes(file_schema(kind))


class Shapes:
    """The shapes that one value of a file may have, of which each is a schema."""

    def __init__(self, root: Schema, schemas: Sequence[Schema] | None = None) -> None:
        self._root = root
        self._schemas = (root,) if schemas is None else tuple(schemas)

    def at(self, path: Sequence[str | int], node: Node | None = None) -> Shapes:
        """The shapes of the value that a path leads to; `node` is what is written so far."""
        found = self
        for step in path:
            found = found.below(step, node)
            node = _below(node, step)
        return found

    def below(self, step: str | int, node: Node | None = None) -> Shapes:
        """The shapes of an entry of a mapping, or of a list where the step is a number."""
        schemas: list[Schema] = []
        for schema in self._fitting(node if isinstance(node, Mapping) else ()):
            if isinstance(step, int):
                inside = schema.get("items")
            else:
                inside = schema.get("properties", {}).get(step)
                inside = schema.get("additionalProperties") if inside is None else inside
            if isinstance(inside, dict) and inside not in schemas:
                schemas.append(inside)
        return Shapes(self._root, schemas)

    @property
    def is_feel(self) -> bool:
        """Whether an expression may stand there."""
        return any(schema.get("description") == _FEEL for schema in self.resolved(()))

    def keys(self, written: Collection[str] = ()) -> dict[str, str]:
        """The keys that may stand beside those that are written, each with what is said of it."""
        found: dict[str, str] = {}
        for schema in self._fitting(written):
            for key, inside in schema.get("properties", {}).items():
                found.setdefault(key, self._about(inside))
        return {key: about for key, about in found.items() if key not in written}

    def needed(self, written: Collection[str] = ()) -> frozenset[str]:
        """The keys that every shape needs which fits those that are written."""
        required = [frozenset(schema.get("required", ())) for schema in self._fitting(written)]
        return frozenset.intersection(*required) if required else frozenset()

    def choices(self) -> dict[str, str]:
        """The texts of which one may stand there, each with what is said of it."""
        found: dict[str, str] = {}
        for schema in self.resolved(()):
            words = schema.get("enum", [schema["const"]] if "const" in schema else [])
            words = ["true", "false"] if schema.get("type") == "boolean" else words
            for word in words:
                found.setdefault(str(word), schema.get("description", ""))
        return found

    def _about(self, schema: Schema) -> str:
        first = next(Shapes(self._root, [schema]).resolved(()), {})
        description = str(schema.get("description") or first.get("description", ""))
        return description.split("\n\n", maxsplit=1)[0]

    def _fitting(self, written: Collection[str]) -> list[Schema]:
        """The shapes that have every key that is written; all where none has."""
        schemas = [each for each in self.resolved(written) if each.get("type") != "string"]
        fit = [each for each in schemas if all(_allows(each, key) for key in written)]
        return fit or schemas

    def resolved(self, written: Collection[str]) -> Iterator[Schema]:
        """Yield the shapes with their references and alternatives followed."""
        pending, number = list(self._schemas), 0
        while pending and number < _MOST:
            schema, number = pending.pop(0), number + 1
            inside = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
            if "$ref" in schema:
                inside.append(self._root["$defs"][schema["$ref"].rpartition("/")[2]])
            if "if" in schema:
                is_so = set(schema["if"].get("required", ())) <= set(written)
                inside.append(schema["then" if is_so else "else"])
            pending = inside + pending
            if not inside or "properties" in schema or "enum" in schema:
                yield schema


def _allows(schema: Schema, key: str) -> bool:
    return key in schema.get("properties", {}) or schema.get("additionalProperties") is not False


def _below(node: Node | None, step: str | int) -> Node | None:
    match node, step:
        case Mapping(), str():
            return node.get(step)
        case ListNode(), int() if step < len(node):
            return node[step]
        case _:
            return None
