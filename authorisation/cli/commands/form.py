"""`authorise form`: a submission, a file of returns or an assessor's file to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import say
from authorisation.cli.parameters import Command, parse_day, usage_error
from authorisation.errors import ExitCode, list_problems
from authorisation.report.file_formats import FileFormat

if TYPE_CHECKING:
    from authorisation.model.source import Problem
    from authorisation.model.submission import Stage
    from authorisation.usecases.filesystem.destination import Destination
    from authorisation.usecases.forms.practices import SelectedPractices
    from authorisation.usecases.library import Library

FORMATS = (FileFormat.YAML, FileFormat.XLSX)


@click.command(
    "form",
    cls=Command,
    short_help="A submission, a file of returns or an assessor's file to fill in.",
)
@options.rules_argument
@options.stage_option_of("that of --from, or self-assessment")
@click.option("--gates", is_flag=True, help="Only the questions that a gate looks at.")
@click.option("--returns", is_flag=True, help="A file of returns, which `authorise monitor` reads.")
@click.option(
    "--assessor",
    is_flag=True,
    help="A blank assessor's file, which `--assessor` of other commands reads; with --from, for "
    "the answers of that submission.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fill in what FILE answers, a submission in YAML or a workbook, be it of a short form or "
    "of other rules. With --returns: what FILE says of the group, a file of returns, or the record "
    "of an assessment.",
)
@click.option(
    "--practices",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fill in the list of practices from FILE, a practice file in the layout of epraccur.csv.",
)
@click.option(
    "--commissioner",
    default="",
    metavar="CODE",
    help="With --practices: those of this commissioner alone.",
)
@click.option(
    "--as-of",
    callback=parse_day,
    metavar="DATE",
    help="Have the answers assessed as of this day, such as 2012-10-01, and the practices be those "
    "open on it; else the day of --from, or the first day of the rules, and practices as their "
    "status says.",
)
@options.result_format_option(FORMATS, "yaml, or xlsx: a workbook")
@options.output_option
@options.force_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: str,
    stage: Stage | None,
    gates: bool,
    returns: bool,
    assessor: bool,
    source: Path | None,
    practices: Path | None,
    commissioner: str,
    as_of: date | None,
    result: options.ResultOptions,
    force: bool,
    library: Library,
) -> None:
    """Write a submission, a file of returns or an assessor's file to fill in, for rule set SET.

    The questions that a gate looks at come first, with what each takes and why it is asked. YAML
    has each question as a comment over its place; a workbook has a row for each question, and a
    sheet for each list. With --returns: what an authorised group reports, period by period, in a
    workbook on a sheet each, and how causes are claimed. With --assessor: a place for the check of
    each answer that --from gives, for the grade of each criterion that assessors judge, for what a
    panel settled and for what was decided otherwise. All load as they are: what you leave out
    counts as not answered, not checked or not judged.

    With --from the form begins with what another file answers: answers, evidence, and what there
    is none of. What these rules do not ask, and what they do not take as an answer, is named with
    its place and stays out, as does the day on which the file was received.

    With --returns and the record of an assessment it begins with the group, and with the conditions
    of the outcome that was decided, else indicated, each with an id by which returns say that it
    was discharged. With returns so far it ends with a return for the next period.

    With --practices the list of practices is filled in. Those that are not open are named and left
    out, and so is every row that cannot be read, with its number and column; those that are filled
    in and by their prescribing setting no GP practices are named too. The form is then read once
    it has the name of the group.

    Exits 4 when a row of practices cannot be read or something of --from stays out, else 0.
    """
    from authorisation.cli.deliver import refuse_workbook_on_terminal
    from authorisation.model.submission import Stage
    from authorisation.usecases.forms.blank import (
        blank_assessors_file,
        blank_submission,
        form_as_workbook,
        form_as_yaml,
    )
    from authorisation.usecases.forms.carried import CarryRequest, carry_submission
    from authorisation.usecases.forms.practices import (
        PracticeRequest,
        list_of_practices,
        select_practices,
    )

    to = result.choose(read=filter(None, (practices, source))).to
    if commissioner and not practices:
        raise usage_error(
            "`--commissioner` chooses among practices", "name their file with `--practices`"
        )
    workbook = to.form is FileFormat.XLSX
    if assessor:
        if returns or stage or gates or workbook or practices or as_of:
            raise usage_error(
                "an assessor's file is YAML, and says nothing of a stage or a day",
                "leave out all but `--from` beside `--assessor`, and .xlsx",
            )
        blank = blank_assessors_file(rules, library, source)
        _put(blank.encode(), to.path, force=force)
        return
    if returns:
        if stage or gates:
            raise usage_error(
                "returns are of no stage, and are asked whole",
                "leave out `--stage` and `--gates` beside `--returns`",
            )
        if practices or as_of:
            raise usage_error(
                "practices and a day to assess on are of submissions",
                "leave out `--practices` and `--as-of` beside `--returns`",
            )
        ctx.exit(_write_returns(rules, source, library, to, force=force))
    if source and gates:
        raise usage_error(
            "what is answered is carried into the whole form", "leave out `--gates` beside `--from`"
        )
    refuse_workbook_on_terminal(to)
    found = library.rule_set(rules)
    selected = carried = None
    lists = {}
    if practices:
        selected = select_practices(PracticeRequest(practices, commissioner, as_of))
        lists = list_of_practices(found, selected)
    if source:
        carried = carry_submission(
            CarryRequest(file=source, stage=stage, day=as_of, instead=lists, as_workbook=workbook),
            found,
        )
        begun = carried.begun
    else:
        at = stage or Stage.SELF_ASSESSMENT
        begun = blank_submission(found, stage=at, day=as_of, answers=lists)
    if workbook:
        data = form_as_workbook(rules, library, begun, gates_only=gates)
    else:
        data = form_as_yaml(rules, library, begun, gates_only=gates).encode()
    _put(data, to.path, force=force)
    if carried is not None:
        number = len(carried.begun.answers) - len(lists)
        _say_carried(f"answers carried: {number:,}", carried.left_out)
    if selected is not None:
        _say_practices(selected, as_of)
    stays_out = (selected and selected.refused) or (carried and carried.left_out)
    ctx.exit(ExitCode.INVALID_SUBMISSION if stays_out else ExitCode.DONE)


def _write_returns(
    rules: str, source: Path | None, library: Library, to: Destination, *, force: bool
) -> ExitCode:
    from authorisation.cli.deliver import refuse_workbook_on_terminal
    from authorisation.usecases.forms.returns import (
        blank_returns,
        returns_as_workbook,
        returns_as_yaml,
        returns_from,
    )

    refuse_workbook_on_terminal(to)
    loaded = library.regime(rules)
    known = returns_from(source, loaded, library) if source else blank_returns(loaded)
    if to.form is FileFormat.XLSX:
        data = returns_as_workbook(loaded, known)
    else:
        data = returns_as_yaml(rules, loaded, known).encode()
    _put(data, to.path, force=force)
    if source:
        conditions, filed = len(known.group.conditions), len(known.group.filed)
        counts = f"conditions carried: {conditions:,}; returns: {filed:,}"
        _say_carried(counts, known.left_out)
    return ExitCode.INVALID_SUBMISSION if known.left_out else ExitCode.DONE


def _say_carried(counts: str, left_out: Sequence[Problem]) -> None:
    for line in list_problems(left_out):
        say(line, err=True)
    say(f"{counts}; left out: {len(left_out):,}" if left_out else counts, err=True)


def _say_practices(selected: SelectedPractices, day: date | None) -> None:
    from authorisation.language.answers.practice_file import GP_PRACTICE
    from authorisation.usecases.forms.practices import why_left_out

    left_out = [
        f"left out: row {each.row}, {each.code} {each.name}: {why_left_out(each, day)}"
        for each in selected.left_out
    ]
    doubtful = [
        f"filled in: row {each.row}, {each.code} {each.name}: its prescribing setting is "
        f"{each.setting}, and that of a GP practice {GP_PRACTICE}"
        for each in selected.of_other_settings
    ]
    for line in (*left_out, *doubtful, *list_problems(selected.refused)):
        say(line, err=True)
    counts = [f"practices filled in: {len(selected.open):,}"]
    if selected.left_out:
        counts.append(f"left out: {len(selected.left_out):,}")
    if selected.refused:
        counts.append(f"rows that cannot be read: {len(selected.refused):,}")
    say("; ".join(counts), err=True)


def _put(data: bytes, output: Path | None, *, force: bool) -> None:
    if output is None:
        click.echo(data, nl=False)
        return
    from authorisation.usecases.filesystem.files import write_all
    from authorisation.usecases.filesystem.overwriting import refuse_overwriting

    if not force:
        refuse_overwriting(
            {output: data},
            "there is a file of that name, perhaps filled in already",
            "name another file, or add --force to write over it",
        )
    write_all({output: data}, new=() if force else [output])
