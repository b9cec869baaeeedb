"""A till format in words."""

from collections.abc import Iterator

from tillroll.formats.till_format import ColumnRef, TillFormat

_GRAINS = {"sale": "one row a sale", "line": "one row a line of a sale"}
_ROLES = {
    "placed_at": "date and time",
    "unit_price": "unit price",
    "net": "net sales",
    "gross": "gross sales",
    "event": "sale or refund",
    "tender": "payment",
}


def format_lines(till_format: TillFormat) -> Iterator[str]:
    """Its name, title, origin, grain and columns."""
    yield f"{till_format.name}  ({'built in' if till_format.is_built_in else 'your own'})"
    yield f"  title     {till_format.title}"
    yield f"  grain     {_GRAINS[till_format.grain]}"
    yield f"  columns   {', '.join(f'{_ROLES.get(role, role)} = {ref}' for role, ref in till_format.columns.items())}"
    if till_format.sale_columns:
        yield f"  a sale    the rows that share {_refs(till_format.sale_columns)}"
    if till_format.branch:
        yield f"  branch    {till_format.branch}, where the rows name none"
    yield f"  personal  {_refs(till_format.personal) or 'none'}: never read"


def _refs(refs: tuple[ColumnRef, ...]) -> str:
    return ", ".join(f"column {ref}" if isinstance(ref, int) else ref for ref in refs)
