"""Who comes to the desks of casework, and the dossier they opened there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views import View

from dossiers.menus import CASEWORK
from dossiers.models import Dossier
from dossiers.views.people import person
from portal.accounts.models import User
from portal.accounts.rules import access_rule


@access_rule(CASEWORK)
class BenchView(View):
    """A page of a dossier at one of the person's units; 404 for every other dossier, so that codes tell nothing."""

    dossier: Dossier
    user: User

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Find the dossier among those of the person's units."""
        self.user = person(request)
        self.dossier = _find(self.user, code)
        return super().dispatch(request, *args, **kwargs)


def _find(user: User, code: str) -> Dossier:
    """The dossier among those of the person's units, else among those that once were there."""
    named = Dossier.objects.for_pages().select_related("case__eform", "submitted_by", "apology")
    found = named.worked_by(user).filter(code=code).first()
    return found or get_object_or_404(named.once_at(user), code=code)
