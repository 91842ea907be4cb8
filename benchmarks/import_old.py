"""Taking over 20,000 dossiers of an older system, one of a hundred rows with a fault: a dry run, then the real one.

Every fifth has a file, every tenth a result, and every twentieth is still open; the reference reads the same package
and checks its rows, and writes nothing. `BENCH_IMPORT` takes another number of dossiers.
"""

from __future__ import annotations

import csv
import io
import resource
import time
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from uuid import uuid4

from benchmarks import _loaded, _national
from portal.commands.measurement import Measurement
from portal.files import store
from portal.inheritance import running
from portal.inheritance.columns import TABLES, WrongCell, read_row
from portal.inheritance.packages import opened
from units.models import Unit, UnitKind

DOSSIERS = _national.size_of("BENCH_IMPORT", 20_000)
BAD_EVERY, OPEN_EVERY, FILE_EVERY, RESULT_EVERY = 100, 20, 5, 10
BIRTH = "1.001193"
REFERENCE = "reading and checking the rows alone"


def run() -> Iterator[Measurement]:
    """Seconds of reading, of the dry run and of the real one; what was taken, and whether both sides agree."""
    with _loaded.province("bench_import_old") as environment:
        told = _loaded.ask(environment, "import_old", "measured")
    reading, dry, real = told["reading"], told["dry"], told["real"]
    name = f"old system, {DOSSIERS:,} dossiers"
    yield Measurement(f"{name}: {REFERENCE}", round(reading, 1), "s")
    yield Measurement(f"{name}: dry run", round(dry, 1), "s", round(dry / reading, 1), REFERENCE)
    yield Measurement(f"{name}: taken over", round(real, 1), "s", round(real / reading, 1), REFERENCE)
    yield Measurement(f"{name}: faulty rows handed back", told["faulty"], "rows")
    yield Measurement(f"{name}: in the database, sums agree", told["here"] if told["agrees"] else -1, "dossiers")
    yield Measurement(f"{name}: peak memory", told["memory"], "MiB")


def measured() -> dict[str, float]:
    """One package through all three, in the database of this process."""
    content = package()
    start = time.perf_counter()
    _read(content)
    reading = time.perf_counter() - start
    stored = store.save(content, "bench.zip", "application/zip")
    spans = {}
    for is_dry in (True, False):
        job = running.start(stored, "bench.zip", "bench", uuid4(), None, is_dry_run=is_dry)
        start = time.perf_counter()
        running.run(job)
        spans[is_dry] = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    check = job.check_result
    found = {"faulty": job.faults.count(), "here": check["here"], "agrees": check["agrees"], "memory": memory}
    return {"reading": reading, "dry": spans[True], "real": spans[False], **found}


def _read(content: bytes) -> None:
    with opened(content) as old:
        for table in TABLES:
            for _number, cells in old.rows(table):
                try:
                    read_row(table, cells)
                except WrongCell:
                    continue


def package() -> bytes:
    """What an old system might hand over, deterministic."""
    codes = list(Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE).order_by("code").values_list("code", flat=True))
    numbers = range(DOSSIERS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tai_khoan.csv", _csv([_account(number) for number in numbers if number % 2]))
        archive.writestr("ho_so.csv", _csv([_dossier(number, codes[number % len(codes)]) for number in numbers]))
        archive.writestr("giay_to.csv", _csv([_file(number) for number in numbers if number % FILE_EVERY == 0]))
        archive.writestr("ket_qua.csv", _csv([_result(number) for number in numbers if number % RESULT_EVERY == 0]))
        for number in numbers:
            if number % FILE_EVERY == 0:
                archive.writestr(f"tep/{number}.xml", _content(number))
    return out.getvalue()


def _csv(rows: list[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _content(number: int) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><to_khai so="{number}"/>'.encode()


def _account(number: int) -> dict[str, str]:
    return {"ma_tai_khoan": f"U{number}", "ho_ten": "Nguyễn Thị Bưởi", "thu_dien_tu": f"u{number}@cu.example"}


def _dossier(number: int, unit: str) -> dict[str, str]:
    is_bad, is_open = number % BAD_EVERY == BAD_EVERY - 1, number % OPEN_EVERY == 0
    day = f"2024-{number % 12 + 1:02}-{number % 27 + 1:02}"
    ended = {} if is_open else {"ngay_xong": f"{day} 15:00", "ngay_tra": f"{day} 16:00"}
    return {
        "ma_ho_so": f"BDG-2024-{number:06}", "ma_thu_tuc": BIRTH,
        "trang_thai": "5" if is_bad else "4" if is_open else "10",
        "co_quan": unit, "ngay_nop": f"{day} 08:00", "ngay_tiep_nhan": f"{day} 09:00", "ngay_hen_tra": f"{day} 17:00",
        "ngay_xong": "", "ngay_tra": "", "ma_tai_khoan": f"U{number}" if number % 2 else "",
        "chu_ho_so": "Nguyễn Thị Bưởi", "so_dinh_danh": f"0741900{number:05}", "dien_thoai": "0912345678",
        **ended,
    }  # fmt: skip


def _file(number: int) -> dict[str, str]:
    digest = sha256(_content(number)).hexdigest()
    return {"ma_ho_so": f"BDG-2024-{number:06}", "ten": "Tờ khai", "tep": f"tep/{number}.xml", "sha256": digest}


def _result(number: int) -> dict[str, str]:
    return _file(number) | {"ten": "Giấy khai sinh", "so": f"{number}/KS-2024", "ngay_ky": "2024-12-31"}
