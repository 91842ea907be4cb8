"""Every field of every form reaches the paper, whole, in its place, in letters that can be copied and searched."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents import codes, forms, issuing
from portal.documents.control_slip_form import ControlSlip, ControlStep
from portal.documents.forms import Acknowledgement, GenericResult, Person, ReceivedPaper, WantedPaper
from tests.documents import samples
from tests.documents.reading import codes_of, pages_of, text_of
from tests.documents.reading_structure import letters_outside, text_of_pages

CODE = codes.new_code()
A4, A5 = (210, 297), (148, 210)
#: All letters with marks that Vietnamese has, in both cases.
ALPHABET = "ăâđêôơư áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
LONG_NAME = "Nguyễn Phúc Hoàng Thị Thiên Ân Bảo Châu Ngọc Trường Thịnh " * 3
UNBROKEN = "Nguyễnthịngọcánh" * 14
OTHER = Person("Lò Thị Pằn", "Bản Hon, Xã Bản Bo, Tỉnh Lai Châu", "0977 111 222", "pan@example.vn", id_number="•••• 9")


def full_receipt(**changes: Any) -> forms.Receipt:
    """A receipt with every field filled, owner and applicant apart."""
    facts: dict[str, Any] = {
        "applicant": OTHER,
        "competent_received_at": samples.NOON + timedelta(hours=3),
        "sets": 2,
        "register_book": "03/2026",
        "register_number": "1532",
        "papers": [ReceivedPaper("Tờ khai", originals=1, certified_copies=2, copies=3, electronic=4)],
    }
    return samples.receipt(**(facts | changes))


def full_acknowledgement() -> Acknowledgement:
    receipt = full_receipt()
    return Acknowledgement(**{name.name: getattr(receipt, name.name) for name in dataclasses.fields(receipt)})


def full_supplement() -> forms.SupplementRequest:
    return dataclasses.replace(samples.supplement_request(), stage="Thẩm tra hồ sơ", time_of_asking=2)


def full_refusal() -> forms.Refusal:
    return dataclasses.replace(samples.refusal(), officer_name="Trần Văn Đức", officer_phone="028 3829 1234")


def full_control_slip() -> ControlSlip:
    step = ControlStep(
        *(samples.CENTRE, samples.NOON, "Nguyễn Thị Ngọc Ánh", "Trần Văn Đức", "Đúng hạn", "Đủ giấy tờ"),
        step_name="Tiếp nhận hồ sơ",
        due_at=samples.NOON + timedelta(hours=2),
        done_at=samples.NOON + timedelta(hours=1),
    )
    return dataclasses.replace(
        samples.control_slip(),
        steps=[step],
        due_at=samples.NOON + timedelta(days=1),
        coordinating_units=["Công an Phường Sài Gòn", "Trạm Y tế Phường Sài Gòn"],
        contact="028 3829 5678",
        due_before=samples.NOON - timedelta(days=4),
        finished_at=samples.NOON + timedelta(days=2),
        outcome="Trước hạn",
    )


FORMS: dict[str, Any] = {
    "receipt": full_receipt,
    "acknowledgement": full_acknowledgement,
    "supplement request": full_supplement,
    "refusal": full_refusal,
    "control slip": full_control_slip,
}
RESULTS: dict[str, Any] = {
    "birth certificate": lambda: dataclasses.replace(
        samples.birth_certificate(), father=forms.Parent("Trần Văn Bảo", "1994", "Tày", "Việt Nam", "Xã Cần Giờ")
    ),
    "generic result": samples.generic_result,
}
#: Proved apart: the head, the address inside a sentence; of the owner form 01 asks for name and address only.
PROVED_APART = {"head", "lookup_url"}
OWNER_OF_A_RECEIPT = Person(samples.MOTHER.name, samples.MOTHER.address)


@cache
def printed(kind: str) -> bytes:
    """The form as a PDF; made once."""
    if kind in FORMS:
        return forms.render_form(FORMS[kind](), CODE)
    return forms.render_result(RESULTS[kind](), CODE)


def words_of(value: Any) -> list[str]:
    """What of a field must be readable on the paper."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value else []
    if isinstance(value, datetime):
        local = value.astimezone(UTC) + timedelta(hours=7)
        return [local.strftime("ngày %d tháng %m năm %Y")]
    if isinstance(value, date):
        return [value.strftime("%d/%m/%Y")]
    if isinstance(value, bool | int):
        return [str(value)] if value else []
    if dataclasses.is_dataclass(value):
        return [word for field in dataclasses.fields(value) for word in words_of(getattr(value, field.name))]
    if isinstance(value, list | tuple):
        return [word for each in value for word in words_of(each)]
    return []


