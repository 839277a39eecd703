"""The pages of who assesses: an application as submitted, and judgements of it."""
