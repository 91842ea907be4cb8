"""Statement files as banks give them, for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

OURS = "0011001932418"
TEXT = "MBVCB.6997056113.H29.151-261122-0001.CT tu 0881000956868 NGUYEN THI HOA toi 0011001932418"

#: One line came in (50.000), one went out (11.000), as each bank exports it.
VIETCOMBANK = """SAO KÊ TÀI KHOẢN;;;;
Số tài khoản/Account number:;0011001932418;;;
Loại tiền/Currency:;VND;;;
;;;;
Ngày1/ TNX Date/ Số CT/ Doc No;Số tiền ghi nợ/ Debit;Số tiền ghi có/ Credit;Số dư/ Balance;Nội dung chi tiết/\
 Transactions in detail
"22/11/2026
5009.34878";;50.000;1.050.000;"MBVCB.6997056113.
H29.151-261122-0001"
"22/11/2026
5009.34879";11.000;;1.039.000;Phi quan ly tai khoan
Tổng số/ Total;11.000;50.000;;
"""
VIETINBANK = """STT,Ngày hạch toán/Accounting date,Mô tả giao dịch/Transaction description,Nợ/Debit,Có/Credit,\
Số dư,Số giao dịch,Tên tài khoản đối ứng
1,22-11-2026 08:15:30,CT DEN H29.151-261122-0001,,"50,000","1,050,000",912T26B0001,NGUYEN THI HOA
2,22-11-2026 09:00:00,Thu phi,"-11,000",,"1,039,000",912T26B0002,
"""
BIDV = """STT;Số tham chiếu;Ngày giao dịch;Phát sinh nợ;Phát sinh có;Số dư;Mô tả
1;FT26326001;22/11/2026 08:15:30;0,00;50.000,00;1.050.000,00;REM H29.151-261122-0001
2;FT26326002;22/11/2026 09:00:00;11.000,00;0,00;1.039.000,00;Phi
"""
AGRIBANK = """Ngày giao dịch|Số bút toán|Nội dung giao dịch|Ghi nợ|Ghi có|Số dư
2026-11-22|A1|H29.151-261122-0001|0|50000|1050000
2026-11-22|A2|Phi|11000|0|1039000
"""
MB = """STT No\tNgày giao dịch Transaction Date\tSố bút toán Transaction No\tPhát sinh nợ Debit\t\
Phát sinh có Credit\tNội dung Details
1\t22/11/2026\tFT26326\\1\t0\t50 000\tH29.151-261122-0001
2\t22/11/2026\tFT26326\\2\t11 000\t0\tPhi
"""
TECHCOMBANK = """Ngày giao dịch/Transaction date,Đối tác/Remitter,NH Đối tác/Remitter bank,Diễn giải/Details,\
Số bút toán/Transaction No,Nợ TKTT/Debit,Có TKTT/Credit,Số dư/Balance
22/11/2026,NGUYEN THI HOA,VCB,H29.151-261122-0001,FT26326\\BNK,,"50,000 VND","1,050,000"
22/11/2026,,,Phi,FT26326\\FEE,"11,000 VND",,"1,039,000"
"""
OF_BANKS = {
    "970436": VIETCOMBANK,
    "970415": VIETINBANK,
    "970418": BIDV,
    "970405": AGRIBANK,
    "970422": MB,
    "970407": TECHCOMBANK,
}

HEADS = ("Ngày giao dịch", "Số tham chiếu", "Số tiền ghi nợ", "Số tiền ghi có", "Mô tả")
MT940 = """{1:F01BFTVVNVXAXXX0000000000}{2:I940BFTVVNVXXXXXN}{4:
:20:STMT261122
:25:970436/0011001932418
:28C:326/1
:60F:C261121VND1000000,
:61:2611221122C50000,NTRFNONREF//5009.34878
:86:MBVCB.6997056113.H29.151-261122-0001.CT tu 0881000956868 NGUYEN T
HI HOA
:61:2611221122D11000,00NCHGPHI2611//5009.34879
:86:?00PHI?20Phi quan ly ?21tai khoan?32VIETCOMBANK?33HO CHI MINH
:62F:C261122VND1039000,
-}
"""
_ENTRY = """<Ntry><NtryRef>{row}</NtryRef><Amt Ccy="VND">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-11-22T08:15:30+07:00</DtTm></BookgDt><ValDt><Dt>2026-11-22</Dt></ValDt>
<AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Dbtr><Pty><Nm>NGUYEN THI HOA</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def entry(amount: str = "50000", mark: str = "CRDT", reference: str = "R1", text: str = "H29", row: int = 1) -> str:
    """One booked entry of a camt.053."""
    return _ENTRY.format(amount=amount, mark=mark, reference=reference, text=text, row=row)


def camt(*entries: str, version: str = "08", money: str = "VND", head: str = "") -> bytes:
    """A camt.053 of our account."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><Othr><Id>{OURS}</Id></Othr></Id><Ccy>{money}</Ccy></Acct>{"".join(entries)}
</Stmt></BkToCstmrStmt></Document>""".encode()


def table(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> bytes:
    """A CSV with titles and rows."""
    return "\n".join(";".join(row) for row in (heads, *rows)).encode()


def workbook(*rows: Sequence[Any], title: str = "Sheet1") -> bytes:
    """An XLSX with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
