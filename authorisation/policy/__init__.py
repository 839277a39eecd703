"""Policy tests: cases, and what runs them."""
