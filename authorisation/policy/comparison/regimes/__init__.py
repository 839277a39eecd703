"""What changes of a failure regime mean: its triggers, ways out, deadlines and tables."""
