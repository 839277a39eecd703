"""When to colour, how wide, and when to say how far a run is."""

import os
import sys

import pytest

from authorisation.cli import output


@pytest.mark.parametrize(
    ("asked", "terminal", "no_color", "coloured"),
    [
        ("auto", True, "", True),
        ("auto", True, "1", False),
        ("auto", False, "", False),
        ("always", False, "1", True),
        ("never", True, "", False),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch, asked: str, terminal: bool, no_color: str, coloured: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.setenv("NO_COLOR", no_color)

    assert output.wants_colour(asked, None) is coloured


@pytest.mark.parametrize(
    ("asked", "terminal", "columns", "width"),
    [
        (72, True, 200, 72),
        (None, False, 200, 100),
        (None, True, 80, 80),
        (None, True, 200, 110),
        (None, True, 20, 60),
    ],
)
def test_width(
    monkeypatch: pytest.MonkeyPatch, asked: int | None, terminal: bool, columns: int, width: int
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda **_: os.terminal_size((columns, 24)))

    assert output.width_of(asked, None) == width


@pytest.mark.parametrize(
    ("terminal", "seconds", "said"),
    [
        (True, 2, "\rassessed 1 of 2\rassessed 2 of 2\n"),
        (True, 0.5, ""),
        (False, 2, ""),
    ],
)
def test_progress(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    seconds: float,
    said: str,
) -> None:
    clock = iter((0.0, seconds, seconds))
    monkeypatch.setattr(output.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)

    tell = output.progress(2)
    tell(1)
    tell(2)

    assert capsys.readouterr().err == said
