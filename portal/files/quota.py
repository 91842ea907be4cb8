"""How much somebody may leave lying here unused: files that belong to no dossier yet, by number and by size.

A limit against a full disk, not against filing: what a dossier uses does not count, and nothing kept is taken away.
It is soft: files handed in at the very same moment may pass together.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.files import conf
from portal.files.models import Upload, UploadState
from portal.files.refusals import UploadRefused

if TYPE_CHECKING:
    from portal.accounts.models import User


def require_room(size_bytes: int, owner: User | None, *, session_key: str = "", client: str = "") -> None:
    """UploadRefused (409) when a file of `size_bytes` more would be too much unused by its holder; one query."""
    times = conf.CLIENT_TIMES if client else 1
    held = Upload.objects.held_by(owner, session_key=session_key, client=client).filter(claimed_at=None)
    unused = held.exclude(state=UploadState.REJECTED).aggregate(files=Count("pk"), size=Sum("declared_size"))
    if unused["files"] >= conf.max_unused_files() * times:
        message = _("Bạn có %(count)s tệp chưa nằm trong hồ sơ nào, nên chưa tải thêm được.") % {
            "count": unused["files"]
        }
        raise _full(message)
    if (unused["size"] or 0) + size_bytes > conf.max_unused_bytes() * times:
        size = filesizeformat(unused["size"] or 0)
        message = _("Các tệp của bạn chưa nằm trong hồ sơ nào đã có %(size)s, nên chưa tải thêm được.") % {"size": size}
        raise _full(message)


def _full(message: str) -> UploadRefused:
    way_out = _("Hãy gửi hoặc bỏ những hồ sơ đang làm dở rồi chọn lại tệp này. Những gì đã tải lên và đã nhập vẫn còn.")
    return UploadRefused(f"{message} {way_out}", status=HTTPStatus.CONFLICT)
