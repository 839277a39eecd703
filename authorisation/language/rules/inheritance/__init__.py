"""What a rule set takes over from those it rests on and what it changes, still as written."""
