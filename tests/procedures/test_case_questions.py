"""Rules proved: two or three plain questions lead to the case; the page then shows just what applies; links keep it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from procedures.case_questions import MOST_QUESTIONS, faults, read, walk, way_to
from procedures.models import ProcedureVersion, TimeLimit
from procedures.publishing import publish
from procedures.starter_catalogue import STARTER, StarterFileError, read_procedure, starter_files
from tests.procedures.factories import (
    CaseFactory,
    ComponentFactory,
    FeeFactory,
    ProcedureFactory,
    TimeLimitFactory,
    draft,
)

CODE = "1.001193"
URL = f"/thu-tuc/{CODE}/"
TREE: list[dict[str, Any]] = [
    {
        "key": "paper",
        "ask": "Bé có Giấy chứng sinh không?",
        "hint": "Do bệnh viện cấp",
        "answers": [
            {"key": "has", "say": "Có", "next": "age"},
            {"key": "none", "say": "Không", "case": "no_paper"},
        ],
    },
    {
        "key": "age",
        "ask": "Bé sinh bao lâu rồi?",
        "answers": [
            {"key": "in_time", "say": "Chưa quá 60 ngày", "case": "standard"},
            {"key": "late", "say": "Đã quá 60 ngày", "case": "late"},
        ],
    },
]
CASES = ["standard", "late", "no_paper"]


@pytest.fixture
def birth(db: None) -> ProcedureVersion:
    """Three cases behind two questions; the late one costs money at the counter and takes longer there."""
    version = draft(procedure=ProcedureFactory(code=CODE), questions=TREE)
    late = CaseFactory(version=version, key="late", name="Đăng ký quá hạn", position=1)
    ComponentFactory(case=late, name="Giấy cam đoan")
    FeeFactory(case=late, name="Lệ phí quá hạn", amount_dong=50_000, channel="direct")
    FeeFactory(case=late, name="Lệ phí quá hạn", amount_dong=20_000, channel="online")
    TimeLimitFactory(case=late, amount=Decimal(5))
    TimeLimitFactory(case=late, amount=Decimal(3), unit="month", channel="direct")
    none = CaseFactory(version=version, key="no_paper", name="Không có Giấy chứng sinh", position=2)
    ComponentFactory(case=none, name="Văn bản của người làm chứng")
    publish([version])
    return version


def html_of(client: Client, **query: str) -> str:
    """The page's text."""
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_question_is_asked_and_no_case_is_promised(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client)

    assert "Bé có Giấy chứng sinh không?" in html
    assert "Do bệnh viện cấp" in html
    assert "Bé sinh bao lâu rồi?" not in html
    assert "Đây là trường hợp thường gặp" in html
    without_blank_form = html.replace("to-khai.pdf?case=", "")
    assert "?case=" not in without_blank_form, "the filing asks the case itself"


def test_an_answer_leads_to_the_next_question_and_can_be_changed(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client, q_paper="has", commune="26740")

    assert "Bé sinh bao lâu rồi?" in html
    assert '<input type="hidden" name="q_paper" value="has">' in html
    assert 'href="?commune=26740"' in html, "changing the first answer keeps the place"


def test_the_last_answer_shows_just_what_applies(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client, q_paper="has", q_age="late")

    assert "Đăng ký quá hạn" in html
    assert "Giấy cam đoan" in html
    assert "Văn bản của người làm chứng" not in html
    assert "Đây là trường hợp thường gặp" not in html
    assert "?case=late" in html, "the filing starts with this case"


def test_a_short_way_asks_no_more_than_it_needs(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client, q_paper="none")

    assert "Văn bản của người làm chứng" in html
    assert "Bé sinh bao lâu rồi?" not in html


def test_a_link_that_names_the_case_shows_the_answers_that_lead_there(client: Client, birth: ProcedureVersion) -> None:
    html = html_of(client, case="late")

    assert "Giấy cam đoan" in html
    assert "Đã quá 60 ngày" in html
    assert 'href="?q_paper=has"' in html, "the last answer can be taken back alone"


