"""`authorise serve`: the site, from a store."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.output import say
from authorisation.cli.parameters import Command
from authorisation.cli.stores import require_web
from authorisation.errors import InvalidOption


@click.command("serve", cls=Command, short_help="The site, from a store of cases.")
@click.argument("store", metavar="STORE", type=click.Path(path_type=Path))
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8000",
    show_default=True,
    help="Where it listens: for a proxy on this machine that speaks HTTPS to everybody else.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which people call the site, such as `consortia.example.org`; may be repeated.",
)
@click.option(
    "--demo",
    is_flag=True,
    help="Serve a demonstration to this machine alone: invented groups and a person of each role, "
    "with which STORE is filled if it is new.",
)
def command(store: Path, listen: str, hosts: tuple[str, ...], demo: bool) -> None:
    """Serve the site from a STORE, until it is interrupted.

    People sign in with the accounts of the store. It speaks HTTP to a proxy on this machine, whose
    word is taken for who asks and for HTTPS (`X-Forwarded-For`, `X-Forwarded-Proto`); cookies go
    over HTTPS alone.

    \b
    Exits 2   nothing can listen there, or the store is a demonstration without --demo
          6   there is no store
          7   the framework is not installed.
    """  # noqa: D301 click looks for the character itself
    require_web("nhsuk_frontend_jinja", "segno", "waitress", "whitenoise")
    from authorisation.web.serve import serve_demo, serve_store

    def say_to_operator(text: str) -> None:
        say(text, err=True)

    if demo:
        serve_demo(store, listen, say_to_operator)
    elif not hosts:
        raise InvalidOption("by which name do people call the site?", "give it as `--host`")
    else:
        serve_store(store, listen, hosts, say_to_operator)
