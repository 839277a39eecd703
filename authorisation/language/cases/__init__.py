"""From `cases/` to policy tests."""
