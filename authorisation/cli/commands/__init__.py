"""The commands of `authorise`, a module each."""
