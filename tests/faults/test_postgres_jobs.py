"""A connection lost in the middle of a load, a rebuild, a backfill or a change of lists: nothing lost or done twice."""

from pathlib import Path

import pytest

from tests.faults.program import Said, tillroll
from tests.faults.test_postgres import Fate, corrections
from tests.postgres_server import Server
from tests.warehouses.helpers import Rows, assert_same_state, assert_sound, open_url, tell
from tillroll.cli import main

Job = list[list[str | Path]]
JOBS = ("load", "rebuild", "backfill", "lists")
LOSSES = 3


def of_a_kind(kind: str, folder: Path) -> Job:
    """The commands of a job, on two deliveries that a list of branches divides."""
    before, after = corrections(folder)
    lists = {"one": "code,name,aliases\nL1,Leeds,\n", "both": "code,name,aliases\nL1,Leeds Market,Leeds\nY1,York,\n"}
    for name, text in lists.items():
        (folder / f"{name}.csv").write_text(text)
    staged, listed = folder / "staged", ("--branches", folder / "both.csv")
    if kind in {"load", "rebuild"}:
        for part in (before, after):
            assert main([str(word) for word in ("prepare", part, "--staged", staged, *listed)]) == 0
    jobs: dict[str, Job] = {
        "load": [["load", staged]],
        "rebuild": [["rebuild", "--from", staged]],
        "backfill": [["backfill", before, after, "--staged", staged, "--jobs", "1", *listed]],
        "lists": [["ingest", before], ["ingest", after, "--branches", folder / "one.csv"], ["ingest", after, *listed]],
    }
    return jobs[kind]


def end_of(job: Job, postgres: Server, fate: Fate) -> tuple[Rows, list[Said]]:
    """Every row that the job leaves when this fate befalls it, and what it said."""
    with postgres.schema() as url:
        with pytest.MonkeyPatch.context() as patch:
            fate.watch(patch)
            said = [tillroll(*words, warehouse=url) for words in job]
        with open_url(url) as chain:
            assert_sound(chain)
            return chain.state(), said


@pytest.mark.parametrize("kind", JOBS)
def test_a_connection_lost_in_the_middle(kind: str, postgres: Server, tmp_path: Path) -> None:
    """Before three of its statements, spread over all of them."""
    job = of_a_kind(kind, tmp_path)
    undisturbed = Fate(0, lambda _process: None)
    expected, said = end_of(job, postgres, undisturbed)
    codes = [each.code for each in said]

    def end(process: int) -> None:
        postgres.execute("select pg_terminate_backend(%s, 5000)", process)

    for number in range(LOSSES):
        dies_at = 2 + number * undisturbed.count // LOSSES
        if kind == "backfill":
            (tmp_path / "staged").rename(tmp_path / f"staged {number}")
        found, said = end_of(job, postgres, Fate(dies_at, end))
        assert_same_state(found, expected)
        assert [each.code for each in said] == codes, [each.err for each in said]
    tell(f"{kind}: {undisturbed.count} statements")
