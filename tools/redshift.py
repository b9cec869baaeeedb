"""Writes the statements that Redshift needs in a text of its own, or checks that none is stale.

`python tools/redshift.py` writes them under `src/tillroll/sql/redshift/`; `--check` changes nothing and names what is
stale. Each is made from the common text by the rewrites below and says which of them it needed. A text that was written
by hand says so in its header and is left alone.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.dialects.redshift import Redshift
from sqlglot.generators.redshift import RedshiftGenerator

from tillroll.contract.redshift import LONGEST_TEXT
from tillroll.statements import (
    REDSHIFT_FOLDERS,
    header_of,
    own_names,
    statement,
    statement_names,
    without_comments,
)

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "tillroll" / "sql" / "redshift"
_BY_HAND = "-- by hand: "
_HEADER = ("title", "grain", "filters", "question", "units", "definition", "needs")
_HEX_TO_UUID = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))

Rewrite = Callable[[exp.Expr], exp.Expr | None]


class _Generator(RedshiftGenerator):
    """Redshift's own words, with parameters as our files write them."""

    def placeholder_sql(self, expression: exp.Placeholder) -> str:
        return f":{expression.name}"


def text_type() -> exp.DataType:
    """A text of the longest kind: without a length, a cast would cut it at 256 bytes."""
    return exp.DataType.build(f"varchar({LONGEST_TEXT})", dialect="redshift")


def column_type(kind: exp.DataType) -> exp.DataType:
    """The type that a value of this type has in Redshift."""
    if kind.this == exp.DType.UUID:
        return exp.DataType.build("char(36)", dialect="redshift")
    return text_type() if kind.this == exp.DType.VARCHAR and not kind.expressions else kind.copy()


# The rewrites: each takes one node and gives what stands in its place, or nothing.


def texts_with_lengths(node: exp.Expr) -> exp.Expr | None:
    """Types that Redshift has not, or understands as shorter ones."""
    if not isinstance(node, exp.DataType) or node.parent is None or isinstance(node.parent, exp.DataType):
        return None
    changed = column_type(node)
    return None if changed == node else changed


def null_safe(node: exp.Expr) -> exp.Expr | None:
    """`a is distinct from b`."""
    if not isinstance(node, exp.NullSafeNEQ):
        return None
    both_null = exp.and_(node.this.is_(exp.null()), node.expression.is_(exp.null()))
    return exp.not_(exp.Coalesce(this=exp.EQ(this=node.this, expression=node.expression), expressions=[both_null]))


def filtered(node: exp.Expr) -> exp.Expr | None:
    """`sum(x) filter (where y)`: what is left out is null, which no aggregate of ours counts."""
    if not isinstance(node, exp.Filter):
        return None
    aggregate, condition = node.this.copy(), node.expression.this
    counted = _counted(aggregate)
    if isinstance(counted, exp.Distinct):
        (counted,) = counted.expressions
    value = exp.Literal.number(1) if isinstance(counted, exp.Star) else counted.copy()
    counted.replace(exp.Case(ifs=[exp.If(this=condition.copy(), true=value)]))
    changed: exp.Expr = aggregate
    return changed


def _counted(aggregate: exp.Expr) -> exp.Expr:
    if isinstance(aggregate, exp.WithinGroup):
        first: exp.Expr = aggregate.expression.expressions[0].this
        return first
    argument: exp.Expr = aggregate.this
    return argument


def joined_texts(node: exp.Expr) -> exp.Expr | None:
    """`concat_ws(mark, a, b)`, which leaves out what is null."""
    if not isinstance(node, exp.ConcatWs):
        return None
    mark, *parts = node.expressions
    texts = [
        exp.Coalesce(this=exp.DPipe(this=mark.copy(), expression=p), expressions=[exp.Literal.string("")])
        for p in parts
    ]
    joined: exp.Expr = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=joined, expression=text)
    return exp.Substring(this=joined, start=exp.Literal.number(len(mark.name) + 1))


