"""Rules, questions, answers and verdicts as frozen values, without I/O."""
