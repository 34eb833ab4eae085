"""Slips of the pen and what they suggest."""

from extractor.checks.slips import slips


def test_every_kind_of_slip_is_thought_of() -> None:
    made = {slip.kind: [] for slip in slips("54,64", 54.64)}
    for slip in slips("54,64", 54.64):
        made[slip.kind].append(slip.text)
    assert "51,64" in made["digit"]
    assert "45,64" in made["swap"]
    assert "5,464" in made["mark"]
    assert "154,64" in made["missing"]
    assert "54,4" in made["surplus"] or "5,46" in made["surplus"]


def test_thousands_are_written_as_the_report_writes_them() -> None:
    assert "17.017,02" in {slip.text for slip in slips("1.017,02", 1017.02)}
