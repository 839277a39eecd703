"""From `regime.yaml` to a failure regime."""
