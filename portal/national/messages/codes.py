"""Our words and the codes of the classic messages, one strict table for each closed list."""

from __future__ import annotations

from dossiers.statuses import Channel, PaperSource, PartyKind, ResultDelivery, Status
from payments.vocabulary import LineKind

#: KenhThucHien: as KENH of LayThuTuc counts them.
CHANNELS: dict[str, str] = {Channel.DIRECT: "1", Channel.ONLINE: "2", Channel.POSTAL: "3"}
#: LoaiDoiTuong; 3 is an agency of the state, which files nothing here.
PARTY_KINDS: dict[str, str] = {PartyKind.CITIZEN: "1", PartyKind.BUSINESS: "2", PartyKind.ORGANISATION: "4"}
#: HinhThuc: how the result is handed out. The list knows no electronic one: it is fetched, so not by post.
DELIVERIES: dict[str, str] = {ResultDelivery.COUNTER: "0", ResultDelivery.ONLINE: "0", ResultDelivery.POST: "1"}
#: LoaiPhiLePhi; what is neither stands in no message of fees.
FEE_KINDS: dict[str, str] = {LineKind.CHARGE: "1", LineKind.FEE: "2"}
#: TrangThaiHoSo and TrangThai: our statuses are the national ones (domain: 1 to 10).
STATUSES: dict[int, str] = {int(status): str(int(status)) for status in Status}
#: DuocSoHoa: what came as a file, or lies in a database, is digital.
DIGITAL: dict[str, str] = {PaperSource.UPLOADED: "1", PaperSource.IN_DATABASE: "1", PaperSource.BROUGHT: "0"}
#: DuocTaiSuDung: 1 data of a database stood in for the paper; 2 a result of the national store did.
FROM_STORE = "2"
REUSED: dict[str, str] = {PaperSource.UPLOADED: "0", PaperSource.BROUGHT: "0", PaperSource.IN_DATABASE: "1"}
#: LoaiDinhDanh by the length of the number; any other number stands in SoGiayToChuHoSo alone.
ID_KINDS: dict[int, str] = {12: "1", 9: "2"}
#: NoiNopHoSo.
FILED_NATIONALLY, FILED_HERE = "1", "2"
#: TrangThaiBoSung.
ASKED, ANSWERED = "0", "1"


def yes_no(value: bool) -> str:
    """A switch as the messages write it."""
    return "1" if value else "0"
