"""A process ends with the one that began it, however that died: it would wait for work for ever.

This is a module of its own because a thread that still waits when a process ends keeps alive what its module knows.
"""

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """Watch over the process that began this one."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
