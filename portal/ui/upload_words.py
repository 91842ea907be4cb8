"""What `upload.js` says while a file travels, in the language of the page: for `data-upload-words` of its input."""

from __future__ import annotations

import json

from django.utils.functional import lazy
from django.utils.translation import gettext as _


def _words() -> str:
    words = {
        "sending": _("Đang tải {name}: {percent} %"),
        "done": _("Đã tải xong {name}"),
        "failed": _("Chưa tải được {name}."),
        "retry": _("Thử lại"),
    }
    return json.dumps(words, ensure_ascii=False)


#: The words as JSON, read when a page is drawn.
UPLOAD_WORDS = lazy(_words, str)()
