"""Lambda: calling a function, and how many may run at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tillroll.adapters.aws import aws
from tillroll.errors import TryAgainLater


@dataclass(frozen=True, slots=True)
class FunctionState:
    """Whether a function can be called, and whether what feeds it is switched on."""

    state: str
    feeds: tuple[str, ...]


def invoke(function: str, event: str, region: str | None = None) -> Mapping[str, Any]:
    """Call a function with an event and wait for what it answers; ``TryAgainLater`` if it failed."""
    asked = {"FunctionName": function, "InvocationType": "RequestResponse", "Payload": event.encode()}
    told = aws("lambda", region, lambda service: service.invoke(**asked))
    payload = aws("lambda", region, lambda _: told["Payload"].read())
    if told.get("FunctionError"):
        raise TryAgainLater(f"the function {function} failed: 'tillroll cloud tail' shows what it logged")
    answer: Mapping[str, Any] = json.loads(payload)
    return answer


def concurrency(region: str | None = None) -> int:
    """How many calls of functions may run at once in this account and region."""
    told = aws("lambda", region, lambda service: service.get_account_settings())
    return int(told["AccountLimit"]["ConcurrentExecutions"])


def function_state(function: str, region: str | None = None) -> FunctionState:
    """A function's state, and the states of the mappings by which a queue or a stream calls it."""
    told = aws("lambda", region, lambda service: service.get_function_configuration(FunctionName=function))
    fed = aws("lambda", region, lambda service: service.list_event_source_mappings(FunctionName=function))
    return FunctionState(told.get("State", "Active"), tuple(each["State"] for each in fed["EventSourceMappings"]))
