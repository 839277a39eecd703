"""What a case manager does: opens cases, sends letters, watches conditions and returns."""
