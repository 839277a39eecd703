"""With whom groups that fall short would reach the line of a rule set."""
