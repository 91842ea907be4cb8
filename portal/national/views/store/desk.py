"""Looking for a paper of a dossier in the store of results: staff, for its owner, on a ground that they name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from dossiers import permissions
from dossiers.statuses import Action
from dossiers.views.staff.reach import BenchView
from portal.national.models import StoreLook
from portal.national.results_store import looking
from portal.national.results_store.connection import is_connected
from portal.national.results_store.forms import GroundForm
from portal.national.results_store.grounds import OF_STAFF
from portal.national.views.store.page import ASK, StorePage
from procedures.models import Component


class DossierPaperView(BenchView, StorePage):
    """The page of one paper of a dossier that the person reaches; whether they may take it is asked at each act."""

    template = "national/store/desk.html"

    def dispatch(self, request: HttpRequest, *args: object, code: str, **kwargs: Any) -> HttpResponseBase:
        """Find the dossier as every page of casework does; its paper is found when it is asked for."""
        self._component_id = kwargs["component"]
        return super().dispatch(request, *args, code=code)

    @property
    def component(self) -> Component:  # type: ignore[override]  # found late: the dossier comes first
        """The paper, among those of the dossier's case."""
        return get_object_or_404(self.dossier.case.components, pk=self._component_id)

    def look(self) -> StoreLook | None:
        """Of this dossier, on a ground of staff: what its owner agreed to for their own answer is not ours to take."""
        return looking.newest(self.component, dossier=self.dossier, ground__in=OF_STAFF)

    def ask_form(self, request: HttpRequest) -> forms.Form:
        """The ground."""
        return GroundForm(request.POST if ASK in request.POST else None)

    def ask(self, request: HttpRequest, form: forms.Form) -> StoreLook:
        """For the owner of the dossier."""
        said = form.cleaned_data
        return looking.for_dossier(
            self.dossier, self.component, self.user, request, ground=said["ground"], number=said["number"] or ""
        )

    def place(self) -> dict[str, Any]:
        """The dossier, and whether anything can be asked or taken now."""
        may_act = is_connected() and Action.TAKE_PAPER in permissions.side_acts_open_to(self.dossier, self.user)
        return {"dossier": self.dossier, "may_act": may_act}
