"""The rules that a test speaks of, loaded or by name."""

from __future__ import annotations

from authorisation.api.rules import Rules, load
from authorisation.errors import InvalidOption
from authorisation.language.answers.from_python import format_given


def loaded_rules(rules: object) -> Rules:
    """Return rules as they are, or load those of a name.

    Raises:
        InvalidOption: it is neither.
        InvalidRules: the rules of that name cannot be used.
    """
    if isinstance(rules, str):
        return load(rules)
    if isinstance(rules, Rules):
        return rules
    remedy = 'give the name of a rule set, or authorisation.load("gpcc-2010")'
    raise InvalidOption(f"rules: {format_given(rules)} is none", remedy)
