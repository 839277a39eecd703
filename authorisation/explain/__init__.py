"""Steps to words; pure."""
