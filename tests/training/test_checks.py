"""Each rule of the annotations has a record that breaks it and is found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import SolieuError
from extractor.schema import AnnotatedText, Entity, Link, Marker
from training.annotations import load_annotations, write_annotations
from training.annotations.checks import check_form, check_rules, structure_errors
from training.annotations.validate import check_annotations

TEXT = "Trồng mới 65,41ha, đạt 130,82% so với kế hoạch, tăng 5% so với cùng kỳ."
GOOD = AnnotatedText(
    "phong-tho-2023/p013",
    TEXT,
    [
        Entity("I1", "INDICATOR", 0, 9),
        Entity("Q1", "QUANTITY", 10, 15),
        Entity("U1", "UNIT", 15, 17),
        Entity("Q2", "QUANTITY", 23, 29),
        Entity("U2", "UNIT", 29, 30),
        Entity("G1", "TARGET", 38, 46),
        Entity("Q3", "QUANTITY", 53, 54),
        Entity("U3", "UNIT", 54, 55),
        Entity("T1", "PERIOD", 63, 70),
    ],
    [
        Link("Q1", "U1", "HAS_UNIT"),
        Link("Q1", "I1", "MEASURES"),
        Link("Q2", "U2", "HAS_UNIT"),
        Link("Q2", "G1", "AGAINST_TARGET"),
        Link("Q2", "Q1", "RATE_OF"),
        Link("Q3", "U3", "HAS_UNIT"),
        Link("Q3", "T1", "COMPARED_WITH"),
        Link("Q3", "Q1", "RATE_OF"),
    ],
    [Marker(1, 17)],
)


def changed(name: str, **fields: object) -> AnnotatedText:
    """The good record with one span's fields replaced."""
    entities = [replace(e, **fields) if e.id == name else e for e in GOOD.entities]  # type: ignore[arg-type]
    return replace(GOOD, entities=entities)


def linked(*links: Link) -> AnnotatedText:
    """The good record with relations added."""
    return replace(GOOD, relations=[*GOOD.relations, *links])


def test_good_record_has_no_problem() -> None:
    assert check_form(GOOD) == []
    assert check_rules(GOOD) == []


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (changed("U2", id="U1"), "2 spans are called U1."),
        (changed("U2", label="EINHEIT"), "U2 is labelled 'EINHEIT'; the labels are"),
        (changed("T1", end=99), "T1 covers 63–99, which is no span of a text of 71 characters."),
        (changed("T1", end=63), "T1 covers 63–63"),
        (changed("U1", start=14), "Q1 '65,41' and U1 '1ha' overlap."),
        (linked(Link("Q1", "T1", "IN_YEAR")), "IN_YEAR(Q1, T1): there is no such relation"),
        (linked(Link("Q1", "T9", "IN_PERIOD")), "IN_PERIOD(Q1, T9): there is no span T9."),
        (
            linked(Link("I1", "T1", "IN_PERIOD")),
            "IN_PERIOD(I1, T1): its head is labelled INDICATOR",
        ),
        (linked(Link("Q1", "T1", "MEASURES")), "MEASURES(Q1, T1): its tail is labelled PERIOD"),
        (replace(GOOD, footnotes=[Marker(1, 72)]), "The marker of footnote 1 stands at 72"),
    ],
)
def test_unsound_form_is_found(record: AnnotatedText, message: str) -> None:
    assert any(found.startswith(message) for found in check_form(record))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (replace(GOOD, id="p013"), "The id 'p013' is not of the form report/p012."),
        (replace(GOOD, text=TEXT + " e\u0302"), "The text is not in Unicode's composed form"),
        (replace(GOOD, text=TEXT + " ⟦2⟧"), "A footnote marker ⟦ stands in the text"),
        (replace(GOOD, footnotes=[Marker(1, 3)] * 2), "The marker of footnote 1 stands in the"),
        (replace(GOOD, footnotes=[Marker(0, 3)]), "A footnote cannot have the number 0."),
        (changed("I1", end=10), "I1 'Trồng mới ' begins or ends with a space."),
        (changed("T1", end=71), "T1 'cùng kỳ.' ends with a punctuation mark."),
        (changed("Q2", start=19), "Q2 'đạt 130,82' is not a number"),
        (changed("I1", end=8), "I1 'Trồng mớ' begins or ends inside a word"),
        (replace(GOOD, relations=GOOD.relations[1:]), "U1 'ha' is linked to no quantity"),
        (linked(GOOD.relations[0]), "HAS_UNIT(Q1, U1) is there 2 times."),
        (linked(Link("Q3", "T1", "IN_PERIOD")), "Q3 and T1 are linked by 2 different relations"),
        (linked(Link("Q1", "U2", "HAS_UNIT")), "Q1 has 2 units; it has at most one."),
        (linked(Link("Q3", "Q2", "PART_OF")), "Q3 belongs to Q1 and to Q2"),
        (linked(Link("Q1", "Q2", "PART_OF")), "Q2 → Q1 → Q2: quantities that are each other's"),
        (linked(Link("Q1", "Q1", "PART_OF")), "Q1 → Q1: quantities that are each other's head."),
    ],
)
def test_broken_rule_is_found(record: AnnotatedText, message: str) -> None:
    assert check_form(record) == []
    assert any(found.startswith(message) for found in check_rules(record))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (5, "The line is not a JSON object."),
        ({"text": ""}, "The field 'id' is missing."),
        ({"id": 3, "text": ""}, "The field 'id' is not a text."),
        ({"id": "a", "text": "", "entities": {}}, "The field 'entities' is not a list."),
        ({"id": "a", "text": "", "entities": [3]}, "Item 1 of 'entities' is not an object."),
        ({"id": "a", "text": "", "spans": []}, "There is no field 'spans' in a paragraph record."),
        (
            {"id": "a", "text": "", "footnotes": [{"number": "1", "offset": 0}]},
            "Item 1 of 'footnotes': 'number' is not a whole number.",
        ),
        (
            {"id": "a", "text": "", "relations": [{"head": "Q1", "tail": "U1"}]},
            "Item 1 of 'relations' has no 'label'.",
        ),
    ],
)
def test_line_of_another_shape_is_found(line: object, message: str) -> None:
    assert message in structure_errors(line)


