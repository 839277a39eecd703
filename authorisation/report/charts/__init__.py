"""Charts as SVG: the variance of a budget line over time, the funnel of groups."""
