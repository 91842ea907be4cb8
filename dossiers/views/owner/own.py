"""What the owner's pages share: the person's own dossier, never anybody else's. Whoever filed acts; owners read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from dossiers import permissions
from dossiers.models import Dossier
from dossiers.statuses import Action
from dossiers.views.people import person
from dossiers.visibility import DossierQuerySet
from portal.accounts.models import User
from portal.accounts.rules import SIGNED_IN, access_rule


@access_rule(SIGNED_IN)
class OwnDossierView(View):
    """A page of a dossier that the person filed; 404 for everybody else, staff too."""

    dossier: Dossier

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Find the dossier among those that the person reaches here."""
        self.dossier = get_object_or_404(self.reach(person(request)).for_pages(), code=code)
        return super().dispatch(request, *args, **kwargs)

    def reach(self, user: User) -> DossierQuerySet:
        """Whose dossiers the page shows: those that the person filed."""
        return Dossier.objects.filed_by(user)


class OwnerActView(OwnDossierView):
    """A page on which the owner does `action`; when it is not possible now, the dossier's page is shown instead."""

    action: Action

    def typed_before(self) -> QueryDict | None:
        """What was sent when the session was gone, given back after sign-in (design: nothing typed is lost)."""
        typed: QueryDict | None = getattr(self.request, "rescued_post", None)
        return typed

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: object) -> HttpResponseBase:
        """Ask whether the act is possible before any page of it is shown; posts are judged under the lock."""
        self.dossier = get_object_or_404(self.reach(person(request)).for_pages(), code=code)
        if request.method == "GET" and self.action not in permissions.actions_open_to(self.dossier, person(request)):
            return redirect("dossiers:detail", self.dossier.code)
        return View.dispatch(self, request, *args, **kwargs)
