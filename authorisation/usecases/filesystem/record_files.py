"""The files of records, found in the folders that were named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authorisation.errors import UnreadableFile
from authorisation.language.yaml.regular_files import display_path, is_folder
from authorisation.usecases.filesystem.inputs import InputFiles, by_name

_ENDING = ".json"
_FORBIDDEN = "you may not read this folder"


def find_record_files(places: Iterable[Path]) -> InputFiles:
    """Replace each folder by the files in it that end as records do, by name; each file once.

    Raises:
        UnreadableFile: a folder without such a file.
    """
    files: dict[Path, None] = {}
    unread: list[UnreadableFile] = []
    for place in places:
        inside = _list_folder(place) if is_folder(place) else [place]
        records = [path for path in inside if _is_record(path) or not is_folder(place)]
        if not records:
            name = display_path(place)
            raise UnreadableFile(
                f"no {_ENDING} file in this folder",
                "name a record, or a folder that `assess --record` wrote",
                file=name,
            )
        files.update(dict.fromkeys(records))
        unread += [_refusal(path) for path in inside if path not in records]
    return InputFiles(tuple(files), tuple(unread))


def _list_folder(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=by_name)
    except OSError:
        name = display_path(folder)
        raise UnreadableFile(_FORBIDDEN, file=name) from None


def _is_record(path: Path) -> bool:
    return path.suffix.lower() == _ENDING and not path.name.startswith(".") and not is_folder(path)


def _refusal(path: Path) -> UnreadableFile:
    name = display_path(path)
    why = "a folder in the folder" if is_folder(path) else f"its name does not end in {_ENDING}"
    hidden = path.name.startswith(".")
    why = "hidden, by the dot that its name begins with" if hidden else why
    return UnreadableFile(why, file=name)
