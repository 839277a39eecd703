"""Engine, program."""
