"""Wiring: the only package that knows every adapter. Settings become an engine, a warehouse, lists and a set-up."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tillroll.wiring.warehouses import (
    Opened,
    open_engine,
    open_roles,
    open_served,
    open_warehouse,
    open_writer,
    scratch,
)

if TYPE_CHECKING:
    from tillroll.adapters.accounts import Accounts, Try, User
    from tillroll.adapters.archive import archive, check_archive
    from tillroll.adapters.folder import Look, look_at
    from tillroll.adapters.raw_bucket import RawFiles
    from tillroll.wiring.files import Lists, find, list_marks, one_document, read_lists
    from tillroll.wiring.people import accounts_path, log_command, mail_place, open_accounts, open_mailbox
    from tillroll.wiring.setups import (
        file_setup,
        keep_all_decisions,
        load_prepared,
        load_setup,
        open_staged,
        prepare_staged,
        staged_setup,
        start_ingest,
        warehouse_setup,
    )
    from tillroll.wiring.warehouse import Warehouse

__all__ = [
    "Accounts",
    "Lists",
    "Look",
    "Opened",
    "RawFiles",
    "Try",
    "User",
    "Warehouse",
    "accounts_path",
    "archive",
    "check_archive",
    "file_setup",
    "find",
    "keep_all_decisions",
    "list_marks",
    "load_prepared",
    "load_setup",
    "log_command",
    "look_at",
    "mail_place",
    "one_document",
    "open_accounts",
    "open_engine",
    "open_mailbox",
    "open_roles",
    "open_served",
    "open_staged",
    "open_warehouse",
    "open_writer",
    "prepare_staged",
    "read_lists",
    "scratch",
    "staged_setup",
    "start_ingest",
    "warehouse_setup",
]

_LATER = {
    "adapters.accounts": ("Accounts", "Try", "User"),
    "adapters.archive": ("archive", "check_archive"),
    "adapters.folder": ("Look", "look_at"),
    "adapters.raw_bucket": ("RawFiles",),
    "wiring.files": ("Lists", "find", "list_marks", "one_document", "read_lists"),
    "wiring.people": ("accounts_path", "log_command", "mail_place", "open_accounts", "open_mailbox"),
    "wiring.setups": (
        *("file_setup", "keep_all_decisions", "load_prepared", "load_setup", "open_staged"),
        *("prepare_staged", "staged_setup", "start_ingest", "warehouse_setup"),
    ),
    "wiring.warehouse": ("Warehouse",),
}
"""What is imported when it is first asked for: a command that only reads does not wait for what takes files in."""
_MODULES = {name: f"tillroll.{module}" for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return found
