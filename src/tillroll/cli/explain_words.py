"""How one file reads, in words: parsed values only."""

from collections.abc import Iterator

from tillroll.contract.values import RULES
from tillroll.explain import Explanation, ItemRead, SaleRead
from tillroll.recognise import Recognition
from tillroll.words import count, day, pounds, shown

_WIDTH = 14
_INDENT = " " * _WIDTH


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """All that is to be said of one file."""
    yield _line("File", shown(explanation.file))
    if explanation.recognition:
        yield from _format(explanation.recognition)
    yield from _state(explanation)
    yield _line("Its name says", _name(explanation))
    yield from _sales(explanation)
    yield from _rejections(explanation)


def _line(title: str, text: str) -> str:
    return f"{title:<{_WIDTH}}{text}"


def _format(recognition: Recognition) -> Iterator[str]:
    till_format = recognition.till_format
    yield _line("Format", f"{till_format.name} ({'built in' if till_format.is_built_in else 'your own'})")
    yield _line("", till_format.title)
    yield _line("Why", recognition.why)
    yield _line("Header", f"line {recognition.header_line}" if recognition.header_line else "none")
    yield _line("Personal", f"{', '.join(map(shown, recognition.personal)) or 'no column'}: never read")


def _state(explanation: Explanation) -> Iterator[str]:
    staged = explanation.staged
    if staged.state != "read":
        yield _line("Reads as", f"{staged.state}: {staged.reason}")
    if staged.shape:
        yield _line("First lines", "x for letters, 9 for digits:")
        yield from (f"{_INDENT}  {line}" for line in staged.shape.splitlines())
    if explanation.recognition:
        rejected = f", {staged.rows_rejected:,} rejected" if staged.rows_rejected else ""
        blank = f", {staged.rows_blank:,} blank" if staged.rows_blank else ""
        rows = f"{staged.data_rows:,}{rejected}{blank}"
        yield _line("Rows", f"{rows}; totals that read come to {pounds(staged.pence_read)}")
    yield from (_line("Warning", warning) for warning in staged.warnings)


def _name(explanation: Explanation) -> str:
    name = explanation.name
    said = [
        f"branch {shown(name.branch)}{_use(is_needed=name.needs_branch)}" if name.branch else "",
        f"date {day(name.day)}{_use(is_needed=name.needs_day)}" if name.day else "",
        f"till {shown(name.till)}" if name.till else "",
    ]
    return ", ".join(filter(None, said)) or "nothing"


def _use(*, is_needed: bool) -> str:
    return " (used: the rows don't settle it)" if is_needed else " (not needed)"


def _sales(explanation: Explanation) -> Iterator[str]:
    if explanation.first_sales and explanation.staged.state == "read":
        yield ""
        yield "The first sales read as:"
        for sale in explanation.first_sales:
            yield f"  line {sale.line_no}: {_sale(sale)}"
            yield from (f"    {_item(item)}" for item in sale.items)


def _sale(sale: SaleRead) -> str:
    till = f", till {sale.till}" if sale.till else ""
    placed = f"{day(sale.placed_at)} {sale.placed_at:%H:%M}, {shown(sale.branch_id)}{till}"
    return f"{placed}, {count(len(sale.items), 'item')}, {pounds(sale.total_pence)}, {sale.tender}"


def _item(item: ItemRead) -> str:
    product = item.product
    words = " ".join(filter(None, (product.size, product.name, product.flavour and f"- {product.flavour}")))
    return f"{item.quantity:g} × {shown(words)}: {pounds(item.net_pence)}"


def _rejections(explanation: Explanation) -> Iterator[str]:
    if not explanation.staged.rejected_by_rule:
        return
    yield ""
    yield "Rejected rows:"
    for rule, rows in explanation.staged.rejected_by_rule.items():
        yield f"  {count(rows, 'row')} by rule {rule}: {RULES[rule]}"
    for row in explanation.first_rejections:
        yield f"    line {row.line_no}, {row.column_name}: {row.rule}"
    if explanation.staged.rows_rejected > len(explanation.first_rejections):
        yield "    and more"
