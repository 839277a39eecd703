"""Shapes of `questions/*.yaml`: questions by name, in groups, and tests of consistency.

A mapping with `type` or `ask` is a question; any other mapping is a group, and the dotted path of
its names is the question's name. The key `consistency` at the top holds tests that two answers
agree, each `{test: FEEL, says: text}`; the key `across` holds checks of the submissions of one run
against each other, each `{unique: path, says: text}` or `{mutual: path, says: text}`.
"""

from __future__ import annotations

from authorisation.language.yaml.fields import Bool, Feel, Int, MergeChoice, Text, ValueTypeChoice
from authorisation.language.yaml.shape import Raw, WrittenShape
from authorisation.model.question import MergeRule


class WrittenQuestion(WrittenShape):
    """One question; `min` and `max` are written like its answers, `5%` where the unit is `%`."""

    type: ValueTypeChoice
    ask: Text
    title: Text = ""
    why: Text = ""
    unit: Text = ""
    evidence: Text = ""
    min: Raw = None
    max: Raw = None
    decimals: Int | None = None
    none: Text = ""
    of: list[Text] | None = None
    personal: Bool = False
    fixed: Bool = False
    merge: MergeChoice = MergeRule.DROP
    each: dict[str, Raw] | None = None
    name_by: Text = ""
    max_items: Int | None = None


class WrittenConsistency(WrittenShape):
    """A test that two answers agree, and what is said where they do not."""

    test: Feel
    says: Text


class WrittenAcross(WrittenShape):
    """A check between submissions, and what is said where they do not go together."""

    says: Text
    unique: Text = ""
    mutual: Text = ""
