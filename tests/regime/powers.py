"""The powers that the facts of a period may open, found without any rules of the chain."""

from authorisation.regime.conclusions import PeriodFacts
from authorisation.regime.program import CompiledRegime


def possible_powers(compiled: CompiledRegime, facts: PeriodFacts) -> set[str]:
    """Those that nothing need open, and those whose limbs some band opens or may open."""
    limbs = {
        limb
        for trigger in compiled.regime.triggers
        for band, letter in zip(trigger.bands, facts.bands[trigger.id], strict=True)
        if letter != "F"
        for limb in band.opens
    }
    return {
        name
        for name, power in compiled.regime.powers.items()
        if not power.opened_by or limbs.intersection(power.opened_by)
    }
