"""A bank that can be paid through: it reads a VietQR, books the transfer, and tells the receiver by signed webhook.

On demand it tells late, several times, never, with a wrong signature, another amount, or words changed as banks do.
"""

from __future__ import annotations

import datetime as dt
import html
import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from payments import vietqr
from payments.providers import bank_notice
from payments.providers.bank_notice import BankNotice
from portal.outbox import standard_webhooks
from portal.simulating.serving import Request, Response, Route, as_json, page
from portal.simulating.telling import RETRIES, Teller, post

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FORGER = "nobody shares this secret with anybody"
#: What banks do to the words of a transfer.
WORDS = {
    "as_given": "{purpose}",
    "surrounded": "MBVCB.{number}.{purpose}.CT tu 0881000956868 {payer} toi {account}",
    "without_signs": "{bare} {payer} chuyen tien",
    "cut": "{cut}",
}


@dataclass(frozen=True)
class Wish:
    """How the bank should behave this once."""

    amount_dong: int | None = None
    currency: str = "VND"
    words: str = "surrounded"
    payer: str = "NGUYEN VAN A"
    copies: int = 1
    after_seconds: float = 0
    is_forged: bool = False
    is_silent: bool = False


class SimulatedBank:
    """Keeps what was paid in memory; ``transfers`` is its truth, whatever the receiver has heard of it."""

    def __init__(self, notify: str, secret: str, retries: Sequence[float] = RETRIES) -> None:
        self._notify, self._secret = notify, secret
        self._numbers = itertools.count(int(time.time() * 1000) % 10**9)
        self.teller = Teller(retries)
        self.transfers: list[BankNotice] = []

    def pay(self, payload: str, wish: Wish | None = None) -> BankNotice:
        """Pay what a VietQR asks for. Raises ValueError for a payload that no bank would take, or without an amount."""
        wish = wish or Wish()
        asked = vietqr.decode(payload.strip())
        if not (asked.is_napas and asked.account):
            raise ValueError("Mã không nêu tài khoản ngân hàng nào.")
        amount = asked.amount if wish.amount_dong is None else wish.amount_dong
        if amount is None:
            raise ValueError("Mã không ghi số tiền; hãy nhập số tiền.")
        number = f"{next(self._numbers):09d}"
        transfer = BankNotice(
            transaction=f"FT{number}",
            account=asked.account,
            amount_dong=amount,
            currency=wish.currency,
            occurred_at=dt.datetime.now(_VIETNAM).replace(microsecond=0),
            text=_words(asked.purpose or "", asked.account, number, wish),
            counterparty=wish.payer,
        )
        self.transfers.append(transfer)
        if not wish.is_silent:
            for _copy in range(wish.copies):
                self.teller.tell(lambda: self._tell(transfer, wish), wish.after_seconds)
        return transfer

    def tell_again(self, transaction: str, **changes: str | int) -> None:
        """Tell of an earlier transfer once more, perhaps changed. Raises StopIteration for one that never was."""
        transfer = next(one for one in self.transfers if one.transaction == transaction)
        self.teller.tell(lambda: self._tell(replace(transfer, **changes), Wish()))  # type: ignore[arg-type]

    def _tell(self, transfer: BankNotice, wish: Wish) -> int:
        secret = _FORGER if wish.is_forged else self._secret
        body = bank_notice.write(transfer)
        signed = standard_webhooks.sign(body, f"msg_{transfer.transaction}", int(time.time()), secret)
        return post(self._notify, signed.body, signed.headers)

    def routes(self) -> dict[tuple[str, str], Route]:
        """The pages and the interface of the bank."""
        return {
            ("GET", "/"): lambda request: page(_form(request.values.get("payload", ""))),
            ("POST", "/pay"): self._pay,
            ("GET", "/transfers"): lambda _request: as_json([_said(one) for one in self.transfers]),
            ("GET", "/statement.csv"): lambda _request: self._statement(),
        }

    def _pay(self, request: Request) -> Response:
        try:
            transfer = self.pay(request.values.get("payload", ""), wish_of(request.values))
        except ValueError as refusal:
            return page(_form(request.values.get("payload", ""), str(refusal)), 400)
        return page(_receipt(transfer))

    def _statement(self) -> Response:
        heads = "Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Mô tả"
        rows = [
            f"{one.occurred_at:%d/%m/%Y %H:%M:%S};{one.transaction};;{one.amount_dong};{one.text}"
            for one in self.transfers
        ]
        return Response("\n".join([heads, *rows]).encode("utf-8-sig"), "text/csv; charset=utf-8")


