"""The program imported as it is: this comes before any of its modules.

It is a plugin of pytest too, which would compile each module a second time so that an assertion in
it says more when it fails; tests explain those that stand in tests.
"""

from __future__ import annotations

import sys

for finder in sys.meta_path:
    getattr(finder, "_must_rewrite", set()).discard("authorisation")