@pytest.mark.parametrize("kind", [*FORMS, *RESULTS])
def test_every_field_that_is_filled_is_printed(kind: str) -> None:
    """A field added to a form and forgotten in its template fails here."""
    form = (FORMS | RESULTS)[kind]()
    if isinstance(form, forms.Receipt):
        form = dataclasses.replace(form, owner=OWNER_OF_A_RECEIPT)
    text = text_of(printed(kind)).casefold()
    wanted = {
        (field.name, words)
        for field in dataclasses.fields(form)
        if field.name not in PROVED_APART
        for words in words_of(getattr(form, field.name))
        if words != Person("").id_label
    }
    assert len(wanted) >= 6
    assert {(name, words) for name, words in wanted if words.casefold() not in text} == set()


@pytest.mark.parametrize("kind", [*FORMS, "generic result"])
def test_the_head_says_who_where_and_when_below_the_name_of_the_state(kind: str) -> None:
    """NĐ 30/2020/NĐ-CP Annex I."""
    text = text_of(printed(kind))
    form = (FORMS | RESULTS)[kind]()
    state = text.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert text.index("Độc lập - Tự do - Hạnh phúc") > state
    assert form.head.unit_name.upper() in text
    assert f"Số: {form.head.number}" in text
    assert f"{form.head.place}, ngày 22 tháng 11 năm 2026" in text


@pytest.mark.parametrize("kind", [*FORMS, *RESULTS])
def test_the_verification_code_can_be_typed_and_scanned(kind: str) -> None:
    pdf = printed(kind)
    assert f"Mã xác minh: {CODE}" in text_of(pdf)
    assert issuing.code_url(CODE) in codes_of(pdf)
    assert issuing.verification_site() in text_of(pdf).replace(" ", "")


@pytest.mark.parametrize("kind", [*FORMS, *RESULTS])
def test_the_paper_is_that_of_the_form_and_nothing_is_cut_off(kind: str) -> None:
    sizes = pages_of(printed(kind))
    assert set(sizes) == {A4 if kind in RESULTS else A5}
    assert letters_outside(printed(kind)) == ""


@pytest.mark.parametrize("kind", [*FORMS, *RESULTS])
def test_every_page_says_which_of_how_many_it_is(kind: str) -> None:
    pages = text_of_pages(printed(kind))
    for number, text in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in text


@pytest.mark.parametrize("letters", [ALPHABET, ALPHABET.upper()], ids=["small", "capital"])
def test_every_vietnamese_letter_is_printed_and_can_be_copied(letters: str) -> None:
    """Two font files share the letters; one that misses a glyph would print a box."""
    owner = Person("Nguyễn Văn A", letters)
    text = text_of(forms.render_form(samples.receipt(owner=owner), CODE))
    assert [letter for letter in letters.split() if letter not in text] == []


@settings(max_examples=6, deadline=None)
@given(syllables=st.lists(st.sampled_from(ALPHABET.replace(" ", "") + "bcdghklmnpqrstvx"), min_size=1, max_size=24))
def test_any_name_of_vietnamese_letters_comes_back_as_it_was(syllables: list[str]) -> None:
    name = "".join(syllables)
    owner = Person(name)
    text = text_of(forms.render_form(dataclasses.replace(samples.refusal(), owner=owner), CODE))
    assert name in text.replace(" ", "")


