"""A stamp must change with everything it stands for, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.commands import stamps


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    (tmp_path / "app" / "deep").mkdir(parents=True)
    (tmp_path / "app" / "a.py").write_text("a")
    (tmp_path / "app" / "deep" / "b.py").write_text("b")
    return tmp_path / "app"


def test_the_same_inputs_give_the_same_mark_in_any_order(sources: Path) -> None:
    files = [sources / "a.py", sources / "deep"]
    assert stamps.fingerprint(files) == stamps.fingerprint(files[::-1])


def test_a_new_a_renamed_and_a_removed_file_count(sources: Path) -> None:
    marks = [stamps.fingerprint([sources])]
    (sources / "c.py").write_text("")
    marks.append(stamps.fingerprint([sources]))
    (sources / "c.py").rename(sources / "d.py")
    marks.append(stamps.fingerprint([sources]))
    (sources / "a.py").unlink()
    marks.append(stamps.fingerprint([sources]))
    assert len(set(marks)) == 4


def test_contents_that_change_places_count(sources: Path) -> None:
    before = stamps.fingerprint([sources])
    (sources / "a.py").write_text("b")
    (sources / "deep" / "b.py").write_text("a")
    assert stamps.fingerprint([sources]) != before


@pytest.mark.parametrize("folder", sorted(stamps.NOT_INPUTS))
def test_what_is_made_from_the_inputs_does_not_count(sources: Path, folder: str) -> None:
    before = stamps.fingerprint([sources])
    (sources / "deep" / folder).mkdir()
    (sources / "deep" / folder / "made").write_text("anew at every run")
    assert stamps.fingerprint([sources]) == before


def test_a_folder_named_outright_counts_whatever_its_name(sources: Path) -> None:
    built = sources / "build"
    built.mkdir()
    before = stamps.fingerprint([built])
    (built / "style.css").write_text("p{}")
    assert stamps.fingerprint([built]) != before


def test_values_count_each_for_itself(sources: Path) -> None:
    assert stamps.fingerprint([], "ab", "c") != stamps.fingerprint([], "a", "bc")


def test_what_is_not_there_is_never_fresh(tmp_path: Path) -> None:
    assert not stamps.is_fresh(tmp_path / "absent", "")
    assert not stamps.is_fresh(tmp_path, "a folder is no stamp")
