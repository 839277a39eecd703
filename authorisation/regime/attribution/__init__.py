"""Split an overspend between claimed causes, and set the remainder against chance."""
