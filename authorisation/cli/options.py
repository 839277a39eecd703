"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from authorisation.cli.output import Look
from authorisation.cli.parameters import OneOf, parse_day
from authorisation.errors import AuthorisationError
from authorisation.report.file_formats import WIDTHS, FileFormat
from authorisation.usecases import DEFAULT_SET

Command = TypeVar("Command", bound=Callable[..., object])

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from authorisation.cli.deliver import Output
    from authorisation.model.submission import Stage
    from authorisation.usecases.library import Library

STAGES = ("self-assessment", "decision")


def complete_rule_set(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001 - click's signature
    incomplete: str,
) -> list[CompletionItem]:
    """The rule sets whose names begin so; a shell offers files where there are none."""
    from click.shell_completion import CompletionItem

    from authorisation.usecases.library import Library

    names: tuple[str, ...] = ()
    with suppress(AuthorisationError):  # a shell that completes is no place for complaints
        names = (ctx.params.get("library") or Library()).names
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return [CompletionItem(incomplete, type="file"), *found]


def _library(_: click.Context, __: click.Parameter, root: Path | None) -> Library:
    from authorisation.usecases.library import Library

    return Library(root)


def _stage(_: click.Context, __: click.Parameter, name: str | None) -> Stage | None:
    from authorisation.model.submission import Stage

    return None if name is None else Stage(name)


rules_root_option = click.option(
    "--rules-root",
    "library",
    type=click.Path(path_type=Path),
    envvar="AUTHORISATION_RULES",
    show_envvar=True,
    metavar="FOLDER",
    help="The folder of rule sets, instead of those that came with this program.",
    callback=_library,
)


def without_cache_option(done_anew: str) -> Callable[[Command], Command]:
    """The option to take nothing from the cache folder; `done_anew` is what is done instead."""
    return click.option(
        "--no-cache",
        is_flag=True,
        envvar="AUTHORISATION_NO_CACHE",
        show_envvar=True,
        help=f"{done_anew}, whatever is in the cache folder.",
    )


no_cache_option = without_cache_option("Read and check the rules anew")
rules_option = click.option(
    "--rules",
    metavar="SET",
    default=DEFAULT_SET,
    show_default=True,
    help="The rule set: a name that `authorise rules` lists, or a folder.",
    shell_complete=complete_rule_set,
)
rules_argument = click.argument("rules", metavar="SET", shell_complete=complete_rule_set)


def rule_sets_argument(name: str, metavar: str) -> Callable[[Command], Command]:
    """The argument that names rule sets, or whatever else the command takes beside them."""
    return click.argument(
        name,
        metavar=metavar,
        nargs=-1,
        required=True,
        type=click.Path(),
        shell_complete=complete_rule_set,
    )


def files_argument(
    metavar: str, *, stdin: bool = False, required: bool = True
) -> Callable[[Command], Command]:
    """The argument that names files and folders; with `stdin` it takes `-` too."""
    kind = click.Path(path_type=Path, allow_dash=stdin)
    return click.argument("files", metavar=metavar, nargs=-1, required=required, type=kind)


def stage_option_of(otherwise: str) -> Callable[[Command], Command]:
    """The option on the stage; `otherwise` is what it is where nobody says."""
    return click.option(
        "--stage",
        type=OneOf(STAGES),
        callback=_stage,
        metavar="STAGE",
        help="self-assessment (missing is not failing) or decision (what is not shown is open); "
        f"else {otherwise}.",
    )


stage_option = stage_option_of("as the submission says")
full_option = click.option(
    "--full",
    is_flag=True,
    help="Every step of every finding, not only the decisive ones, and every list whole.",
)
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(),
    metavar="FILE",
    help="Write to FILE, whole or not at all, instead of stdout.",
)


def formats_option(offered: Sequence[FileFormat], notes: str = "") -> Callable[[Command], Command]:
    """The option that asks for one of the formats that a command offers, the first by default."""
    names = tuple(map(str, offered))
    listed = notes or f"{', '.join(names[:-1])} or {names[-1]}"
    return click.option(
        "--format",
        "form",
        type=OneOf(names),
        metavar="FORMAT",
        help=f"{listed}; else as FILE ends.  [default: {names[0]}]",
    )


