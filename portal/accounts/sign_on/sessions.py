"""What a session keeps of the sign-on that began it: how sure it was, and where it is ended."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.encryption import UnreadableSecret, decrypt
from portal.accounts.models import AssuranceLevel, SignOn, User
from portal.accounts.sign_on.provider import session_index, subject_index

_KEY = "sign_on"


def begin(request: HttpRequest, user: User, login: SocialLogin) -> None:
    """Note on a session that just began how the person signed on."""
    said = login.account.extra_data
    hint = login.token.token_secret if login.token else ""
    request.session[_KEY] = {"level": said.get("level", 0), "end": said.get("end", ""), "hint": hint}
    SignOn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "subject": login.account.uid, "there": said.get("there", ""), "at": timezone.now()},
    )


def level(request: HttpRequest) -> AssuranceLevel:
    """How surely the person at this session is who the account says; a password proves no identity.

    Demo people have nothing else than their password, so theirs counts as what their account has.
    """
    if request.user.is_anonymous:
        return AssuranceLevel.SELF_DECLARED
    if getattr(request.user, "is_demo", False):
        return AssuranceLevel(request.user.assurance_level)
    kept = request.session.get(_KEY)
    return AssuranceLevel(kept["level"]) if kept else AssuranceLevel.SELF_DECLARED


def is_signed_on(request: HttpRequest) -> bool:
    """Whether this session began at the national portal."""
    return _KEY in request.session


def end_address(request: HttpRequest, back: str) -> str:
    """Where the session there is ended, which leads `back` here afterwards; "" where there is nothing to end."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    if not kept.get("end"):
        return ""
    told = {"post_logout_redirect_uri": back, "client_id": settings.NATIONAL_SIGN_ON_CLIENT, **_hint(kept)}
    return f"{kept['end']}{'&' if '?' in kept['end'] else '?'}{urlencode(told)}"


def end_from_there(subject: str, there: str) -> int:
    """End the sessions that the national portal names, of its person or of one session of theirs; how many.

    Sessions of which it told no name when they began are all ended with the person's.
    """
    of_person = Q(subject__in=_subjects(subject)) if subject else Q(pk__in=[])
    named = Q(there=session_index(there)) | (of_person & Q(there="")) if there else of_person
    ended = list(SignOn.objects.filter(named).values_list("pk", "session_key"))
    for _pk, session_key in ended:
        import_module(settings.SESSION_ENGINE).SessionStore(session_key).delete()
    return SignOn.objects.filter(pk__in=[pk for pk, _key in ended]).delete()[0]


def purge() -> int:
    """Forget sign-ons older than any session; returns how many."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignOn.objects.filter(at__lt=oldest).delete()[0]


def _hint(kept: dict[str, Any]) -> dict[str, str]:
    """The ID token by which the national portal knows whose session ends; without it, it asks before it ends one."""
    try:
        return {"id_token_hint": decrypt(kept["hint"])}
    except UnreadableSecret:  # keys were changed meanwhile
        return {}


def _subjects(subject: str) -> list[str]:
    return [subject_index(subject, as_staff) for as_staff in (False, True)]
