"""The catalogue in force as a workbook, whole or filtered: to be worked on and handed in again."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.http import FileResponse, HttpRequest
from django.utils import timezone

from portal.accounts.rules import access_rule
from portal.vietnamese import normalise
from procedures.choices import Level
from procedures.models import ProcedureVersion
from procedures.review.forms import MIMES, XLSX
from procedures.review.menu import PUBLISHER
from procedures.sheets.writing import write_workbook


@access_rule(PUBLISHER)
def export_workbook(request: HttpRequest) -> FileResponse:
    """What is in force today, narrowed by field (linh-vuc) and level (cap)."""
    versions = ProcedureVersion.objects.valid_on()
    if field := normalise(request.GET.get("linh-vuc", "").replace("\0", "")):
        versions = versions.filter(field__name=field)
    if (level := request.GET.get("cap", "")) in Level.values:
        versions = versions.filter(levels__contains=[level])
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(versions, file)
    file.seek(0)
    name = f"danh-muc-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MIMES[XLSX])