recursive_option = click.option(
    "--recursive", is_flag=True, help="Read the folders in a FOLDER too, whatever their depth."
)
force_option = click.option(
    "--force", is_flag=True, help="Write over what is there already, though it holds other things."
)
color_option = click.option(
    "--color",
    type=OneOf(("auto", "always", "never")),
    metavar="WHEN",
    default="auto",
    show_default=True,
    help="Colour: auto (on a terminal), always or never.",
)
width_option = click.option(
    "--width",
    type=click.IntRange(WIDTHS[0], WIDTHS[-1]),
    metavar="COLUMNS",
    help="Columns of the text; else those of the terminal, or 100.",
)
as_of_option = click.option(
    "--as-of",
    callback=parse_day,
    metavar="DATE",
    help="Assess as of this day, such as 2012-10-01; else as the submission says.",
)


class _RenamedOption(click.Option):
    """An option that its old names, those after the first, stand for and no page shows."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The row of help, of the first name alone."""
        shown = copy(self)
        shown.opts = self.opts[:1]
        return super(_RenamedOption, shown).get_help_record(ctx)

    def get_error_hint(self, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's signature
        """The name of the option in messages."""
        return f"'{self.opts[0]}'"


assessor_option = click.option(
    "--assessor",
    "--judgements",
    "judgements",
    cls=_RenamedOption,
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="What assessors, panels and deciders recorded: answers checked, grades, moderation, "
    "departures; may be repeated, and files on one group are read together.",
)
set_option = click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a parameter for this run alone; may be repeated. Every page says so.",
)

HOW_ASSESSED = (as_of_option, stage_option, assessor_option, set_option)


def _finite(ctx: click.Context, param: click.Parameter, seconds: float) -> float:
    """The number of seconds, unless it is infinite or none, which a range lets through."""
    if not isfinite(seconds):
        raise click.BadParameter(f"{seconds} is no number of seconds", ctx=ctx, param=param)
    return seconds


def time_limit_option(what: str) -> Callable[[Command], Command]:
    """The option on how long the solver may take over one question, property or the like."""
    return click.option(
        "--time-limit",
        type=click.FloatRange(min=0.1),
        metavar="SECONDS",
        default=20.0,
        show_default=True,
        callback=_finite,
        help=f"How long the solver may take over one {what}; after that it is undecided.",
    )


def request_options(
    *options: Callable[[Command], Command],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options on how submissions are assessed, which a command is given as its `request`.

    They take in `--rules-root` and, where there are any, `--rules`, `--complete` and `--no-cache`.
    Without others named they are `--rules` and `HOW_ASSESSED`.
    """

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_request(
            *args: object,
            library: Library,
            rules: str = "",
            as_of: date | None = None,
            stage: Stage | None = None,
            judgements: tuple[Path, ...] = (),
            settings: tuple[str, ...] = (),
            complete: bool = False,
            no_cache: bool = True,
            **others: object,
        ) -> None:
            from authorisation.usecases.assessing.assess import Request

            request = Request(
                rules=rules,
                library=library,
                as_of=as_of,
                stage=stage,
                settings=settings,
                judgements=judgements,
                complete=complete,
                cached=not no_cache,
            )
            command(*args, request=request, **others)

        return _with_options(with_request, options or (rules_option, *HOW_ASSESSED))

    return with_options


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """The options of where a command's result goes, in which of the formats `offered`."""

    offered: Sequence[FileFormat]
    form: str | None
    output: str | None
    look: Look

    def choose(
        self, *, read: Iterable[Path] = (), paged: bool = False, several: bool = False
    ) -> Output:
        """The output that the result goes to; all else is as `choose_destination` has it."""
        from authorisation.cli.deliver import Output
        from authorisation.usecases.filesystem.destination import choose_destination

        files = tuple(read)
        to = choose_destination(
            self.form, self.output, self.offered, read=files, paged=paged, several=several
        )
        return Output(to, self.look, files)


def result_format_option(
    offered: Sequence[FileFormat], notes: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option that asks for one of the formats that a command offers.

    With those on where the result goes and how it looks, a command is given it as its `result`.
    """

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_result(
            *args: object,
            form: str | None,
            output: str | None,
            width: int | None = None,
            color: str = "never",
            **others: object,
        ) -> None:
            result = ResultOptions(offered, form, output, Look(width, color))
            command(*args, result=result, **others)

        return formats_option(offered, notes)(with_result)

    return with_options


def look_options(command: Command) -> Command:
    """The options on how text looks."""
    return width_option(color_option(command))


def _with_options(
    command: Callable[..., None], options: Sequence[Callable[[Command], Command]]
) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command
