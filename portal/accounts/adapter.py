"""How allauth fits this site: phones as E.164, mail through the outbox, the lock, language and rescue at sign-in."""

# allauth has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from portal.accounts import rescue, second_factor, sign_in_lock
from portal.accounts.backends import may_sign_in
from portal.accounts.encryption import decrypt, encrypt
from portal.accounts.language import set_language_cookie
from portal.accounts.models import Kind, User
from portal.accounts.sign_on import server, sessions
from portal.outbox.putting import put
from portal.ui.fields import PhoneField
from portal.ui.navigation import Menu, items_for

log = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """The seam between allauth and the portal."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng."),
        "phone_password_mismatch": _("Số điện thoại hoặc mật khẩu chưa đúng."),
        "username_password_mismatch": _("Hãy nhập thư điện tử hoặc số điện thoại đã đăng ký."),
        "too_many_login_attempts": _("Bạn đã nhập sai nhiều lần. Hãy thử lại sau 15 phút hoặc đặt lại mật khẩu."),
        "email_taken": _("Thư điện tử này đã có tài khoản. Hãy đăng nhập hoặc đặt lại mật khẩu."),
        "phone_taken": _("Số điện thoại này đã có tài khoản. Hãy đăng nhập."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "incorrect_code": _("Mã chưa đúng."),
    }

    # -- making an account

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Fill a new account in one go: the database wants its e-mail or phone in the first INSERT."""
        data = form.cleaned_data
        user.full_name = data.get("full_name", "")
        user.email = data.get("email") or None
        user.phone = data.get("phone") or None
        user.language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in dict(settings.LANGUAGES) else "vi"
        user.set_password(data.get("password1"))
        if commit:
            user.save()
        return user

    # -- phones

    def phone_form_field(self, **options: Any) -> PhoneField:
        """Give the field in which a phone number is typed; it cleans to E.164."""
        return PhoneField(**options)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Give the phone number of an account and whether it was verified."""
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Put a phone number on an account."""
        user.phone, user.phone_verified_at = phone or None, timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Note that the holder of this number proved it."""
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Find the account of a phone number, written in any way people write it."""
        try:
            number = PhoneField().clean(phone)
        except ValidationError:
            return None
        return User.objects.filter(phone=number).first()

    # -- mail

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Keep the address that stands on the account: it may be its only name."""
        return email_address.email != email_address.user.email and bool(super().can_delete_email(email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the outbox; its order is kept for each address."""
        whole = {"email": email, "portal_url": settings.PORTAL_URL, **context}
        message = self.render_mail(template_prefix, email, whole)
        payload = {"to": [email], "subject": message.subject, "text": message.body, "language": get_language()}
        with transaction.atomic():
            put("email", f"account {email}", payload, f"{template_prefix} {uuid.uuid4()}")

    # -- signing in

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked name before any password is looked at."""
        if sign_in_lock.is_locked(_name(credentials), self._place(request)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, and forget the wrong ones before the right one."""
        user: User | None = super().authenticate(request, **credentials)
        if user:
            sign_in_lock.forget(_name(credentials), self._place(request))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        sign_in_lock.record_failure(_name(credentials), self._place(request))

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Turn away whom the backend does not know any more, whichever way they came (password, code from a mail)."""
        if not may_sign_in(user):
            away: HttpResponse = self.respond_user_inactive(request, user)
            return away
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Set a new password, whose holder just proved who they are: wrong ones of before lock them out no more."""
        super().set_password(user, password)
        for name in filter(None, (user.email, user.phone)):
            sign_in_lock.forget(name, self._place(None))
            sign_in_lock.forget(name, "")

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Send the person on, in their own language, and remember whose typing this browser may give back."""
        _note_the_way_in(request, user, options)
        with override(user.language):  # the greeting is read on the next page
            response: HttpResponse = super().post_login(request, user, **options)
        set_language_cookie(response, user.language)
        rescue.remember_person(response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Give where a sign-in without a destination ends: staff at the first desk they may enter, others at home."""
        desks = items_for(request, Menu.STAFF) if getattr(request.user, "kind", "") == Kind.STAFF else []
        return desks[0].url if desks else str(super().get_login_redirect_url(request))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Give where a sign-out ends: through the national portal where the session began there."""
        home = str(super().get_logout_redirect_url(request))
        return sessions.end_address(request, request.build_absolute_uri(home)) or home

    def _place(self, request: HttpRequest | None) -> str:
        asked = request or context.request
        return self.get_client_ip(asked) if asked else ""


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets stand encrypted."""

    def encrypt(self, text: str) -> str:
        """Close a secret before it is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff who need a second factor keep one: a new one is set up before the old one goes."""
        return not second_factor.is_last_of_staff(authenticator)


def _note_the_way_in(request: HttpRequest, user: User, options: dict[str, Any]) -> None:
    """Keep how sure a sign-on was; a password of staff is the emergency way where sign-on is there, and is noted."""
    login = (options.get("signal_kwargs") or {}).get("sociallogin")
    if login is not None:
        sessions.begin(request, user, login)
    elif user.kind == Kind.STAFF and server.is_configured():
        log.warning("break_glass_sign_in", person=str(user.public_id))


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("phone") or credentials.get("username") or "")
