"""A package: one ZIP with its tables at the top and the files of dossiers beneath (docs/import.md).

Nothing is unpacked to disk, so no name in it leads anywhere; what is read is bounded whatever the ZIP says of itself.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.utils.translation import gettext as _

from portal.files import conf
from portal.inheritance.columns import DOSSIERS, TABLES
from portal.inheritance.tables import Row, TableRefused, rows_of

MOST_TABLE_BYTES = 200 * 1024 * 1024
MOST_ENTRIES = 500_000
_ENDINGS = (".csv", ".xlsx")
#: What every program packs with; the others let a few bytes ask for gigabytes of memory.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, NotImplementedError, ValueError)


class PackageRefused(ValueError):
    """The package cannot be taken at all; the words say why."""


class FileMissing(LookupError):
    """The package has no such file, or one that cannot be read."""


class Package:
    """An opened package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        self._names = {entry.filename for entry in entries}
        if len(entries) > MOST_ENTRIES or len(self._names) < len(entries):
            raise PackageRefused(_("Gói ZIP có quá nhiều tệp, hoặc hai tệp cùng tên."))
        self.tables = self._found_tables()

    def rows(self, table: str) -> list[Row]:
        """The rows of a table, [] where the package has none. Raises PackageRefused, naming the table."""
        name = self.tables.get(table)
        if name is None:
            return []
        try:
            return rows_of(table, name, self._read(name, MOST_TABLE_BYTES))
        except (TableRefused, FileMissing) as refusal:
            raise PackageRefused(f"{name}: {refusal}") from refusal

    def file(self, name: str) -> bytes:
        """The content of a file. Raises FileMissing in words."""
        return self._read(name, conf.max_bytes())

    def _read(self, name: str, most: int) -> bytes:
        if name not in self._names:
            raise FileMissing(_("Gói không có tệp này."))
        if self._archive.getinfo(name).compress_type not in _PACKED:
            raise FileMissing(_("Tệp trong gói được nén theo cách lạ; hãy nén lại thành gói ZIP thông thường."))
        try:
            with self._archive.open(name) as entry:
                content = entry.read(most + 1)
        except _BROKEN as error:
            raise FileMissing(_("Tệp trong gói bị hỏng hoặc có mật khẩu.")) from error
        if len(content) > most:
            raise FileMissing(_("Tệp lớn hơn %(limit)d MB.") % {"limit": most // 2**20})
        return content

    def _found_tables(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for table in TABLES:
            names = [f"{table}{ending}" for ending in _ENDINGS if f"{table}{ending}" in self._names]
            if len(names) > 1:
                raise PackageRefused(_("Gói có hai bảng %(table)s.") % {"table": table})
            if names:
                found[table] = names[0]
        if DOSSIERS not in found:
            raise PackageRefused(_("Gói không có bảng ho_so.csv hoặc ho_so.xlsx."))
        return found


@contextmanager
def opened(content: bytes) -> Iterator[Package]:
    """A package to read from. Raises PackageRefused for what is no ZIP or lacks the table of dossiers."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except _BROKEN as error:
        raise PackageRefused(_("Tệp không phải gói ZIP đọc được.")) from error
    with archive:
        yield Package(archive)
