"""Blank forms of papers: publishers add and take away, readers download; an e-form prints as an empty form itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.files import uploads
from procedures.eforms import pages
from procedures.eforms.words import Schema, choices, word
from procedures.models import BlankForm, Procedure
from procedures.print_store import printed
from procedures.reader_help import reading

if TYPE_CHECKING:
    from portal.accounts.models import User
    from procedures.models import Case

#: What people can open and fill in; pictures and tables of figures are no forms.
KINDS = (".docx", ".pdf", ".xlsx")


@dataclass(frozen=True)
class Line:
    """One question of an empty form: ``options`` to tick, else room to write."""

    label: str
    options: tuple[str, ...]
    is_long: bool


@transaction.atomic
def add(procedure: Procedure, paper: str, person: User, file: File[bytes]) -> BlankForm:
    """Offer a file as the form of a paper. Raises UploadRefused."""
    if not (file.name or "").lower().endswith(KINDS):
        raise uploads.UploadRefused(_("Biểu mẫu phải là tệp DOCX, PDF hoặc XLSX."))
    upload = uploads.receive(person, file)
    uploads.claim([upload.public_id], person)
    reading.changed()
    return BlankForm.objects.create(procedure=procedure, paper=paper, upload=upload, added_by=person)


@transaction.atomic
def remove(form: BlankForm) -> None:
    """Offer a form no more; doing it twice is harmless."""
    BlankForm.objects.filter(pk=form.pk, removed_at=None).update(removed_at=timezone.now())
    reading.changed()


def empty_form_pdf(case: Case, code: str, name: str) -> bytes:
    """The e-form of a case as an empty form on A4, to fill in by hand. Raises PrintersBusy; the case must have one."""
    assert case.eform is not None  # noqa: S101 - the caller asked
    context = {"name": name, "code": code, "case": case.name, "sections": sections(case.eform.schema)}
    return printed("procedures/print/empty_form.html", context, title=name)


def sections(schema: Schema) -> list[tuple[str, list[Line]]]:
    """The pages of an e-form with their questions, in Vietnamese."""
    known = schema["properties"]
    return [(page.title, [_line(known[name]) for name in page.fields if name in known]) for page in pages(schema)]


def _line(spec: dict[str, Any]) -> Line:
    offered = tuple(str(said) for _value, said in choices(spec, "vi")) if "enum" in spec else ()
    return Line(word(spec, "title", "vi"), offered, spec.get("x-widget") == "textarea")
