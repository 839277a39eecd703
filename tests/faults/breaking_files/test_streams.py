"""Whatever the process is started with: the result, or why there is none; never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from authorisation.errors import UnreadableFile
from authorisation.inference.durable.engine import is_installed
from authorisation.language.yaml import regular_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="streams are closed otherwise elsewhere"),
]

ROOT = Path(__file__).parents[3]
COMMANDS = [
    ["assess", "granted.yaml", "--rules", "demo"],
    ["explain", "granted.yaml", "LAY", "--rules", "demo"],
    ["check", "demo"],
    ["test", "demo"],
    ["rules"],
    ["form", "demo"],
    ["schema", "--rules", "demo"],
    ["doctor"],
    ["completion", "bash"],
    ["--help"],
]


def process(
    folder: Path, args: Sequence[str], streams: str, **extra: str
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "AUTHORISATION_RULES": "rules",
        "PYTHONPATH": str(ROOT),
        **extra,
    }
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "authorisation", *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("args", COMMANDS, ids=lambda args: args[0])
@pytest.mark.parametrize(
    ("streams", "why"),
    [
        pytest.param(">/dev/full", "no space left on device", id="full"),
        pytest.param(">&-", "it is closed", id="closed"),
    ],
)
def test_B13_a_result_that_cannot_be_printed_is_not_lost_without_a_word(
    folder: Path, args: list[str], streams: str, why: str
) -> None:
    done = process(folder, args, streams)

    assert (done.returncode, done.stderr) == (
        2,
        f"stdout: cannot be written: {why}\n  help: send the result to a file that has room\n",
    )


def test_B13_a_result_that_goes_to_a_file_needs_no_stdout(folder: Path) -> None:
    args = ["assess", "granted.yaml", "--rules", "demo", "-o", "page.txt"]

    assert process(folder, args, ">&-").returncode == 0
    assert (folder / "page.txt").read_text().startswith("Alpha")


def test_B13_a_stdin_that_is_closed_is_an_unreadable_file(folder: Path) -> None:
    done = process(folder, ["assess", "-", "--rules", "demo"], "<&-")

    assert (done.returncode, done.stderr) == (6, "<stdin>: it is closed\n  help: name a file\n")


@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-"])
def test_B13_words_that_cannot_be_said_change_no_result(folder: Path, streams: str) -> None:
    args = ["assess", "granted.yaml", "bad.yaml", "--rules", "demo"]
    whole = process(folder, args, "")

    done = process(folder, args, streams)

    assert done.stdout in {whole.stdout, ""}
    assert done.returncode in {whole.returncode, 2}


@pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed")
def test_B1_the_second_engines_end_ends_nothing_else() -> None:
    code = (
        "import sys\n"
        "from authorisation.cli.main import open_streams\n"
        "from authorisation.inference.durable.process import ChildEnded, ChildProcess\n"
        "open_streams()\n"
        "child = ChildProcess([sys.executable, '-c', 'import os; os.close(0); input()'])\n"
        "child._process.wait()\n"
        "try:\n"
        "    child.ask(b'x' * 1_000_000, 10)\n"
        "except ChildEnded as ended:\n"
        "    print(ended)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "it ended with code 1\n")


def test_B1_a_reader_that_went_away_still_ends_us_as_any_other_program(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "authorisation", "--help"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=gone,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_B18_a_terminal_that_lacks_a_character_gets_one_in_its_place(
    folder: Path, encoding: str
) -> None:
    args = ["assess", str(ROOT / "fixtures" / "corby.yaml")]
    rules = {"AUTHORISATION_RULES": str(ROOT / "rules"), "PYTHONUTF8": "0"}
    whole = process(folder, args, "", PYTHONIOENCODING="utf-8", **rules)

    done = process(folder, args, "", PYTHONIOENCODING=encoding, **rules)

    assert (done.returncode, done.stderr) == (whole.returncode, "")
    shown = whole.stdout.encode(encoding, "replace").decode("utf-8", "replace")
    assert done.stdout == shown != whole.stdout


def test_B17_a_name_that_is_no_utf_8_is_shown_on_pages_with_a_mark(folder: Path) -> None:
    (folder / "in").mkdir()
    text = (folder / "granted.yaml").read_bytes()
    for name in (b"a.yaml", b"b\xff.yaml"):
        (folder / "in" / os.fsdecode(name)).write_bytes(text)
    args = ["assess", "in", "--rules", "demo", "--format", "html"]

    one = process(folder, [*args, "-o", "list.html"], "")
    pages = process(folder, [*args, "-o", "pages/"], "")

    assert one.stderr == pages.stderr == ""
    assert one.returncode == pages.returncode == 10  # the two say the same of one place
    assert "b\\uDCFF.yaml" in (folder / "list.html").read_text()
    assert sorted(page.name for page in (folder / "pages").iterdir()) == [
        "a.html",
        "b\\uDCFF.html",
        "index.html",
    ]


def test_B19_a_file_that_cannot_be_read_to_its_end_is_unreadable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int, _size: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.chdir(folder)
    monkeypatch.setattr(regular_files.os, "read", fail)

    with pytest.raises(UnreadableFile) as caught:
        regular_files.read_file(Path("granted.yaml"))

    assert str(caught.value) == "granted.yaml: cannot be read to its end: input/output error"
