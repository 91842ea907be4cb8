"""Content-addressed, encrypted storage over Django's storages API: the same bytes are stored once.

Who may see a file is decided by the app that refers to it; nothing here checks permissions.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import ProtectedError

from portal.files import conf
from portal.files.models import ScanState, StoredFile
from portal.files.sealing import seal, unseal

# Django knows no lock that many may hold at once.
_HOLD = "SELECT * FROM files_storedfile WHERE sha256 = %s FOR KEY SHARE"


def storage() -> Storage:
    """Return the storage for encrypted content: the alias "files" when configured, else the default one."""
    alias = "files" if "files" in storages.backends else "default"
    return storages[alias]


def digest(content: bytes) -> str:
    """SHA-256 of the content, as lower-case hex: its address."""
    return hashlib.sha256(content).hexdigest()


def save(content: bytes, name: str, mime: str, *, scan: bool = False) -> StoredFile:
    """Store content and return its row; content that is there already is not stored again.

    `name` only serves error messages and logs: names belong to uploads. With `scan`, new content waits for the virus
    scanner when one is configured (what the portal itself made needs none). ValueError when empty.
    To the end of the caller's transaction nobody discards it: whoever refers to it does so in the same one.
    """
    if not content:
        raise ValueError(f"{name}: empty content is never stored")
    sha256 = digest(content)
    return _held(sha256) or _store_new(content, sha256, mime, scan=scan)


def _held(sha256: str) -> StoredFile | None:
    """The row of a content, which those who refer to it hold together, against those who discard it."""
    return next(iter(StoredFile.objects.raw(_HOLD, [sha256])), None)


def _store_new(content: bytes, sha256: str, mime: str, *, scan: bool) -> StoredFile:
    sealed = seal(content, sha256)
    location = put_blob(f"{sha256[:2]}/{sha256[2:4]}/{sha256}", sealed.ciphertext)
    stored, created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size_bytes": len(content),
            "mime": mime,
            "location": location,
            "wrapped_key": sealed.wrapped_key,
            "scan_state": ScanState.WAITING if scan and conf.clamd_url() else ScanState.SKIPPED,
        },
    )
    if not created:  # another request stored the same content first; its blob counts
        storage().delete(location)
        return _held(sha256) or _store_new(content, sha256, mime, scan=scan)
    return stored


def put_blob(prefix: str, ciphertext: bytes) -> str:
    """Write bytes under a name that never existed before and return that name."""
    return storage().save(f"{prefix}-{secrets.token_hex(8)}", ContentFile(ciphertext))


def get_blob(location: str) -> bytes:
    """Read the bytes that `put_blob` wrote; FileNotFoundError when the storage lost them."""
    with storage().open(location, "rb") as blob:
        content: bytes = blob.read()
    return content


def delete_blobs(locations: Iterable[str]) -> None:
    """Delete blobs that nothing refers to any more; one that is gone already is no error."""
    for location in locations:
        storage().delete(location)


def open(stored: StoredFile) -> bytes:  # noqa: A001 - the contract's name: always called as store.open
    """Return the content in clear; SealBroken when the storage holds other bytes than were stored."""
    return unseal(get_blob(stored.location), bytes(stored.wrapped_key), stored.sha256)


def discard(stored: StoredFile) -> bool:
    """Delete content that no row refers to any more; False when something still does, or begins to at this moment."""
    try:
        with transaction.atomic():
            # Waits for those who hold it, and looks at who refers to it afterwards.
            list(StoredFile.objects.select_for_update().filter(pk=stored.pk).values_list("pk"))
            stored.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: delete_blobs([stored.location]), robust=True)
    return True
