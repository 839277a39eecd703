"""From a folder of rules to a rule set."""
