"""The form by which anybody tells the hotline something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dossiers.forms.typed import long_text
from dossiers.numbering import looks_like_code
from hotline import proof_of_work
from hotline.attachments.form_fields import AttachingMixin
from hotline.kinds import NAMELESS, Channel, Kind
from hotline.reports import LONGEST_CONTENT, Report, Reporter
from portal.ui.fields import PhoneField, TypedText
from units.fields import CommuneField
from units.lookup import UnknownUnit, committee_of

if TYPE_CHECKING:
    from portal.accounts.models import User


def _line(label: Any, hint: Any = "", *, most: int = 200, autocomplete: str = "off") -> TypedText:
    widget = forms.TextInput({"autocomplete": autocomplete})
    return TypedText(label=label, help_text=hint, required=False, max_length=most, widget=widget)


class ReportForm(AttachingMixin, forms.Form):
    """What happened, where, and who tells it; a name is asked for where the law asks for it (NĐ 20/2008 Đ7)."""

    use_required_attribute = False
    says_optional = False  # whether a name is needed depends on what is told: the page says so above the boxes
    kind = forms.ChoiceField(
        label=_("Bạn muốn nói về điều gì?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một loại nội dung.")},
    )
    content = long_text(
        _("Nội dung"),
        _("Hãy kể điều bạn muốn nói."),
        most=LONGEST_CONTENT,
        rows=8,
        hint=_("Chuyện gì đã xảy ra, lúc nào, với ai, bạn mong được giải quyết thế nào. Nhiều nhất 5.000 ký tự."),
    )
    dossier = _line(_("Mã hồ sơ liên quan"), _("Nếu có, ví dụ H29.101-261122-0001. Không có thì để trống."), most=60)
    commune = CommuneField(label=_("Xảy ra ở phường, xã, đặc khu nào?"), required=False)
    place = _line(_("Địa điểm cụ thể"), _("Nếu có, ví dụ: quầy số 3, Trung tâm Phục vụ hành chính công."), most=300)
    is_about_head = forms.BooleanField(
        label=_("Tôi phản ánh về chính người đứng đầu cơ quan đó"),
        help_text=_("Cơ quan đó sẽ không thấy phản ánh này; cấp trên giải quyết và danh tính của bạn được giữ kín."),
        required=False,
    )
    full_name = _line(_("Họ và tên của bạn"), autocomplete="name")
    phone = PhoneField(label=_("Số điện thoại"), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        help_text=_("Để nhận tin mỗi khi có thay đổi."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    address = _line(_("Địa chỉ của bạn"), most=300, autocomplete="street-address")
    is_confidential = forms.BooleanField(
        label=_("Giữ kín danh tính của tôi: chỉ người trực đường dây nóng và người giám sát được biết tôi là ai"),
        required=False,
    )
    proof = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def clean_dossier(self) -> str:
        """The code in its right writing; what is no code is told, since nobody would find the dossier by it."""
        code = self.cleaned_data["dossier"].replace(" ", "").upper()
        if code and not looks_like_code(code):
            raise forms.ValidationError(_("Mã hồ sơ có dạng H29.101-261122-0001. Không nhớ mã thì để trống ô này."))
        return str(code)

    def clean(self) -> dict[str, Any]:
        """Ask for name and a way to answer where the law asks for them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_complete = {"kind", "content"} <= data.keys()
        if is_complete and self.report().lacks_name:
            self.add_error("full_name", _("Với nội dung này, hãy cho biết họ tên để cơ quan có căn cứ giải quyết."))
        is_named = bool(data.get("full_name")) and data.get("kind") not in NAMELESS
        if is_named and not any(data.get(way) or way in self.errors for way in ("phone", "email")):
            self.add_error("phone", _("Hãy cho biết số điện thoại hoặc thư điện tử để cơ quan trả lời bạn."))
        return data

    @property
    def has_proof(self) -> bool:
        """Whether the sender's browser did the sum for this page's key."""
        return proof_of_work.is_done(str(self.data.get("submission_key", "")), str(self.data.get("proof", "")))

    def report(self) -> Report:
        """What was told, for the intake."""
        told = self.cleaned_data
        people = Reporter(*(told.get(name) or "" for name in ("full_name", "phone", "email", "address")))
        return Report(
            kind=told["kind"],
            content=told["content"],
            channel=Channel.WEB,
            reporter=people,
            is_confidential=bool(told.get("is_confidential")),
            is_about_head=bool(told.get("is_about_head")),
            place=told.get("place") or "",
            unit=_committee(told.get("commune") or ""),
            dossier=told.get("dossier") or "",
            language=get_language() or "vi",
        )


def known_of(user: User) -> dict[str, str]:
    """What a signed-in person need not write again."""
    return {"full_name": user.full_name, "phone": user.phone or "", "email": user.email or ""}


def _committee(commune: str) -> str:
    if not commune:
        return ""
    try:
        return committee_of(commune).code
    except UnknownUnit:
        return ""