@pytest.mark.parametrize("query", [{"q_paper": "perhaps"}, {"q_age": "late"}, {"q_nothing": "x"}, {"case": "gone"}])
def test_answers_that_nobody_offered_are_asked_for_again(
    client: Client, birth: ProcedureVersion, query: dict[str, str]
) -> None:
    html = html_of(client, **query)

    assert "Bé có Giấy chứng sinh không?" in html
    assert "Giấy cam đoan" not in html


def test_answers_win_over_a_case_in_the_same_address(client: Client, birth: ProcedureVersion) -> None:
    assert "Giấy cam đoan" not in html_of(client, case="late", q_paper="none")


@pytest.mark.parametrize(
    ("channel", "shown", "hidden"),
    [
        ("online", ["20.000 đồng", "5 ngày làm việc"], ["50.000 đồng", "3 tháng"]),
        ("direct", ["50.000 đồng", "3 tháng"], ["20.000 đồng", "5 ngày làm việc"]),
        ("postal", ["5 ngày làm việc"], ["20.000 đồng", "50.000 đồng", "3 tháng"]),
        ("", ["20.000 đồng", "50.000 đồng", "3 tháng", "5 ngày làm việc"], []),
        ("fax", ["20.000 đồng", "50.000 đồng", "3 tháng", "5 ngày làm việc"], []),
    ],
)
def test_money_and_time_are_those_of_the_way_of_filing(
    client: Client, birth: ProcedureVersion, channel: str, shown: list[str], hidden: list[str]
) -> None:
    html = html_of(client, case="late", channel=channel)

    assert all(words in html for words in shown)
    assert not [words for words in hidden if words in html]


def test_the_way_of_filing_is_asked_only_where_it_matters(client: Client, birth: ProcedureVersion) -> None:
    assert 'name="channel"' in html_of(client, case="late")
    assert 'name="channel"' not in html_of(client, case="no_paper")


@pytest.mark.django_db
def test_online_is_not_offered_where_it_does_not_exist(client: Client) -> None:
    version = draft(procedure=ProcedureFactory(code="1.000001"), online_level="none", online_reason="Phải ký tại quầy")
    FeeFactory(case=version.cases.get(), channel="direct")
    publish([version])

    html = client.get("/thu-tuc/1.000001/", {"channel": "online"}).content.decode()

    assert 'value="direct"' in html
    assert 'value="online"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        ("1", "working_day", "1 ngày làm việc"),
        ("12.5", "day", "12,5 ngày"),
        ("4", "working_hour", "4 giờ làm việc"),
        ("6", "month", "6 tháng"),
    ],
)
def test_time_limits_come_in_every_unit_of_the_law(client: Client, amount: str, unit: str, words: str) -> None:
    version = draft(procedure=ProcedureFactory(code=CODE))
    TimeLimit.objects.filter(case__version=version).update(amount=Decimal(amount), unit=unit)
    publish([version])

    assert f"{words}</p>" in html_of(client)


def test_the_api_gives_the_questions(client: Client, birth: ProcedureVersion) -> None:
    assert client.get(f"/api/v1/procedures/{CODE}/").json()["questions"] == TREE


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_a_way_that_leads_to_it(case: str) -> None:
    questions = read(TREE)

    assert walk(questions, way_to(questions, case)).case == case
    assert way_to(questions, "unknown") == {}


