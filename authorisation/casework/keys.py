"""The keys of the installation: one to sign with, and the public one of each that ever signed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from authorisation.errors import InvalidOption, UnreadableFile

_PRIVATE: Final = ".key"
_PUBLIC: Final = ".pub"
_ID_DIGITS: Final = 16


class Keys:
    """The keys of one store; what none of them signed proves nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Ed25519PublicKey] = {}
        self._signing: tuple[str, Ed25519PrivateKey] | None = None

    def make(self) -> None:
        """Make the key that signs from now on; of the one before the public key stays."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        key, before = Ed25519PrivateKey.generate(), list(self._folder.glob(f"*{_PRIVATE}"))
        name = _id_of(key.public_key())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._write_public(key.public_key())
        write_private(self._folder / f"{name}{_PRIVATE}", private)
        for old in before:
            old.unlink()
        self._signing = None

    @property
    def signs(self) -> str:
        """The id of the key that signs.

        Raises:
            UnreadableFile: it is gone, or cannot be read.
        """
        return self._signing_key()[0]

    def sign(self, digest: str) -> str:
        """Return the signature of a SHA-256, in hexadecimal.

        Raises:
            UnreadableFile: the key is gone, or cannot be read.
        """
        return self._signing_key()[1].sign(digest.encode()).hex()

    def has_signed(self, key: str, digest: str, signature: str) -> bool:
        """Return whether a key that is known here signed a SHA-256."""
        public = self._public(key)
        try:
            if public is not None:
                public.verify(bytes.fromhex(signature), digest.encode())
        except (InvalidSignature, ValueError):
            return False
        return public is not None

    def trust(self, file: Path) -> str:
        """Take the public key of another installation, and return its id.

        Raises:
            InvalidOption: the file holds none.
        """
        try:
            key = load_pem_public_key(file.read_bytes())
        except (OSError, ValueError):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise InvalidOption(
                f"{file}: no public key of a store", "take one from `keys/` of that store"
            )
        return self._write_public(key)

    def _write_public(self, key: Ed25519PublicKey) -> str:
        name = _id_of(key)
        file = self._folder / f"{name}{_PUBLIC}"
        if not file.exists():
            pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            write_private(file, pem)
        return name

    def _signing_key(self) -> tuple[str, Ed25519PrivateKey]:
        if self._signing is None:
            file = next(iter(sorted(self._folder.glob(f"*{_PRIVATE}"))), self._folder)
            try:
                key = load_pem_private_key(file.read_bytes(), None)
            except (OSError, ValueError):
                key = None
            if not isinstance(key, Ed25519PrivateKey):
                raise UnreadableFile(
                    f"{file}: the key to sign with cannot be read",
                    "bring it back from where it was kept apart",
                )
            self._signing = (_id_of(key.public_key()), key)
        return self._signing

    def _public(self, key: str) -> Ed25519PublicKey | None:
        """Return a public key by its id; None where it is not here or not the one of that id."""
        if key not in self._known and key.isalnum():
            try:
                found = load_pem_public_key((self._folder / f"{key}{_PUBLIC}").read_bytes())
            except (OSError, ValueError):
                return None
            if isinstance(found, Ed25519PublicKey) and _id_of(found) == key:
                self._known[key] = found
        return self._known.get(key)


def write_private(file: Path, data: bytes) -> None:
    """Write a new file that its owner alone may read, and have it on the disk.

    Raises:
        FileExistsError: there is one already.
    """
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _id_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:_ID_DIGITS]
