"""`authorise rules`: the rule sets there are, or one of them resolved."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.options import complete_rule_set, output_option, rules_root_option
from authorisation.cli.parameters import OneOf


@click.command("rules", short_help="The rule sets there are, or one of them resolved.")
@click.argument("rules", metavar="[SET]", required=False, shell_complete=complete_rule_set)
@click.option(
    "--format",
    "form",
    type=OneOf(("text", "yaml", "json", "markdown", "html")),
    metavar="FORMAT",
    default="text",
    show_default=True,
    help="text, yaml or json; for one SET also markdown or html: a page of all it asks, and why.",
)
@output_option
@rules_root_option
def command(rules: str | None, form: str, output: Path | None, rules_root: Path | None) -> None:
    """List the rule sets, or show one resolved: what is inherited worked in, and from where.

    For one SET: its criteria by domain with their severity, its parameters with their history
    and sources, and the edition that each part came from.
    """
    from authorisation.cli.output import emit
    from authorisation.usecases import rule_sets

    if rules is None:
        emit(rule_sets.list_rule_sets(rules_root, form), output)
    else:
        emit(rule_sets.describe_rule_set(rules, rules_root, form), output)
