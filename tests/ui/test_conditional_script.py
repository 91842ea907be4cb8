"""Questions that do not apply are out of the way, and nothing typed into them is lost."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from playwright.sync_api import expect

from portal.ui.fields import DatePartsField
from tests.ui.stage import Stage

APPLIES = "Chỉ trả lời nếu ở mục “Đã kết hôn chưa?” bạn chọn “Rồi”."


class Family(forms.Form):
    """A question, one that hangs on it, and one that hangs on that one."""

    married = forms.ChoiceField(choices=[("yes", "Rồi"), ("no", "Chưa")], widget=forms.RadioSelect)
    spouse = forms.CharField(label="Vợ hoặc chồng")
    wedding = DatePartsField(label="Ngày cưới")
    lives = forms.ChoiceField(label="Nơi ở của vợ, chồng", choices=[("", "Hãy chọn"), ("far", "Xa"), ("near", "Gần")])
    address = forms.CharField(label="Địa chỉ của vợ, chồng")

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.fields["spouse"].applies_when = APPLIES  # type: ignore[attr-defined]
        for name in ("spouse", "wedding", "lives"):
            self.fields[name].widget.attrs |= {"data-shown-if": "married", "data-shown-if-in": "yes widowed"}
        self.fields["address"].widget.attrs |= {"data-shown-if": "lives", "data-shown-if-in": "far"}


def body(form: Family) -> str:
    drawn = render_to_string("forms/form.html", form.get_context())
    return f'<main><h1>Gia đình</h1><form method="get" action="/next">{drawn}<button>Gửi</button></form></main>'


@pytest.fixture
def asked(stage: Stage) -> Stage:
    stage.show(body(Family()), "conditional.js")
    return stage


def test_a_question_shows_only_under_its_condition(asked: Stage) -> None:
    spouse = asked.page.get_by_label("Vợ hoặc chồng")
    expect(spouse).to_be_hidden()
    expect(asked.page.get_by_role("group", name="Ngày cưới")).to_be_hidden()

    asked.page.get_by_label("Rồi").check()
    expect(spouse).to_be_visible()
    expect(asked.page.get_by_role("group", name="Ngày cưới")).to_be_visible()
    expect(asked.page.get_by_text("Chỉ trả lời nếu")).to_be_hidden()

    asked.page.get_by_label("Chưa").check()
    expect(spouse).to_be_hidden()
    assert asked.errors == []


def test_a_chain_hides_with_its_first_question(asked: Stage) -> None:
    asked.page.get_by_label("Rồi").check()
    asked.page.get_by_label("Nơi ở của vợ, chồng").select_option("far")
    expect(asked.page.get_by_label("Địa chỉ của vợ, chồng")).to_be_visible()

    asked.page.get_by_label("Chưa").check()

    expect(asked.page.get_by_label("Địa chỉ của vợ, chồng")).to_be_hidden()


def test_what_was_typed_stays_when_the_question_goes_and_comes_back(asked: Stage) -> None:
    asked.page.get_by_label("Rồi").check()
    asked.page.get_by_label("Vợ hoặc chồng").fill("Trần Văn Hùng")
    asked.page.get_by_label("Chưa").check()
    asked.page.get_by_label("Rồi").check()
    expect(asked.page.get_by_label("Vợ hoặc chồng")).to_have_value("Trần Văn Hùng")


def test_the_keyboard_passes_over_hidden_questions(asked: Stage) -> None:
    asked.page.get_by_label("Chưa").check()
    asked.page.keyboard.press("Tab")
    expect(asked.page.get_by_role("button", name="Gửi")).to_be_focused()


def test_going_back_shows_the_questions_of_the_answers(asked: Stage) -> None:
    asked.answer("/next", lambda route: route.fulfill(body="<title>Tiếp</title>", content_type="text/html"))
    asked.page.get_by_label("Rồi").check()
    asked.page.evaluate("location.assign('/next')")
    asked.page.wait_for_url("**/next")
    asked.page.go_back()
    if asked.page.get_by_label("Rồi").is_checked():
        expect(asked.page.get_by_label("Vợ hoặc chồng")).to_be_visible()
    else:
        expect(asked.page.get_by_label("Vợ hoặc chồng")).to_be_hidden()


def test_a_question_with_an_error_is_never_hidden(stage: Stage) -> None:
    stage.show(body(Family({"married": "no"})), "conditional.js")
    expect(stage.page.get_by_label("Vợ hoặc chồng")).to_be_visible()


def test_without_the_script_every_question_shows_and_says_when_it_applies(stage: Stage) -> None:
    stage.show(body(Family()))
    expect(stage.page.get_by_label("Vợ hoặc chồng")).to_be_visible()
    expect(stage.page.get_by_label("Vợ hoặc chồng")).to_have_accessible_description(APPLIES)
