"""Taking accounts: those of the same address or number are joined, the others begin without a password."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from dossiers.statuses import PartyKind
from portal.accounts.identity import blind_index
from portal.accounts.models import User
from portal.accounts.models.user import Kind
from portal.inheritance.columns import ACCOUNTS, WrongCell
from portal.inheritance.models import TakenAccount
from portal.inheritance.stretches import Context, Good, Said, Taken


def take_accounts(good: Good, context: Context, taken: Taken) -> None:
    """Write what is new of a stretch, in a fixed number of statements."""
    codes = [said["ma_tai_khoan"] for _number, _cells, said in good]
    known = set(TakenAccount.objects.filter(system=context.system, code__in=codes).values_list("code", flat=True))
    there = _Accounts([said for _number, _cells, said in good if said["ma_tai_khoan"] not in known])
    means: dict[str, User] = {}
    for number, cells, said in good:
        try:
            if said["ma_tai_khoan"] in known:
                taken.known += 1
            else:
                means[said["ma_tai_khoan"]] = there.of(said)
                taken.made += 1
            context.note(ACCOUNTS, said)
        except WrongCell as wrong:
            taken.refuse(number, cells, wrong)
    User.objects.bulk_create(there.fresh)
    TakenAccount.objects.bulk_create(
        [TakenAccount(system=context.system, code=code, user=user) for code, user in means.items()]
    )


class _Accounts:
    """The accounts that have an address or number of a stretch; `fresh` are those that it adds, not written yet."""

    def __init__(self, rows: list[Said]) -> None:
        emails = {said["thu_dien_tu"] for said in rows} - {None}
        phones = {said["dien_thoai"] for said in rows} - {None}
        found = User.objects.filter(Q(email__in=emails) | Q(phone__in=phones))
        self.fresh: list[User] = []
        self._by_email: dict[str, User] = {}
        self._by_phone: dict[str, User] = {}
        for user in found:
            self._remember(user)

    def of(self, said: Said) -> User:
        """The account that has the address or number, else a new one: its holder sets a password by e-mail.

        A typed identity number is kept but proves nothing: who signs on with the national portal is known by theirs.
        """
        email, phone = said["thu_dien_tu"], said["dien_thoai"]
        if not (email or phone):
            raise WrongCell(_("Tài khoản cần thư điện tử hoặc số điện thoại."), "thu_dien_tu")
        by_email, by_phone = self._by_email.get(email), self._by_phone.get(phone)
        if by_email and by_phone and by_email is not by_phone:
            raise WrongCell(_("Thư điện tử và số điện thoại thuộc hai tài khoản khác nhau."), "dien_thoai")
        found = by_email or by_phone
        if found is None:
            return self._added(said)
        if found.kind != _kind(said):
            raise WrongCell(_("Địa chỉ này là của một tài khoản loại khác."), "loai")
        return found

    def _added(self, said: Said) -> User:
        number = said["so_dinh_danh"] or ""
        user = User(
            full_name=said["ho_ten"], kind=_kind(said), email=said["thu_dien_tu"], phone=said["dien_thoai"],
            id_number=number, id_number_index=blind_index(number) if number else "",
        )  # fmt: skip
        user.set_unusable_password()
        User.clean(user)  # bulk_create skips `save`
        self.fresh.append(user)
        self._remember(user)
        return user

    def _remember(self, user: User) -> None:
        if user.email:
            self._by_email[user.email] = user
        if user.phone:
            self._by_phone[user.phone] = user


def _kind(said: Said) -> Kind:
    return Kind.CITIZEN if said["loai"] in (None, PartyKind.CITIZEN) else Kind.ORGANISATION
