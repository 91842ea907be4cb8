"""What a unit that is asked answers: an opinion, its words, and a file where there is one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.draft_papers import usable_uploads
from dossiers.forms.handing_in import AnyFile
from dossiers.forms.typed import long_text
from dossiers.models.consultations import NEEDS_WORDS, OPINIONS_OF, Opinion
from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from portal.ui.upload_words import UPLOAD_WORDS


class OpinionAnswerForm(forms.Form):
    """Whoever does not simply agree says why; a file that came once is kept over an error."""

    use_required_attribute = False
    prefix = "answer"
    opinion = forms.ChoiceField(
        label=gettext_lazy("Ý kiến của đơn vị"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn ý kiến của đơn vị.")},
    )
    text = long_text(
        gettext_lazy("Nội dung ý kiến"),
        hint=gettext_lazy("Bắt buộc khi có ý kiến thêm hoặc không đồng ý: nêu rõ căn cứ."),
        most=4000,
        rows=6,
    )
    file = AnyFile(
        label=gettext_lazy("Văn bản kèm theo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            {
                "accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx",
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
        user: User,
        asked_for: str,
    ) -> None:
        """For the person who answers: files are theirs. What may be said hangs on what is asked for."""
        super().__init__(data, files)
        chooser = self.fields["opinion"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(str(one), Opinion(one).label) for one in OPINIONS_OF[asked_for]]
        self.user = user
        self.upload: Upload | None = None

    @property
    def kept_field(self) -> str:
        """The hidden field with the file of an earlier try."""
        return f"{self.add_prefix('kept')}_upload"

    def clean(self) -> dict[str, Any]:
        """Take the file in, and ask for words where the opinion needs them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file = data.get("file")
        if isinstance(file, UploadedFile):
            self._receive(file)
        elif named := self.data.get(f"{self.add_prefix('file')}_upload") or self.data.get(self.kept_field):
            self.upload = usable_uploads(self.user, [str(named)]).get(str(named))
            if self.upload is None:
                self.add_error("file", _("Tệp đã tải lên không dùng được. Hãy chọn lại tệp."))
        if data.get("opinion") in NEEDS_WORDS and not data.get("text"):
            self.add_error("text", _("Hãy ghi rõ ý kiến của đơn vị."))
        return data

    def _receive(self, file: UploadedFile[Any]) -> None:
        try:
            self.upload = uploads.receive(self.user, file)
        except uploads.UploadRefused as refused:
            self.add_error("file", refused.message)
