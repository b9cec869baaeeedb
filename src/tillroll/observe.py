"""What tillroll logs: JSON lines with an allow-list of fields, so that no cell of a till's file can ever be logged."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

from tillroll.filename import mask_long_numbers

FIELDS = frozenset(
    {
        *("file", "document_id", "outcome", "reason", "documents", "outcomes"),
        *("data_rows", "rows_loaded", "rows_already_there", "rows_held", "rows_rejected", "rows_blank"),
        *("pence_read", "pence_loaded", "pence_already_there", "pence_held", "pence_rejected", "pence_withdrawn"),
        *("sales_loaded", "sales_withdrawn", "branch_days", "started_at", "finished_at", "seconds"),
        "cost_micropence",
        *("folder", "folders", "again_in_seconds", "files_waiting"),
        *("trading_date", "deadline_at", "sent", "missing", "passed_before_start"),
        *("request_id", "message_id", "trace_id", "object", "times", "task", "check", "rejected_by_rule"),
    }
)
_IDS = frozenset({"request_id", "message_id", "trace_id", "object"})
"""Made by us or by AWS, never from a cell: with digits starred out nobody could follow one."""
_LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Log:
    """Writes one JSON object an event to a stream; without a stream, nothing."""

    stream: TextIO | None = None

    def write(self, event: str, **fields: object) -> None:
        """Log an event. Fields that are not on the allow-list are left out, and ``left_out`` names them."""
        if self.stream is None:
            return
        kept = {name: value if name in _IDS else _plain(value) for name, value in fields.items() if name in FIELDS}
        left_out = sorted(fields.keys() - FIELDS)
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **kept}
        self.stream.write(json.dumps(line | ({"left_out": left_out} if left_out else {})) + "\n")
        self.stream.flush()


def _plain(value: object) -> object:
    """A number, a flag, a short text without card-length digit runs, counts by word, or how many a list holds."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return mask_long_numbers(value)[:_LONGEST_TEXT]
    if isinstance(value, Mapping):
        return {str(word): _plain(count) for word, count in value.items()}
    return len(value) if isinstance(value, list | tuple) else type(value).__name__
