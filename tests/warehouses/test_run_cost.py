"""A run keeps what it cost, and the report of runs and the run report tell it."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.warehouses.helpers import Sale, assert_sound, open_chain, till_text, write_file
from tillroll.adapters.folder import find_documents
from tillroll.cli.report_words import row_texts
from tillroll.cli.run_report import report_lines
from tillroll.ingest import Ingest
from tillroll.report import Reports
from tillroll.web.figures import cell

AT = datetime(2021, 8, 25, 9)
BROKEN = "a row that no till writes\n"


@pytest.mark.usefixtures("every_warehouse")
@pytest.mark.parametrize(
    ("micropence", "told", "last"),
    [(None, "–", "nothing: it ran on this machine"), (4450, "£0.000045", "£0.000045"), (0, "£0", "£0")],
)
def test_a_run_tells_what_it_cost(tmp_path: Path, micropence: int | None, told: str, last: str) -> None:
    path = write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]) + BROKEN, AT)
    with open_chain() as chain:
        ingest = Ingest(chain.engine, chain.warehouse, chain.setup)
        ingest.report.cost_micropence = micropence
        lines = list(report_lines(ingest.run(find_documents([str(path)])), ()))
        assert [line[:15].strip() for line in lines[-5:]] == ["", "Started at", "Finished at", "Took", "Cost"]
        assert lines[-1].partition("Cost")[2].strip() == last
        answer = Reports(chain.warehouse).answer("runs")
        place = [column.name for column in answer.report.columns].index("cost_micropence")
        assert [row[place] for row in answer.rows] == [micropence]
        assert [row[place] for row in row_texts(answer)] == [told]
        assert cell(micropence, answer.report.columns[place]) == told
        assert_sound(chain)
