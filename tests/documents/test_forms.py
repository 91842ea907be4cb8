"""The printed forms say what the law asks for, on the right paper, in letters that can be read and searched."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.documents import codes, forms, issuing, rendering
from tests.documents import samples
from tests.documents.reading import codes_of, pages_of, text_of

A4, A5 = (210, 297), (148, 210)
CODE = codes.new_code()


def test_receipt_says_every_field_of_form_01() -> None:
    text = text_of(forms.render_form(samples.receipt(), CODE))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1532/TNHS",
        "Phường Sài Gòn, ngày 22 tháng 11 năm 2026",
        f"Mã hồ sơ: {samples.CODE}",
        "Nguyễn Thị Ngọc Ánh",
        "(Trực tuyến)",
        "0903 123 456",
        "Thủ tục đăng ký khai sinh",
        "Giấy chứng sinh",
        "1 bộ",
        "1 ngày làm việc",
        "12 giờ 00 phút, ngày 22 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "thứ Hai 23/11 tính 1 ngày",
        "Lệ phí hộ tịch: 0 đồng",
        "1022",
        "Người nộp hồ sơ",
        "Người tiếp nhận hồ sơ",
        "Trần Văn Đức",
        CODE,
    ):
        assert words in text, words


def test_receipt_has_two_codes_that_a_phone_reads() -> None:
    assert codes_of(forms.render_form(samples.receipt(), CODE)) == {issuing.code_url(CODE), samples.LOOKUP}


def test_usual_receipt_fits_one_sheet_of_a5() -> None:
    assert pages_of(forms.render_form(samples.receipt(), CODE)) == [A5]


def test_long_list_of_papers_runs_over_and_repeats_its_head() -> None:
    papers = [forms.ReceivedPaper(f"Giấy tờ kèm theo số {n}", originals=1) for n in range(60)]
    pdf = forms.render_form(samples.receipt(papers=papers), CODE)
    assert len(pages_of(pdf)) > 1
    assert text_of(pdf).count("Tên thành phần hồ sơ") > 1


def test_non_territorial_receipt_tells_both_moments() -> None:
    """NĐ 309/2026 Đ17(3): the clock starts when the competent agency receives the dossier."""
    text = text_of(forms.render_form(samples.receipt(competent_received_at=samples.NOON), CODE))
    assert "Cơ quan có thẩm quyền nhận hồ sơ" in text


def test_receipt_without_a_due_time_or_papers_says_so() -> None:
    text = text_of(forms.render_form(samples.receipt(due_at=None, papers=[]), CODE))
    assert "Theo thông báo của cơ quan giải quyết" in text
    assert "Không có giấy tờ nộp kèm" in text


def test_supplement_request_names_papers_reason_and_ground() -> None:
    text = text_of(forms.render_form(samples.supplement_request(), CODE))
    for words in ("88/HDHS", "lần thứ 1", "Ảnh chụp bị mờ", "Giấy tờ chưa đủ căn cứ", "Điều 16 Luật Hộ tịch"):
        assert words in text, words


def test_apology_names_both_days_reason_and_head() -> None:
    """NĐ 61/2018 Đ19(9): the reason and the new day, in writing, over the head's name."""
    pdf = forms.render_form(samples.apology(), CODE)
    text = text_of(pdf)
    for words in (
        "3/XLHL",
        "Kính gửi: Nguyễn Thị Ngọc Ánh",
        "12 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "12 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Chờ xác minh nơi sinh.",
        "xin lỗi Ông/Bà/Tổ chức",
        "Tính các ngày: 25/11/2026.",
        "Thủ trưởng cơ quan",
        "Phạm Thị Hoàng Oanh",
        CODE,
    ):
        assert words in text, words
    assert pages_of(pdf) == [A5]


