"""The values of FEEL, known or absent, with Kleene's logic and interval arithmetic."""
