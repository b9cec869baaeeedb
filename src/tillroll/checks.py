"""`tillroll check`: everything that must hold of a warehouse, asked of it anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tillroll.contract.checks import EXAMPLES, Check, contract_checks, readable_sql
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES
from tillroll.statements import parameters_of, statement_names, title_of

Span = tuple[date, date]
_SALES_IN_A_SPAN = 500_000


class Warehouse(Protocol):
    """A database that answers questions made from the contract."""

    @property
    def aids(self) -> Sequence[Table]:
        """The tables that only this kind of database keeps."""
        ...

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...

    def execute(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Run a statement that was made from the contract."""
        ...

    def can_read(self, sql: str) -> bool:
        """Whether a question has an answer."""
        ...


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what it says, how many rows break it, and the keys of the first few. No failure: all is well."""

    name: str
    description: str
    failures: int
    examples: tuple[str, ...]


def run_checks(warehouse: Warehouse, *, cut_off_minutes: int = 240) -> list[CheckResult]:
    """Every check of the contract and every check in ``sql/checks``, in a fixed order.

    Tables and views come first; if one of them can't be read, that is all that can be said.
    """
    readable = list(_readable(warehouse))
    if any(result.failures for result in readable):
        return readable
    spans = list(spans_of(warehouse.run("reports/sales_by_day")))
    contract = [_contract_result(warehouse, check, spans) for check in contract_checks((*TABLES, *warehouse.aids))]
    of_aids = (f"aids/{aid.name}/{aid.name}_is_its_sales" for aid in warehouse.aids)
    names = (*statement_names("checks"), *of_aids)
    named = [_named_result(warehouse, name, spans, cut_off_minutes) for name in names]
    return [*readable, *contract, *named]


def _readable(warehouse: Warehouse) -> Iterator[CheckResult]:
    questions = {table.name: readable_sql(table) for table in (*TABLES, *warehouse.aids)}
    views = [name.rpartition("/")[2] for name in statement_names("views")]
    questions |= {view: f"select * from {view} limit 1" for view in views}  # noqa: S608 - names of our own views
    for name, sql in questions.items():
        examples = () if warehouse.can_read(sql) else (name,)
        yield CheckResult(f"{name} readable", f"{name} is there with all of its columns", len(examples), examples)


def spans_of(days: Sequence[tuple[date, int]]) -> Iterator[Span]:
    """All dates there are, cut so that no span holds many sales: what is asked of it fits in memory in any case."""
    first, sales = date.min, 0
    for day, count in days:
        if sales and sales + count > _SALES_IN_A_SPAN:
            yield first, date.fromordinal(day.toordinal() - 1)
            first, sales = day, 0
        sales += count
    yield first, date.max


def _contract_result(warehouse: Warehouse, check: Check, spans: Sequence[Span]) -> CheckResult:
    if not check.is_dated:
        return _result(check.name, check.description, [warehouse.execute(check.sql)])
    answers = [warehouse.execute(check.sql, first_day=first, last_day=last) for first, last in spans]
    return _result(check.name, check.description, answers)


def _named_result(warehouse: Warehouse, name: str, spans: Sequence[Span], cut_off_minutes: int) -> CheckResult:
    asked = spans if "first_day" in parameters_of(name) else spans[:1]
    answers = [
        warehouse.run(name, first_day=first, last_day=last, cut_off_minutes=cut_off_minutes) for first, last in asked
    ]
    return _result(name.rpartition("/")[2].replace("_", " "), title_of(name), answers)


def _result(name: str, description: str, answers: Sequence[Sequence[tuple[Any, ...]]]) -> CheckResult:
    failures = sum(answer[0][1] for answer in answers if answer)
    examples = [str(example) for answer in answers for example, _ in answer]
    return CheckResult(name, description, failures, tuple(examples[:EXAMPLES]))
