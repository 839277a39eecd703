"""What groups and assessors wrote, read by the questions."""
