"""One form for each paper asked for: how it is handed in, and its file."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.draft_papers import NOTHING, DraftPaper, usable_uploads
from dossiers.statuses import PaperSource
from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from portal.ui.upload_words import UPLOAD_WORDS

_ANSWERS: list[tuple[str, str | Promise]] = [
    (PaperSource.UPLOADED, gettext_lazy("Tải tệp lên")),
    (PaperSource.BROUGHT, gettext_lazy("Mang bản giấy đến nơi nộp hồ sơ")),
    (PaperSource.IN_DATABASE, gettext_lazy("Cơ quan nhà nước đã có trong cơ sở dữ liệu")),
]
_ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.docx,.xlsx,.xml"


class AnyAnswer(forms.ChoiceField):
    """Radios that may stay open: the form decides what is missing, and the label does not say "optional"."""

    def validate(self, value: Any) -> None:
        """Judge only an answer that was given."""
        if value:
            super().validate(value)


class AnyFile(forms.FileField):
    """A file that may be left out: another answer, or a file kept before, can stand for it."""

    def validate(self, value: Any) -> None:
        """Leave the judgement to the form."""


class PaperForm(forms.Form):
    """How one paper is handed in. Choosing a file is answer enough."""

    use_required_attribute = False
    has_new_file = False
    source = AnyAnswer(label=gettext_lazy("Bạn nộp giấy tờ này bằng cách nào?"), widget=forms.RadioSelect)
    file = AnyFile(
        label=gettext_lazy("Chọn tệp"),
        allow_empty_file=True,
        widget=forms.FileInput(
            {
                "accept": _ACCEPTED,
                "data-upload-url": reverse_lazy("api:upload-list"),
                "data-upload-words": UPLOAD_WORDS,
            }
        ),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        paper: DraftPaper,
        user: User,
        must: bool = False,
    ) -> None:
        """Begin with what the draft holds; `must` asks for the paper also where the law leaves it open."""
        super().__init__(data, files, prefix=f"paper-{paper.component.pk}", initial={"source": paper.source})
        self.paper, self.user = paper, user
        self.is_required = must or paper.component.required
        self.upload: Upload | None = paper.upload
        chooser = cast(AnyAnswer, self.fields["source"])
        none = [] if self.is_required else [(NOTHING, gettext_lazy("Tôi không nộp giấy tờ này"))]
        chooser.choices = [*_ANSWERS, *none]
        # conditional.js shows the file only to those who upload one.
        self.fields["file"].widget.attrs |= {"data-shown-if": self.add_prefix("source"), "data-shown-if-in": "uploaded"}
        if paper.upload:
            self.fields["file"].label = gettext_lazy("Chọn tệp khác để thay")

    @property
    def upload_field(self) -> str:
        """The hidden field in which upload.js names the file that it sent in pieces."""
        return f"{self.add_prefix('file')}_upload"

    @property
    def kept_field(self) -> str:
        """The hidden field with a file of an earlier try, on pages that keep no draft."""
        return f"{self.add_prefix('kept')}_upload"

    def clean(self) -> dict[str, Any]:
        """Take in a file that came with the form, and say what is still missing for this paper."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file = data.get("file")
        if isinstance(file, UploadedFile):
            self._receive(file)
        elif named := self.data.get(self.upload_field):
            self.has_new_file = self._take(str(named))
        elif kept := self.data.get(self.kept_field):
            self._take(str(kept))
        if not self.errors:
            self._require_answer(data)
        return data

    def _receive(self, file: UploadedFile[Any]) -> None:
        try:
            self.upload, self.has_new_file = uploads.receive(self.user, file), True
        except uploads.UploadRefused as refused:
            self.add_error("file", refused.message)

    def _take(self, public_id: str) -> bool:
        """Takes a file that is here already, by its id; False with an error beside the field when it can't be used."""
        upload = usable_uploads(self.user, [public_id]).get(public_id)
        if upload is None:
            self.add_error("file", _("Tệp đã tải lên không dùng được. Hãy chọn lại tệp."))
            return False
        self.upload = upload
        return True

    def _require_answer(self, data: dict[str, Any]) -> None:
        source = self.chosen(data)
        name = {"name": self.paper.component.name}
        if not source and self.is_required:
            self.add_error("source", _("Hãy cho biết bạn nộp «%(name)s» bằng cách nào.") % name)
        elif source == PaperSource.UPLOADED and self.upload is None:
            self.add_error("file", _("Hãy chọn tệp «%(name)s», hoặc chọn cách nộp khác.") % name)

    def chosen(self, data: dict[str, Any]) -> str:
        """The source meant: a file just chosen says "uploaded", whatever the radios say."""
        return PaperSource.UPLOADED if self.has_new_file else str(data.get("source") or "")

    def answer(self) -> dict[str, str]:
        """What the draft keeps of this paper: what was chosen, and the file also when something else was chosen."""
        source = self.chosen(self.cleaned_data)
        kept = {"source": source, "upload": str(self.upload.public_id) if self.upload else ""}
        return {name: value for name, value in kept.items() if value}

    @property
    def is_answered(self) -> bool:
        """Whether what came says anything about this paper (a page saved while it is typed may leave it out)."""
        return any(self.data.get(name) for name in (self.add_prefix("source"), self.upload_field))
