"""Problems about names that a child took out of what it inherits: they say where it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.yaml.characters import quote
from authorisation.model.question import with_groups
from authorisation.model.source import Problem, Remedy


def with_removals(problems: Iterable[Problem], parts: GatheredRuleSet) -> Iterator[Problem]:
    """Yield problems; one about a name that was taken out says where, too."""
    gone = parts.removed_at.keys() - {
        *parts.parameters,
        *parts.derived,
        *parts.criteria,
        *(asked.text for asked in parts.asks),
    }
    for problem in problems:
        name = problem.written.strip('"')
        found = sorted(gone.intersection(with_groups(name)))
        if found:
            gone_name = "it" if found[0] == name else quote(found[0])
            message = f"{problem.message}; {gone_name} was removed at {parts.removed_at[found[0]]}"
            words = f"keep {quote(found[0])}, or change what names it as well"
            if problem.help and found[0] != name:
                words = f"{problem.help}{'' if problem.help.endswith('?') else ';'} else {words}"
            yield replace(problem, message=message, remedy=Remedy(words, problem.fixes))
        else:
            yield problem
