"""What each kind of doubt means, in a publisher's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, Promise] = {
    "announced_otherwise": _("Thủ tục đang được công bố từ nguồn của tỉnh"),
    "channel_time_missing": _("Không ghi thời hạn của một cách nộp"),
    "channels_unparsed": _("Không đọc được các cách nộp"),
    "clock_time_as_duration": _("“15 giờ” là giờ trong ngày, không phải thời hạn"),
    "docs_trailing_text": _("Có đoạn thừa sau danh sách giấy tờ"),
    "docs_unparsed": _("Không đọc được một dòng giấy tờ"),
    "document_count_not_readable": _("Số bản chính, bản sao không đọc được"),
    "duplicate_channel": _("Một cách nộp có hai thời hạn khác nhau"),
    "duplicate_component_code": _("Mã giấy tờ bị trùng"),
    "duplicate_document_names": _("Giấy tờ được liệt kê hai lần"),
    "duplicate_name_other_code": _("Có thủ tục khác cùng tên"),
    "fee_amount_missing": _("Phí, lệ phí không có số tiền"),
    "fee_amount_not_readable": _("Số tiền không đọc được"),
    "fee_foreign_currency": _("Số tiền bằng ngoại tệ"),
    "fee_not_readable": _("Không đọc được một khoản phí, lệ phí"),
    "fee_unverified": _("Mức thu chưa được đối chiếu"),
    "fee_zero_but_text_sets_fee": _("Ghi 0 đồng nhưng lời văn có mức thu"),
    "hour_but_text_says_days": _("Ghi giờ nhưng lời văn là ngày"),
    "legal_basis_not_readable": _("Không đọc được một căn cứ pháp lý"),
    "legal_code_not_a_code": _("Số hiệu văn bản viết không đúng dạng"),
    "legal_code_truncated_in_source": _("Số hiệu văn bản bị cắt ở nguồn"),
    "legal_trailing_text": _("Có đoạn thừa sau căn cứ pháp lý"),
    "list_not_readable": _("Có chỗ không phải danh sách như quy định"),
    "long_name": _("Tên thủ tục rất dài"),
    "mentions_abolished_district_level": _("Còn nhắc đến cấp huyện"),
    "no_agency": _("Không ghi cơ quan thực hiện"),
    "no_decision": _("Không ghi quyết định công bố"),
    "no_docs": _("Không có danh sách giấy tờ"),
    "no_documents": _("Không có giấy tờ nào phải nộp"),
    "no_field": _("Không ghi lĩnh vực"),
    "no_legal_basis": _("Không ghi căn cứ pháp lý"),
    "no_level": _("Không ghi cấp thực hiện"),
    "no_result": _("Không ghi kết quả"),
    "no_steps": _("Không ghi trình tự thực hiện"),
    "note_rows_in_documents": _("Lưu ý bị ghi thành giấy tờ (0 bản chính, 0 bản sao)"),
    "other_province": _("Do tỉnh, thành phố khác công bố"),
    "remark_listed_as_paper": _("Dòng giấy tờ đọc như một lưu ý"),
    "source_decomposed_unicode": _("Chữ viết dấu rời"),
    "source_has_mark_up": _("Có mã trang (HTML) trong lời văn"),
    "source_invisible_chars": _("Có ký tự ẩn"),
    "source_lost_characters": _("Có ký tự bị mất trong tệp"),
    "source_name_whitespace": _("Tên có khoảng trắng thừa"),
    "steps_truncated": _("Trình tự thực hiện bị cắt"),
    "text_too_long": _("Có mã hoặc tên dài bất thường, đã bỏ"),
    "text_truncated": _("Có đoạn bị cắt ngắn"),
    "time_differs_by_channel": _("Thời hạn khác nhau theo cách nộp"),
    "time_out_of_range": _("Thời hạn lớn bất thường"),
    "time_text_only": _("Thời hạn viết bằng lời"),
    "time_unit_missing": _("Thời hạn thiếu đơn vị"),
    "time_zero": _("Thời hạn bằng 0"),
    "very_long_document_name": _("Tên giấy tờ rất dài"),
}


def say_flag(flag: str) -> str:
    """The words for a kind of doubt; a kind nobody named yet shows its own name."""
    return str(FLAGS.get(flag, flag))
