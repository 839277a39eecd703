"""`--set name=value`: a parameter's value for one run, read as its declared type."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from authorisation.errors import InvalidOption
from authorisation.language.answers.answers import parameter_named, parameter_question, parse_answer
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import InvalidScalar, parse_choice
from authorisation.model.question import ValueType
from authorisation.model.rules import Parameter, RuleSet
from authorisation.model.value import Answer, Items


def parse_overrides(settings: Iterable[str], rule_set: RuleSet) -> dict[str, Answer]:
    """The values by parameter of settings that are each written `name=value`.

    Raises:
        InvalidOption: one cannot be used, or sets what another sets.
    """
    found: dict[str, Answer] = {}
    for setting in settings:
        name, value = parse_override(setting, rule_set)
        if name in found:
            raise InvalidOption(f"`--set {setting}`: `{name}` is set twice", "set it once")
        found[name] = value
    return found


def parse_override(text: str, rule_set: RuleSet) -> tuple[str, Answer]:
    """Return the name and the value of `name=value`; commas separate the items of a list.

    Raises:
        InvalidOption: if there is no such parameter, or it cannot have that value.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise InvalidOption(f"{quote(text)} sets nothing: write it as `name=value`")
    parameter = parameter_named(name, rule_set)
    try:
        if parameter.type is ValueType.CHOICES:
            chosen = [parse_choice(part.strip(), parameter.of) for part in value.split(",") if part]
            return name, Items(tuple(chosen))
        if parameter.type is ValueType.LIST:
            return name, Items(tuple(part.strip() for part in value.split(",") if part.strip()))
        question = replace(parameter_question(parameter), minimum=_least(parameter, rule_set))
        return name, parse_answer(value, question)
    except InvalidScalar as refused:
        raise InvalidOption(f"{name}: {refused.message}", refused.remedy) from None


def _least(parameter: Parameter, rules: RuleSet) -> Decimal | None:
    """0 for a figure in a unit of which no answer may be negative, such as patients."""
    alike = [each for each in rules.bank.values() if each.unit == parameter.unit]
    if not parameter.unit or not alike:
        return None
    counts = all(each.minimum is not None and each.minimum >= 0 for each in alike)
    return Decimal(0) if counts else None
