"""Filing on the simulated national portal: what it hands in is done here, also when it hands it in badly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests  # noqa: TID251 - a person at the simulator, not the portal, sends here
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from dossiers import supplementing
from dossiers.models import Dossier
from dossiers.statuses import Status
from hotline.models import Ticket
from portal.national.models import InboundMessage
from portal.national.simulator import birth
from portal.national.simulator.manners import HandingFault, Manners
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from tests.national.handing_in import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The world, where the server's threads see it."""
    return given_world()


@pytest.fixture
def there(world: World, connected: Portal, live_server: LiveServer) -> Iterator[Portal]:
    """The simulated portal, which knows our door."""
    connected.handing._door = live_server.url + reverse("national-door")
    yield connected
    connected.handing.wait()


def form(**changes: str) -> dict[str, str]:
    """The form as it stands there at first."""
    paper = birth.PAPER["MaThanhPhanHoSo"]
    told = {"MaTTHC": "1.001193", "HinhThuc": "2", "LoaiDoiTuong": "1", "MaThanhPhanHoSo": paper}
    return {**told, **birth.APPLICANT, "ToKhai": json.dumps(birth.answers()), **changes}


def file(there: Portal, **changes: str) -> str:
    """File with a picture; the code that the national portal gives."""
    files = {"tep": ("giay-chung-sinh.png", filings.png(), "image/png")}
    answer = requests.post(f"{there.address}/nop", form(**changes), files=files, timeout=20)
    found = re.search(r"G22\.99\.99-\d{6}-\d{4}", answer.url)
    assert found, answer.text
    there.handing.wait()
    return found[0]


def press(there: Portal, path: str, code: str, **values: str) -> str:
    """Do something about a dossier there; the page that comes then."""
    files: Any = {"tep": ("ro-hon.png", filings.png(), "image/png")} if path == "bo-sung" else None
    answer = requests.post(f"{there.address}/{path}", {"ma": code, **values}, files=files, timeout=20)
    there.handing.wait()
    return answer.text


def shown(there: Portal, code: str) -> str:
    """The page of a dossier there."""
    return requests.get(f"{there.address}/ho-so", {"ma": code}, timeout=20).text


def test_what_is_filed_there_is_handled_here_and_followed_there(there: Portal, world: World) -> None:
    code = file(there)
    assert "HTTP 202" in shown(there, code)
    assert work() == {"done": 1}
    dossier = Dossier.objects.get()
    assert dossier.papers.get().upload.name == "giay-chung-sinh.png"  # type: ignore[union-attr]
    assert dossier.code in press(there, "hoi-lai", code)

    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.clerk, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})
    deliver()
    page = shown(there, code)
    assert "Tỉnh yêu cầu bổ sung: Bản chụp mờ." in page
    press(there, "bo-sung", code, **{"yeu-cau": f"{code}/1", "MaThanhPhanHoSo": birth.PAPER["MaThanhPhanHoSo"]})
    assert work() == {"done": 1}
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED

    press(there, "rut", code, LyDo="Nộp nhầm.")
    assert work() == {"done": 1}
    deliver()
    assert "(trạng thái 7: Công dân yêu cầu rút hồ sơ)" in shown(there, code)
    assert code in requests.get(there.address, timeout=20).text


def test_doubled_late_and_unheard_messages_make_one_dossier(there: Portal) -> None:
    every = {HandingFault.TWICE, HandingFault.LOSES_OUR_ANSWER}
    there.services.manners = Manners(handing=frozenset(every))
    file(there)
    assert work() == {"done": 2}

    there.services.manners = Manners(handing=frozenset({HandingFault.REORDERED}))
    late = file(there)
    assert not InboundMessage.objects.filter(key=late).exists()
    press(there, "rut", late)
    arrived = list(InboundMessage.objects.filter(key=late).values_list("service", flat=True))
    assert sorted(arrived) == ["NopHoSo", "RutHoSo"]
    while "waiting" in work():
        pass
    assert [dossier.status for dossier in Dossier.objects.order_by("pk")] == [Status.SUBMITTED, Status.WITHDRAWN]


def test_a_message_that_is_kept_back_leaves_when_order_is_restored(there: Portal) -> None:
    there.services.manners = Manners(handing=frozenset({HandingFault.REORDERED}))
    code = file(there)
    requests.post(f"{there.address}/cach-tra-loi", {"latency": "0"}, timeout=20)
    there.handing.wait()
    assert InboundMessage.objects.get().key == code


def test_a_changed_shape_is_refused_with_the_field_and_shown_there(there: Portal) -> None:
    there.services.manners = Manners(handing=frozenset({HandingFault.OTHER_SHAPE}))
    code = file(there)
    page = shown(there, code)
    assert "HTTP 422" in page
    assert "/data: has fields that this service does not know" in page
    assert not InboundMessage.objects.exists()


def test_a_report_goes_to_the_hotline_and_nonsense_goes_nowhere(there: Portal) -> None:
    told = {"HoTen": "Trần Thị Mai", "LoaiPhanAnh": "2", "NoiDung": "Chậm ba ngày.", "MaHoSo": ""}
    requests.post(f"{there.address}/phan-anh", told, timeout=20)
    there.handing.wait()
    assert work() == {"done": 1}
    assert Ticket.objects.get().reporter_name == "Trần Thị Mai"

    for values in (form(ToKhai="[]"), form(ToKhai="{")):
        assert requests.post(f"{there.address}/nop", values, timeout=20).status_code == 400
    assert requests.post(f"{there.address}/rut", {"ma": "khong-co"}, timeout=20).status_code == 400
    assert requests.get(f"{there.address}/tep", {"ma": "x"}, timeout=20).status_code == 404
