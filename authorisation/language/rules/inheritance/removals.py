"""Problems about names that a child took out of what it inherits: they say where it did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.yaml.characters import quote
from authorisation.model.source import Problem, Remedy

_QUOTED: Final = re.compile("`([^`]+)`")


def with_removals(problems: Iterable[Problem], parts: GatheredRuleSet) -> Iterator[Problem]:
    """Yield problems; one about a name that was taken out says where, too."""
    gone = parts.removed_at.keys() - {
        *parts.parameters,
        *parts.derived,
        *parts.criteria,
        *(asked.text for asked in parts.asks),
    }
    for problem in problems:
        named = {name.strip('"') for name in _QUOTED.findall(problem.message)}
        groups = {name[: dot.start()] for name in named for dot in re.finditer(r"\.", name)}
        found = sorted(gone & (named | groups))
        if found and str(parts.removed_at[found[0]]) not in problem.message:
            gone_name = "it" if found[0] in named else quote(found[0])
            message = f"{problem.message}; {gone_name} was removed at"
            words = f"keep {quote(found[0])}, or change what names it as well"
            if problem.help and found[0] not in named:
                words = f"{problem.help}{'' if problem.help.endswith('?') else ';'} else {words}"
            remedy = Remedy(words, problem.fixes)
            yield Problem(problem.at, f"{message} {parts.removed_at[found[0]]}", remedy)
        else:
            yield problem
