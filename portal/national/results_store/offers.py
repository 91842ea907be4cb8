"""What the store of results offers on pages of filings and dossiers: a link beside each paper that it may hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dossiers import permissions
from dossiers.papers_elsewhere import Offer
from dossiers.statuses import Action
from portal.national.results_store import fetching, looking, serving
from portal.national.results_store.connection import is_connected

if TYPE_CHECKING:
    from dossiers.models import Dossier, Draft
    from portal.accounts.models import User
    from procedures.models import Component

_WORDS = _("Tìm trong kho kết quả quốc gia")


class ResultsStore:
    """The store as `dossiers.papers_elsewhere` asks it; one query where it is connected, none where it is not."""

    def of_draft(self, draft: Draft, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For the person's own matter only."""
        if not looking.may_be_asked(draft):
            return {}
        return {pk: self._offer("store:draft", str(draft.public_id), pk) for pk in serving.codes_for(components)}

    def of_dossier(self, dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For whoever may take a paper into the dossier now."""
        if not is_connected() or Action.TAKE_PAPER not in permissions.side_acts_open_to(dossier, user):
            return {}
        return {pk: self._offer("store-desk:dossier", dossier.code, pk) for pk in serving.codes_for(components)}

    def of_answer(self, dossier: Dossier, user: User, components: Sequence[Component]) -> dict[int, Offer]:
        """For whoever answers a request for papers, with what was fetched for it already."""
        if not looking.may_be_asked_to_answer(dossier, user):
            return {}
        fetched = fetching.waiting_for_answer(dossier, user)
        found = serving.codes_for(components)
        return {pk: self._offer("store:answer", dossier.code, pk, fetched.get(pk, "")) for pk in found}

    def _offer(self, name: str, of: str, component: int, upload: str = "") -> Offer:
        return Offer(reverse(name, args=[of, component]), _WORDS, upload)


STORE = ResultsStore()
