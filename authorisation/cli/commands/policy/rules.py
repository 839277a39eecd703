"""`authorise rules`: the rule sets there are, or one of them resolved, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.parameters import Command, usage_error
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.delivery.deliverable import Deliverable
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.YAML, FileFormat.JSON)


@click.command("rules", cls=Command, short_help="The rule sets there are, or one of them resolved.")
@click.argument("rules", metavar="[SET]", required=False, shell_complete=options.complete_rule_set)
@click.option(
    "--cited-by",
    "passage",
    metavar="SOURCE[#PLACE]",
    help="What an amendment of that passage touches: all that cites it, what rests on that, and "
    "the cases that would show it.",
)
@click.option(
    "--timeline",
    "figure",
    metavar="FIGURE",
    help="The values of a figure over its days, in every edition of SET and of what it rests on.",
)
@click.option("--resolved", is_flag=True, help="Which edition each part came from.")
@click.option(
    "--coverage",
    is_flag=True,
    help="Of each source: which passages are rules and tested, what is left out, what is unread.",
)
@options.result_format_option(
    FORMATS, "text, html or markdown: a page of all it asks, and why; yaml or json"
)
@options.output_option
@options.look_options
@options.rules_root_option
def command(
    rules: str | None,
    passage: str | None,
    figure: str | None,
    resolved: bool,
    coverage: bool,
    result: options.ResultOptions,
    library: Library,
) -> None:
    """List the rule sets, or show one resolved: what is inherited worked in, and from where.

    For one SET: its criteria by domain with what each asks and how grave it is, its parameters
    with their history and sources, its outcomes, and the edition that each part came from. With
    `--format markdown --output FOLDER/`, or html, each criterion, parameter and source has a page
    of its own there, and without SET each rule set has one.

    --cited-by takes a source as the rules name it and a place as they cite it or as pages print it:
    nhsa-2006#14C(2), nhsa-2006#s.14C(2). It finds what cites that place, a part of it
    (14C(2)(f)), or what it is a part of (14C, the whole Act). In a law 14A is a section of its own
    and no part of 14; elsewhere 1.2A is a part of 1.2. `ours` and `unsourced` are sources too.
    """
    from authorisation.usecases.delivery import rule_sets

    asked = {
        "--cited-by": passage is not None,
        "--timeline": figure is not None,
        "--resolved": resolved,
        "--coverage": coverage,
    }
    named = [f"`{option}`" for option, given in asked.items() if given]
    if len(named) > 1:
        raise usage_error(f"{' and '.join(named)} are a page each", "ask for one")
    if named and rules is None:
        raise usage_error(f"{named[0]} is about one rule set", "name it")
    output = result.choose(paged=not named)
    if rules is None:
        made = rule_sets.rule_sets(library)
    elif named:
        made = _inspected(rules, passage, figure, resolved=resolved, library=library)
    else:
        made = rule_sets.rule_set(rules, library)
    output.deliver(made)


def _inspected(
    rules: str, passage: str | None, figure: str | None, *, resolved: bool, library: Library
) -> Deliverable:
    from authorisation.usecases.delivery import inspected

    if passage is not None:
        return inspected.passage_uses(passage, rules, library)
    if figure is not None:
        return inspected.timeline(figure, rules, library)
    if resolved:
        return inspected.origins(rules, library)
    return inspected.source_coverage(rules, library)
