"""Parameters of commands, read strictly, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

import click


def with_remedy(message: str, remedy: str) -> str:
    """A message with what to do about it, as every message of this program has it."""
    from authorisation.model.source import format_with_remedy

    return format_with_remedy(message, remedy)


def usage_error(message: str, remedy: str) -> click.UsageError:
    """The error of a command that was not written as it should be."""
    return click.UsageError(with_remedy(message, remedy))


class Command(click.Command):
    """A command that refuses a second value for an option that takes one, and an empty path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments apart, as click does."""
        values, _, given = self.make_parser(ctx).parse_args(list(args))
        for param in self.params:
            if isinstance(param.type, click.Path):
                _refuse_empty(values.get(param.name or ""), param, ctx)
        for option in given:
            if not isinstance(option, click.Option) or option.is_flag or option.multiple:
                continue
            if given.count(option) > 1:
                name = max(option.opts, key=len)
                ctx.fail(with_remedy(f"`{name}` takes one value", f"give `{name}` once"))
        return super().parse_args(ctx, args)


def _refuse_empty(given: object, param: click.Parameter, ctx: click.Context) -> None:
    """Refuse an empty path, which would stand for the folder that the command runs in."""
    values = given if isinstance(given, list | tuple) else (given,)
    if any(isinstance(value, str) and not value.strip() for value in values):
        remedy = "name a file or a folder; the folder here is `.`"
        raise click.BadParameter(with_remedy("the name is empty", remedy), ctx=ctx, param=param)


class OneOf(click.Choice[str]):
    """A choice that says which word was probably meant."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:  # noqa: ARG002
        """Say what there is to choose from, on one line."""
        return f"Write one of {', '.join(self.choices)}."

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Give the word, or refuse it with the nearest one."""
        text = str(value)
        if text in self.choices:
            return text
        from authorisation.language.yaml.scalars import suggest_in_any_case

        remedy = suggest_in_any_case(text, self.choices) or "write one of these"
        message = f"`{text}` is not one of {', '.join(self.choices)}"
        return self.fail(with_remedy(message, str(remedy)), param, ctx)


def parse_share(ctx: click.Context, param: click.Parameter, value: str | None) -> Fraction | None:
    """Read a share of 0 to 100 per cent and hold it exactly, or say how one is written."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,9})?)%?", value)
    share = Fraction(found[1]) / 100 if found else None
    if share is None or share > 1:
        message = with_remedy(
            f"`{value}` is not a percentage", "write one up to 100, such as 95 or 99.5"
        )
        raise click.BadParameter(message, ctx=ctx, param=param)
    return share


def parse_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Read a date such as 2012-10-01, or say how one is written."""
    if value is None:
        return None
    try:
        # Python reads the digits of any script; a file may hold none but these.
        return datetime.strptime(value.encode("ascii").decode(), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        remedy = "write year, month and day, such as 2012-10-01"
        message = with_remedy(f"`{value}` is not a date", remedy)
        raise click.BadParameter(message, ctx=ctx, param=param) from None
