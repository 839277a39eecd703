"""Judge conditions and assessors' grades: sets of possible verdicts, and margins."""
