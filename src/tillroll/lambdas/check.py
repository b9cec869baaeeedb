"""Whether the warehouse is sound, every night."""

from typing import Any

from tillroll import wiring
from tillroll.checks import run_checks
from tillroll.lambdas.call import Event, begin


def handler(event: Event, context: Any) -> None:  # noqa: ANN401, ARG001 - AWS's
    """Run every check; those that fail are logged by name, and counted."""
    with begin(context.aws_request_id) as call, wiring.open_warehouse(call.settings, read_only=True) as opened:
        results = run_checks(opened.warehouse, cut_off_minutes=call.settings.cut_off_minutes)
        failing = [result for result in results if result.failures]
        for result in failing:
            call.log.write("check_fails", check=result.name, times=result.failures)
        call.tell("ChecksFailed", len(failing))
        call.tell("CostMicropence", call.cost())