def number_table(node: exp.Expr) -> exp.Expr | None:
    """`generate_series(first, last) as clock (hour_no)`: Redshift's own runs on the leader node and joins nothing."""
    if not isinstance(node, exp.Table) or not isinstance(node.this, exp.ExplodingGenerateSeries):
        return None
    series, alias = node.this, node.args["alias"]
    (column,) = alias.columns
    first, last = int(series.args["start"].name), int(series.args["end"].name)
    rows: list[exp.Query] = [exp.select(exp.alias_(exp.Literal.number(n), column.name)) for n in range(first, last + 1)]
    return exp.union(*rows, distinct=False).subquery(alias.name)


def given_rows(node: exp.Expr) -> exp.Expr | None:
    """`(values (1, 'a'), (2, 'b')) as step (place, name)`: rows of constants are no table there."""
    if not isinstance(node, exp.Values) or not node.alias:
        return None
    rows: list[exp.Query] = [
        exp.select(
            *(
                exp.alias_(cell, column.name)
                for cell, column in zip(row.expressions, node.args["alias"].columns, strict=True)
            )
        )
        for row in node.expressions
    ]
    return exp.union(*rows, distinct=False).subquery(node.alias)


def moved(node: exp.Expr) -> exp.Expr | None:
    """`moment - n * interval '1 minute'`, and the same with a plus and other units."""
    if not isinstance(node, (exp.Sub, exp.Add)) or not isinstance(node.expression, exp.Mul):
        return None
    count, interval = node.expression.this, node.expression.expression
    if not isinstance(interval, exp.Interval) or interval.name != "1":
        return None
    signed = exp.Neg(this=count) if isinstance(node, exp.Sub) else count
    return exp.Anonymous(this="dateadd", expressions=[exp.var(interval.text("unit").lower()), signed, node.this])


def weekday(node: exp.Expr) -> exp.Expr | None:
    """`extract(isodow from day)`: Redshift counts from Sunday as 0."""
    if not isinstance(node, exp.Extract) or node.name.lower() != "isodow":
        return None
    from_sunday = exp.Extract(this=exp.var("dow"), expression=node.expression)
    from_monday = exp.Mod(
        this=exp.paren(exp.Add(this=from_sunday, expression=exp.Literal.number(6))), expression=exp.Literal.number(7)
    )
    return exp.paren(exp.Add(this=from_monday, expression=exp.Literal.number(1)))


def listed(node: exp.Expr) -> exp.Expr | None:
    """`string_agg(text, mark order by place)`."""
    if not isinstance(node, exp.GroupConcat):
        return None
    order = node.this if isinstance(node.this, exp.Order) else None
    if order is None:
        raise SystemExit("a string_agg without an order: its text would not be the same twice")
    text = exp.Anonymous(this="listagg", expressions=[order.this, node.args["separator"]])
    return exp.WithinGroup(this=text, expression=exp.Order(expressions=order.expressions))


def seconds_between(node: exp.Expr) -> exp.Expr | None:
    """`extract(epoch from later - earlier)`: Redshift's is whole seconds."""
    if not _is_epoch(node) or not isinstance(node.expression, exp.Sub):
        return None
    later, earlier = node.expression.this, node.expression.expression
    microseconds = exp.Anonymous(this="datediff", expressions=[exp.var("microsecond"), earlier, later])
    return exp.paren(exp.Div(this=_double(microseconds), expression=exp.Literal.number("1000000.0")))


def whole_seconds(node: exp.Expr) -> exp.Expr | None:
    """`extract(epoch from moment) / n`: Redshift's is an integer, and so would be the quotient."""
    if not isinstance(node, exp.Div) or not _is_epoch(node.this) or isinstance(node.this.expression, exp.Sub):
        return None
    return exp.Div(this=_double(node.this), expression=node.expression)


def _is_epoch(node: exp.Expr) -> bool:
    return isinstance(node, exp.Extract) and node.name.lower() == "epoch"


def _double(node: exp.Expr) -> exp.Cast:
    return exp.cast(node, "double precision")


def framed(node: exp.Expr) -> exp.Expr | None:
    """`sum(x) over (order by y)`: an aggregate in order needs a frame. Only where y is unique do rows equal ranges."""
    if not isinstance(node, exp.Window) or not node.args.get("order") or node.args.get("spec"):
        return None
    if not isinstance(node.this, exp.AggFunc) or isinstance(node.this, (exp.RowNumber, exp.Rank, exp.DenseRank)):
        return None
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
    changed = node.copy()
    changed.set("spec", spec)
    return changed


