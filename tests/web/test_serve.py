"""What `authorise serve` refuses: a demonstration for others, and a store as one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from authorisation.web.settings import STATIC
from tests.interruptions import ended_by_interruptions


def serve(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "authorisation", "serve", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.slow
def test_a_demonstration_is_for_this_machine_alone(tmp_path: Path) -> None:
    code, said = serve(str(tmp_path / "demo"), "--demo", "--listen", "0.0.0.0:0")

    assert (code, said) == (
        2,
        """\
`0.0.0.0:0`: a demonstration is served to this machine alone
  help: let it listen on `127.0.0.1`
""",
    )
    assert not (tmp_path / "demo").exists()


@pytest.mark.slow
def test_a_demonstration_is_never_served_otherwise(tmp_path: Path) -> None:
    (tmp_path / "demonstration").touch()
    code, said = serve(str(tmp_path), "--host", "consortia.example.org")

    assert code == 2
    assert "this store is a demonstration" in said


@pytest.mark.slow
def test_another_store_is_no_demonstration(tmp_path: Path) -> None:
    (tmp_path / "store.json").write_text("{}")
    code, said = serve(str(tmp_path), "--demo")

    assert (code, said.splitlines()[0]) == (2, f"{tmp_path}: this is no demonstration")


@pytest.mark.slow
def test_without_a_name_or_a_store_nothing_is_served(tmp_path: Path) -> None:
    assert serve(str(tmp_path)) == (
        2,
        "by which name do people call the site?\n  help: give it as `--host`\n",
    )
    code, said = serve(str(tmp_path / "none"), "--host", "consortia.example.org")
    assert (code, said.splitlines()[0]) == (6, f"{tmp_path / 'none'}: no store is there")


@pytest.mark.long
@pytest.mark.skipif(
    not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
)
@pytest.mark.skipif(os.name == "nt", reason="ends the server as Ctrl-C does")
def test_a_demonstration_says_where_and_as_whom_and_again_with_new_passwords(
    tmp_path: Path,
) -> None:
    passwords, kinds = set(), set()
    (tmp_path / "demo.filling").mkdir()  # one that was ended before it was whole
    for _ in range(2):
        with ended_by_interruptions():
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "authorisation", "serve", str(tmp_path / "demo")),
                    *("--demo", "--listen", "127.0.0.1:0"),
                ],
                stderr=subprocess.PIPE,
                text=True,
            )
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith("serving on "):
                break
        address = said[-1].removeprefix("serving on ").partition(";")[0]
        with urlopen(f"{address}/sign-in") as page:
            assert b"Demonstration: the groups and people here are invented." in page.read()
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{address}/sign-in", b"x" * 12_000_001)
        assert refused.value.code == 413
        assert b"It is larger than 12 MB; a document may have 10 MB." in refused.value.read()
        with urlopen(f"{address}/static/nhsuk/nhsuk-frontend.css") as style:
            assert style.headers["Content-Type"].startswith("text/css")
        kinds |= {line for line in said if not line.startswith(("  ", "serving on "))}
        passwords |= {line for line in said if line.startswith("  ")}
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert len(passwords) == 22
    assert kinds == {
        "filling a store for the demonstration ...\n",
        "sign in as one of these; the passwords are those of this run:\n",
    }