@pytest.mark.parametrize("kind", ["receipt", "supplement request", "refusal", "birth certificate", "generic result"])
@pytest.mark.parametrize("name", [LONG_NAME, UNBROKEN], ids=["long", "without a space"])
def test_long_names_wrap_and_are_not_cut_off(kind: str, name: str) -> None:
    form = (FORMS | RESULTS)[kind]()
    if isinstance(form, forms.BirthCertificate):
        pdf = forms.render_result(dataclasses.replace(form, child_name=name, birthplace=name), CODE)
    elif isinstance(form, GenericResult):
        pdf = forms.render_result(dataclasses.replace(form, owner=Person(name, name), facts=[(name, name)]), CODE)
    else:
        pdf = forms.render_form(dataclasses.replace(form, owner=Person(name, name), subject=name), CODE)
    bare, text = "".join(name.split()).casefold(), "".join(text_of(pdf).split()).casefold()
    is_whole, cut = bare in text, letters_outside(pdf)
    assert (is_whole, cut) == (True, "")


class TestManyPapers:
    PAPERS = [ReceivedPaper(f"Giấy tờ kèm theo thứ {number} của hồ sơ đất đai", originals=1) for number in range(1, 51)]

    @pytest.fixture(scope="class")
    @classmethod
    def pages(cls) -> list[str]:
        return text_of_pages(forms.render_form(samples.receipt(papers=cls.PAPERS), CODE))

    def test_all_are_listed_in_their_order(self, pages: list[str]) -> None:
        text = " ".join(pages)
        places = [text.index(f"Giấy tờ kèm theo thứ {number} của") for number in range(1, 51)]
        assert places == sorted(places)

    def test_every_page_of_the_list_repeats_its_head(self, pages: list[str]) -> None:
        listing = [text for text in pages if "Giấy tờ kèm theo thứ" in text]
        assert len(listing) >= 2
        assert all("Tên thành phần hồ sơ" in text for text in listing)

    def test_no_row_is_torn_over_two_pages(self, pages: list[str]) -> None:
        for text in pages:
            assert text.count("Giấy tờ kèm theo thứ") == text.count("của hồ sơ đất đai")

    def test_signatures_stand_once_on_the_last_pages(self, pages: list[str]) -> None:
        assert " ".join(pages).count("Người tiếp nhận hồ sơ") == 1
        assert "Người tiếp nhận hồ sơ" in " ".join(pages[-2:])

    def test_every_page_names_the_dossier_it_belongs_to(self, pages: list[str]) -> None:
        assert all(samples.CODE in text for text in pages)


def test_a_long_slip_keeps_every_hand_over() -> None:
    steps = [
        ControlStep(f"Phòng số {number}", samples.NOON + timedelta(hours=number), "Trần Văn Đức", f"Cán bộ {number}")
        for number in range(1, 26)
    ]
    pdf = forms.render_form(dataclasses.replace(full_control_slip(), steps=steps), CODE)
    text = text_of(pdf)
    assert [number for number in range(1, 26) if f"Người nhận: Cán bộ {number}" not in text] == []
    assert len(pages_of(pdf)) > 1


def test_a_supplement_lists_each_thing_with_its_request() -> None:
    wanted = [WantedPaper(f"Giấy số {number}", f"Nộp lại bản {number}") for number in range(1, 13)]
    text = text_of(forms.render_form(dataclasses.replace(full_supplement(), wanted=wanted), CODE))
    for number in range(1, 13):
        assert f"{number} Giấy số {number} Nộp lại bản {number}" in text


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), "23 giờ 59 phút, ngày 31 tháng 12 năm 2026"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "00 giờ 00 phút, ngày 01 tháng 01 năm 2027"),
        (datetime(2027, 2, 1, 1, 5, tzinfo=UTC), "08 giờ 05 phút, ngày 01 tháng 02 năm 2027"),
    ],
)
def test_moments_are_those_of_ho_chi_minh_city(utc: datetime, shown: str) -> None:
    """Around new year the day in the head and the day of a number must be the same."""
    receipt = samples.receipt(received_at=utc, head=samples.head(issued_at=utc))
    text = text_of(forms.render_form(receipt, CODE))
    assert shown in text
    assert f"{samples.head().place}, {shown.split(', ')[1]}" in text


