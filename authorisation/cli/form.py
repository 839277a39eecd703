"""`authorise form`: a blank submission to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.options import output_option, rules_argument, rules_root_option, stage_option


@click.command("form", short_help="A blank submission to fill in.")
@rules_argument
@stage_option
@click.option("--gates", is_flag=True, help="Only the questions that a gate looks at.")
@output_option
@rules_root_option
def command(
    rules: str, stage: str | None, gates: bool, output: Path | None, rules_root: Path | None
) -> None:
    """Write a blank submission for the rule set SET, to be filled in.

    It is YAML, with each question as a comment over its place, the questions that a gate looks
    at first. It loads as it is: what you leave commented out counts as not answered.
    """
    from authorisation.cli.output import emit
    from authorisation.model.submission import Stage
    from authorisation.usecases.filling import blank_submission

    at = Stage(stage or Stage.SELF_ASSESSMENT)
    emit(blank_submission(rules, rules_root, stage=at, gates_only=gates), output)
