"""Who asks: attempts to sign in, sessions, and what is logged of both."""