def test_broken_line_is_named_by_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    write_annotations([GOOD], file)
    file.write_text(file.read_text("utf-8") + '{"id": "x/p1", "text": \n', "utf-8")
    with pytest.raises(SolieuError, match=r"a\.jsonl:2: This line is no JSON object"):
        load_annotations(file)
    (problem,) = check_annotations([file])
    assert (problem.file, problem.line) == (file, 2)


def test_unsound_record_is_not_loaded(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    write_annotations([changed("T1", end=99)], file)
    with pytest.raises(SolieuError, match=r"a\.jsonl:1: phong-tho-2023/p013: T1 covers 63–99"):
        load_annotations(file)


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00", "số".encode("cp1258", "replace") + b"\xd2"])
def test_file_in_another_encoding_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    with pytest.raises(SolieuError, match=r"a\.jsonl is not UTF-8 text"):
        load_annotations(file)


def test_missing_file_and_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SolieuError, match="There is no file or folder"):
        load_annotations(tmp_path / "none.jsonl")
    with pytest.raises(SolieuError, match="There is no annotation file"):
        load_annotations(tmp_path)


def test_paragraph_that_is_in_two_files_of_a_folder_is_found(tmp_path: Path) -> None:
    write_annotations([GOOD], tmp_path / "a.jsonl")
    write_annotations([replace(GOOD, text=TEXT + " Hết.")], tmp_path / "b.jsonl")
    messages = [p.message for p in check_annotations([tmp_path])]
    assert (
        messages[0] == f"The text differs from that of the same paragraph in "
        f"{tmp_path / 'a.jsonl'}:1, from character 72 (' Hết.') on."
    )
    assert messages[1] == f"This id is there already: {tmp_path / 'a.jsonl'}:1."


def test_two_annotators_may_annotate_the_same_paragraph(tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for file in files:
        write_annotations([GOOD], file)
    assert check_annotations(files) == []


def test_synthetic_paragraphs_are_told_by_file_and_id(tmp_path: Path) -> None:
    write_annotations([GOOD], tmp_path / "synthetic-a.jsonl")
    write_annotations([replace(GOOD, id="synthetic-b/s001")], tmp_path / "b.jsonl")
    messages = [p.message for p in check_annotations([tmp_path])]
    assert messages == [
        "A synthetic paragraph belongs in a file whose name begins with 'synthetic-'.",
        "A paragraph of a synthetic file has an id that begins with 'synthetic-'.",
    ]


def test_line_separators_inside_a_text_do_not_end_the_record(tmp_path: Path) -> None:
    record = AnnotatedText("x/p1", "một\u2028hai\u0085ba")
    write_annotations([record], tmp_path / "a.jsonl")
    assert load_annotations(tmp_path / "a.jsonl") == [record]


def test_written_file_is_the_contracts_form(tmp_path: Path) -> None:
    write_annotations([GOOD], tmp_path / "a.jsonl")
    (line,) = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == GOOD.to_dict()
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]
