"""The warehouse of a stack, as far as it can be reached from here: mostly it is in a network of its own."""

import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from tillroll import wiring
from tillroll.adapters.queues import plain_parameters
from tillroll.cloud.stack import Stack
from tillroll.errors import TillrollError
from tillroll.settings import SETTINGS, Settings, read_settings
from tillroll.wiring import Opened

_PORTS = {"redshift": 5439, "postgresql": 5432, "postgres": 5432}
_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """A warehouse that is open, or why it is not."""

    opened: Opened | None
    why_not: str = ""


@contextmanager
def reach(stack: Stack) -> Iterator[Reached]:
    """The stack's warehouse, to be read until the block ends, if it can be had."""
    with ExitStack() as until:
        yield _reached(stack, until)


def _reached(stack: Stack, until: ExitStack) -> Reached:
    try:
        settings = replace(stack_settings(plain_parameters(stack.parameters, stack.region)), wait_seconds=_SECONDS)
        why_not = _closed(settings.warehouse, is_in_vpc=stack.is_in_vpc)
        if why_not:
            return Reached(None, why_not)
        return Reached(until.enter_context(wiring.open_warehouse(settings, read_only=True)))
    except TillrollError as error:
        return Reached(None, str(error))


def stack_settings(parameters: Mapping[str, str]) -> Settings:
    """The settings that a stack's parameters make, without those of this machine."""
    known = {setting.name: setting.variable for setting in SETTINGS}
    environ = {known[name]: text for name, text in parameters.items() if name in known}
    with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
        return read_settings({}, environ, Path(folder))


def _closed(warehouse: str, *, is_in_vpc: bool) -> str:
    """Why nobody answers where the warehouse should be; nothing if somebody does."""
    parts = urlsplit(warehouse)
    if parts.scheme not in _PORTS:
        return "the stack has no warehouse that others could ask: set the parameter Warehouse and deploy again"
    try:
        socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), _SECONDS).close()
    except OSError:
        where = "it is in the stack's own network, which lets nobody in" if is_in_vpc else "see to its network"
        return f"the warehouse does not answer from here: {where}"
    return ""
