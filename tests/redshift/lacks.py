"""What of Redshift's lacks a statement would meet: the features of `unsupported.toml`, and text that it can't parse."""

import logging
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.dialects.redshift import Redshift
from sqlglot.errors import SqlglotError

from tests.redshift.shapes import SHAPES

FEATURES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("unsupported.toml").read_text())["feature"]
LISTED: list[tuple[str, str]] = [(feature["kind"], name) for feature in FEATURES for name in feature["examples"]]
_PARSED = (
    "select",
    "with",
    "insert",
    "update",
    "delete",
    "create table",
    "create temp table",
    "create view",
    "savepoint",
)
_VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_known: dict[str, tuple[str, ...]] = {}
_MORE_ROWS = re.compile(r"(values \([^()]*\))(?:, \([^()]*\))+$")


def uses(text: str, tree: exp.Expr, kind: str, name: str) -> bool:
    """Whether a statement uses a listed feature."""
    if kind == "shape":
        return SHAPES[name](tree)
    if kind == "type":
        return any(node.this == _type(name) for node in tree.find_all(exp.DataType))
    return name in _called(text)


@cache
def _type(name: str) -> exp.DType:
    """A type as the parser calls it: it has one name for those that mean the same."""
    kind: exp.DType = exp.DataType.build(name, dialect="redshift").this
    return kind


@cache
def _called(text: str) -> frozenset[str]:
    """What a statement calls, by the names that it was written with: the parser reads some of them as others."""
    tokens = Redshift().tokenize(text)
    follows = pairwise(tokens)
    return frozenset(
        token.text.lower() for token, after in follows if after.text == "(" and token.token_type.name != "STRING"
    )


def lacks(text: str) -> tuple[str, ...]:
    """What Redshift would refuse a statement for, as it was sent; of those that differ in values one is looked at."""
    if not text.lstrip().lower().startswith(_PARSED):
        return ()
    form = _MORE_ROWS.sub(r"\1", _VALUE.sub("0", text))
    if form not in _known:
        _known[form] = _lacks(text)
    return _known[form]


def _lacks(text: str) -> tuple[str, ...]:
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        tree = parse_one(text, read="redshift")
    except SqlglotError:
        return ("a text that does not parse",)
    found = tuple(f"{kind} {name}" for kind, name in LISTED if uses(text, tree, kind, name))
    return found or (("a text that does not parse",) if isinstance(tree, exp.Command) else ())
