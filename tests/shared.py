"""Where the reading matter stands that tests compare with: beside the project."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("AUTHORISATION_SHARED", Path(__file__).parents[1] / ".." / "shared"))
