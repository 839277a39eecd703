"""A case out of the store, as a folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import ExportedText, write_text
from authorisation.casework.exchange.files import UPLOADS, case_files, case_uploads
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import StoreAct
from authorisation.errors import InvalidOption
from authorisation.usecases.filesystem.files import write_all
from authorisation.usecases.library import Library


def export_case(
    case: GroupCase, folder: Path, library: Library, at: datetime, by: str = ""
) -> None:
    """Write a whole case into a new or empty folder, all of it or nothing; this is an event.

    `by` is the token of who does it; empty for whoever is at the machine itself.

    Raises:
        InvalidOption: something is there already, or nothing can be written there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidOption(f"{folder}: it is not empty", "name a new folder")
    with transaction.atomic():
        files = {**case_files(case, library), **case_uploads(case)}
        last = case.events.order_by("-case_number")[0]
        said = ExportedText(uid=case.uid, last=last.sha256)
        append(NewEvent(StoreAct.EXPORT, write_text(said), by, at))
    try:
        (folder / UPLOADS).mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise InvalidOption(f"{folder}: cannot be written: {error.strerror}") from None
    write_all({folder / name: data for name, data in files.items()})
