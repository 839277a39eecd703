"""What this installation has, and what it lacks."""

from __future__ import annotations

import importlib.util
import locale
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from authorisation.errors import AuthorisationError, EngineUnavailable, format_extra_remedy
from authorisation.inference.durable.engine import (
    ENGINE_NAME,
    DurableEngine,
    install_remedy,
    is_installed,
)
from authorisation.portfolio.spark.session import JAVA_REMEDY, OLDEST_JAVA, java_version
from authorisation.second_opinion.assessment import try_engine
from authorisation.usecases.library import Library

NEEDED = (
    *("click", "defusedxml", "google-re2", "markupsafe", "msgspec"),
    *("openpyxl", "pydantic", "pyyaml", "scipy", "tzdata", "xlsxwriter"),
)
OPTIONAL: Final = {
    "z3-solver": ("analysis", "only prove, compare, mutate and assess --what-would need it"),
    "duckdb": ("portfolio", "only portfolio needs it"),
    "pyspark": ("spark", "only portfolio run --engine spark needs it, and Java 17 or newer"),
    "ortools": ("pool", "only pool needs it"),
    "typst": ("letter", "only letter needs it"),
    "django": ("web", "only casework, audit and serve need it"),
    "pygls": ("editor", "only lsp needs it"),
}
"""What optional parts need: the extra that installs it, and which commands need it."""
OLDEST = (3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: whether it is well, and what was seen or what to do."""

    subject: str
    well: bool
    says: str


def diagnose(library: Library) -> tuple[Check, ...]:
    """Look at the interpreter, the libraries, the terminal and the rules."""
    return tuple(_checks(library))


def _checks(library: Library) -> Iterator[Check]:
    yield _python()
    for name in NEEDED:
        yield _library(name, f"try: pip install {name}", needed=True)
    for name, (extra, needs) in OPTIONAL.items():
        yield _library(name, f"{needs}; try: {format_extra_remedy(extra)}", needed=False)
    yield from _java()
    yield _encoding("stdout", sys.stdout.encoding)
    yield _encoding("files", locale.getpreferredencoding(do_setlocale=False))
    yield _regime()
    yield from _rules(library)


def _python() -> Check:
    version = platform.python_version()
    if sys.version_info[:2] >= OLDEST:
        return Check(subject="python", well=True, says=version)
    return Check(subject="python", well=False, says=f"{version}: 3.11 or newer is needed")


def _library(name: str, remedy: str, *, needed: bool) -> Check:
    """Look for a library; a missing one is a fault where it is needed."""
    try:
        return Check(subject=name, well=True, says=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(subject=name, well=not needed, says=f"not installed; {remedy}")


def _java() -> Iterator[Check]:
    """Look for the Java that Spark runs in, where Spark is there."""
    if importlib.util.find_spec("pyspark") is None:
        return
    version = java_version()
    well = version >= OLDEST_JAVA
    found = str(version) if version else "none was found"
    says = found if well else f"{found}; only portfolio run --engine spark needs it: {JAVA_REMEDY}"
    yield Check(subject="java", well=well, says=says)


def _encoding(subject: str, encoding: str) -> Check:
    well = encoding.lower().replace("-", "") == "utf8"
    says = encoding if well else f"{encoding}: some marks may not show; set PYTHONUTF8=1"
    return Check(subject=f"{subject} encoding", well=well, says=says)


def _regime() -> Check:
    """Try durable-rules on two verdicts; missing is no fault, for no assessment needs it."""
    if not is_installed():
        needs = "only second opinions of assessments and histories need it"
        says = f"not installed; {needs}; try: {install_remedy()}"
        return Check(subject=ENGINE_NAME, well=True, says=says)
    with DurableEngine() as rete:
        try:
            version = try_engine(rete)
        except EngineUnavailable as error:
            says = f"{error.reason}; try: {install_remedy()}"
            return Check(subject=ENGINE_NAME, well=False, says=says)
    return Check(subject=ENGINE_NAME, well=True, says=version)


def _rules(library: Library) -> Iterator[Check]:
    try:
        names = library.names
    except AuthorisationError as error:
        yield Check(subject="rules", well=False, says=str(error))
        return
    yield Check(subject="rules", well=True, says=str(library.folder))
    for name in names:
        yield _rule_set(name, library)


def _rule_set(name: str, library: Library) -> Check:
    try:
        rules = library.rule_set(name)
    except AuthorisationError as error:
        first = str(error).splitlines()[0]
        return Check(subject=name, well=False, says=f"{first}; see: authorise check {name}")
    if rules.edited:
        says = f"edition {rules.edition} as edited here, not as it was adopted"
        return Check(subject=name, well=False, says=says)
    return Check(subject=name, well=True, says=f"edition {rules.edition}, as adopted")
