"""One form for each paper asked for: how it is handed in, and its file."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dossiers.draft_papers import NOTHING, DraftPaper
from dossiers.forms.handing_in import Files, HandInForm
from dossiers.statuses import PaperSource
from portal.accounts.models import User

_ANSWERS: list[tuple[str, str | Promise]] = [
    (PaperSource.UPLOADED, gettext_lazy("Tải tệp lên")),
    (PaperSource.BROUGHT, gettext_lazy("Mang bản giấy đến nơi nộp hồ sơ")),
    (PaperSource.IN_DATABASE, gettext_lazy("Cơ quan nhà nước đã có trong cơ sở dữ liệu")),
]


class PaperForm(HandInForm):
    """How one paper is handed in."""

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Files | None = None,
        *,
        paper: DraftPaper,
        user: User,
        must: bool = False,
    ) -> None:
        """Begin with what the draft holds; `must` asks for the paper also where the law leaves it open."""
        prefix = f"paper-{paper.component.pk}"
        super().__init__(data, files, prefix=prefix, source=paper.source, upload=paper.upload, user=user)
        self.paper, self.key, self.name = paper, paper.key, paper.component.name
        self.is_required = must or paper.component.required
        none = [] if self.is_required else [(NOTHING, gettext_lazy("Tôi không nộp giấy tờ này"))]
        self.offer([*_ANSWERS, *none])
