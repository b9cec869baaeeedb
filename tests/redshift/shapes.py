"""Shapes of statements that Redshift does not support: each function finds them in a parsed statement."""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.generators.redshift import RedshiftGenerator

_FLAG = re.compile(r"(is|has)_|stands$")
Shape = Callable[[exp.Expr], bool]


def _has(tree: exp.Expr, *kinds: type[exp.Expr]) -> bool:
    return tree.find(*kinds) is not None


def is_distinct_from(tree: exp.Expr) -> bool:
    return _has(tree, exp.NullSafeNEQ, exp.NullSafeEQ)


def array_constructor(tree: exp.Expr) -> bool:
    return _has(tree, exp.Array, exp.Bracket)


def values_as_table(tree: exp.Expr) -> bool:
    return any(node.alias or isinstance(node.parent, exp.Subquery) for node in tree.find_all(exp.Values))


def nulls_in_window(tree: exp.Expr) -> bool:
    """An order that says where nulls go, in other than the order in which they go of themselves."""
    orders = (window.args.get("order") for window in tree.find_all(exp.Window))
    each = (one for order in orders if order for one in order.expressions)
    return any(bool(one.args.get("nulls_first")) != bool(one.args.get("desc")) for one in each)


def savepoint(tree: exp.Expr) -> bool:
    """The parser knows no such statement, and takes it for a column with another name."""
    return isinstance(tree, exp.Alias) and tree.this.name.lower() == "savepoint"


def aggregate_in_order_without_frame(tree: exp.Expr) -> bool:
    ranks = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.Ntile)
    windows = tree.find_all(exp.Window)
    return any(w.args.get("order") and not w.args.get("spec") and not isinstance(w.this, ranks) for w in windows)


def filter_clause(tree: exp.Expr) -> bool:
    return _has(tree, exp.Filter)


def distinct_on(tree: exp.Expr) -> bool:
    return any(node.args.get("on") for node in tree.find_all(exp.Distinct))


def lateral(tree: exp.Expr) -> bool:
    return _has(tree, exp.Lateral)


def on_conflict(tree: exp.Expr) -> bool:
    return _has(tree, exp.OnConflict)


def returning(tree: exp.Expr) -> bool:
    return _has(tree, exp.Returning)


def _sources(select: exp.Select) -> set[str]:
    tables = [select.args.get("from_"), *(select.args.get("joins") or [])]
    return {node.this.alias_or_name for node in tables if node is not None}


def correlations(tree: exp.Expr) -> Iterator[tuple[exp.Select, int]]:
    """Each select with a column of an outer one, and how many selects lie between the two."""
    for column in tree.find_all(exp.Column):
        own = column.find_ancestor(exp.Select)
        if not column.table or own is None:
            continue
        level = 0
        at: exp.Select | None = own
        while at is not None and column.table not in _sources(at):
            at, level = at.find_ancestor(exp.Select), level + 1
        if level:
            yield own, level


def skip_level_correlation(tree: exp.Expr) -> bool:
    return any(level > 1 for _, level in correlations(tree))


def correlation_with_window(tree: exp.Expr) -> bool:
    return any(_has(select, exp.Window) for select, _ in correlations(tree))


def text_of_no_length(tree: exp.Expr) -> bool:
    texts = (node for node in tree.find_all(exp.DataType) if node.this in {exp.DType.VARCHAR, exp.DType.TEXT})
    return any(not node.expressions for node in texts)


def isoweekday(tree: exp.Expr) -> bool:
    return any(node.name.lower() in {"isodow", "isoyear"} for node in tree.find_all(exp.Extract))


def different_orders_of_sorted_aggregates(tree: exp.Expr) -> bool:
    for select in tree.find_all(exp.Select):
        own = [node for node in select.find_all(exp.WithinGroup) if node.find_ancestor(exp.Select) is select]
        if len({node.expression.sql() for node in own}) > 1:
            return True
    return False


def reserved_name(tree: exp.Expr) -> bool:
    """A name that is a word of the language, and not in quotes."""
    names = (node for node in tree.find_all(exp.Identifier) if not node.quoted)
    return any(node.name.lower() in RedshiftGenerator.RESERVED_KEYWORDS for node in names)


def flag_as_text(tree: exp.Expr) -> bool:
    """A cast of a flag to a text, flags being told by their names."""
    casts = (node for node in tree.find_all(exp.Cast) if node.to.is_type(*exp.DataType.TEXT_TYPES))
    return any(isinstance(node.this, exp.Column) and _FLAG.match(node.this.name) for node in casts)


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        *(is_distinct_from, array_constructor, values_as_table, nulls_in_window, savepoint, filter_clause, distinct_on),
        *(aggregate_in_order_without_frame, lateral, on_conflict, returning, skip_level_correlation),
        *(correlation_with_window, text_of_no_length, isoweekday, different_orders_of_sorted_aggregates),
        *(reserved_name, flag_as_text),
    )
}
