"""Learning curves: nested shares, nothing of the measured report in training, a table."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from extractor.schema import AnnotatedText, Entity
from tests.conftest import ROOT, TINY
from training.cli import main
from training.curve import Point, curve_points, curve_table, nested_subset
from training.scoring.counts import Counts
from training.scoring.metrics import ENTITIES, Metrics, Tally


def records(report: str, count: int) -> list[AnnotatedText]:
    return [
        AnnotatedText(f"{report}/p{n:03}", f"đạt {n} tấn", [Entity("Q1", "QUANTITY", 4, 5)])
        for n in range(1, count + 1)
    ]


def ids(paragraphs: list[AnnotatedText]) -> set[str]:
    return {paragraph.id for paragraph in paragraphs}


def test_a_smaller_share_is_part_of_a_larger_one() -> None:
    paragraphs = records("a", 37)
    subsets = [ids(nested_subset(paragraphs, share, 3)) for share in (0.1, 0.25, 0.5, 1.0)]
    assert [len(s) for s in subsets] == [4, 10, 19, 37]
    assert all(small < large for small, large in pairwise(subsets))


def test_the_draw_hangs_on_the_seed_and_not_on_the_order() -> None:
    paragraphs = records("a", 30)
    chosen = ids(nested_subset(paragraphs, 0.3, 1))
    assert ids(nested_subset(paragraphs[::-1], 0.3, 1)) == chosen
    assert ids(nested_subset(paragraphs, 0.3, 2)) != chosen


def test_one_part_grows_while_the_other_is_whole() -> None:
    train = records("a", 20) + records("synthetic-b", 40)
    points = curve_points(train, records("c", 2), (0.25, 1.0))
    assert [(p.varied, p.share, p.counts) for p in points] == [
        ("real", 0.25, (5, 40)),
        ("real", 1.0, (20, 40)),
        ("synthetic", 0.25, (20, 10)),
        ("synthetic", 1.0, (20, 40)),
    ]
    alone = curve_points(train, [], (0.5,), ("synthetic",), alone=True, repeats=2)
    assert [p.counts for p in alone] == [(0, 20), (0, 20)]
    assert ids(alone[0].train) != ids(alone[1].train)


def test_several_draws_are_given_by_mean_least_and_most() -> None:
    found = []
    for repeat, right in enumerate((6, 8)):
        counts = Counts(right, 10 - right, 10 - right)
        point = Point("real", 0.1, repeat, records("a", 3), [])
        found.append((point, Metrics({ENTITIES: Tally({"x/p1": {"QUANTITY": counts}})})))
    table = curve_table("x", found)
    cells = [next(iter(column.cells)) for column in table.columns]
    assert cells[:5] == ["real", "10%", "3", "0", "70.00 (60.0–80.0)"]


def test_the_command_trains_measures_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    for name, first, last in (
        ("bat-xat-2023-04", 0, 40),
        ("phong-tho-2023", 10, 20),
        ("lai-chau-2023-07", 0, 5),
        ("synthetic-agriculture", 0, 12),
    ):
        lines = (ROOT / f"annotations/{name}.jsonl").read_text("utf-8").splitlines()[first:last]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    values = {**TINY, "training.max_steps": 3, "training.eval_frequency": 3}
    values |= {"corpora.train.dev_share": 0.2}
    settings = [f"--set={name}={json.dumps(value)}" for name, value in values.items()]
    arguments = ["--annotations", str(folder), "--corpus", str(tmp_path / "none"), "--shares",
                 "50,100", "--vary", "synthetic", "--output", str(tmp_path / "out")]  # fmt: skip
    config = str(ROOT / "configs/solieu.cfg")
    monkeypatch.setattr(sys, "argv", ["solieu", "curve", "--config", config, *arguments, *settings])
    monkeypatch.setenv("COLUMNS", "140")
    try:
        main()
    except SystemExit as end:
        assert not end.code  # noqa: PT017
    out = capsys.readouterr().out
    assert "Learning curve, F1 on phong-tho-2023" in out
    content = json.loads((tmp_path / "out/curve.json").read_text("utf-8"))
    assert [(p["share"], p["synthetic"]) for p in content["points"]] == [(0.5, 6), (1.0, 12)]
    assert {p["real"] for p in content["points"]} <= set(range(24, 40))
    assert all(len(p["f"]["entities"]) == 1 for p in content["points"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--shares", "0,50"], "solieu: --shares 0,50 is no list of percentages"),
        (["--shares", "ten"], "solieu: --shares ten is no list of percentages"),
        (["--vary", "all"], "solieu: --vary all is none of real, synthetic, both."),
        (["--report", "nowhere"], "has no report nowhere."),
        (["--report", "phong-tho-2023"], "leave no paragraph"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    few_annotations: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    base = ["solieu", "curve", "--annotations", str(few_annotations)]
    base += ["--config", str(ROOT / "configs/solieu.cfg")]
    monkeypatch.setattr(sys, "argv", [*base, *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert message in capsys.readouterr().err
