"""What waits for a person, as tables and words."""

from collections.abc import Iterator, Sequence
from datetime import UTC

import click

from tillroll.cli.tables import print_table
from tillroll.lists import Misplaced
from tillroll.quarantine import Released
from tillroll.report import QuarantineDetail, QuarantineItem
from tillroll.words import count, day, moment, pounds, short_id, shown

LIST_COLUMNS = ("id", "kind", "file", "branch", "date", "rows ", "pounds ", "why")
SHARE_COLUMNS = ("branch", "till", "date", "kind", "sales ", "pounds ", "why")
ROW_COLUMNS = ("line ", "column", "rule", "pounds ", "in words")
DECISIONS = """To decide:  tillroll quarantine release {id} --keep new    its sales count, the others' don't
            tillroll quarantine release {id} --keep old    the others' count, its own don't
            tillroll quarantine release {id} --keep both   all count"""


def print_list(items: Sequence[QuarantineItem], misplaced: Sequence[Misplaced]) -> None:
    """All that waits, as a table."""
    if items:
        print_table(LIST_COLUMNS, [_list_row(item) for item in items])
        click.echo()
    click.echo(f"{count(len(items), 'item')} in quarantine." if items else "Nothing is in quarantine.")
    for each in misplaced:
        told = f"{shown(each.file)} is held as {each.held_as}, which is {each.branch_id} by now"
        click.echo(f"{told}: tillroll quarantine replay, with its path, gives that branch its sales.")


def _list_row(item: QuarantineItem) -> tuple[object, ...]:
    where = (item.branch_id, item.trading_date or "")
    return (short_id(item.document_id), item.kind, item.file, *where, item.rows, pounds(item.pence), item.reason or "")


def print_detail(detail: QuarantineDetail) -> None:
    """One document in full."""
    click.echo("\n".join(_head(detail)))
    shares = [item for item in detail.items if item.kind in {"held", "contained"}]
    if shares:
        click.echo()
        print_table(SHARE_COLUMNS, [_share_row(item) for item in shares])
        click.echo(f"\n{DECISIONS.format(id=short_id(detail.document_id))}")
    if detail.rejections:
        click.echo()
        rows = detail.rejections
        print_table(ROW_COLUMNS, [(r.line_no, r.column, r.rule, _pounds(r.pence), r.detail) for r in rows])
        click.echo("\nMend these lines in the file and send it again: its good rows are not counted twice.")
    if not detail.items:
        click.echo("\nNothing of it waits for a person.")


def _head(detail: QuarantineDetail) -> Iterator[str]:
    yield f"File        {shown(detail.file)}"
    yield f"Id          {detail.document_id}"
    yield f"Delivered   {moment(detail.delivered_at.replace(tzinfo=UTC))}"
    yield f"State       {detail.state}{f': {detail.reason}' if detail.reason else ''}"
    for each in detail.decisions:
        yield f"Decided     {moment(each.decided_at.replace(tzinfo=UTC))}: of {day(each.trading_date)} {each.words}"
    yield f"Format      {detail.format or 'none fits'}"
    yield f"Rows        {detail.data_rows:,}, {detail.rows_rejected:,} rejected, {detail.rows_blank:,} blank"
    yield f"Pounds      {pounds(detail.pence_read)}, {pounds(detail.pence_rejected)} of it rejected"
    for line in (detail.shape or "").splitlines():
        yield f"Looks like  {line}"


def _share_row(item: QuarantineItem) -> tuple[object, ...]:
    place = (item.branch_id, item.till, item.trading_date or "")
    return (*place, item.kind, item.sales, pounds(item.pence), item.reason or "")


def _pounds(pence: int | None) -> str:
    return "" if pence is None else pounds(pence)


def print_released(released: Released) -> None:
    """What a decision did."""
    rule = " This is the rule for its branch from now on." if released.always else ""
    click.echo(f"{shown(released.file)}: decided, keep {released.keep}.{rule}")
    for share in released.shares:
        till = f", till {share.till}" if share.till else ""
        click.echo(f"  {share.branch_id}{till}, {day(share.trading_date)}: now {share.outcome}")
    for each in released.days:
        before, after = f"{each.orders_before:,} orders, {pounds(each.net_pence_before)}", f"{each.orders:,} orders"
        click.echo(f"  {each.branch_id}, {day(each.trading_date)}: was {before}; is {after}, {pounds(each.net_pence)}")
    if not released.days:
        click.echo("  No figure changed.")
