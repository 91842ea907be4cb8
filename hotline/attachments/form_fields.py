"""Choosing files in a form, with scripts or without: what was accepted is kept when the page comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from hotline.attachments.choosing import MOST_AT_ONCE, NOTHING, Chosen, too_many_at_once
from portal.files import kinds, uploads
from portal.files.models import Upload, UploadState
from portal.files.refusals import UploadRefused
from portal.ui.forms import SubmissionKeyMixin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

_ACCEPTED = ",".join(f".{extension}" for facts in kinds.FACTS.values() for extension in facts.extensions)
_USABLE = (UploadState.READY, UploadState.CHECKING)


class ManyFilesInput(forms.FileInput):
    """A box that takes several files."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Files as they came; what is wrong with each one is said by `portal.files`."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """A list, empty when nothing was chosen."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


class KeptFiles(forms.MultipleChoiceField):
    """Files accepted on an earlier try of the same page; what it no longer knows is left out, not an error."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        """The ids that are known and still wanted."""
        known = {str(choice) for choice, _label in self.widget.choices}
        return [str(one) for one in value or [] if str(one) in known]


class AttachingMixin(SubmissionKeyMixin):
    """A form that takes files: each is checked at once and lies under the page's key until the form is whole."""

    attachments = ManyFiles(
        label=_("Tệp đính kèm"),
        help_text=_("Nếu có: ảnh chụp, giấy tờ. Nhiều nhất 5 tệp PDF, JPG, PNG, HEIC, DOCX, XLSX hoặc XML."),
        required=False,
        widget=ManyFilesInput({"accept": _ACCEPTED}),
    )
    kept = KeptFiles(label=_("Tệp đã nhận"), help_text=_("Bỏ dấu ở tệp mà bạn không muốn gửi nữa."), required=False)
    chosen: Chosen = NOTHING

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what was kept under this page's key; a page that takes no files leaves both boxes out."""
        super().__init__(*args, **kwargs)
        self._kept = self.fields.pop("kept", None)
        self._held: dict[str, Upload] = {}
        if isinstance(self.data, QueryDict) and self.data.getlist("kept"):
            self._offer(_held_under(_holder(str(self.data.get("submission_key", ""))[:40])))

    def clean(self) -> dict[str, Any]:
        """Take in what came, file by file; one that can't be used takes nothing else with it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "attachments" in self.fields and "submission_key" in data:
            self._receive(data.get("attachments") or [], [self._held[one] for one in data.get("kept") or []])
        return data

    @property
    def attaching_fields(self) -> list[forms.BoundField]:
        """The boxes for files, in their order, for pages that place their fields one by one."""
        return [self[name] for name in ("kept", "attachments") if name in self.fields]

    def _receive(self, files: Sequence[UploadedFile[Any]], chosen: list[Upload]) -> None:
        for file in files:
            if len(chosen) >= MOST_AT_ONCE:
                self.add_error("attachments", too_many_at_once())
                break
            try:
                chosen.append(uploads.receive(None, file, session_key=_holder(self.key)))
            except UploadRefused as refusal:
                self.add_error("attachments", refusal.message)
        self.chosen = Chosen(tuple(chosen))
        self._offer(self._held | {str(upload.public_id): upload for upload in chosen})
        if isinstance(self.data, QueryDict):  # what was taken in stands ticked on the page that comes back
            self.data = self.data.copy()
            self.data["submission_key"] = str(self.key)
            self.data.setlist("kept", [str(upload.public_id) for upload in chosen])

    def _offer(self, held: dict[str, Upload]) -> None:
        if held and isinstance(self._kept, forms.MultipleChoiceField):
            self._held, self.fields["kept"] = held, self._kept
            self._kept.choices = [(one, _named(upload)) for one, upload in held.items()]


def _holder(key: object) -> str:
    return f"hotline {key}"


def _held_under(holder: str) -> dict[str, Upload]:
    found = Upload.objects.held_by(None, session_key=holder).filter(state__in=_USABLE)
    return {str(upload.public_id): upload for upload in found.select_related("stored").order_by("pk")}


def _named(upload: Upload) -> str:
    return f"{upload.name} ({filesizeformat(upload.received_bytes)})"
