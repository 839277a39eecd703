"""The folder of rules and the command line that the tests of commands run on."""

from tests.cli.conftest import folder, names, run

__all__ = ["folder", "names", "run"]
