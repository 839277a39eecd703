"""Reads `editions.yaml`, which holds the adopted editions: `<rule set>: {<edition>: <sha256>}`."""

from __future__ import annotations

from pathlib import Path

from authorisation.errors import InvalidRules
from authorisation.language.rules.find import EDITIONS_FILE, RULE_SET_FILE
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, text_of
from authorisation.language.yaml.files import read_yaml_file
from authorisation.language.yaml.problems import Problems, require_mapping
from authorisation.language.yaml.regular_files import is_file
from authorisation.model.canonical import SHA256


def read_editions(base: Path) -> dict[str, dict[str, str]]:
    """Return the SHA-256 of each adopted edition of a folder of rules, by rule set and edition.

    Raises:
        InvalidRules: with every problem in the file.
    """
    path = base / EDITIONS_FILE
    if not path.exists():
        return {}
    problems = Problems()
    root = read_yaml_file(path, problems, within=base)
    editions = {} if root is None else _editions_by_rule_set(root, problems)
    if problems:
        raise InvalidRules(problems)
    return editions


def adopted_sha256(rule_set: str, edition: str, base: Path) -> str:
    """Return the SHA-256 under which an edition was adopted; empty where it was not.

    Raises:
        InvalidRules: with every problem in the file of editions.
    """
    return read_editions(base).get(rule_set, {}).get(edition, "")


def current_edition(rule_set: str, root: Path) -> str:
    """Return the edition that a rule set's own folder says it is; empty where it says none."""
    path = root / rule_set / RULE_SET_FILE
    node = read_yaml_file(path, [], within=root) if is_file(path) else None
    return text_of(node.get("edition")) if isinstance(node, Mapping) else ""


def _editions_by_rule_set(root: Node, problems: Problems) -> dict[str, dict[str, str]]:
    return {
        rule_set: {
            edition: _sha256(node, edition, problems)
            for edition, node in require_mapping(editions, problems, rule_set).items()
        }
        for rule_set, editions in require_mapping(root, problems).items()
    }


def _sha256(node: Node, edition: str, problems: Problems) -> str:
    text = text_of(node)
    if not SHA256.fullmatch(text):
        remedy = "let `authorise check --adopt SET` write it"
        problems.wrong(node.at, f"the edition {quote(edition)} has no SHA-256 here", remedy)
    return text
