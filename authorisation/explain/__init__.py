"""Results in words: pure functions from results to data that report lays out."""