class TestWhatIsLeftEmpty:
    """What nobody filled in leaves no label without a value behind."""

    def test_a_receipt_of_the_least(self) -> None:
        receipt = samples.receipt(
            applicant=Person("An"), owner=Person("An"), fees=[], due_sum="", hotline="", receiver_name="", papers=[]
        )
        text = text_of(forms.render_form(receipt, CODE))
        for label in ("Địa chỉ", "Số điện thoại", "Thư điện tử", "Cách tính", "Phí, lệ phí", "Sổ theo dõi", "hoặc gọi"):
            assert label not in text, label

    def test_a_request_without_ground_stage_or_day(self) -> None:
        request = dataclasses.replace(
            samples.supplement_request(), legal_basis="", stage="", answer_by=None, officer_phone=""
        )
        text = text_of(forms.render_form(request, CODE))
        for label in ("Căn cứ:", "Giai đoạn:", "bổ sung trước", "hoặc liên hệ"):
            assert label not in text, label

    def test_a_certificate_without_a_father_keeps_his_lines_for_the_pen(self) -> None:
        """Luật Hộ tịch: the form has the same lines for every child."""
        text = text_of(forms.render_result(samples.birth_certificate(), CODE))
        assert "Họ, chữ đệm, tên người cha:" in text
        assert "Ghi chú:" not in text
        noted = dataclasses.replace(samples.birth_certificate(), note="Đăng ký lại")
        assert "Ghi chú: Đăng ký lại" in text_of(forms.render_result(noted, CODE))

    def test_an_acknowledgement_promises_less_than_a_receipt(self) -> None:
        text = text_of(printed("acknowledgement"))
        assert "GIẤY XÁC NHẬN ĐÃ NỘP HỒ SƠ" in text
        assert "Thời gian trả kết quả dự kiến, nếu hồ sơ đầy đủ" in text
        assert "GIẤY TIẾP NHẬN" not in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2001, 1, 1), "Ngày một tháng một năm hai nghìn không trăm linh một"),
        (date(1999, 12, 31), "Ngày ba mươi mốt tháng mười hai năm một nghìn chín trăm chín mươi chín"),
        (date(2025, 4, 15), "Ngày mười lăm tháng bốn năm hai nghìn không trăm hai mươi lăm"),
        (date(2024, 2, 24), "Ngày hai mươi tư tháng hai năm hai nghìn không trăm hai mươi tư"),
    ],
)
def test_the_day_of_birth_is_written_out_as_people_say_it(day: date, words: str) -> None:
    certificate = dataclasses.replace(samples.birth_certificate(), born_on=day)
    said = certificate.born_in_words.replace("hai mươi bốn", "hai mươi tư").replace("lẻ", "linh")
    assert said == words


def test_a_template_of_a_form_of_the_law_is_kept_by_its_version() -> None:
    """A reissued form is a new file beside the old one: papers of last year can be made again."""
    from django.template.loader import get_template

    for kind, facts in forms.CURRENT.items():
        assert get_template(f"documents/forms/{kind}/{facts.version}.html")
    assert set(forms.FORM_OF.values()) == set(forms.CURRENT) == set(forms.Form)


def test_another_template_of_the_same_result_may_be_chosen() -> None:
    """The e-form of a procedure names its result's template (x-result)."""
    with pytest.raises(Exception, match="no-such"):
        forms.render_result(samples.generic_result(), CODE, template="documents/results/no-such.html")
    chosen = forms.render_result(samples.generic_result(), CODE, template="documents/results/generic.html")
    assert "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ" in text_of(chosen)
