"""How long the solver may take over one question: seconds by the clock, or an effort."""

from __future__ import annotations

from typing import Final

PROOF_SECONDS: Final = 20.0
"""For something to be proved or refuted, at one stage."""
CHANGE_SECONDS: Final = 30.0
"""For the smallest change that would do."""
WITNESS_SECONDS: Final = 5.0
"""For a witness that is nice to have."""
ROWS_SECONDS: Final = 10.0
"""For two rows of a table to be shown to cross."""
SURVEY_SECONDS: Final = 3.0
"""For many questions at once, before they are asked one by one."""
MUTANT_SECONDS: Final = None
"""For a submission that kills a mutant: the solver's effort ends it, the same on every machine."""
FEWER_EFFORT: Final = 4_000_000
"""For whether fewer answers do, in the solver's own units: a quarter of a second."""
