"""Tables and answers as files that people open: Parquet, and CSV that no spreadsheet runs."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import duckdb

from tillroll.engine import Engine, is_full
from tillroll.errors import ConfigurationError, TryAgainLater

FileKind = Literal["parquet", "csv"]
_FORMULA_MARKS = ", ".join(f"chr({ord(mark)})" for mark in "=+-@\t\n\r\uff1d\uff0b\uff0d\uff20")
_HARMLESS = f"case when left({{0}}, 1) in ({_FORMULA_MARKS}) then chr(39) || {{0}} else {{0}} end as {{0}}"


def harmless_rows(engine: Engine, name: str, kind: FileKind) -> str:
    """A question for the rows of what the engine knows by this name; in CSV a text like a formula begins with ``'``."""
    types = {row[0]: row[1] for row in engine.execute(f"describe {name}")}
    texts = {column for column, type_name in types.items() if type_name == "VARCHAR" and kind == "csv"}
    cells = (_HARMLESS.format(column) if column in texts else column for column in types)
    return f"select {', '.join(cells)} from {name}"  # noqa: S608 - names come from the contract


def write_file(engine: Engine, rows: str, path: Path, kind: FileKind, told: Mapping[str, str] | None = None) -> None:
    """Write the rows that a question gives; the file is whole or not there. Errors say what to do about the place.

    What is told of the rows, by name, stands in a Parquet file's own metadata; CSV has no place for it.
    """
    check_target(path)
    part = path.with_name(f".{path.name}.part") if path.is_file() or not path.exists() else path
    form = f"format parquet{_metadata(told or {})}" if kind == "parquet" else "format csv, header"
    try:
        engine.execute(f"copy ({rows}) to {_quoted(str(part))} ({form})")
        if part != path:
            part.replace(path)
    except duckdb.IOException as error:
        raise _fault(path, error) from None
    finally:
        if part != path:
            part.unlink(missing_ok=True)


def _metadata(told: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{name}: {_quoted(words)}" for name, words in told.items())
    return f", kv_metadata {{{pairs}}}" if pairs else ""


def _quoted(words: str) -> str:
    return "'{}'".format(words.replace("'", "''"))


def check_target(path: Path) -> None:
    """`ConfigurationError` if no file can be at the path."""
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise ConfigurationError(f"{path.parent}: there is no such folder: make it first")


def _fault(path: Path, error: duckdb.Error) -> ConfigurationError | TryAgainLater:
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return ConfigurationError(f"{path}: tillroll's user may not write there: choose another place or change it")
    if is_full(error):
        return TryAgainLater(f"{path}: the disk is full: make room and export again")
    return TryAgainLater(f"{path}: the disk gave an error: export again")
