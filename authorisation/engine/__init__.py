"""Assess submissions under a compiled rule set: steps, findings, possible outcomes; no files."""
