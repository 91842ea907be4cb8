"""Stored content and the uploads it came from.

A `StoredFile` is content: one row for one SHA-256, encrypted in Django's storage. An `Upload` is an act: somebody
handed in a file under a name, perhaps in pieces; it points to the content once that was checked.
"""

from portal.files.models.parts import UploadPart
from portal.files.models.stored import ScanState, StoredFile
from portal.files.models.uploads import Upload, UploadQuerySet, UploadState

__all__ = ["ScanState", "StoredFile", "Upload", "UploadPart", "UploadQuerySet", "UploadState"]
