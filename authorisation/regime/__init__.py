"""Replay a group's returns under a failure regime: triggers, causes, responses, stages."""
