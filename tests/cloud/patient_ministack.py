"""The emulator, run by its own Python, but one that waits for all that a function writes.

By itself it takes a function's lines for all once none has come for 5 ms. On a busy machine more come later, and are
told of with the function's next call, or never: metrics, which functions write as they end, would be missed.
"""

from ministack.app import main  # type: ignore[import-not-found]
from ministack.core.lambda_runtime import Worker  # type: ignore[import-not-found]

QUIET = {"first_line_wait": 1.0, "idle_confirm": 0.1, "hard_cap": 5.0}
"""Seconds: until a first line, without another one, and in all."""

if __name__ == "__main__":
    Worker._drain_stderr_bounded.__defaults__ = tuple(QUIET.values())
    main()
