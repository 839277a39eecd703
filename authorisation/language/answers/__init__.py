"""Reads submissions, judgements and returns, each answer as its question declares it."""
