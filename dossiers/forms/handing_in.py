"""One thing that is handed in: how, and its file where there is one. Papers and proofs are forms of this kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.draft_papers import usable_uploads
from dossiers.papers_elsewhere import Offer
from dossiers.statuses import PaperSource
from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from portal.ui.upload_words import UPLOAD_WORDS

Files = MultiValueDict[str, UploadedFile[Any]]
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


class HandInForm(forms.Form):
    """How one thing is handed in. Choosing a file is answer enough.

    `key` names it in the draft, `name` in sentences; without an answer it is missing when `is_required`.
    """

    use_required_attribute = False
    has_new_file = False
    key: str
    name: str
    #: A page on which it can be looked for instead (dossiers.papers_elsewhere), where there is one.
    elsewhere: Offer | None = None
    is_required: bool
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
        data: QueryDict | None,
        files: Files | None,
        *,
        prefix: str,
        source: str,
        upload: Upload | None,
        user: User,
    ) -> None:
        """Begin with what the draft holds."""
        super().__init__(data, files, prefix=prefix, initial={"source": source})
        self.user, self.upload = user, upload
        # conditional.js shows the file only to those who upload one.
        self.fields["file"].widget.attrs |= {"data-shown-if": self.add_prefix("source"), "data-shown-if-in": "uploaded"}
        if upload:
            self.fields["file"].label = gettext_lazy("Chọn tệp khác để thay")

    def offer(self, answers: Sequence[tuple[str, str | Promise]]) -> None:
        """The answers to choose from."""
        cast(AnyAnswer, self.fields["source"]).choices = answers

    @property
    def upload_field(self) -> str:
        """The hidden field in which upload.js names the file that it sent in pieces."""
        return f"{self.add_prefix('file')}_upload"

    @property
    def kept_field(self) -> str:
        """The hidden field with a file of an earlier try, on pages that keep no draft."""
        return f"{self.add_prefix('kept')}_upload"

    def clean(self) -> dict[str, Any]:
        """Take in a file that came with the form, and say what is still missing."""
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
        source, name = self.chosen(data), {"name": self.name}
        if not source and self.is_required:
            self.add_error("source", _("Hãy cho biết bạn nộp «%(name)s» bằng cách nào.") % name)
        elif source == PaperSource.UPLOADED and self.upload is None:
            self.add_error("file", _("Hãy chọn tệp «%(name)s», hoặc chọn cách nộp khác.") % name)

    def chosen(self, data: dict[str, Any]) -> str:
        """The source meant: a file just chosen says "uploaded", whatever the radios say."""
        return PaperSource.UPLOADED if self.has_new_file else str(data.get("source") or "")

    def answer(self) -> dict[str, str]:
        """What the draft keeps: what was chosen, and the file also when something else was chosen."""
        source = self.chosen(self.cleaned_data)
        kept = {"source": source, "upload": str(self.upload.public_id) if self.upload else ""}
        return {name: value for name, value in kept.items() if value}

    @property
    def is_answered(self) -> bool:
        """Whether what came says anything about it (a page saved while it is typed may leave it out)."""
        return any(self.data.get(name) for name in (self.add_prefix("source"), self.upload_field))
