"""Who comes out otherwise, put where it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from authorisation.cli.messages import say
from authorisation.cli.output import emit, style_of
from authorisation.usecases.compare import ComparisonResult, render_comparison


def deliver_moves(
    compared: ComparisonResult,
    width: int,
    output: Path | None,
    *,
    colour: bool,
    read: Sequence[Path],
) -> None:
    """Print or write who moves, and tell stderr which files could not be used."""
    for failure in compared.failures:
        say(failure, err=True)
    told = render_comparison(compared, width=width, style=style_of(colour=colour))
    if told:
        emit(told, output, read=read)
