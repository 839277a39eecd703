"""With whom a group would reach a line, worked out on plain values: ids, amounts, pairs.

A pool has a member that all its other members are near. Who is near whom is a table of the user's,
never guessed. Nothing here ranks: what is equally few is in the order of the margins, then of ids.
"""