def wish_of(values: Mapping[str, str]) -> Wish:
    """The behaviour asked for in a form or an address. Raises ValueError."""
    words = values.get("words", "surrounded")
    if words not in WORDS:
        raise ValueError(f"words: {', '.join(WORDS)}")
    amount = values.get("amount", "").strip()
    return Wish(
        amount_dong=int(amount) if amount else None,
        currency=values.get("currency") or "VND",
        words=words,
        payer=values.get("payer") or "NGUYEN VAN A",
        copies=min(int(values.get("copies") or 1), 100),
        after_seconds=min(float(values.get("after") or 0), 3600.0),
        is_forged="forged" in values,
        is_silent="silent" in values,
    )


def _words(purpose: str, account: str, number: str, wish: Wish) -> str:
    bare = "".join(letter for letter in purpose if letter.isalnum())
    cut = purpose[: len(purpose) * 2 // 3]
    words = {"purpose": purpose, "bare": bare, "cut": cut, "payer": wish.payer, "account": account, "number": number}
    return WORDS[wish.words].format(**words)


def _said(transfer: BankNotice) -> dict[str, str | int]:
    return {**vars(transfer), "occurred_at": transfer.occurred_at.isoformat()}


def _page(inside: str) -> str:
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Ngân hàng mô phỏng</title><style>body{font:18px/1.5 sans-serif;max-width:36rem;margin:2rem auto;"
        "padding:0 1rem}textarea,input,select{font:inherit;width:100%;box-sizing:border-box;margin-bottom:1rem}"
        "input[type=checkbox]{width:auto}button{font:inherit;padding:.6rem 1.2rem}.refused{color:#a4161a}</style>"
        f"<h1>Ngân hàng mô phỏng</h1><p>Không có tiền thật nào ở đây.</p>{inside}</html>"
    )


def _form(payload: str, refusal: str = "") -> str:
    choices = "".join(f"<option{' selected' if name == Wish.words else ''}>{name}</option>" for name in WORDS)
    told = f'<p class="refused" role="alert">{html.escape(refusal)}</p>' if refusal else ""
    return _page(
        f'{told}<form method="post" action="/pay">'
        f'<label>Nội dung mã VietQR<textarea name="payload" rows="5" required>{html.escape(payload)}</textarea></label>'
        '<label>Số tiền khác (bỏ trống: như trong mã)<input name="amount" inputmode="numeric"></label>'
        '<label>Người chuyển<input name="payer" value="NGUYEN VAN A"></label>'
        f'<label>Cách ghi nội dung<select name="words">{choices}</select></label>'
        '<label>Số lần báo<input name="copies" value="1" inputmode="numeric"></label>'
        '<label>Báo sau (giây)<input name="after" value="0" inputmode="decimal"></label>'
        '<p><label><input type="checkbox" name="silent"> Không báo gì</label></p>'
        '<p><label><input type="checkbox" name="forged"> Chữ ký sai</label></p>'
        "<button>Chuyển tiền</button></form>"
    )


def _receipt(transfer: BankNotice) -> str:
    rows = {
        "Mã giao dịch": transfer.transaction,
        "Tài khoản nhận": transfer.account,
        "Số tiền": f"{transfer.amount_dong:,} {transfer.currency}".replace(",", "."),
        "Nội dung": transfer.text,
    }
    told = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in rows.items())
    return _page(f'<h2>Đã chuyển tiền</h2><dl>{told}</dl><p><a href="/">Chuyển khoản khác</a></p>')
