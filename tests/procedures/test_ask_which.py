"""Rules proved: who names what stands in several names is asked which; who says the very thing is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import without_accents
from procedures.models import SearchEntry
from procedures.search_asking_back import MOST_CHOICES, ask_which, ask_which_of, core_of, is_called
from procedures.vocabulary_table import build, starter

pytestmark = pytest.mark.django_db
WHICH = "Bạn cần thủ tục nào?"
MEDIATORS = [
    "Công nhận hòa giải viên (cấp xã)",
    "Cho thôi làm hòa giải viên (cấp xã)",
    "Đăng ký làm hòa giải viên thương mại",
]


def entry(name: str, *keywords: str, code: str = "1.000001") -> SearchEntry:
    """A procedure as search has it."""
    return SearchEntry(name=name, keywords="\n".join(keywords), card={"code": code})


def entries(*names: str) -> list[SearchEntry]:
    """Procedures with codes in their order."""
    return [entry(name, code=f"1.{number:06}") for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Thủ tục đăng ký khai sinh", "Đăng ký khai sinh"),
        ("thủ tục Đăng ký kết hôn có yếu tố nước ngoài.", "Đăng ký kết hôn có yếu tố nước ngoài"),
        ("Công nhận hòa giải viên (cấp xã)", "Công nhận hòa giải viên"),
        ("Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội", "Hỗ trợ chi phí mai táng"),
        ("Cấp giấy phép lao động đối với người nước ngoài", "Cấp giấy phép lao động"),
        ("Chứng thực di chúc; văn bản từ chối", "Chứng thực di chúc"),
        ("Cho thuê đất", "Cho thuê đất"),
        ("Khai tử tại nhà", "Khai tử"),
        ("Hiến đất cho trường học", "Hiến đất"),
        ("Đền cho người dân", "Đền cho người dân"),
    ],
)
def test_a_choice_says_the_matter_without_for_whom_and_where(name: str, core: str) -> None:
    """But never a single word: of that nobody could tell what is meant."""
    assert core_of(name) == core


@given(st.text(alphabet="thủ tục cho của (),;Đđkh", min_size=1, max_size=60))
def test_the_matter_of_any_name_is_a_piece_of_it(name: str) -> None:
    core = core_of(name)

    assert core.lower() in name.lower()
    assert core == core[:1].upper() + core[1:]


def test_all_words_in_several_names_are_asked_back_with_each_matter_once() -> None:
    found = entries(*MEDIATORS, "Công nhận hòa giải viên (cấp tỉnh)", "Đăng ký khai sinh")

    clarify = ask_which_of(found, ["hoa", "giai", "vien"], WHICH)

    assert clarify is not None
    assert clarify.question == WHICH
    labels = [choice.label for choice in clarify.choices]
    assert labels[0] == "Công nhận hòa giải viên"
    assert sorted(labels) == sorted({core_of(name) for name in MEDIATORS})
    assert clarify.choices[0].code == "1.000000", "of two with one matter the better one stands for it"


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        ((), "hoa giai vien"),
        (MEDIATORS[:1], "hoa giai vien"),
        (MEDIATORS, "cong nhan hoa giai vien"),
        ((*MEDIATORS, "Hòa giải viên"), "hoa giai vien"),
        ((*MEDIATORS, "Đăng ký hòa giải viên"), "hoa giai vien"),
        (("Công nhận hòa giải viên (cấp xã)", "Công nhận hòa giải viên (cấp tỉnh)"), "hoa giai vien"),
        (MEDIATORS, "hoa giai tranh chap"),
    ],
    ids=["nothing", "one", "one has all", "the name", "the name with đăng ký", "one matter", "in no name"],
)
def test_nobody_is_asked_which_where_there_is_no_choice(names: tuple[str, ...], asked: str) -> None:
    assert ask_which_of(entries(*names), asked.split(), WHICH) is None


@pytest.mark.parametrize("many", [2, MOST_CHOICES, MOST_CHOICES + 4])
def test_there_are_two_to_five_choices_the_best_first(many: int) -> None:
    found = entries(*(f"Việc{number} hòa giải" for number in range(many)))

    clarify = ask_which_of(found, ["hoa", "giai"], WHICH)

    assert clarify is not None
    expected = [f"1.{number:06}" for number in range(min(many, MOST_CHOICES))]
    assert [choice.code for choice in clarify.choices] == expected


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("dang ky khai sinh", True),
        ("khai sinh", True),
        ("thu tuc khai sinh", True),
        ("toi muon khai sinh", True),
        ("giay cho em be", True),
        ("khai", False),
        ("sinh", False),
        ("giay cho", False),
        ("khai sinh lai", False),
    ],
)
def test_a_procedure_is_called_by_its_name_or_a_keyword(asked: str, called: bool) -> None:
    birth = entry("Thủ tục đăng ký khai sinh", "giấy cho em bé", "khai cho trẻ")

    assert is_called(birth, asked.split()) is called


@pytest.mark.parametrize(("asked", "called"), [("chung thuc chu ky nguoi", True), ("chung thuc chu", False)])
def test_four_words_of_the_beginning_are_the_name_fewer_are_not(asked: str, called: bool) -> None:
    name = entry("Chứng thực chữ ký người dịch mà người dịch là cộng tác viên")

    assert is_called(name, asked.split()) is called


@given(st.lists(st.sampled_from(MEDIATORS), unique=True), st.sampled_from(["hòa giải", "hòa giải viên", "cấp xã"]))
def test_every_choice_has_all_the_words_asked_and_leads_to_its_procedure(names: list[str], said: str) -> None:
    found = entries(*names)
    by_code = {str(one.card["code"]): one for one in found}

    clarify = ask_which_of(found, without_accents(said).split(), WHICH)

    for choice in clarify.choices if clarify else ():
        assert choice.words == by_code[choice.code].name
        assert said in choice.words.lower()


TOPIC = {
    "key": "torch",
    "said": ["ngọn đuốc"],
    "question": "Làm gì với đuốc?",
    "choices": {f"Việc {number}": f"việc {number}" for number in range(6)},
}


@pytest.mark.parametrize(
    ("known", "offered", "first"),
    [
        ({1: [11, 99], 3: [13]}, ["Việc 1", "Việc 3"], [11, 13]),
        ({1: [11], 3: [11]}, ["Việc 1", "Việc 3"], [11]),
        ({2: [12]}, [f"Việc {number}" for number in range(5)], [12]),
        ({}, [f"Việc {number}" for number in range(5)], []),
    ],
    ids=["what the catalogue has", "one procedure once", "a single one is no choice", "nothing known"],
)
def test_a_matter_offers_what_the_catalogue_has(
    known: dict[int, list[int]], offered: list[str], first: list[int]
) -> None:
    """And all choices when fewer than two lead anywhere: a question with one answer is none."""
    topic = build({**starter(), "topics": [TOPIC]}).topics[0]

    clarify, leads = ask_which(topic, lambda asked: [known.get(int(words.split()[1]), []) for words in asked])

    assert [choice.label for choice in clarify.choices] == offered
    assert leads == first
