"""`authorise rules`: the rule sets there are, or one of them resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    complete_rule_set,
    format_option,
    look_options,
    output_option,
    rules_root_option,
)
from authorisation.cli.output import Look
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.YAML, FileFormat.JSON)


@click.command("rules", cls=Command, short_help="The rule sets there are, or one of them resolved.")
@click.argument("rules", metavar="[SET]", required=False, shell_complete=complete_rule_set)
@format_option(FORMATS, "text, html or markdown: a page of all it asks, and why; yaml or json")
@output_option
@look_options
@rules_root_option
def command(
    rules: str | None,
    form: str | None,
    output: str | None,
    look: Look,
    library: Library,
) -> None:
    """List the rule sets, or show one resolved: what is inherited worked in, and from where.

    For one SET: its criteria by domain with what each asks and how grave it is, its parameters
    with their history and sources, its outcomes, and the edition that each part came from. With
    `--format markdown --output FOLDER/`, or html, each criterion, parameter and source has a page
    of its own there, and without SET each rule set has one.
    """
    from authorisation.cli.deliver import deliver
    from authorisation.usecases.delivery import rule_sets
    from authorisation.usecases.filesystem.destination import choose_destination

    to = choose_destination(form, output, FORMATS, paged=True)
    made = rule_sets.rule_sets(library) if rules is None else rule_sets.rule_set(rules, library)
    deliver(made, to, look)