def test_stop_notice_names_the_decision_and_the_ways_on() -> None:
    """TT 03/2025/TT-VPCP, form 05: reason, ground, what becomes of papers, how to file anew, who decided."""
    pdf = forms.render_form(samples.stop_notice(), CODE)
    text = text_of(pdf)
    for words in (
        "Thông báo".upper(),
        "2/DGQ",
        "12 giờ 00 phút, ngày 24 tháng 11 năm 2026",
        "Người yêu cầu đề nghị dừng.",
        "Căn cứ: Đơn đề nghị ngày 20/11/2026",
        f"được trả lại tại {samples.CENTRE}",
        "khiếu nại",
        "Phạm Thị Hoàng Oanh",
    ):
        assert words in text, words
    assert "/thu-tuc/1.001193/" in text.replace(" ", ""), "an address may break over a line"
    assert "Phí, lệ phí đã nộp" not in text, "nobody paid"
    assert pages_of(pdf) == [A5]


def test_stop_notice_says_where_money_is_settled_where_some_was_paid() -> None:
    assert "Phí, lệ phí đã nộp" in text_of(forms.render_form(samples.stop_notice(fees_paid=True), CODE))


def test_refusal_names_reason_and_legal_ground() -> None:
    text = text_of(forms.render_form(samples.refusal(), CODE))
    assert "Trẻ đã được đăng ký khai sinh tại Phường Bến Thành." in text
    assert "Căn cứ pháp lý: Điều 12 Luật Hộ tịch" in text


def test_control_slip_has_a_row_for_each_hand_over() -> None:
    text = text_of(forms.render_form(samples.control_slip(), CODE))
    for words in ("Người giao: Nguyễn Thị Ngọc Ánh", "Người nhận: Lê Thị Hằng", "Đúng hạn", "Quá hạn"):
        assert words in text, words


def test_birth_certificate_has_the_fields_of_the_law_on_a4() -> None:
    """Luật Hộ tịch 60/2014/QH13 Đ14; the day of birth also in words."""
    pdf = forms.render_result(samples.birth_certificate(), CODE)
    text = text_of(pdf)
    assert pages_of(pdf) == [A4]
    for words in (
        "GIẤY KHAI SINH",
        "Số: 245/2026",
        "TRẦN NGUYỄN BẢO CHÂU",
        "15/11/2026",
        "Ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "079326001234",
        "NGUYỄN THỊ NGỌC ÁNH",
        "Bệnh viện Từ Dũ",
        "CHỦ TỊCH",
        "Phạm Thị Hoàng Oanh",
    ):
        assert words in text, words


def test_generic_result_shows_decision_and_facts() -> None:
    text = text_of(forms.render_result(samples.generic_result(), CODE))
    for words in ("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "Căn cứ Luật Cư trú", "xác nhận nội dung", "Nơi thường trú"):
        assert words in text, words


def test_what_people_typed_stays_text() -> None:
    """Nobody prints mark-up into an official form."""
    owner = forms.Person("<b>Nguyễn</b> & <img src='http://example.vn/x.png'>")
    text = text_of(forms.render_form(samples.receipt(owner=owner), CODE))
    assert "<b>Nguyễn</b> & <img src='http://example.vn/x.png'>" in text


def test_official_forms_are_vietnamese_whatever_the_reader_chose() -> None:
    with translation.override("en"):
        assert "Giấy khai sinh".upper() in text_of(forms.render_result(samples.birth_certificate(), CODE))


@pytest.mark.parametrize("form", [samples.receipt(), samples.refusal(), samples.supplement_request()])
def test_forms_are_archival_pdf_with_their_fonts_inside(form: forms.Receipt) -> None:
    pdf = forms.render_form(form, CODE)
    reader = PdfFileReader(io.BytesIO(pdf))
    metadata = reader.root["/Metadata"].data
    assert b"pdfaid:part" in metadata
    assert b">3<" in metadata or b'part="3"' in metadata
    assert "/OutputIntents" in reader.root
    assert codes.marked_in(pdf) == CODE


def test_documents_load_nothing_from_outside() -> None:
    for address in ("http://127.0.0.1:1/x.png", "file:///etc/passwd"):
        with pytest.raises(rendering.OutsideResource):
            rendering._write(f'<html><body><img src="{address}"></body></html>', "A4")
