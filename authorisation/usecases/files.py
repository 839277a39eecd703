"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from authorisation.errors import InvalidOption


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place, then move all there; old files stay until then.

    Raises:
        InvalidOption: one of them cannot be written there; none is.
    """
    besides = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    path = Path()
    try:
        for path, content in contents.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
            besides[path].write_bytes(content)
        for path, beside in besides.items():
            beside.replace(path)
    except OSError as error:
        raise InvalidOption(
            f"{path}: cannot be written: {(error.strerror or 'no reason given').lower()}\n"
            "  help: name a file in a folder that exists and that you may write to"
        ) from None
    finally:
        for beside in besides.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)
