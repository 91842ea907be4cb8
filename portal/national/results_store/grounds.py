"""On which ground somebody's results are looked for, and the words that a person agreed to.

What was shown is kept with each look, as it stood then: changing a text here changes nothing that was agreed to.
"""

from __future__ import annotations

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Ground(models.TextChoices):
    """Consent of the owner, or the law (domain: NĐ 309/2026 Đ4(2a), NĐ 310/2026)."""

    CONSENT = "consent", gettext_lazy("Chủ giấy tờ đồng ý trên trang này")
    AT_COUNTER = "at_counter", gettext_lazy("Chủ giấy tờ có mặt và đồng ý, cán bộ ghi nhận")
    NOT_ASKED_AGAIN = (
        "nd309",
        gettext_lazy("Không yêu cầu giấy tờ đã có trong cơ sở dữ liệu (Nghị định 309/2026/NĐ-CP, Điều 4, khoản 2a)"),
    )
    LOOKED_UP_FOR_OWNER = (
        "nd310",
        gettext_lazy("Cán bộ tra cứu thành phần hồ sơ trong cơ sở dữ liệu (Nghị định 310/2026/NĐ-CP)"),
    )


#: Grounds that end when the owner says so; the law does not.
OF_CONSENT = (Ground.CONSENT, Ground.AT_COUNTER)
#: From which a member of staff chooses; nobody consents in somebody else's name.
OF_STAFF = (Ground.AT_COUNTER, Ground.NOT_ASKED_AGAIN, Ground.LOOKED_UP_FOR_OWNER)


def known_grounds() -> list[tuple[str, str]]:
    """The grounds with their labels; a function, so that a new one needs no migration."""
    return [(ground.value, str(ground.label)) for ground in Ground]


def consent_words(paper: str, procedure: str) -> str:
    """What a person agrees to for one paper of one filing: who looks, where, for what, and how it ends."""
    words = _(
        "Tôi đồng ý để hệ thống dùng số định danh của tôi tìm giấy tờ «%(paper)s» trong kho kết quả quốc gia, chỉ để "
        "nộp hồ sơ «%(procedure)s». Tôi có thể rút lại sự đồng ý này; khi đó giấy tờ chưa nộp sẽ bị xóa."
    )
    return words % {"paper": paper, "procedure": procedure}


def consent_label(paper: str, procedure: str) -> SafeString:
    """The same words as a page shows them, the names in them marked as Vietnamese."""
    names = [format_html('<span lang="vi">{}</span>', name) for name in (paper, procedure)]
    return mark_safe(consent_words(*names))  # noqa: S308 - our own sentence around names that are escaped


def counter_words(paper: str) -> str:
    """What an officer attests for an owner who is present."""
    words = _("Chủ giấy tờ có mặt, được giải thích và đồng ý để tìm «%(paper)s» trong kho kết quả quốc gia.")
    return words % {"paper": paper}
