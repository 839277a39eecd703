"""The command line: open streams, parse, call, print, exit. No judgement happens here."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from authorisation import __version__
from authorisation.cli.parameters import with_remedy
from authorisation.errors import AuthorisationError, ExitCode

COMMANDS = (
    "assess",
    "explain",
    "compare",
    "portfolio",
    "pool",
    "check",
    "test",
    "prove",
    "mutate",
    "rules",
    "new",
    "form",
    "schema",
    "changes",
    "show",
    "letter",
    "replay",
    "monitor",
    "casework",
    "audit",
    "serve",
    "lsp",
    "doctor",
    "completion",
)
_OF_POLICY = frozenset({"check", "compare", "lsp", "mutate", "new", "prove", "rules", "test"})
"""The commands of those who write rules, which have a folder of their own."""
_OF_CASES = frozenset({"audit", "casework", "serve"})
"""The commands that work on a store of cases, which have another."""
SELDOM = 100_000


class _Closed(io.RawIOBase):
    """A stream that was closed before we began: whatever is written to it fails."""

    def writable(self) -> bool:
        """Whether somebody may try to write."""
        return True

    def write(self, data: Any) -> NoReturn:  # noqa: ANN401, ARG002  (as `RawIOBase` has it)
        """Refuse.

        Raises:
            OSError: always.
        """
        raise OSError(errno.EBADF, "it is closed")


class SystemFailure(Exception):
    """A refusal of the system, by a name that click does not make anything else of."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def module_of(command: str) -> str:
    """The name of the module that a command stands in."""
    folder = ".policy" if command in _OF_POLICY else ".cases" if command in _OF_CASES else ""
    return f"authorisation.cli.commands{folder}.{command}"


class Commands(click.Group):
    """Import a command when it is asked for; give our errors their message and exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """List the commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(module_of(cmd_name)).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from authorisation.cli.parameters import with_remedy
            from authorisation.language.yaml.scalars import suggest_in_any_case

            remedy = (
                suggest_in_any_case(name, COMMANDS) or f"the commands are {', '.join(COMMANDS)}"
            )
            ctx.fail(with_remedy(f"no command `{name}`", str(remedy)))
        return super().resolve_command(ctx, args)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  (click's signature)
    ) -> click.Context:
        """Take the command line apart, which may print help."""
        with _naming_failures():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            with _naming_failures():
                return super().invoke(ctx)
        except AuthorisationError as error:
            from authorisation.cli.output import say

            say(error, err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Commands,
    no_args_is_help=False,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Assess whether consortia are fit for a commissioning budget, and say why.

    Results go to stdout, talk to stderr. Nothing is read from the network.

    Start with `authorise form gpcc-2010 > ours.yaml`, answer what you can, then
    `authorise assess ours.yaml`.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(ExitCode.INVALID_OPTION)


def main() -> None:
    """Run the command line as a process of its own."""
    # Looking through every installed package for plugins takes pydantic 20 ms; we want none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Most of what a run makes lives until its end: looking for garbage often finds none.
    gc.set_threshold(SELDOM)
    open_streams()
    try:
        code = cli.main(prog_name="authorise", standalone_mode=False)
        with _naming_failures():
            sys.stdout.flush()
    except click.ClickException as error:
        from authorisation.cli.output import show

        show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing was written", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except SystemFailure as failure:
        _end_for(failure.error)
    # What is left goes with the process: to look through it for garbage first takes up to 0.4 s.
    gc.freeze()
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)


@contextmanager
def _naming_failures() -> Iterator[None]:
    """Give what the system refuses the name that `_end_for` is told of it by.

    Raises:
        SystemFailure: for any OSError.
    """
    try:
        yield
    except OSError as error:
        raise SystemFailure(error) from error


def open_streams() -> None:
    """Make stdout and stderr fit to be written to, whatever they are."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # what is opened next would take its number, and be written to
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), "utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (to the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _end_for(error: OSError) -> NoReturn:
    """End the process because of what the system refused: with a word, if anybody can hear it."""
    if error.errno == errno.EPIPE and hasattr(signal, "SIGPIPE"):
        # As any other program whose reader went away, as with `| head`: without a word.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    why = (error.strerror or "no reason given").lower()
    message = f"stdout: cannot be written: {why}"
    with suppress(OSError):
        click.echo(with_remedy(message, "send the result to a file that has room"), err=True)
    # Without looking again at what is still to be written.
    os._exit(ExitCode.INVALID_OPTION)
