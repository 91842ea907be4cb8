"""What an administrator types of a connection: codes, secrets, days and names are proved before anything is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from portal.outbox import standard_webhooks
from portal.peers import forms
from portal.peers.forms import CodesField, ConnectionForm
from portal.peers.kinds import PeerKind
from portal.peers.models import Connection
from procedures.models import Procedure
from tests.dossiers.world import BIRTH, World
from tests.peers.connecting import connected
from tests.peers.test_registry_pages import TYPED
from units.models import Unit, today_in_vietnam

GOOD = standard_webhooks.new_secret()


def faults(**changes: str) -> dict[str, Any]:
    """The fields at fault of a form that is right but for these."""
    return dict(ConnectionForm(TYPED | changes).errors)


def test_codes_are_read_in_lines_or_with_commas_and_once_each(world: World) -> None:
    field = CodesField(Unit)
    for typed in ("H29.101\nH29.102", "H29.101, H29.102", " H29.101 ,, H29.102\r\n H29.101 "):
        assert field.clean(typed) == ["H29.101", "H29.102"], typed
    for empty in ("", "  \n ", ",", None):
        assert field.clean(empty) == []
    assert CodesField(Procedure).clean(BIRTH) == [BIRTH]


def test_codes_that_are_none_are_named_and_not_at_length(world: World) -> None:
    field = CodesField(Unit)
    with pytest.raises(ValidationError, match=r"Không có mã này: H29\.999, h29\.101\."):
        field.clean("H29.101 H29.999 h29.101")
    with pytest.raises(ValidationError) as refusal:
        field.clean(" ".join(f"X{number:0100}" for number in range(50)))
    assert len(refusal.value.messages[0]) < 250


def test_too_many_codes_are_refused_before_they_are_looked_for(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with (
        django_assert_num_queries(0),
        pytest.raises(ValidationError, match="Nhiều nhất 200 mã"),
    ):
        CodesField(Unit).clean(" ".join(f"H{number}" for number in range(201)))
    with pytest.raises(ValidationError):
        CodesField(Unit).clean("x" * 10_001)


def test_kept_codes_are_shown_a_line_each() -> None:
    field = CodesField(Unit)
    assert field.prepare_value(["H29.101", "H29.102"]) == "H29.101\nH29.102"
    assert field.prepare_value("as typed") == "as typed"


def test_a_secret_is_long_enough_and_one_that_can_sign(world: World) -> None:
    for name in ("secret", "notice_secret"):
        for good in ("", "any-words-of-24-letters!!", "mật-khẩu-đủ-dài-để-ký-bản-tin", GOOD):
            assert name not in faults(**{name: good}), good
        for bad in ("short", "x" * 201, f"whsec_{'%' * 30}", f"whsec_{'a' * 33}", f"whsec_{'ă' * 30}"):
            assert name in faults(**{name: bad}), bad


def test_a_secret_that_can_not_sign_is_told_beside_its_field_and_never_shown_again(admin: Client) -> None:
    typed = f"whsec_{'%' * 30}"
    page = admin.post(reverse("peers:add"), TYPED | {"secret": typed})
    assert page.context["form"].errors["secret"] == ["Khóa bắt đầu bằng whsec_ phải viết tiếp bằng mã base64."]
    assert (page["Cache-Control"], Connection.objects.count()) == ("no-store", 0)


def test_days_are_days_and_the_end_is_after_the_beginning(world: World) -> None:
    for changes, field in (
        ({"active_from_day": "31", "active_from_month": "2"}, "active_from"),
        ({"active_from_year": ""}, "active_from"),
        ({"active_to_day": "30", "active_to_month": "6", "active_to_year": "2025"}, "active_to"),
        ({"active_to_day": "1"}, "active_to"),
    ):
        assert list(faults(**changes)) == [field], changes
    assert faults(active_to_day="2", active_to_month="7", active_to_year="2025") == {}


def test_only_a_way_that_fits_the_kind_is_taken(world: World) -> None:
    for kind in PeerKind.values:
        for driver in ("post", "signed_json"):
            fits = (kind == "post") == (driver == "post")
            assert ("driver" not in faults(kind=kind, driver=driver)) == fits, (kind, driver)


def test_what_is_too_long_is_refused(world: World) -> None:
    for name, longest in (("name", 120), ("short_name", 40), ("account", 100), ("agency_code", 35), ("address", 500)):
        begin = "https://x.vn/" if name == "address" else ""
        assert name not in faults(**{name: begin + "x" * (longest - len(begin))}), name
        assert name in faults(**{name: begin + "x" * (longest - len(begin) + 1)}), name


def test_a_nul_is_refused_or_left_out(world: World) -> None:
    for name, typed in (("address", "https://x.vn/\x00x"), ("secret", "\x00" * 30), ("notice_secret", "\x00" * 30)):
        assert name in faults(**{name: typed}), name
    form = ConnectionForm(TYPED | {"name": "Đất\x00 đai"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Đất đai"


def test_the_name_of_the_national_portals_codes_is_nobody_elses(world: World) -> None:
    for name in ("national", "National", " NATIONAL "):
        assert "dành cho Cổng Dịch vụ công quốc gia" in faults(short_name=name)["short_name"][0]
    assert "short_name" not in faults(short_name="national post")


def test_sent_twice_it_is_taken_up_once_and_said_beside_the_name(admin: Client) -> None:
    assert admin.post(reverse("peers:add"), TYPED).status_code == 302
    again = admin.post(reverse("peers:add"), TYPED)
    assert again.context["form"].errors["short_name"] == ["Đã có kết nối mang tên ngắn này."]
    assert Connection.objects.count() == 1


def test_taken_up_by_two_at_once_one_is_told_so_beside_the_name(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # The other one came between the look and the write.
    monkeypatch.setattr(ConnectionForm, "clean_short_name", lambda form: form.cleaned_data["short_name"])
    connected("https://x.vn", short_name=TYPED["short_name"])
    late = admin.post(reverse("peers:add"), TYPED)
    assert late.status_code == 200
    assert late.context["form"].errors["short_name"] == [str(forms.NAME_TAKEN)]
    assert TYPED["address"] in late.content.decode()
    assert Connection.objects.count() == 1


def test_a_change_begins_with_what_there_is_and_keeps_the_short_name(world: World) -> None:
    one = connected("https://x.vn", kind="land", short_name="Đất đai", units=["H29.101"], procedures=[BIRTH])
    form = ConnectionForm(connection=one)
    assert (form["units"].value(), form["procedures"].value()) == ("H29.101", BIRTH)
    assert (form["name"].value(), form["address"].value()) == (one.name, "https://x.vn")
    assert not {"secret", "notice_secret"} & set(form.initial)
    assert one.secret not in str(form)

    changed = ConnectionForm(TYPED | {"short_name": "Khác"}, connection=one)
    assert changed.is_valid(), changed.errors
    assert changed.cleaned_data["short_name"] == "Đất đai"


def test_a_new_one_begins_today_and_says_what_an_empty_secret_means(world: World) -> None:
    fresh, kept = ConnectionForm(), ConnectionForm(connection=connected("https://x.vn"))
    assert fresh["active_from"].value() == today_in_vietnam()
    for name in ("secret", "notice_secret"):
        assert "tự tạo khóa" in str(fresh.fields[name].help_text)
        assert "giữ khóa đang có" in str(kept.fields[name].help_text)


def test_a_fault_is_told_in_the_language_of_the_page(world: World) -> None:
    with override("en"):
        told = faults(units="H29.999", secret=f"whsec_{'%' * 30}")
        assert "H29.999" in told["units"][0]
        assert "Không có mã này" not in told["units"][0]
        assert "base64" in told["secret"][0]
        assert "Khóa" not in told["secret"][0]
