"""The board of a unit for its head and for whoever watches over it, with links into the filtered work list."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import dashboards, settled_work
from dossiers.dashboards import Board, Line
from dossiers.menus import BOARD
from dossiers.views.people import person
from dossiers.work_list import View
from dossiers.work_question import DueIn, Order
from portal.accounts.rules import access_rule


@dataclass(frozen=True)
class Figure:
    """One number with its words and the list behind it."""

    label: str
    count: int
    url: str
    tone: str = ""

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= dashboards.COUNT_CAP


@access_rule(BOARD)
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the board of the unit in the address, or of the first unit that the person heads; 404 for any other."""
    user = person(request)
    units = dashboards.units_for(user)
    wanted = request.GET.get("noi", "") or (units[0].code if units else "")
    unit = next((one for one in units if one.code == wanted), None)
    if unit is None:
        raise Http404
    asked = request.GET.get("ky", "")
    days = next((days for days in dashboards.PERIODS if str(days) == asked), dashboards.PERIODS[0])
    board = dashboards.board_of(user, unit, days)
    context = {
        "board": board,
        "units": units,
        "periods": dashboards.PERIODS,
        "figures": _figures(board),
        "people": [_line(board, "nguoi", line) for line in board.people],
        "steps": [_line(board, "buoc", line) for line in board.steps],
    }
    return render(request, "dossiers/staff/board.html", context)


def _figures(board: Board) -> list[Figure]:
    of, unit = board.figures, board.unit.code
    return [
        Figure(_("Mới đến"), of["came_in"], _list(xem=View.ALL, xep=Order.NEWEST)),
        Figure(_("Đã giải quyết xong"), of["went_out"], _settled(board)),
        Figure(_("Đang giải quyết"), of["open"], _list(xem=View.UNIT, noi=unit)),
        Figure(_("Đến hạn hôm nay"), of["today"], _list(xem=View.UNIT, noi=unit, han=DueIn.TODAY), "due-soon"),
        Figure(_("Quá hạn"), of["overdue"], _list(xem=View.UNIT, noi=unit, han=DueIn.OVERDUE), "overdue"),
    ]


def _settled(board: Board) -> str:
    asked = {"xem": settled_work.View.UNIT, "noi": board.unit.code, "ky": board.days}
    return f"{reverse('dossiers:settled')}?{urlencode(asked)}"


def _line(board: Board, name: str, line: Line) -> tuple[Line, str, str]:
    """The line with the addresses of what lies there and of what is late."""
    here = {"xem": str(View.UNIT), "noi": board.unit.code, name: line.value}
    return line, _list(**here), _list(**here, han=str(DueIn.OVERDUE))


def _list(**asked: str) -> str:
    return f"{reverse('dossiers:desk')}?{urlencode(asked)}"
