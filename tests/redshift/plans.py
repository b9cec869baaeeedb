"""What Redshift's planner can know of a statement beforehand: which joins move rows, and which scans skip none.

A join of two large tables moves no rows if it goes by the column that both are spread by. A scan of a table that is
sorted by the trading date skips the blocks of other days if the statement bounds that date.
"""

from collections.abc import Iterator

from sqlglot import exp

from tillroll.contract.redshift import KEPT_SPREADS, SPREADS

LARGE = {name: spread for name, spread in {**SPREADS, **KEPT_SPREADS}.items() if spread.by}
VIEWS = {"current_sale": "sale", "current_sale_line": "sale"}
HISTORIES = {name for name, spread in SPREADS.items() if spread.by and spread.order[:1] == ("trading_date",)}
"""Tables of the contract that grow by every trading date."""
_COMPARISONS = (exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)


def _spread_by(source: exp.Expr, tree: exp.Expr) -> str | None:
    """The column that a source is spread by: a large table's own, or that of the one that a query reads first."""
    if isinstance(source, exp.Subquery):
        return _kept_by(source.this, tree)
    name = VIEWS.get(source.name, source.name)
    if name in LARGE:
        return LARGE[name].by
    ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    return _kept_by(ctes[name], tree) if name in ctes else None


def _kept_by(query: exp.Expr, tree: exp.Expr) -> str | None:
    if not isinstance(query, exp.Select) or query.args.get("from_") is None:
        return None
    by = _spread_by(query.args["from_"].this, tree)
    return by if by in {column.alias_or_name for column in query.expressions} else None


def moving_joins(tree: exp.Expr) -> Iterator[str]:
    """Joins of two large sources that do not go by the columns that they are spread by, as `left.by x right.by`."""
    for select in tree.find_all(exp.Select):
        if not select.args.get("from_"):
            continue
        sources = [select.args["from_"].this]
        for join in select.args.get("joins") or []:
            yield from _moving(join, sources, tree)
            sources.append(join.this)


def _moving(join: exp.Join, sources: list[exp.Expr], tree: exp.Expr) -> Iterator[str]:
    by = _spread_by(join.this, tree)
    others = {source.alias_or_name: found for source in sources if (found := _spread_by(source, tree))}
    if by is None or not others:
        return
    equalities = list(join.args["on"].find_all(exp.EQ)) if join.args.get("on") else []
    met = {frozenset({(e.left.name, _table(e.left)), (e.right.name, _table(e.right))}) for e in equalities}
    own = join.this.alias_or_name
    if not any(frozenset({(by, own), (found, name)}) in met for name, found in others.items()):
        yield f"{_name(join.this)} x {', '.join(sorted(_name(s) for s in sources if s.alias_or_name in others))}"


def _table(node: exp.Expr) -> str:
    return node.table if isinstance(node, exp.Column) else ""


def _name(source: exp.Expr) -> str:
    return source.name or source.alias


def unbounded_scans(tree: exp.Expr) -> Iterator[str]:
    """Histories that a select reads without a bound on their trading date, or a join by it.

    The branch-day's number is no such bound: it is a hash, of which sorted blocks tell nothing.
    """
    for select in tree.find_all(exp.Select):
        sources = _sources(select)
        for source in sources:
            name = VIEWS.get(source.name, source.name)
            if isinstance(source, exp.Table) and name in HISTORIES and not _bounds_date(select, source, sources):
                yield name


def _sources(select: exp.Select) -> list[exp.Expr]:
    from_ = select.args.get("from_")
    return [node.this for node in ([from_] if from_ else []) + (select.args.get("joins") or [])]


def _bounds_date(select: exp.Select, source: exp.Expr, sources: list[exp.Expr]) -> bool:
    """Whether a comparison holds the source's trading date against something else."""
    names = {source.alias_or_name, *([""] if len(sources) == 1 else [])}
    return any(sum(_is_date_of(side, names) for side in sides) == 1 for sides in _comparisons(select))


def _comparisons(select: exp.Select) -> Iterator[list[exp.Expr]]:
    """The sides of each comparison in the conditions of a select itself."""
    places = [select.args.get("where"), *(join.args.get("on") for join in select.args.get("joins") or [])]
    for place in places:
        for each in place.find_all(*_COMPARISONS) if place else ():
            if each.find_ancestor(exp.Select) is select:
                sides = [each.args.get(name) for name in ("this", "expression", "low", "high")]
                yield [side for side in sides if side is not None]


def _is_date_of(side: exp.Expr, names: set[str]) -> bool:
    return isinstance(side, exp.Column) and side.name == "trading_date" and side.table in names
