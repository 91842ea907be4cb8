"""Passkeys and security keys (WebAuthn): allauth's forms in our words, and safe from what no browser would send."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.rules import SIGNED_IN, access_rule

MOST_CREDENTIAL = 20_000
"""Characters; a key with a long chain of attestation says some 8,000."""
MOST_NAME = 60
_NO_CREDENTIAL = _("Chưa nhận được trả lời của khóa truy cập. Hãy bấm nút và làm theo trình duyệt.")
_NO_MATCH = _("Khóa truy cập này không khớp hoặc đã quá lâu. Hãy thử lại.")
#: What the library raises over a credential that no browser made; a signature that does not fit is one of them.
_NONSENSE = (TypeError, ValueError, LookupError, AttributeError, struct.error, InvalidSignature, RecursionError)

_Proof = TypeVar("_Proof")


class CredentialField(forms.JSONField):
    """What the browser says for a key; refused in words where it is no such thing."""

    def __init__(self, **kwargs: Any) -> None:
        """Hide the box: a script fills it."""
        super().__init__(**{"widget": forms.HiddenInput, "error_messages": {"required": _NO_CREDENTIAL}, **kwargs})

    def to_python(self, value: Any) -> Any:
        """Read the JSON; raises ValidationError also for what is endless or nested without end."""
        try:
            credential = super().to_python(value) if len(value or "") <= MOST_CREDENTIAL else None
        except (RecursionError, ValidationError) as problem:
            raise ValidationError(_NO_MATCH) from problem
        if value and not isinstance(credential, dict):
            raise ValidationError(_NO_MATCH)
        return credential

    def bound_data(self, data: Any, initial: Any) -> None:
        """Never write back what was said: it answers one question, once."""


class AddForm(allauth_forms.AddWebAuthnForm):
    """A new key: its name, whether it alone suffices, and what the browser says of it."""

    name = forms.CharField(
        label=_("Tên khóa"),
        help_text=_("Để nhận ra khi có nhiều khóa, ví dụ: điện thoại của tôi."),
        max_length=MOST_NAME,
        required=False,
    )
    passwordless = forms.BooleanField(
        label=_("Đăng nhập chỉ bằng khóa này, không cần mật khẩu"),
        help_text=_("Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã PIN mỗi lần."),
        required=False,
    )
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        """Check the key; raises ValidationError where it answers another question or none."""
        return _checked(super().clean)


class AuthenticateForm(allauth_forms.AuthenticateWebAuthnForm):
    """A key as the second factor at sign-in."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Find the key that signed; raises ValidationError."""
        return _checked(super().clean_credential)


class ReauthenticateForm(allauth_forms.ReauthenticateWebAuthnForm):
    """A key instead of the password once more, before something that matters."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Find the key that signed; raises ValidationError."""
        return _checked(super().clean_credential)


class LoginForm(allauth_forms.LoginWebAuthnForm):
    """A key alone: it names its owner and has asked for a finger, a face or a PIN."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Find the key that signed; raises ValidationError."""
        return _checked(super().clean_credential)


class RenameForm(allauth_forms.EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Tên khóa"), max_length=MOST_NAME)


class RemoveForm(forms.Form):
    """The word that a key goes."""

    def __init__(self, key: Authenticator, **kwargs: Any) -> None:
        """Keep which."""
        super().__init__(**kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where the owner needs a second factor and this is the last."""
        if not get_adapter().can_delete_authenticator(self.key):
            raise ValidationError(_("Đây là lớp xác thực cuối cùng của bạn. Hãy thêm khóa khác hoặc mã trước khi gỡ."))
        return dict(self.cleaned_data)


@access_rule(SIGNED_IN)
class RemoveView(RemoveWebAuthnView):
    """Takes a key away; allauth's own page does so without asking whether another is left."""

    form_class = RemoveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which key."""
        return {**super().get_form_kwargs(), "key": self.object}


def _checked(check: Callable[[], _Proof]) -> _Proof:
    try:
        return check()
    except ValidationError as problem:
        # Too many tries keep their own words; a key that does not fit is no "wrong code".
        is_wrong_key = getattr(problem, "code", None) == "incorrect_code"
        raise ValidationError(_NO_MATCH) if is_wrong_key else problem from problem
    except _NONSENSE as problem:
        raise ValidationError(_NO_MATCH) from problem
