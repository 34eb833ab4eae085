"""What cannot be read ends in one sentence that says why and what to do."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.errors import SolieuError
from extractor.reading import read_report, read_text

ROOT = Path(__file__).resolve().parents[2]
SEEDS = [
    ROOT / "tests/fixtures/reports/lai-chau-2023-07.docx",
    ROOT / "tests/fixtures/reports/lai-chau-2023-07.pdf",
    ROOT / "corpus/lai-chau-2023-07.txt",
]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n \t", "holds no text"),
        ("binary.txt", bytes(range(256)) * 20, "is not a text"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "save it as .docx"),
        ("rich.rtf", b"{\\rtf1 x}", "save it as .docx"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "is an image"),
        ("report.pdf", b"Just text", "is called .pdf but is none"),
        ("report.docx", b"Just text", "is called .docx but is none"),
        ("report.docx", b"PK\x03\x04" + b"\x00" * 200, "is damaged"),
        ("half.txt", b"\xff\xfea\x00b", "is damaged"),
        ("large.txt", b"a" * 5_000_001, "may have up to 5 MB"),
    ],
)
def test_a_file_that_is_no_report(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SolieuError) as error:
        read_report(path)
    message = str(error.value)
    assert said in message
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(SolieuError, match="does not exist"):
        read_report(tmp_path / "missing.txt")
    with pytest.raises(SolieuError, match="is a directory"):
        read_report(tmp_path)
    with pytest.raises(SolieuError, match=r"cannot be read|does not exist"):
        read_report("a\x00b")


def test_other_packages_are_named(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(SolieuError, match="is a spreadsheet"):
        read_report(path)


def test_a_text_beyond_any_report_is_refused() -> None:
    with pytest.raises(SolieuError, match="characters"):
        read_text("a" * 5_000_001)
    with pytest.raises(SolieuError, match="lines"):
        read_text("a\n" * 100_001)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.suffix)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(number=st.integers(0, 2**32))
def test_damaged_files_end_in_a_report_or_a_sentence(
    tmp_path: Path, seed: Path, number: int
) -> None:
    """A few of the damages of scripts/fuzz_reading.py, which tries thousands."""
    chance = random.Random(number)
    data = bytearray(seed.read_bytes())
    for _ in range(chance.randint(1, 60)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    if chance.random() < 0.5:
        del data[chance.randrange(len(data)) :]
    path = tmp_path / seed.name
    path.write_bytes(bytes(data) or b" ")
    try:
        report = read_report(path)
    except SolieuError as error:
        said = str(error)
    else:
        said = "."
        assert report.to_dict()["id"] == seed.stem
    assert said.endswith(".")
    assert "\n" not in said


def test_importing_the_reader_is_light() -> None:
    code = (
        "import sys, extractor.reading; "
        "print([m for m in ('pypdfium2', 'docx', 'lxml', 'spacy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
