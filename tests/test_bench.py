"""The bench measures: as little as shows that it does, and what it makes of what it has found."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.bench import core_alarms, core_commands, core_minutes, core_notes, flood, latency, report
from tests.bench.figures import Curve, Figure, Findings, Scale, Wanted, distribution, quantile

SMALL = Scale(small=True)


def figure(ours: list[float], floors: list[float], wanted: Wanted) -> Figure:
    return Figure(name="a command", unit="ms", ours=ours, floor="echo", floors=floors, wanted=wanted)


@pytest.mark.synapse
async def test_answers_are_measured_beside_the_floor() -> None:
    findings = await latency.measure(SMALL)
    assert [len(each.ours) for each in findings.figures] == [6, 1, 6, 1]
    assert all(each.ratio for each in findings.figures)


@pytest.mark.synapse
async def test_all_lines_of_a_crowd_are_counted() -> None:
    kept, *times = (await flood.measure(SMALL)).figures
    assert kept.holds
    assert all(each.ratio for each in times)


@pytest.mark.parametrize("group", [core_commands, core_notes, core_minutes, core_alarms])
async def test_what_needs_no_homeserver_is_measured(group: ModuleType) -> None:
    findings: Findings = await group.measure(SMALL)
    assert all(value > 0 for figure in findings.figures for value in (*figure.ours, *figure.floors))
    assert any(figure.floors for figure in findings.figures)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Wanted(bound=1.5), True),
        (Wanted(bound=1.4), False),
        (Wanted(bound=1.5, at_least=True), True),
        (Wanted(bound=1.6, at_least=True), False),
        (Wanted(bound=30, unit="ms"), True),
        (Wanted(bound=29, unit="ms"), False),
    ],
)
def test_a_bound_is_for_the_ratio_or_for_the_figure_itself(wanted: Wanted, holds: bool) -> None:
    assert figure([10, 30, 50], [20, 20, 90], wanted).holds is holds


def test_one_sample_is_its_own_quantile() -> None:
    assert quantile([7.0], 95) == 7.0
    assert quantile([float(n) for n in range(101)], 95) == 95.0
    assert distribution([3.0, 1.0]) == [(1.0, 50.0), (3.0, 100.0)]


def test_the_table_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before.\n\n<!-- bench -->\nearlier\n<!-- end of bench -->\n\nAfter.\n")
    found = Findings(figures=[figure([10, 30, 50], [20, 20, 90], Wanted(bound=1.06))], notes=["A note."])
    report.write(report.table([found], 90), page)
    text = page.read_text()
    assert "| a command | 30 ms (48) | echo | 20 ms (83) | 1.50 × | ≤ 1.06 × | **no** |" in text
    assert "A note." in text
    assert "earlier" not in text
    assert text.startswith("Before.\n\n<!-- bench -->\n| What ")
    assert text.endswith("<!-- end of bench -->\n\nAfter.\n")


def test_the_page_has_a_place_for_the_table() -> None:
    text = report.PAGE.read_text(encoding="utf-8")
    assert text.count("<!-- bench -->\n") == text.count("<!-- end of bench -->\n") == 1


def test_curves_are_drawn_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the bench brings it")
    curves = [
        Curve(title=f"Curve {n}", x="at most", y="%", lines={"ours": [(1, 2), (2, 3)]}) for n in range(3)
    ]
    for name in ("one.svg", "other.svg"):
        report.draw(curves, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()
    assert "Curve 2" in (tmp_path / "one.svg").read_text()
