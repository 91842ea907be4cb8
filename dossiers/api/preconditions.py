"""The mark of a dossier as its reader got it, and acts that happen only while it holds (`If-Match`, RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from dossiers import lifecycle
from dossiers.actors import ApiClient
from dossiers.api.callers import visible_to
from dossiers.api.serializers import DossierDetailSerializer
from dossiers.models import Dossier
from portal.rest import conditional
from portal.rest.problems import Problem

if TYPE_CHECKING:
    from portal.accounts.models import User

HEADER = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The `ETag` of the dossier as you read it: 412, and nothing done, when it has changed since.",
)


def shown(dossier: Dossier, request: Request, caller: User | ApiClient) -> tuple[dict[str, Any], str]:
    """One dossier as the caller reads it now, and its mark."""
    data = DossierDetailSerializer(dossier, context={"request": request, "caller": caller}).data
    content = sha256(JSONRenderer().render(data)).hexdigest()[:24]
    return data, f'"{dossier.last_sequence}-{content}"'


@contextmanager
def held(dossier: Dossier, request: Request, caller: User | ApiClient) -> Iterator[None]:
    """Around an act: without If-Match nothing; else the dossier is locked, and Problem 412 when the mark is another."""
    wanted = request.headers.get("If-Match")
    if wanted is None:
        yield
        return
    with lifecycle.locked(dossier) as current:
        _data, etag = shown(visible_to(caller).for_pages().get(pk=current.pk), request, caller)
        if not conditional.names(wanted, etag):
            # Without a name: who acted is nothing that every system may know.
            detail = _("Hồ sơ đã thay đổi từ lần bạn đọc; hãy đọc lại rồi quyết định.")
            raise Problem(HTTPStatus.PRECONDITION_FAILED, detail, kind="changed-meanwhile")
        yield
