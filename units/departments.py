"""Departments of a province and divisions of a commune, by the slugs that the catalogue uses.

The list follows the model of local agencies after the merger of 2025 (NĐ 150/2025/NĐ-CP for the
two tiers); a province may keep further ones, which an administrator adds.
"""

from __future__ import annotations

from typing import NamedTuple


class Department(NamedTuple):
    """A department: its slug in the catalogue, its number below the province's code, its name."""

    slug: str
    number: str
    name: str


DEPARTMENTS = (
    Department("van-phong-ubnd", "01", "Văn phòng Ủy ban nhân dân"),
    Department("so-noi-vu", "02", "Sở Nội vụ"),
    Department("so-tu-phap", "03", "Sở Tư pháp"),
    Department("so-tai-chinh", "04", "Sở Tài chính"),
    Department("so-cong-thuong", "05", "Sở Công Thương"),
    Department("so-nong-nghiep-moi-truong", "06", "Sở Nông nghiệp và Môi trường"),
    Department("so-xay-dung", "07", "Sở Xây dựng"),
    Department("so-khoa-hoc-cong-nghe", "08", "Sở Khoa học và Công nghệ"),
    Department("so-van-hoa-the-thao", "09", "Sở Văn hóa và Thể thao"),
    Department("so-du-lich", "10", "Sở Du lịch"),
    Department("so-giao-duc-dao-tao", "11", "Sở Giáo dục và Đào tạo"),
    Department("so-y-te", "12", "Sở Y tế"),
    Department("so-dan-toc-ton-giao", "13", "Sở Dân tộc và Tôn giáo"),
    Department("so-ngoai-vu", "14", "Sở Ngoại vụ"),
    Department("so-quy-hoach-kien-truc", "15", "Sở Quy hoạch - Kiến trúc"),
    Department("so-an-toan-thuc-pham", "16", "Sở An toàn thực phẩm"),
    Department("thanh-tra", "17", "Thanh tra"),
    Department("ban-quan-ly-khu-cong-nghiep", "18", "Ban Quản lý các khu chế xuất và công nghiệp"),
)
#: Checks the quality of decisions on procedures for the Chair (NĐ 61/2018; TT 02/2017/TT-VPCP).
PROVINCIAL_OFFICE = DEPARTMENTS[0].slug
DEPARTMENT_SLUGS = frozenset(department.slug for department in DEPARTMENTS)

#: Divisions of a commune's People's Committee; the catalogue names them in `division`.
OFFICE = "van-phong"
ECONOMY = "kinh-te"
CULTURE_SOCIETY = "van-hoa-xa-hoi"
DIVISION_SLUGS = frozenset({OFFICE, ECONOMY, CULTURE_SOCIETY})
#: Slug of the service centre below its agency.
CENTRE = "trung-tam"
