"""YAML files, parsed with the place of every value and validated against declared shapes."""
