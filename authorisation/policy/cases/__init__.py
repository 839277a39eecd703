"""Policy, cases."""
