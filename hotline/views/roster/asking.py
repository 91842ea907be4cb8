"""What every page of the roster that asks for something shares: whose team it is about, and who leads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied

from hotline.roster import leading
from hotline.views.asking import AskView as AnyAskView

if TYPE_CHECKING:
    from hotline.models import Team


class AskView(AnyAskView):
    """One page about a team. `find` sets the team; only who leads it is let in, unless the page says otherwise."""

    is_leads_only: ClassVar[bool] = True
    team: Team

    def find(self, **kwargs: Any) -> None:
        """Set `team` and what else the address names."""
        raise NotImplementedError

    def require(self) -> None:
        """403 for a team that others lead."""
        if self.is_leads_only and not leading.leads(self.user, self.team):
            raise PermissionDenied

    def context(self) -> dict[str, Any]:
        """The team above the title."""
        return {"caption": getattr(self, "team", None)}
