"""Reading a file of national records one by one, so that memory does not grow with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

PIECE = 1 << 20
_SEPARATORS = " \t\r\n,"
# What JSON can write with an escape and no database text can hold: NUL, and halves of a character.
_MAYBE_UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: Stands where a character was lost; `words.doubt_texts` marks it.
LOST = "\ufffd"


class UnreadableFile(ValueError):
    """The file is no JSON list of records; the message says where it breaks, ``after`` how many characters."""

    def __init__(self, message: str, after: int = 0) -> None:
        super().__init__(message)
        self.after = after


def records(path: Path) -> Iterator[tuple[Any, int]]:
    """Each element of the JSON list in ``path``, with the number of characters read so far.

    Raises UnreadableFile, after having yielded what could be read before the fault.
    """
    try:
        yield from _records(path)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name}: no UTF-8 text, {error.reason} at byte {error.start}") from error


def _records(path: Path) -> Iterator[tuple[Any, int]]:
    decoder = json.JSONDecoder(parse_float=_finite, parse_constant=str)
    with path.open(encoding="utf-8-sig") as file:
        text, done = _opened(file.read(PIECE)), 0
        while True:
            text = text.lstrip(_SEPARATORS)
            if text.startswith("]"):
                return
            try:
                record, end = decoder.raw_decode(text)
            except json.JSONDecodeError as error:
                piece = file.read(PIECE)
                if not piece:
                    after = done + error.pos
                    raise UnreadableFile(f"{path.name}: {error.msg} after {after} characters", after) from error
                text += piece
                continue
            except (ValueError, RecursionError) as error:
                raise UnreadableFile(f"{path.name}: {error} after {done} characters", done) from error
            done += end
            is_suspect = _MAYBE_UNSTORABLE.search(text, 0, end) is not None
            text = text[end:]
            yield _storable(record) if is_suspect else record, done


def _finite(text: str) -> float | str:
    """A number, or its own text when it is larger than any: PostgreSQL's JSON knows no infinity."""
    number = float(text)
    return number if isfinite(number) else text


def _storable(node: Any) -> Any:
    """The same with `LOST` for each character that PostgreSQL would refuse the whole batch for."""
    if isinstance(node, str):
        return _UNSTORABLE.sub(LOST, node)
    if isinstance(node, dict):
        return {_storable(key): _storable(value) for key, value in node.items()}
    return [_storable(value) for value in node] if isinstance(node, list) else node


def _opened(text: str) -> str:
    start = text.lstrip()
    if not start.startswith("["):
        raise UnreadableFile("the file must be a JSON list of procedures")
    return start[1:]
