"""Wiring: the only package that knows every adapter. Settings become an engine, a warehouse, lists and a set-up."""

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
from tillroll.wiring.warehouses import (
    Opened,
    Warehouse,
    open_engine,
    open_roles,
    open_served,
    open_warehouse,
    open_writer,
    scratch,
)

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
