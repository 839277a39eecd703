"""Engine, judge."""