def changed(path: str, value: Any) -> list[dict[str, Any]]:
    """The sample tree with one place changed: "0.answers.1.case"."""
    tree = copy.deepcopy(TREE)
    *way, last = path.split(".")
    node: Any = tree
    for step in way:
        node = node[int(step)] if step.isdigit() else node[step]
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return tree


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("1.key", "paper", "comes twice"),
        ("0.answers.1.key", "has", "answer has comes twice"),
        ("0.answers.1.case", "gone", "unknown case gone"),
        ("0.answers.0.next", "later", "no later question"),
        ("1.answers.0", {"key": "x", "say": "x", "next": "paper"}, "no later question"),
        ("0.answers.0", {"key": "x", "say": "x"}, "must lead to one case or to one question"),
        ("0.answers.0", {"key": "x", "say": "x", "next": "age", "case": "late"}, "must lead to one case"),
        ("0.answers.0", {"key": "x", "say": "x", "case": "late"}, "no answer leads to question age"),
        ("1.answers.1.case", "standard", "no answer leads to case late"),
        ("1.answers", [{"key": "late", "say": "x", "case": "late"}], "offers no choice"),
    ],
)
def test_a_tree_that_would_leave_people_stuck_is_refused(path: str, value: Any, words: str) -> None:
    assert faults(read(TREE), CASES) == []

    assert words in "; ".join(faults(read(changed(path, value)), CASES))


def test_nobody_is_asked_more_than_three_questions() -> None:
    """Issue 3: the page asks the citizen two or three plain questions."""
    many = [
        {
            "key": f"q{n}",
            "ask": "?",
            "answers": [{"key": "a", "say": "a", "case": "x"}, {"key": "b", "say": "b", "next": f"q{n + 1}"}],
        }
        for n in range(MOST_QUESTIONS)
    ]
    last = {"key": f"q{MOST_QUESTIONS}", "ask": "?", "answers": [{"key": k, "say": k, "case": "x"} for k in "ab"]}

    assert "nobody answers more than 3" in "; ".join(faults(read([*many, last]), ["x"]))


@given(st.dictionaries(st.sampled_from(["paper", "age", "other"]), st.sampled_from(["has", "none", "late", "", "x"])))
def test_whatever_an_address_says_the_walk_ends_in_a_case_or_a_question(given_answers: dict[str, str]) -> None:
    found = walk(read(TREE), given_answers)

    assert bool(found.case) != (found.asks is not None)
    assert len(found.answered) <= MOST_QUESTIONS


def test_the_trees_of_the_starter_catalogue_are_sound() -> None:
    asked = [file for file in starter_files() if "\nquestions:" in file.text]

    contents = [read_procedure(file, dict.fromkeys(file.eform_keys)) for file in asked]  # type: ignore[arg-type]

    assert len(contents) >= 5
    assert all(content.version.questions for content in contents)


def test_a_starter_file_with_a_broken_tree_is_refused(tmp_path: Path) -> None:
    text = (STARTER / "1.004222.yaml").read_text(encoding="utf-8").replace("case: rented}", "case: hotel}")
    (tmp_path / "1.004222.yaml").write_text(text, encoding="utf-8")
    (file,) = starter_files(tmp_path)

    with pytest.raises(StarterFileError, match=r"1.004222.yaml: .*unknown case hotel.*no answer leads to case rented"):
        read_procedure(file, {})


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_citizen_answers_and_sends_the_link_to_somebody(
    page: Page, live_server: Any, check_widths: Callable[[Page], None], birth: ProcedureVersion
) -> None:
    page.goto(f"{live_server.url}{URL}")
    page.get_by_label("Có", exact=True).check()
    page.get_by_role("button", name="Tiếp tục").click()
    check_widths(page)
    page.get_by_label("Đã quá 60 ngày").check()
    page.get_by_label("Trực tiếp").check()
    page.get_by_role("button", name="Tiếp tục").click()
    check_widths(page)
    expect(page.get_by_text("Giấy cam đoan")).to_be_visible()
    expect(page.get_by_text("3 tháng")).to_be_visible()
    shared = page.url
    page.get_by_role("link", name="Đổi").last.click()
    page.get_by_label("Chưa quá 60 ngày").check()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Giấy cam đoan")).not_to_be_visible()
    page.goto(shared)
    expect(page.get_by_text("Giấy cam đoan")).to_be_visible()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_questions_work_without_javascript(browser: Browser, live_server: Any, birth: ProcedureVersion) -> None:
    page = browser.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    page.goto(f"{live_server.url}{URL}")
    page.get_by_label("Không", exact=True).check()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Văn bản của người làm chứng")).to_be_visible()
    page.context.close()
