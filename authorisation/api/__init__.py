"""What other programs may rest on; `authorisation` hands it on, and docs/api.md shows it at work.

What stands here is promised: it changes only with the version's first number. Everything else in
the package may change from one version to the next.
"""

from authorisation.api.monitored import GroupResult, Monitored
from authorisation.api.pools import Pools
from authorisation.api.records import Replay, replay
from authorisation.api.results import FindingResult, Result, RulesComparison
from authorisation.api.rules import Rules, load

__all__ = [
    "FindingResult",
    "GroupResult",
    "Monitored",
    "Pools",
    "Replay",
    "Result",
    "Rules",
    "RulesComparison",
    "load",
    "replay",
]
