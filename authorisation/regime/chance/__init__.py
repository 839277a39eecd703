"""Statistics of chance: limits of a variance, funnel plots, dispersion between groups."""
