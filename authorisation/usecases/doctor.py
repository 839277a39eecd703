"""What this installation has, and what it lacks."""

from __future__ import annotations

import locale
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from authorisation.errors import AuthorisationError
from authorisation.language.load import load_rule_set
from authorisation.usecases.places import rule_sets, rules_root

NEEDED = ("click", "google-re2", "msgspec", "pydantic", "pyyaml", "rich")
REGIME = ("durable_rules", "durable")
OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, and what was seen or what to do."""

    subject: str
    well: bool
    says: str


def diagnose(root: Path | None) -> tuple[Check, ...]:
    """Look at the interpreter, the libraries, the terminal and the rules."""
    return tuple(_checks(root))


def _checks(root: Path | None) -> Iterator[Check]:
    new_enough = sys.version_info[:2] >= OLDEST
    yield Check(
        "python",
        new_enough,
        platform.python_version() + ("" if new_enough else ": 3.11 or newer is needed"),
    )
    yield from (_library(name) for name in NEEDED)
    yield _encoding("stdout", sys.stdout.encoding)
    yield _encoding("files", locale.getpreferredencoding(do_setlocale=False))
    regime = any(find_spec(name) is not None for name in REGIME)
    yield Check(
        "failure regime",
        True,
        "durable-rules is there"
        if regime
        else "durable-rules is not installed; nothing here needs it",
    )
    yield from _rules(root)


def _library(name: str) -> Check:
    try:
        return Check(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, False, f"not installed; try: pip install {name}")


def _encoding(subject: str, encoding: str) -> Check:
    well = encoding.lower().replace("-", "") == "utf8"
    return Check(
        f"{subject} encoding",
        well,
        encoding if well else f"{encoding}: some marks may not show; set PYTHONUTF8=1",
    )


def _rules(root: Path | None) -> Iterator[Check]:
    try:
        found = rules_root(root)
        names = rule_sets(found)
    except AuthorisationError as error:
        yield Check("rules", False, str(error))
        return
    yield Check("rules", True, str(found))
    for name in names:
        yield _rule_set(name, found)


def _rule_set(name: str, root: Path) -> Check:
    try:
        rules = load_rule_set(name, root=root)
    except AuthorisationError as error:
        first = str(error).splitlines()[0]
        return Check(name, False, f"{first}; see: authorise check {name}")
    if rules.edited:
        return Check(name, False, f"edition {rules.edition} as edited here, not as it was adopted")
    return Check(name, True, f"edition {rules.edition}, as adopted")
