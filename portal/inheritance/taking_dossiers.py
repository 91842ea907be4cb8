"""Taking dossiers, ended or open: what a row says, with the units, the procedure and the accounts of today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import aliases, taking_over
from dossiers.models import DossierAlias
from dossiers.statuses import OPEN, Channel, PartyKind, Status
from dossiers.taking_over import OldDossier, OldOwner
from portal.accounts.models import User
from portal.inheritance.columns import DOSSIERS, WrongCell
from portal.inheritance.mapping import Ways, end_of_day, step_of
from portal.inheritance.models import TakenAccount
from portal.inheritance.stretches import Context, Good, Said, Taken


def take_dossiers(good: Good, context: Context, taken: Taken) -> None:
    """Write what is new of a stretch, in a fixed number of statements."""
    codes = {aliases.tidy(said["ma_ho_so"]) for _number, _cells, said in good}
    known = set(DossierAlias.objects.filter(system=context.system, code__in=codes).values_list("code", flat=True))
    accounts = _users(context.system, {said["ma_tai_khoan"] for _number, _cells, said in good} - {None})
    fresh: list[OldDossier] = []
    for number, cells, said in good:
        try:
            if aliases.tidy(said["ma_ho_so"]) in known:
                taken.known += 1
            else:
                _refuse_unknown_account(said["ma_tai_khoan"], accounts, context)
                fresh.append(_old(said, context.ways, accounts))
            context.note(DOSSIERS, said)
        except WrongCell as wrong:
            taken.refuse(number, cells, wrong)
    if fresh:
        taken.made += len(taking_over.take_over(fresh, context.system))


def _users(system: str, codes: set[str]) -> dict[str, User]:
    rows = TakenAccount.objects.filter(system=system, code__in=codes).select_related("user")
    return {row.code: row.user for row in rows}


def _refuse_unknown_account(code: str | None, accounts: Mapping[str, User], context: Context) -> None:
    """A dry run has no accounts yet: those that it would have made count."""
    if code and code not in accounts and not (context.is_dry_run and code in context.accounts):
        raise WrongCell(_("Không có tài khoản mã này trong bảng tai_khoan."), "ma_tai_khoan")


def _old(said: Said, ways: Ways, accounts: Mapping[str, User]) -> OldDossier:
    filed, status, owner = said["ngay_nop"], said["trang_thai"], _owner(said, accounts)
    _check_order(said)
    version, case, process = ways.matter(said["ma_thu_tuc"], timezone.localdate(filed), said["truong_hop"] or "")
    receiving, competent = ways.units(said["co_quan"], said["dia_chi"] or "")
    handling, step = competent, None
    if status in OPEN:
        competent, handling = ways.places(version, competent)
        step = step_of(process, status, said["buoc"] or "")
    promised = end_of_day(competent, said["ngay_hen_tra"]) if said["ngay_hen_tra"] else None
    if status in OPEN:
        _check_open(said, promised)
    return OldDossier(
        said["ma_ho_so"], version, case, process, said["noi_dung"] or version.name[:1000], status,
        said["kenh"] or Channel.DIRECT, receiving, competent, handling, filed, promised, said["ngay_tiep_nhan"],
        said["ngay_xong"] or said["ngay_tra"], said["ngay_tra"], owner, step,
    )  # fmt: skip


def _owner(said: Said, accounts: Mapping[str, User]) -> OldOwner:
    return OldOwner(
        said["chu_ho_so"], said["loai_chu_ho_so"] or PartyKind.CITIZEN, said["so_dinh_danh"] or "",
        said["dien_thoai"] or "", said["thu_dien_tu"] or "", said["dia_chi"] or "",
        accounts.get(said["ma_tai_khoan"] or ""),
    )  # fmt: skip


def _check_order(said: Said) -> None:
    """What came later there cannot stand before: a column mixed up would make every figure wrong."""
    before = said["ngay_nop"]
    for name in ("ngay_tiep_nhan", "ngay_xong", "ngay_tra"):
        if said[name] and said[name] < before:
            raise WrongCell(_("Ngày này trước ngày của bước liền trước."), name)
        before = said[name] or before
    if said["trang_thai"] == Status.RETURNED and not said["ngay_tra"]:
        raise WrongCell(_("Hồ sơ đã trả kết quả phải có ngày trả."), "ngay_tra")


def _check_open(said: Said, promised: datetime | None) -> None:
    """What is open has not ended, lies in the past, and once received has the day that its receipt promised."""
    for name in ("ngay_xong", "ngay_tra"):
        if said[name]:
            raise WrongCell(_("Hồ sơ còn đang giải quyết thì chưa có ngày này."), name)
    if (said["ngay_tiep_nhan"] or said["ngay_nop"]) > timezone.now():
        raise WrongCell(_("Ngày này ở tương lai."), "ngay_tiep_nhan" if said["ngay_tiep_nhan"] else "ngay_nop")
    if said["trang_thai"] == Status.SUBMITTED:
        if said["ngay_tiep_nhan"]:
            raise WrongCell(_("Hồ sơ mới đăng ký thì chưa có ngày tiếp nhận."), "ngay_tiep_nhan")
    elif not said["ngay_tiep_nhan"]:
        raise WrongCell(_("Hồ sơ đã tiếp nhận phải có ngày tiếp nhận."), "ngay_tiep_nhan")
    elif promised is None:
        raise WrongCell(_("Hồ sơ đang giải quyết phải có ngày hẹn trả đã ghi trên giấy tiếp nhận."), "ngay_hen_tra")
    if promised is not None and promised < (said["ngay_tiep_nhan"] or said["ngay_nop"]):
        raise WrongCell(_("Ngày hẹn trả trước ngày tiếp nhận."), "ngay_hen_tra")
