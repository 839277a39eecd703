"""Engine, plans."""
