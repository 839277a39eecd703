"""Values as YAML, written as a person would write them into a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Writes decimals as numbers, and *there is none* as files have it."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - of PyYAML
        """Write each value where it stands, whether or not it stands elsewhere too."""
        return True


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{number.normalize():f}")


_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_str("none"))


def format_yaml(data: Any, *, compact: bool = False) -> str:  # noqa: ANN401 - whatever YAML holds
    """The text of a file that holds lists, mappings, texts, numbers, days, and None for `none`.

    Where it is `compact`, what holds nothing but single values stands on one line.
    """
    return yaml.dump(
        data,
        Dumper=_Dumper,
        sort_keys=False,
        width=WIDTH,
        allow_unicode=True,
        default_flow_style=None if compact else False,
    )
