"""Keeps `locale/` in step with the code: `python -m portal.commands.translations update|check`.

The texts in the code are Vietnamese; `locale/en` translates each of them. The texts of the libraries are English;
`locale/vi`, written by hand, translates those that our pages show and no library does. Needs GNU gettext.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import polib

from portal.commands.bootstrap import ROOT, say, stop

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
IGNORED = ("node_modules", "var", "static", "tests", "benchmarks", "docs")
MOST_SHOWN = 40
#: Places for values, `%(name)s` and `{name}`, and tags: what a translation must carry over whole.
KEPT = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|<[^>]+>")


def main(arguments: list[str]) -> int:
    """Update the catalogue, or check it and return 1 when the code and it disagree."""
    if arguments == ["update"]:
        extract()
        return 0
    if arguments != ["check"]:
        stop("Say update or check.")
    problems = check()
    for problem in problems[:MOST_SHOWN]:
        say(problem)
    if problems:
        say(f"{len(problems)} problems. To gather new texts: python -m portal.commands.translations update")
    return int(bool(problems))


def extract() -> None:
    """Bring the catalogue up to date with the texts in the code (makemessages)."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "-l", "en"]
    command += ["--no-wrap", "--no-obsolete", "--add-location", "file"]
    command += [part for name in IGNORED for part in ("-i", name)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"makemessages failed:\n{done.stdout}{done.stderr}")
    _tidy(CATALOGUE)


def _tidy(path: Path) -> None:
    """Write the catalogue in one order, with no time of day in it, so that a change shows only what changed."""
    found = polib.pofile(str(path), wrapwidth=0)
    tidy = polib.POFile(wrapwidth=0)
    tidy.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    tidy.extend(sorted(found, key=lambda entry: (entry.msgid, entry.msgctxt or "")))
    tidy.save(str(path))


def check() -> list[str]:
    """Return what is wrong, leaving the catalogue as it was."""
    before = CATALOGUE.read_bytes() if CATALOGUE.exists() else None
    known = _entries(CATALOGUE) if before else {}
    try:
        extract()
        wanted = _entries(CATALOGUE)
    finally:
        if before is None:
            CATALOGUE.unlink(missing_ok=True)
        else:
            CATALOGUE.write_bytes(before)
    problems = [f"not in the catalogue: {key[1]}" for key in wanted.keys() - known.keys()]
    problems += [f"no longer in the code: {key[1]}" for key in known.keys() - wanted.keys()]
    problems += [f"not translated: {entry.msgid}" for entry in known.values() if not _is_done(entry)]
    problems += [f"differs in its places or tags: {entry.msgid}" for entry in known.values() if not _is_whole(entry)]
    return sorted(problems)


def _entries(path: Path) -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}


def _is_done(entry: polib.POEntry) -> bool:
    return bool(entry.translated()) and not entry.fuzzy


def _is_whole(entry: polib.POEntry) -> bool:
    """Whether each translation has the places and tags of the text, each as often; one not yet written has."""
    wanted = sorted(KEPT.findall(entry.msgid))
    translations = [entry.msgstr, *entry.msgstr_plural.values()]
    return all(sorted(KEPT.findall(text)) == wanted for text in translations if text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
