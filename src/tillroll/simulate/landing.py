"""The landing folder: genuine files are written as the engine made their text, each with the time of its delivery."""

import gzip
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from tillroll.engine import Engine, Row
from tillroll.simulate.days import DayFile, utc
from tillroll.simulate.deliveries import Delivery
from tillroll.simulate.draw import CUSTOMERS, Batch

STREAM_HOURS = 3


def write(folder: Path, delivery: Delivery) -> None:
    """Write a delivery's file and stamp it with its time."""
    path = folder / delivery.name
    path.write_bytes(delivery.body)
    os.utime(path, (delivery.delivered_at.timestamp(),) * 2)


def genuine_files(engine: Engine, batch: Batch) -> Iterator[tuple[DayFile, Delivery]]:
    """The file of each branch, till and trading date of a batch, as its till wrote it."""
    for number, text, rows, sales, pence in engine.growing(partial(_texts, engine)):
        file = batch.files[number]
        body = _body(file, text)
        counts = (rows, 0, 0, sales, int(pence))
        yield file, Delivery(file.name, body, file.delivered_at, "", "loaded", *counts, tells_of=file.tells_of)


def _texts(engine: Engine) -> list[Row]:
    for table in ("sale_row", "line_row"):
        engine.run(f"simulate/create_{table}", customers=CUSTOMERS)
    return engine.run("simulate/file_texts")


def _body(file: DayFile, text: str) -> bytes:
    make = file.cafe.make
    whole = f"{make.header}\n{text}\n" if make.header else f"{text}\n"
    body = (whole if make.newline == "\n" else whole.replace("\n", make.newline)).encode()
    return gzip.compress(body, 6, mtime=0) if make.is_packed else body


def stream_files(engine: Engine, batch: Batch) -> Iterator[Delivery]:
    """The micro-batches of a batch's streaming tills, in order: each holds three hours of sales."""
    first = -1
    for number, begins_at, text, sales, pence in engine.run("simulate/stream_texts"):
        outcome = "loaded" if number != first else "extended"
        first = number
        yield _micro_batch(batch.files[number], begins_at, text, outcome, sales, int(pence))


def _micro_batch(file: DayFile, begins_at: datetime, text: str, outcome: str, sales: int, pence: int) -> Delivery:
    ends_at = begins_at + timedelta(hours=STREAM_HOURS)
    name = f"{file.cafe.file_slug}_{file.day:%d-%m-%Y}_{begins_at:%H-%M}.jsonl"
    body, counts = f"{text}\n".encode(), (sales, 0, 0, sales, pence)
    return Delivery(name, body, utc(ends_at), "", outcome, *counts, tells_of=file.tells_of)
