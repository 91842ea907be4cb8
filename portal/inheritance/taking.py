"""Taking the rows of one table: what is new is written, what is there already is known again, what is wrong is told.

Every function here takes one stretch of rows within the caller's transaction and says what became of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import aliases, taking_over
from dossiers.models import DossierAlias, InheritedFile
from dossiers.statuses import Channel, PartyKind, Status
from dossiers.taking_over import OldDossier, OldOwner
from portal.accounts.models import User
from portal.accounts.models.user import Kind
from portal.files import store
from portal.files.inspection import inspect
from portal.files.refusals import UploadRefused
from portal.inheritance.columns import ACCOUNTS, DOSSIERS, FILES, RESULTS, WrongCell, read_row
from portal.inheritance.mapping import Ways
from portal.inheritance.models import TakenAccount
from portal.inheritance.packages import FileMissing, Package
from portal.inheritance.tables import Row

Said = Mapping[str, Any]


@dataclass
class Taken:
    """What became of a stretch of rows; `faults` are (row, column, words, cells)."""

    made: int = 0
    known: int = 0
    faults: list[tuple[int, str, str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Context:
    """What all stretches of a run share.

    `codes` and `accounts` are what a dry run would have written, of dossiers and of accounts: it has nothing else that
    later tables could speak of.
    """

    system: str
    package: Package
    ways: Ways
    is_dry_run: bool = False
    codes: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)


def take(table: str, rows: Sequence[Row], context: Context) -> Taken:
    """Take rows of any table but that of units, which only says what names mean."""
    taken, good = Taken(), []
    for number, cells in rows:
        try:
            said = read_row(table, cells)
            _refuse_twice(table, said, context)
            good.append((number, cells, said))
        except WrongCell as wrong:
            taken.faults.append((number, wrong.column, str(wrong), cells))
    {ACCOUNTS: _accounts, DOSSIERS: _dossiers, FILES: _files, RESULTS: _files}[table](good, context, taken)
    return taken


def remember(table: str, rows: Sequence[Row], faulty: set[int], context: Context) -> None:
    """Know again what a run that was broken off had taken already; `faulty` are the numbers of the rows it refused."""
    for number, cells in rows:
        try:
            said = read_row(table, cells)
            _refuse_twice(table, said, context)
        except WrongCell:
            continue
        if number not in faulty:
            _note(table, said, context)


def _note(table: str, said: Said, context: Context) -> None:
    if table == ACCOUNTS:
        context.accounts.add(said["ma_tai_khoan"])
    elif table == DOSSIERS:
        context.codes.add(aliases.tidy(said["ma_ho_so"]))


Good = list[tuple[int, dict[str, str], dict[str, Any]]]


def _refuse_twice(table: str, said: Said, context: Context) -> None:
    """A code stands once in a table of codes, a file once in a dossier."""
    name = {ACCOUNTS: "ma_tai_khoan", DOSSIERS: "ma_ho_so"}.get(table, "tep")
    code = aliases.tidy(said["ma_ho_so" if name == "tep" else name])
    key = f"{table}/{code}/{said['tep']}" if name == "tep" else f"{table}/{code}"
    if key in context.seen:
        raise WrongCell(_("Trùng với một dòng ở trên."), name)
    context.seen.add(key)


def _accounts(good: Good, context: Context, taken: Taken) -> None:
    codes = [said["ma_tai_khoan"] for _number, _cells, said in good]
    known = set(TakenAccount.objects.filter(system=context.system, code__in=codes).values_list("code", flat=True))
    for number, cells, said in good:
        if said["ma_tai_khoan"] in known:
            taken.known += 1
            _note(ACCOUNTS, said, context)
            continue
        try:
            with transaction.atomic():
                user = _account(said)
            TakenAccount.objects.create(system=context.system, code=said["ma_tai_khoan"], user=user)
            taken.made += 1
            _note(ACCOUNTS, said, context)
        except WrongCell as wrong:
            taken.faults.append((number, wrong.column, str(wrong), cells))


def _account(said: Said) -> User:
    """The account that has the address or number, else a new one without a password: its holder sets one by e-mail.

    A typed identity number is kept but proves nothing: who signs on with the national portal is known by theirs.
    """
    email, phone = said["thu_dien_tu"], said["dien_thoai"]
    if not (email or phone):
        raise WrongCell(_("Tài khoản cần thư điện tử hoặc số điện thoại."), "thu_dien_tu")
    by_email = User.objects.filter(email=email).first() if email else None
    by_phone = User.objects.filter(phone=phone).first() if phone else None
    if by_email and by_phone and by_email != by_phone:
        raise WrongCell(_("Thư điện tử và số điện thoại thuộc hai tài khoản khác nhau."), "dien_thoai")
    found = by_email or by_phone
    kind = Kind.CITIZEN if said["loai"] in (None, PartyKind.CITIZEN) else Kind.ORGANISATION
    if found is not None:
        if found.kind != kind:
            raise WrongCell(_("Địa chỉ này là của một tài khoản loại khác."), "loai")
        return found
    user = User(full_name=said["ho_ten"], kind=kind, email=email, phone=phone)
    if said["so_dinh_danh"]:
        user.set_id_number(said["so_dinh_danh"])
    user.set_unusable_password()
    user.save()
    return user


def _dossiers(good: Good, context: Context, taken: Taken) -> None:
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
            _note(DOSSIERS, said, context)
        except WrongCell as wrong:
            taken.faults.append((number, wrong.column, str(wrong), cells))
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
    filed = said["ngay_nop"]
    _check_order(said)
    version, case, process = ways.matter(said["ma_thu_tuc"], timezone.localdate(filed))
    receiving, competent = ways.units(said["co_quan"], said["dia_chi"] or "")
    owner = OldOwner(
        said["chu_ho_so"], said["loai_chu_ho_so"] or PartyKind.CITIZEN, said["so_dinh_danh"] or "",
        said["dien_thoai"] or "", said["thu_dien_tu"] or "", said["dia_chi"] or "",
        accounts.get(said["ma_tai_khoan"] or ""),
    )  # fmt: skip
    ended = said["ngay_xong"] or said["ngay_tra"]
    return OldDossier(
        said["ma_ho_so"], version, case, process, said["noi_dung"] or version.name[:1000], said["trang_thai"],
        said["kenh"] or Channel.DIRECT, receiving, competent, filed, said["ngay_hen_tra"] or ended or filed,
        said["ngay_tiep_nhan"], ended, said["ngay_tra"], owner,
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


def _files(good: Good, context: Context, taken: Taken) -> None:
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
            taken.faults.append((number, wrong.column, str(wrong), cells))


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
