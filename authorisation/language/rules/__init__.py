"""Loads a rule set from its folder: gathers its files, builds the model and checks it."""
