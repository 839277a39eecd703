"""The command line: parse, call, print, exit. No judgement happens here."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from authorisation import __version__
from authorisation.cli.streams import SystemFailure, end_for, naming_failures, open_streams
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
        with naming_failures():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            with naming_failures():
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
        with naming_failures():
            sys.stdout.flush()
    except click.ClickException as error:
        from authorisation.cli.output import show

        show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing was written", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except SystemFailure as failure:
        end_for(failure.error)
    # What is left goes with the process: to look through it for garbage first takes up to 0.4 s.
    gc.freeze()
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)
