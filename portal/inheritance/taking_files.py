"""Taking files: papers and results of dossiers that came over, checked like uploads."""

from __future__ import annotations

from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import aliases
from dossiers.models import DossierAlias, InheritedFile
from portal.files import store
from portal.files.inspection import inspect
from portal.files.refusals import UploadRefused
from portal.inheritance.columns import WrongCell
from portal.inheritance.packages import FileMissing, Package
from portal.inheritance.stretches import Context, Good, Said, Taken


def take_files(good: Good, context: Context, taken: Taken) -> None:
    """Write what is new of a stretch of papers or of results."""
    codes = {aliases.tidy(said["ma_ho_so"]) for _number, _cells, said in good}
    rows = DossierAlias.objects.filter(system=context.system, code__in=codes).values_list("code", "dossier_id")
    dossiers = dict(rows)
    known = set(
        InheritedFile.objects.filter(dossier__in=dossiers.values()).values_list("dossier_id", "file_name", "is_result")
    )
    for number, cells, said in good:
        try:
            dossier = dossiers.get(aliases.tidy(said["ma_ho_so"]))
            if (dossier, said["tep"], "so" in said) in known:
                taken.known += 1
                continue
            _take_file(said, dossier, context)
            taken.made += 1
        except WrongCell as wrong:
            taken.refuse(number, cells, wrong)


def _take_file(said: Said, dossier: int | None, context: Context) -> None:
    if dossier is None and not (context.is_dry_run and aliases.tidy(said["ma_ho_so"]) in context.codes):
        raise WrongCell(_("Không có hồ sơ mã này, hoặc dòng của hồ sơ bị lỗi."), "ma_ho_so")
    content, mime = _checked(said, context.package)
    if dossier is None or context.is_dry_run:
        return
    is_result = "so" in said
    InheritedFile.objects.create(
        dossier_id=dossier,
        is_result=is_result,
        title=said["ten"],
        number=said["so"] if is_result else "",
        signed_on=timezone.localdate(said["ngay_ky"]) if is_result else None,
        signed_by=(said["nguoi_ky"] or "") if is_result else "",
        file_name=said["tep"],
        stored=store.save(content, said["tep"], mime, scan=True),
    )


def _checked(said: Said, package: Package) -> tuple[bytes, str]:
    """The content of a file with its media type, when it is what its checksum and its name say."""
    try:
        content = package.file(said["tep"])
        if sha256(content).hexdigest() != said["sha256"]:
            raise WrongCell(_("Mã băm của tệp khác với mã ghi trong bảng."), "sha256")
        return content, inspect(content, said["tep"].rpartition("/")[2])
    except (FileMissing, UploadRefused) as error:
        raise WrongCell(str(error), "tep") from error
