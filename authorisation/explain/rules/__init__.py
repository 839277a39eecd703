"""The parts of rules and what they rest on: citations of passages, and figures over time."""
