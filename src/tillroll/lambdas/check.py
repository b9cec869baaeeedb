"""Whether the warehouse is sound, every night; and whether a file has come, for who has just deployed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tillroll import wiring
from tillroll.checks import run_checks
from tillroll.filename import mask_long_numbers
from tillroll.lambdas.call import Answer, Call, Event, begin
from tillroll.report import Warehouse
from tillroll.wiring import Opened

_LATELY = timedelta(days=1)


def handler(event: Event, context: Any) -> Answer:  # noqa: ANN401 - AWS's
    """Run every check; the answer says how many fail. Those are logged by name, and counted.

    An event that names a ``file`` asks for its receipts of the last day instead: outcome, sales and pence.
    """
    with begin(context.aws_request_id) as call, wiring.open_warehouse(call.settings, read_only=True) as opened:
        if "file" in event:
            return {"receipts": _receipts(opened.warehouse, event["file"])}
        return {"failing": _failing(call, opened)}


def _failing(call: Call, opened: Opened) -> int:
    results = run_checks(opened.warehouse, cut_off_minutes=call.settings.cut_off_minutes)
    failing = [result for result in results if result.failures]
    for result in failing:
        call.log.write("check_fails", check=result.name, times=result.failures)
    call.tell("ChecksFailed", len(failing))
    call.tell("CostMicropence", call.cost())
    return len(failing)


def _receipts(warehouse: Warehouse, key: str) -> list[dict[str, Any]]:
    since = (datetime.now(UTC) - _LATELY).replace(tzinfo=None)
    found = warehouse.run("cloud/receipts_of_file", file=mask_long_numbers(key), since=since)
    return [{"outcome": outcome, "sales": sales, "pence": pence} for outcome, sales, pence in found]
