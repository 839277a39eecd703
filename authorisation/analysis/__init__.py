"""Questions about the rules themselves, answered by a solver and confirmed by the engine."""
