"""Invented people of the demo mode: one account for every role, two wards, three citizens.

Names, numbers and passwords are made up and printed by `bin/serve`; a production setting refuses
demo mode, so none of them ever exists on a live site.
"""

from __future__ import annotations

from dataclasses import dataclass

from .departments import CENTRE, CULTURE_SOCIETY, ECONOMY
from .roles import Role

DEMO_PASSWORD = "Mot-Cua-2026"  # noqa: S105 - printed on purpose, demo mode only

#: The two wards where demo staff work, by province; other provinces take their first two wards.
DEMO_WARDS = {"79": ("26740", "26824")}

#: Places of work: the first and second ward, the city, its centre, and a department by its slug.
WARD, OTHER_WARD, CITY, CITY_CENTRE = "ward", "other_ward", "city", "city_centre"


@dataclass(frozen=True)
class DemoRole:
    """A role at a place; `slug` names a part of a ward (`trung-tam`, …) or a department."""

    role: Role
    place: str
    slug: str = ""


@dataclass(frozen=True)
class DemoPerson:
    """One invented account."""

    email: str
    phone: str
    full_name: str
    title: str
    kind: str = "staff"
    roles: tuple[DemoRole, ...] = ()
    id_number: str = ""
    password: str = DEMO_PASSWORD

    @property
    def is_system_admin(self) -> bool:
        """Whether the person may enter Django's admin."""
        return any(held.role == Role.SYSTEM_ADMIN for held in self.roles)


def _staff(name: str, number: int, full_name: str, title: str, *roles: DemoRole, id_number: str = "") -> DemoPerson:
    return DemoPerson(
        email=f"{name}@demo.example",
        phone=f"+8490000{number:04}",
        full_name=full_name,
        title=title,
        roles=roles,
        id_number=id_number,
    )


DEMO_PEOPLE = (
    DemoPerson(
        "lan@demo.example",
        "+84900001001",
        "Nguyễn Thị Ngọc Lan",
        "công dân, mẹ đăng ký khai sinh",
        kind="citizen",
        id_number="079194000123",
    ),
    DemoPerson(
        "hung@demo.example",
        "+84900001002",
        "Trần Quốc Hưng",
        "công dân",
        kind="citizen",
        id_number="079088000456",
    ),
    DemoPerson(
        "sau@demo.example",
        "+84900001003",
        "Lê Thị Sáu",
        "công dân cao tuổi",
        kind="citizen",
        id_number="079154000789",
    ),
    DemoPerson(
        "sao-mai@demo.example",
        "+84900001004",
        "Công ty TNHH Thương mại Sao Mai",
        "tổ chức, thông báo khuyến mại",
        kind="organisation",
    ),
    _staff(
        "tiep-nhan",
        1,
        "Phạm Thu Hà",
        "công chức tiếp nhận, phường thứ nhất",
        DemoRole(Role.CLERK, WARD, CENTRE),
        id_number="079185000111",
    ),
    _staff(
        "thu-ly",
        2,
        "Võ Minh Tuấn",
        "công chức thụ lý văn hóa - xã hội, phường thứ nhất",
        DemoRole(Role.OFFICER, WARD, CULTURE_SOCIETY),
    ),
    _staff(
        "thu-ly-kinh-te",
        3,
        "Đặng Hoài Nam",
        "công chức thụ lý kinh tế, phường thứ nhất",
        DemoRole(Role.OFFICER, WARD, ECONOMY),
    ),
    _staff("lanh-dao", 4, "Huỳnh Thanh Bình", "lãnh đạo ký, phường thứ nhất", DemoRole(Role.LEADER, WARD)),
    _staff(
        "quan-tri-don-vi", 5, "Bùi Thị Kim Oanh", "quản trị đơn vị, phường thứ nhất", DemoRole(Role.UNIT_ADMIN, WARD)
    ),
    _staff(
        "tiep-nhan-2",
        6,
        "Ngô Đức Thịnh",
        "công chức tiếp nhận, phường thứ hai",
        DemoRole(Role.CLERK, OTHER_WARD, CENTRE),
    ),
    _staff(
        "thu-ly-2",
        7,
        "Đỗ Thị Mỹ Duyên",
        "công chức thụ lý, phường thứ hai",
        DemoRole(Role.OFFICER, OTHER_WARD, CULTURE_SOCIETY),
    ),
    _staff(
        "tiep-nhan-tp", 8, "Hồ Gia Bảo", "công chức tiếp nhận, trung tâm thành phố", DemoRole(Role.CLERK, CITY_CENTRE)
    ),
    _staff(
        "thu-ly-so",
        9,
        "Dương Văn Phúc",
        "công chức thụ lý, Sở Công Thương",
        DemoRole(Role.OFFICER, CITY, "so-cong-thuong"),
    ),
    _staff(
        "lanh-dao-so",
        10,
        "Lý Thị Hồng Nhung",
        "lãnh đạo ký, Sở Công Thương",
        DemoRole(Role.LEADER, CITY, "so-cong-thuong"),
    ),
    _staff(
        "cong-khai",
        11,
        "Trịnh Minh Hải",
        "kiểm tra và công khai thủ tục, Văn phòng Ủy ban nhân dân",
        DemoRole(Role.PUBLISHER, CITY, "van-phong-ubnd"),
    ),
    _staff(
        "duong-day-nong", 12, "Mai Phương Thảo", "trực đường dây nóng", DemoRole(Role.HOTLINE_OPERATOR, CITY_CENTRE)
    ),
    _staff("ke-toan", 17, "Tạ Thị Thanh Thúy", "kế toán, phường thứ nhất", DemoRole(Role.ACCOUNTANT, WARD)),
    _staff("ke-toan-truong", 18, "Đoàn Quốc Việt", "kế toán trưởng, phường thứ nhất", DemoRole(Role.ACCOUNTANT, WARD)),
    _staff("giam-sat", 13, "Vũ Đình Khôi", "giám sát toàn thành phố", DemoRole(Role.SUPERVISOR, CITY)),
    _staff(
        "soan-thao",
        15,
        "Nguyễn Thị Bích Ngọc",
        "soạn quyết định công bố, Sở Tư pháp",
        DemoRole(Role.PUBLISHER, CITY, "so-tu-phap"),
    ),
    _staff("chu-tich", 16, "Lâm Quang Vinh", "lãnh đạo Ủy ban nhân dân thành phố", DemoRole(Role.LEADER, CITY)),
    _staff("he-thong", 14, "Cao Xuân Trường", "quản trị hệ thống", DemoRole(Role.SYSTEM_ADMIN, CITY)),
)
