"""Engine, analysis."""
