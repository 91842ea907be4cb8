"""Forms of accounts: allauth's, in the words and the order of this site, and the person's own details."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal.accounts import sign_in_lock
from portal.accounts.models import Kind, Language, User
from portal.ui.fields import PhoneField
from portal.vietnamese import normalise

#: How long "remember me" lasts, in seconds; without it a sign-in ends with the browser or after SESSION_COOKIE_AGE.
REMEMBERED_SECONDS = 7 * 24 * 3600
PHONE_TAKEN = _("Số điện thoại này đã có tài khoản khác dùng.")


def _plain(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Give a field of allauth our label; hints stand above the box, never inside it."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth_forms.LoginForm):
    """Sign-in by e-mail or phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's fields."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("Thư điện tử hoặc số điện thoại"))
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}
        _plain(self.fields["password"], _("Mật khẩu"))
        _plain(self.fields["remember"], _("Nhớ tôi trên máy này trong 7 ngày"))

    def user_credentials(self) -> dict[str, Any]:
        """Tell e-mail from phone, and write a phone number as it is stored."""
        credentials: dict[str, Any] = super().user_credentials()
        if "phone" in credentials:
            credentials["phone"] = PhoneField().clean(credentials["phone"])
        return credentials

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; staff are never remembered past their working day (SESSION_COOKIE_AGE)."""
        response: HttpResponse = super().login(request, redirect_url)
        if self.cleaned_data.get("remember"):
            is_staff = isinstance(self.user, User) and self.user.kind == Kind.STAFF
            request.session.set_expiry(0 if is_staff else REMEMBERED_SECONDS)
        return response


class SignupForm(allauth_forms.SignupForm):
    """A new account: full name, and e-mail or phone or both."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Viết đầy đủ như trên thẻ căn cước."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    field_order: ClassVar[list[str]] = ["full_name", "phone", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's fields."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["phone"], _("Số điện thoại"), _("Điền số điện thoại hoặc thư điện tử, hoặc cả hai."))
        _plain(self.fields["email"], _("Thư điện tử"), _("Để nhận tin về hồ sơ và đặt lại mật khẩu khi quên."))
        _plain(self.fields["password1"], _("Mật khẩu"), " ".join(password_validators_help_texts()))

    def clean_full_name(self) -> str:
        """Keep the name as it is stored: NFC, Ð as Đ, single spaces; at least one letter."""
        name = normalise(self.cleaned_data["full_name"])
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Hãy nhập họ và tên."))
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to be reached."""
        cleaned: dict[str, Any] = super().clean()
        asked = ("phone", "email")
        if not any(cleaned.get(name) or name in self.errors for name in asked):
            self.add_error("phone", _("Hãy điền số điện thoại hoặc thư điện tử."))
        return cleaned

    def _clean_phone(self) -> None:
        """Say that a number is taken: without an SMS channel there is no quiet way to tell its holder."""
        phone = self.cleaned_data.get("phone")
        if phone and get_adapter().get_user_by_phone(phone):
            self.add_error("phone", get_adapter().error_messages["phone_taken"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account. Whoever pressed twice finds the one that the first press made, and signs in to it."""
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            named = {name: value for name in ("email", "phone") if (value := self.cleaned_data.get(name))}
            if not any(User.objects.filter(**{name: value}).exists() for name, value in named.items()):
                raise
            messages.info(request, _("Tài khoản với thư điện tử hoặc số điện thoại này vừa được tạo. Hãy đăng nhập."))
            return None, redirect("account_login")
        return saved


class AddEmailForm(allauth_forms.AddEmailForm):
    """Another e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("Thư điện tử mới"), _("Chúng tôi gửi một liên kết xác nhận tới địa chỉ này."))

    def clean_email(self) -> str:
        """Say that an address is taken, as at sign-up; on an account it is the name of one person only."""
        email = str(super().clean_email()).lower()
        if User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("email_taken")
        return email

    @transaction.atomic
    def save(self, request: HttpRequest) -> EmailAddress:
        """Keep the new address beside the proven one until it is proven; in place of one that never was, at once.

        allauth would take an unproven address off the account first, which may leave it without any name.
        """
        waiting = EmailAddress.objects.get_new(self.user)
        if waiting is not None and waiting.email == self.user.email:
            self.user.email = self.cleaned_data["email"]
            self.user.save(update_fields=["email"])
        saved: EmailAddress = super().save(request)
        return saved


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's fields."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Mật khẩu hiện tại"))
        _plain(self.fields["password1"], _("Mật khẩu mới"), " ".join(password_validators_help_texts()))
        _plain(self.fields["password2"], _("Nhập lại mật khẩu mới"))


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Where to send the code that lets somebody set a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("Thư điện tử"), _("Địa chỉ bạn đã dùng khi đăng ký."))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password for somebody who has shown the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's fields."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], _("Mật khẩu mới"), " ".join(password_validators_help_texts()))
        _plain(self.fields["password2"], _("Nhập lại mật khẩu mới"))


class ConfirmCodeForm(allauth_forms.ConfirmPasswordResetCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Mã trong thư"))
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "class": "govuk-input--width-10"}


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Mật khẩu"))


class AuthenticateForm(AllauthAuthenticateForm):
    """The code of the second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Mã xác thực"), _("Sáu chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."))

    def clean_code(self) -> str:
        """Check the code; five wrong ones lock the second factor as they lock a password."""
        name = f"second factor {self.user.public_id}"
        if sign_in_lock.is_locked(name, ""):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()
        except ValidationError:
            sign_in_lock.record_failure(name, "")
            raise
        sign_in_lock.forget(name, "")
        return code


class ActivateTOTPForm(AllauthActivateTOTPForm):
    """The first code of a new second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our words on allauth's field."""
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Mã xác thực"), _("Sáu chữ số mà ứng dụng xác thực đang hiện."))


class DetailsForm(forms.ModelForm[User]):
    """What people change about themselves without proving who they are again."""

    class Meta:
        model = User
        fields = ("full_name", "language")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "full_name": forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
            "language": forms.RadioSelect(choices=Language.choices),
        }


class PhoneForm(forms.Form):
    """Another phone number: it is a name to sign in with, so the password is asked."""

    phone = PhoneField(label=_("Số điện thoại"), required=False)
    password = forms.CharField(
        label=_("Mật khẩu hiện tại"), widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, user: User, *args: Any, typed_before: QueryDict | None = None, **kwargs: Any) -> None:
        """Ask for the number of this person; `typed_before` is what a lost session gave back."""
        super().__init__(*args, **kwargs)
        self.initial = {"phone": (typed_before or QueryDict()).get("phone", user.phone or "")}
        self.user = user

    def clean_phone(self) -> str:
        """Refuse a number that another account has, and leaving the account without any name."""
        phone: str = self.cleaned_data["phone"]
        if not phone and not self.user.email:
            raise ValidationError(_("Tài khoản cần có số điện thoại hoặc thư điện tử."))
        if phone and User.objects.filter(phone=phone).exclude(pk=self.user.pk).exists():
            raise ValidationError(PHONE_TAKEN)
        return phone

    def clean_password(self) -> str:
        """Check the password."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("Mật khẩu hiện tại chưa đúng."))
        return password

    def save(self) -> bool:
        """Keep the number; False, with the reason beside it, where another account took it at this moment."""
        try:
            with transaction.atomic():
                get_adapter().set_phone(self.user, self.cleaned_data["phone"], False)
        except IntegrityError:
            self.user.refresh_from_db()
            self.add_error("phone", PHONE_TAKEN)
            return False
        return True
