"""The emulator, run by its own Python, but one that waits for all that a function writes, and unzips it once.

By itself it takes a function's lines for all once none has come for 5 ms. On a busy machine more come later, and are
told of with the function's next call, or never: metrics, which functions write as they end, would be missed. And each
process of a function begins with unzipping some 90 MB, which takes as long as all else that it does.
"""

import hashlib
import os
import shutil
import zipfile
from pathlib import Path
from threading import Lock

from ministack.app import main  # type: ignore[import-not-found]
from ministack.core.lambda_runtime import Worker  # type: ignore[import-not-found]

QUIET = {"first_line_wait": 1.0, "idle_confirm": 0.1, "hard_cap": 5.0}
"""Seconds: until a first line, without another one, and in all."""
UNZIPPED = Path(os.environ["HOME"], "unzipped")
_UNZIPPING = Lock()


class UnzippedOnce(zipfile.ZipFile):
    """A zip whose files are links to those of the first time."""

    def extractall(self, path: object = None, members: object = None, pwd: object = None) -> None:
        """As a zip does it; of all of it, which is what the emulator wants."""
        assert (members, pwd) == (None, None)
        shutil.copytree(self._first(), str(path), copy_function=os.link, dirs_exist_ok=True)

    def _first(self) -> Path:
        told = repr([(each.filename, each.CRC) for each in self.infolist()])
        folder = UNZIPPED / hashlib.sha256(told.encode()).hexdigest()
        with _UNZIPPING:
            if not folder.exists():
                begun = folder.with_suffix(".begun")
                super().extractall(begun)
                begun.rename(folder)
        return folder


if __name__ == "__main__":
    Worker._drain_stderr_bounded.__defaults__ = tuple(QUIET.values())
    zipfile.ZipFile = UnzippedOnce  # type: ignore[misc]
    main()
