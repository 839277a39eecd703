"""Analyses of an assessment: missing answers, sensitivity, provenance of values."""
