"""A change of rules in words."""

from __future__ import annotations

from authorisation.policy.mutation.edits import EditKind, RuleChange


def format_change(changed: RuleChange) -> str:
    """Format what is changed, in half a sentence: `a > b` becomes `a >= b`."""
    if not changed.becomes:
        return f"`{changed.was}` is left out"
    if changed.kind is EditKind.SWAPPED:
        return f"`{changed.was}` and `{changed.becomes}` change places"
    return f"`{changed.was}` becomes `{changed.becomes}`"


def format_difference(changed: RuleChange) -> str:
    """Format what is changed without what stays around it: `>` becomes `>=`."""
    was, becomes = changed.was.split(), changed.becomes.split()
    if not becomes or changed.kind is EditKind.SWAPPED:
        return format_change(changed)
    while was and becomes and was[0] == becomes[0]:
        del was[0], becomes[0]
    while was and becomes and was[-1] == becomes[-1]:
        del was[-1], becomes[-1]
    if not becomes:
        return f"`{' '.join(was)}` is left out"
    if not was:
        return f"`{' '.join(becomes)}` is put in"
    return f"`{' '.join(was)}` becomes `{' '.join(becomes)}`"
