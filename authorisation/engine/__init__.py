"""Model and facts to steps, findings and outcome; pure."""
