"""The JSON Schema of every kind of file as files of a folder, and the lines that point to one.

Editors read the line `# yaml-language-server: $schema=PLACE` at the top of a file of YAML. The
place is one beside the file, never on the network and never in this installation, so that it holds
for whoever is sent the files.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from authorisation.language.schema.files import FILE_SCHEMAS, file_schema
from authorisation.model.rules import RuleSet
from authorisation.usecases.filesystem.files import folders_made, write_all
from authorisation.usecases.library import Library

_PLAIN = re.compile(r"[\w./-]+", re.ASCII)


def write_schemas(folder: Path, rules: str, library: Library) -> None:
    """Write the schema of each kind of file into a folder, over those that are there.

    Raises:
        InvalidOption: they cannot be written there.
        InvalidRules: the rules cannot be used.
    """
    found = library.rule_set(rules)
    with folders_made([folder]):
        write_all(render_schemas(folder, found))


def render_schemas(folder: Path, rules: RuleSet) -> dict[Path, bytes]:
    """The files of a folder of schemas, one for each kind of file."""
    return {
        folder / schema_name(kind): render_schema(kind, rules).encode() for kind in FILE_SCHEMAS
    }


def render_schema(kind: str, rules: RuleSet) -> str:
    """The JSON Schema of one kind of file, as text."""
    return json.dumps(file_schema(kind, rules), ensure_ascii=False, indent=2) + "\n"


def schema_name(kind: str) -> str:
    """The name of the file that holds the schema of a kind of file."""
    return f"{kind}.schema.json"


def render_editor_lines(kind: str, rules: RuleSet, named: str) -> str:
    """The lines at the top of a form: where its schema is looked for, and how it comes there.

    `named` is how the rules were named to us; an odd name is not repeated in a file.
    """
    name = schema_name(rules.id if kind == "submission" else kind)
    rule_set = named if _PLAIN.fullmatch(named) else rules.id
    return (
        f"# yaml-language-server: $schema={name}\n"
        "## The first line is for editors, and stays as it is: they complete and check what you\n"
        "##   write once its schema lies beside this file. This writes it:\n"
        f"##   authorise schema {kind} --rules {rule_set} --output {name}\n"
        "##\n"
    )
