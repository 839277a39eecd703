"""A letter set by a template of Typst: a tagged PDF, the same bytes for the same letter."""

from __future__ import annotations

import calendar
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import EngineUnavailable, InvalidOption, UnreadableFile, import_extra
from authorisation.explain.words.safe import visible
from authorisation.model.source import format_with_remedy
from authorisation.report.letters.letter import Letter

OUR_TEMPLATE: Final = Path(__file__).with_name("template")
SECONDS: Final = 20.0
"""So long may a letter take; ours take less than one."""
_WORKER: Final = Path(__file__).with_name("worker.py")
_WRONG: Final = 3
_NOWHERE: Final = "http://127.0.0.1:0"
"""A proxy that answers nobody, so that no package is fetched whatever the template asks for."""
_PROXIES: Final = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
_FOUND: Final = re.compile(
    r"^(?P<level>error|warning): (?P<says>.+)\n"
    r"(?: +┌─ (?P<file>.+):(?P<line>\d+):(?P<column>\d+)\n)?"
    r"(?P<rest>(?:(?!^(?:error|warning): ).*\n)*)",
    re.MULTILINE,
)
_HINT: Final = re.compile(r"^ +[=│] hint: (.+)$", re.MULTILINE)
_PACKAGE: Final = re.compile(r"@[\w-]+/[^\s\"`)]+")
_NO_PACKAGES: Final = "copy what you need of it beside the template, and import that by its file"
_OF_A_TEMPLATE: Final = "mend the template; docs/letters.md says which values a letter has"


def set_letter(
    letter: Letter,
    template: Path = OUR_TEMPLATE,
    on_warning: Callable[[str], None] = lambda _: None,
    *,
    seconds: float = SECONDS,
) -> bytes:
    """The PDF of a letter by the `letter.typ` of a folder, which reads no file outside it.

    `on_warning` is given each thing that Typst warns of, with its place in the template.

    Raises:
        EngineUnavailable: Typst is not installed, or took longer than `seconds`.
        InvalidOption: Typst refuses the template.
        UnreadableFile: there is no template in the folder.
    """
    typst = import_extra("typst", "letter", "what sets letters")
    if not (template / "letter.typ").is_file():
        raise UnreadableFile(
            f"{template}: no file `letter.typ` in this folder",
            f"begin with a copy of ours, {OUR_TEMPLATE / 'letter.typ'}",
        )
    request = {
        "folder": str(template.resolve()),
        "letter": msgspec.json.encode(letter).decode(),
        "timestamp": calendar.timegm(letter.day.timetuple()),
    }
    environment = {"PYTHONPATH": str(Path(typst.__file__).parents[1])}
    environment |= {name: _NOWHERE for each in _PROXIES for name in (each, each.lower())}
    try:
        code, printed, said = _ask(template, msgspec.json.encode(request), environment, seconds)
    except subprocess.TimeoutExpired:
        remedy = f"make {template / 'letter.typ'} do less, or the record shorter"
        raise EngineUnavailable(
            "typst", f"the letter was not set within {seconds:g} seconds", remedy
        ) from None
    if code == _WRONG:
        raise InvalidOption("\n".join(_format_found(printed.decode(), "error", template)))
    diagnosis = said.decode(errors="replace")
    if code:
        last = visible(diagnosis.strip().rpartition("\n")[2])
        raise EngineUnavailable("typst", f"it ended: {last}", "run `authorise doctor`")
    for warning in _format_found(diagnosis, "warning", template):
        on_warning(warning)
    return printed


def _ask(
    template: Path, request: bytes, environment: dict[str, str], seconds: float
) -> tuple[int, bytes, bytes]:
    """Have the worker set a letter: its exit code, what it printed and what it said.

    Its stdin stays open while somebody waits for it, and it ends with that.

    Raises:
        subprocess.TimeoutExpired: it is not done after so many seconds.
    """
    with subprocess.Popen(  # noqa: S603  (a command of our own making)
        [sys.executable, "-P", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=template,  # Typst names files from there
    ) as worker:
        waits, worker.stdin = worker.stdin, None  # else `communicate` closes it
        assert waits is not None  # noqa: S101  it is a pipe
        with suppress(BrokenPipeError), waits:
            try:
                waits.write(request + b"\n")
                waits.flush()
                printed, said = worker.communicate(timeout=seconds)
            except BaseException:
                worker.kill()
                raise
    return worker.returncode, printed, said


def _format_found(diagnosis: str, level: str, template: Path) -> Iterator[str]:
    """The errors of Typst, or its warnings, each with its place in the template and the remedy."""
    for found in _FOUND.finditer(diagnosis):
        if found["level"] != level:
            continue
        says, hints = found["says"], _HINT.findall(found["rest"])
        remedy = "; ".join(hints) or _OF_A_TEMPLATE
        if says.startswith(("failed to download package", "package not found")):
            name = _PACKAGE.search(found["rest"])
            says = f"`{name[0] if name else 'a package'}` is a package, and letters use none"
            remedy = _NO_PACKAGES
        elif "would escape the project root" in says:
            remedy = "copy the file into the folder of the template"
        elif "could not be displayed with font" in says:
            remedy = (
                "put a font that has it into the folder of a template of your own, and name it"
                " there; see docs/letters.md"
            )
        place = str(template / "letter.typ")
        if found["file"]:
            # Typst counts columns from 0.
            place = f"{template / found['file']}:{found['line']}:{int(found['column']) + 1}"
        says = f"warning: {says}" if level == "warning" else says
        yield format_with_remedy(visible(f"{place}: {says}"), visible(remedy))
