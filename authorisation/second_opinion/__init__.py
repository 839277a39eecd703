"""Derive the verdicts of assessments and histories again with durable-rules, and compare."""
