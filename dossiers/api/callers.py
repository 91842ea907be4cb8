"""Who calls the API: a machine with a token, or a signed-in person; and what they may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from dossiers.actors import ApiClient
from dossiers.models import Dossier
from dossiers.visibility import DossierQuerySet
from portal.accounts.models import AssuranceLevel, User
from portal.accounts.sign_on import sessions
from portal.rest.scopes import HasScope, client_name, client_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

ReadsDossiers = HasScope("dossiers:read")
WritesDossiers = HasScope("dossiers:write")
ReadsDocuments = HasScope("documents:read")


class IsPerson(BasePermission):
    """A signed-in person without a token."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether a person, not a machine, calls."""
        return bool(request.user and request.user.is_authenticated and request.auth is None)


class MayUseDossiers(BasePermission):
    """A person, or a machine with `dossiers:read` (and `dossiers:write` for anything that changes)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may come in; which dossiers they see is the queryset's matter."""
        if request.auth is None:
            return IsPerson().has_permission(request, view)
        scope = ReadsDossiers if request.method in SAFE_METHODS else WritesDossiers
        return bool(scope().has_permission(request, view))


class MayReadDocuments(BasePermission):
    """A person, or a machine with `documents:read`: what is issued names people, and not every system needs that."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may come in; which documents they see is the queryset's matter."""
        if request.auth is None:
            return IsPerson().has_permission(request, view)
        return bool(ReadsDocuments().has_permission(request, view))


def caller_of(request: Request) -> User | ApiClient:
    """The machine or the person who calls."""
    client_id = client_of(request)
    if client_id:
        return ApiClient(client_id, client_name(request) or client_id)
    if not isinstance(request.user, User):
        raise TypeError("a caller without token is a signed-in person")
    return request.user


def level_of(request: Request, filing: Mapping[str, Any]) -> AssuranceLevel:
    """How surely the filer is known: a machine answers for the people it files for, a person's session for itself."""
    if client_of(request):
        return AssuranceLevel(filing["assurance_level"])
    return sessions.level(request)


def visible_to(caller: User | ApiClient) -> DossierQuerySet:
    """The dossiers that the caller may see."""
    if isinstance(caller, ApiClient):
        return Dossier.objects.filed_by_client(caller.client_id)
    return Dossier.objects.visible_to(caller)
