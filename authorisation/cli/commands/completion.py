"""`authorise completion`: what makes a shell complete our commands."""

from __future__ import annotations

import click

from authorisation.cli.parameters import Command, OneOf

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", cls=Command, short_help="What makes a shell complete these commands.")
@click.argument("shell", metavar="SHELL", type=OneOf(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL (bash, zsh or fish) complete our commands, options and rule sets.

    Keep it where the shell looks for completions, and open a new shell:

    \b
    authorise completion bash > ~/.local/share/bash-completion/completions/authorise
    authorise completion zsh > ~/.zfunc/_authorise   (with ~/.zfunc in fpath, before compinit)
    authorise completion fish > ~/.config/fish/completions/authorise.fish
    """  # noqa: D301 - click's mark of lines to leave as they are
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows these three
    # Not `source()`, which asks the shell for its version: it may be another one's machine.
    complete = kind(ctx.find_root().command, {}, "authorise", "_AUTHORISE_COMPLETE")
    script = complete.source_template % complete.source_vars()
    if shell == "zsh":
        # A file in fpath becomes the function of its name: called again it would register what
        # completes, and complete nothing. So it registers that when it is called first.
        call = f'{complete.func_name} "$@"'
        script = script.replace(call, f"compdef {complete.func_name} authorise\n    {call}")
    click.echo(script)