REWRITES: Mapping[str, Rewrite] = {
    "types": texts_with_lengths,
    "is distinct from": null_safe,
    "filter": filtered,
    "concat_ws": joined_texts,
    "generate_series": number_table,
    "values": given_rows,
    "interval": moved,
    "isodow": weekday,
    "string_agg": listed,
    "seconds between": seconds_between,
    "whole seconds": whole_seconds,
    "frame": framed,
}


def given_tables(tree: exp.Expr) -> dict[str, dict[str, str]]:
    """Take the lists of values out of a statement: each becomes a column of a table that is made before it."""
    tables: dict[str, dict[str, str]] = {}
    for select in list(tree.find_all(exp.Select)):
        lists = [node for node in select.expressions if isinstance(node.unalias(), exp.Explode)]
        if not lists:
            continue
        if select.args.get("from_"):
            raise SystemExit("a select of lists has a FROM: tools/redshift.py can't place it")
        columns = {node.unalias().this.this.name: node.unalias().this.to.expressions[0] for node in lists}
        name = f"given_{next(iter(columns))}"
        tables[name] = {column: column_type(kind).sql("redshift").lower() for column, kind in columns.items()}
        for node in lists:
            column = exp.column(node.unalias().this.this.name)
            node.replace(exp.alias_(column, node.alias) if node.alias not in {"", column.name} else column)
        select.set("from_", exp.From(this=exp.to_table(name)))
    return tables


def rewritten(common: str) -> tuple[str, list[str], dict[str, dict[str, str]]]:
    """The statement for Redshift, the names of the rewrites that it needed, and the tables of given values."""
    tree: exp.Expr = parse_one(without_comments(common), read="postgres")
    given = given_tables(tree)
    needed = ["lists"] if given else []
    for name, rewrite in REWRITES.items():
        found = [(node, rewrite(node)) for node in tree.find_all(exp.Expr)]
        for node, other in found:
            if other is not None:
                node.replace(other)
                needed += [name] if name not in needed else []
    return _laid_out(tree), needed, given


def _laid_out(tree: exp.Expr) -> str:
    text = _Generator(
        pretty=True,
        dialect=Redshift,
        max_text_width=100,
        normalize_functions="lower",
        unsupported_level=ErrorLevel.RAISE,
    ).generate(tree)
    return "".join(_lower(text))


def _lower(text: str) -> Iterator[str]:
    """The text with all but its literals in lower case."""
    end = 0
    for token in Redshift().tokenize(text):
        is_literal = token.token_type.name in {"STRING", "IDENTIFIER"}
        yield text[end : token.start]
        yield text[token.start : token.end + 1] if is_literal else text[token.start : token.end + 1].lower()
        end = token.end + 1


def made(name: str) -> str | None:
    """The whole file for a statement, or nothing where the common text serves."""
    text, needed, given = rewritten(statement(name))
    if not needed:
        return None
    header = "".join(f"-- {field}: {words}\n" for field, words in header_of(name).items() if field in _HEADER[:3])
    tables = "; ".join(f"{table} ({', '.join(map(' '.join, columns.items()))})" for table, columns in given.items())
    told = f"-- made: by tools/redshift.py from sql/{name}.sql ({', '.join(needed)})\n"
    return f"{header}{told}{f'-- given: {tables}{chr(10)}' if tables else ''}{text}\n"


def expected() -> dict[str, str]:
    """Every file that the tool makes, by the statement's name."""
    by_hand = {name for name in own_names("redshift") if _BY_HAND in statement(f"redshift/{name}")}
    names = (name for folder in REDSHIFT_FOLDERS for name in statement_names(folder) if name not in by_hand)
    files = ((name, made(name)) for name in names)
    return {name: text for name, text in files if text is not None} | {
        name: statement(f"redshift/{name}") for name in by_hand
    }


def main(argv: Sequence[str]) -> int:
    """Give the exit code: 1 if `--check` finds a stale text."""
    wanted: dict[str, Any] = expected()
    there = {name: statement(f"redshift/{name}") for name in own_names("redshift")}
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    if "--check" in argv:
        for name in stale:
            print(f"src/tillroll/sql/redshift/{name}.sql is stale: run `make docs` and review it", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        path = FOLDER / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in wanted:
            path.write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
