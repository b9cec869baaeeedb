"""Kills prepare and load at one step after another, and says whether running both again mends what was left.

`python -m tests.staged.victim FOLDER JOB EVERY` prints one JSON object a death. A step is a statement of a transaction,
a file that is written to the disk, or the renaming of a whole object. Most steps leave on the disk what was there, as
an undisturbed run shows; lives die before those that don't.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.crash.victim import Photographer, dying_at, in_a_life, write_files
from tests.staged.forms import ingest_keeping, load, prepare, store_in
from tests.warehouses.helpers import SETUP, open_chain
from tillroll.adapters import staged_folder
from tillroll.engine import Engine


class Fate:
    """Counts steps, and is asked before each of them."""

    def __init__(self, meet: Callable[[int], None]) -> None:
        self.meet = meet
        self.count = 0
        self.is_in_transaction = False

    def step(self) -> None:
        self.count += 1
        self.meet(self.count)

    def live(self) -> None:
        """Put the count before every step."""
        self._before(staged_folder, "_flush")
        self._before(Path, "rename")
        self._before(Engine, "write_parquet")
        execute = Engine.execute

        def counted(engine: Engine, sql: str, *rest: Any) -> Any:  # noqa: ANN401 - as it is
            self.is_in_transaction |= sql == "begin transaction"
            if self.is_in_transaction:
                self.step()
            self.is_in_transaction &= sql != "commit"
            return execute(engine, sql, *rest)

        setattr(Engine, execute.__name__, counted)

    def _before(self, where: object, name: str) -> None:
        usual: Callable[..., Any] = getattr(where, name)

        def counted(*given: Any) -> Any:  # noqa: ANN401 - as it is
            self.step()
            return usual(*given)

        setattr(where, name, counted)


def life(place: Path, files: Path, job: str, fate: Fate | None = None) -> str:
    """Do the job; a hash of every row that it leaves."""
    place.mkdir(exist_ok=True)
    store = store_in(place / "staged")
    with open_chain(place / "w.duckdb") as chain:
        if fate:
            fate.live()
        for part in ("before", "after"):
            if job == "ingest":
                ingest_keeping(chain, store, files / part)
            else:
                prepare(store, SETUP, files / part)
                load(chain, store)
        return hashlib.sha256(repr(chain.state()).encode()).hexdigest()


def rebuilt(place: Path) -> str:
    """A hash of every row of a warehouse made anew from what a life kept."""
    with open_chain() as chain:
        load(chain, store_in(place / "staged"))
        return hashlib.sha256(repr(chain.state()).encode()).hexdigest()


def last_steps(place: Path, files: Path, job: str) -> str:
    """The steps that change what a death leaves on the disk, and the one after the end."""
    photographer = Photographer(lambda: {str(path): path.read_bytes() for path in place.rglob("*") if path.is_file()})
    fate = Fate(photographer.see)
    life(place, files, job, fate)
    return json.dumps([*(seen.last for seen in photographer.left), fate.count + 1])


def deaths(folder: Path, job: str, every: int) -> Iterator[dict[str, Any]]:
    """Die before one of ``every`` so many steps that change what is on the disk, a load's commit too; then live on."""
    write_files(folder)
    expected = life(folder / "whole", folder, job)  # in this process: lives have what it understood of statements
    steps = json.loads(in_a_life(lambda: last_steps(folder / "seen", folder, job))[0])
    place = folder / "killed"
    for dies_at in [*steps[1 % every : -1 : every], steps[-1]]:
        shutil.rmtree(place, ignore_errors=True)
        _, was_killed = in_a_life(lambda: life(place, folder, job, Fate(dying_at(dies_at))))  # noqa: B023 - runs at once
        found, _ = in_a_life(lambda: life(place, folder, job))
        anew, _ = in_a_life(lambda: rebuilt(place))
        yield {"at": dies_at, "killed": was_killed, "same": found == expected == anew}


def main(folder: Path, job: str, every: int) -> None:
    for death in deaths(folder, job, every):
        sys.stdout.write(json.dumps(death) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
