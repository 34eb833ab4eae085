"""`solieu annotations`: exit statuses, messages with file and line, nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.schema import AnnotatedText, Entity, Link
from tests.cli.conftest import Run
from training.annotations import load_annotations, write_annotations

GOOD = """\
=== s001
Cả xã có [Q1|12] [U1|hộ] [I1|nghèo].
Q1: U1 I1
"""
BAD = """\
=== s001
Cả xã có [Q1|12] [U1|hộ] [I1|nghèo].
Q1: U1
"""


@pytest.fixture
def solieu(command: Callable[[str], Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return command("annotations")


def test_import_writes_records(solieu: Run) -> None:
    Path("synthetic-x.txt").write_text(GOOD, "utf-8")
    status, _, err = solieu("import", "synthetic-x.txt", "--output", "new/synthetic-x.jsonl")
    assert (status, err) == (
        0,
        "1 paragraph, 3 spans and 2 relations are in new/synthetic-x.jsonl.\n",
    )
    (record,) = load_annotations("new")
    assert record.id == "synthetic-x/s001"
    assert solieu("validate", "new")[0] == 0


def test_import_names_what_is_wrong_and_writes_nothing(solieu: Run) -> None:
    Path("x.txt").write_text(BAD, "utf-8")
    Path("x.jsonl").write_text("as it was", "utf-8")
    status, out, err = solieu("import", "x.txt", "--output", "x.jsonl")
    assert status == 2
    assert out.startswith("x.txt:1: x/s001: I1 'nghèo' is linked to no quantity")
    assert err.startswith("solieu: 1 problem in the annotations above; nothing was written.")
    assert Path("x.jsonl").read_text("utf-8") == "as it was"


def test_import_finds_an_id_that_two_files_share(solieu: Run) -> None:
    Path("x.txt").write_text(GOOD, "utf-8")
    Path("y.txt").write_text(GOOD, "utf-8")
    status, out, _ = solieu("import", "x.txt", "y.txt", "-o", "x.jsonl", "--report", "r")
    assert (status, out) == (2, "y.txt:1: r/s001: This id is there already: x.txt:1.\n")


def test_export_and_import_give_the_file_back(solieu: Run) -> None:
    Path("x.txt").write_text(GOOD, "utf-8")
    solieu("import", "x.txt", "-o", "a.jsonl")
    solieu("export", "a.jsonl", "--output", "y.txt")
    solieu("import", "y.txt", "-o", "b.jsonl")
    assert Path("a.jsonl").read_bytes() == Path("b.jsonl").read_bytes()
    assert solieu("export", "a.jsonl")[1] == GOOD.replace("s001", "x/s001")


def test_validate_exits_1_where_it_finds_something(solieu: Run) -> None:
    record = AnnotatedText(
        "r/p001", "5 ha ", [Entity("Q1", "QUANTITY", 0, 1), Entity("U1", "UNIT", 2, 5)]
    )
    write_annotations([AnnotatedText("r/p000", ""), record], Path("r.jsonl"))
    status, out, err = solieu("validate", "r.jsonl")
    assert status == 1
    assert out.splitlines()[0] == "r.jsonl:2: r/p001: U1 'ha ' begins or ends with a space."
    assert err == "2 problems found.\n"


def test_unreadable_input_exits_2(solieu: Run) -> None:
    Path("empty").mkdir()
    for arguments in (["validate", "none.jsonl"], ["stats", "empty"], ["export", "none"]):
        status, out, err = solieu(*arguments)
        assert (status, out) == (2, "")
        assert err.startswith("solieu: There is no ")


def test_stats_count_by_label_and_file(solieu: Run) -> None:
    Path("x.txt").write_text(GOOD, "utf-8")
    solieu("import", "x.txt", "-o", "a/x.jsonl")
    status, out, _ = solieu("stats", "a", "--markdown")
    assert status == 0
    assert "| x | 1 | 1 | 1 | 1 | 0 | 0 | 0 | 3 |" in out


def test_stats_tell_how_paragraphs_are_written(solieu: Run) -> None:
    text = "Số vụ: 8; phạt 1275000 đồng tại xã Bản Qua"
    spans = [
        Entity("Q1", "QUANTITY", 7, 8),
        Entity("Q2", "QUANTITY", 15, 22),
        Entity("U1", "UNIT", 23, 27),
        Entity("P1", "PLACE", 32, 42),
    ]
    links = [Link("Q2", "U1", "HAS_UNIT"), Link("Q2", "P1", "LOCATED_IN")]
    records = [AnnotatedText("r/p001", text, spans, links), AnnotatedText("r/p002", "Tình hình")]
    write_annotations(records, Path("r.jsonl"))
    out = solieu("stats", "r.jsonl", "--style", "--markdown")[1]
    assert out.splitlines()[0].startswith("| file | long paragraphs | no number | per 100 words |")
    row = "0.0 | 50.0 | 16.7 | 50.0 | 50.0 | 50.0 | 50.0 | 50.0 | 0.0 | 0.0"
    assert out.splitlines()[2:] == [f"| r | {row} |", f"| real | {row} |"]
    status, _, err = solieu("stats", "r.jsonl", "--style", "--update", "README.md")
    assert (status, err[:9]) == (2, "solieu: -")


def test_agreement_counts_and_lists_differences(solieu: Run) -> None:
    entities = [Entity("Q1", "QUANTITY", 0, 1), Entity("U1", "UNIT", 2, 4)]
    one = AnnotatedText("r/p001", "5 ha", entities, [Link("Q1", "U1", "HAS_UNIT")])
    write_annotations([one], Path("a.jsonl"))
    write_annotations([AnnotatedText("r/p001", "5 ha", entities[:1])], Path("b.jsonl"))
    status, out, err = solieu("agreement", "a.jsonl", "b.jsonl", "--errors")
    assert status == 0
    rows = [line.split() for line in out.splitlines()]
    assert ["UNIT", "1", "0", "0", "0.000"] in rows
    assert ["micro", "2", "1", "1", "0.667"] in rows
    assert "r/p001 UNIT: missed: gold UNIT 'ha', predicted –" in out
    assert err == "1 paragraph annotated in both.\n"


def test_stats_renew_the_tables_of_a_readme(solieu: Run) -> None:
    Path("x.txt").write_text(GOOD, "utf-8")
    solieu("import", "x.txt", "-o", "a/x.jsonl")
    Path("README.md").write_text("# A\n<!-- counts -->\nold\n<!-- counts -->\nB\n", "utf-8")
    for _ in range(2):
        assert solieu("stats", "a", "--update", "README.md")[0] == 0
    tables = solieu("stats", "a", "--markdown")[1]
    written = Path("README.md").read_text("utf-8")
    assert written == f"# A\n<!-- counts -->\n\n{tables}\n<!-- counts -->\nB\n"
    Path("README.md").write_text("# A\n", "utf-8")
    status, _, err = solieu("stats", "a", "--update", "README.md")
    assert (status, err.split(" which")[0]) == (
        2,
        "solieu: README.md has no two lines <!-- counts --> between",
    )
