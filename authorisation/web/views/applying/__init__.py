"""The pages of who applies: questions, answers, submitting."""
