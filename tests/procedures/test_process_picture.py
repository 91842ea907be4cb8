"""Rules proved: every process can be drawn within a phone's width, with nothing on top of anything else; and the
drawing says no less than the words beside it."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from procedures.process_picture import WIDTH, Arrow, Box, Picture, draw
from procedures.process_plan import END, Plan, PlannedStep
from tests.procedures.plans import asking, changed, step, usual

SVG = "{http://www.w3.org/2000/svg}"


def drawn(plan: Plan) -> Picture:
    """The picture of a plan that has steps; without names of units from the database."""
    picture = draw(plan)
    assert picture is not None
    return picture


def said(picture: Picture) -> str:
    """All words of a picture."""
    return " ".join(text.said for text in picture.texts)


def overlap(one: Box, other: Box) -> bool:
    """Whether two frames share any point inside."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


NAMES = st.sampled_from(["Ký", "Thẩm tra hồ sơ và xác minh tại thực địa cùng các cơ quan có liên quan", "x" * 90])


@st.composite
def plans(draw_one: st.DrawFn) -> Plan:
    """Any steps with any ways, to steps that are there or not; with units asked or not."""
    keys = [f"s{number}" for number in range(draw_one(st.integers(1, 7)))]
    targets = st.sampled_from([*keys, END, "gone"])
    outcomes = st.sampled_from(["receive", "request_supplement", "refuse", "forward", "send_back", "sign", "odd"])
    ways = st.lists(st.tuples(outcomes, targets), max_size=4).map(tuple)
    asked = st.lists(st.sampled_from(["so-tu-phap", "kinh-te"]), max_size=3).map(tuple)
    return tuple(
        PlannedStep(key, draw_one(NAMES), "officer", ways=draw_one(ways), consulted=draw_one(asked)) for key in keys
    )


@given(plan=plans())
def test_any_process_fits_the_paper(plan: Plan) -> None:
    picture = drawn(plan)
    inside = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in picture.boxes]
    inside += [(x, y, x, y) for arrow in picture.arrows for x, y in arrow.points]
    inside += [(text.x, text.y, text.x, text.y) for text in picture.texts]

    assert picture.width == WIDTH
    assert all(
        left >= 0 and top >= 0 and right <= WIDTH and foot <= picture.height for left, top, right, foot in inside
    )


@given(plan=plans())
def test_steps_stand_below_each_other_and_each_is_drawn_once(plan: Plan) -> None:
    picture = drawn(plan)
    steps = [box for box in picture.boxes if box.kind in ("step", "end")]

    assert len([box for box in steps if box.kind == "step"]) == len(plan)
    assert not [pair for pair in combinations(steps, 2) if overlap(*pair)]
    assert [box.y for box in steps] == sorted(box.y for box in steps)


@given(plan=plans())
def test_every_way_to_another_step_is_an_arrow_that_ends_at_it(plan: Plan) -> None:
    picture = drawn(plan)
    boxes = [box for box in picture.boxes if box.kind == "step"]
    places = {one.key: place for place, one in enumerate(plan)}
    heads = {arrow.points[-1] for arrow in picture.arrows}
    for place, one in enumerate(plan):
        for _outcome, target in one.ways:
            end = places.get(target)
            if end is None or end == place:
                continue
            box = boxes[end]
            assert any(box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height for x, y in heads)


@given(plan=plans())
def test_two_lines_beside_the_boxes_never_share_a_stretch(plan: Plan) -> None:
    """Otherwise nobody sees which way goes where."""
    lanes = [arrow.points for arrow in drawn(plan).arrows if len(arrow.points) == 4]
    for one, other in combinations(lanes, 2):
        if one[1][0] == other[1][0]:
            (low, high), (first, last) = (sorted((line[1][1], line[2][1])) for line in (one, other))
            assert high <= first or last <= low


def test_nothing_to_draw_gives_no_picture() -> None:
    assert draw(()) is None


def test_the_usual_process_says_what_can_happen_at_each_step() -> None:
    picture = drawn(usual())

    for words in (
        "Bạn nộp hồ sơ",
        "1. Bước receive",
        "Từ chối tiếp nhận: kết thúc",
        "Yêu cầu bổ sung: chờ bạn nộp",
        "Trả lại để làm lại: đến bước",
        "4 giờ làm việc",
        "Kết thúc",
    ):
        assert words in said(picture)
    assert [arrow.kind for arrow in picture.arrows].count("back") == 1


def test_units_asked_at_once_stand_between_two_bars() -> None:
    picture = drawn(asking())
    bars = [box for box in picture.boxes if box.kind == "bar"]
    asked = [box for box in picture.boxes if box.kind == "asked"]

    assert len(bars) == 2
    assert len(asked) == 3
    assert all(bars[0].y < box.y < bars[1].y for box in asked)
    assert "Sở Tư pháp" in said(picture)
    assert "Phòng Kinh tế" in said(picture)


def test_a_way_that_leads_to_nothing_is_drawn_as_such() -> None:
    assert "Trình ký: chưa rõ đến đâu" in said(
        drawn(changed(usual(), "process", ways=(("submit_for_signature", "x"),)))
    )


def test_many_ways_back_stand_closer_together_instead_of_squeezing_the_words() -> None:
    keys = [f"s{number}" for number in range(12)]
    plan = tuple(step(key, "officer", send_back=keys[0], forward=keys[-1]) for key in keys)
    boxes = [box for box in drawn(plan).boxes if box.kind == "step"]

    assert min(box.width for box in boxes) >= 220


@pytest.mark.parametrize(
    ("points", "head"),
    [
        (((10, 0), (10, 30)), "10,30 4,21 16,21"),
        (((100, 50), (120, 50), (120, 10), (100, 10)), "100,10 109,4 109,16"),
    ],
)
def test_a_head_points_where_its_line_ends(points: tuple[tuple[int, int], ...], head: str) -> None:
    assert Arrow(points, "on").head == head


def test_the_drawing_is_an_image_with_a_title_and_the_steps_in_words() -> None:
    """One image for screen readers; no style in it, which the content security policy forbids."""
    picture = draw(usual(), mark="all")
    svg = ET.fromstring(_rendered(picture))  # noqa: S314 - our own template
    title, words = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")

    assert svg.get("role") == "img"
    assert title is not None
    assert words is not None
    assert svg.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert "1. Bước receive: Cán bộ tiếp nhận, 1 giờ làm việc." in str(words.text)
    assert not [node.tag for node in svg.iter() if node.get("style") or node.tag.endswith(("style", "script"))]


def test_names_are_shown_as_written_never_as_markup() -> None:
    rendered = _rendered(draw((step("s", "clerk", return_result=END), changed(usual(), "sign", name="<b>Ký & gửi")[2])))

    assert "<b>" not in rendered
    assert "&lt;b&gt;Ký &amp; gửi" in rendered


def test_the_drawing_speaks_the_readers_language() -> None:
    with translation.override("en"):
        picture = drawn(usual())

    assert "Bạn nộp hồ sơ" not in said(picture)
    assert "1. Bước receive" in said(picture)


def _rendered(picture: Picture | None) -> str:
    html = render_to_string("procedures/_process_picture.html", {"picture": picture})
    return html.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).strip()
