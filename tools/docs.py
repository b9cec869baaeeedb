"""Writes the generated documents, or checks that none has drifted from the code.

`python tools/docs.py` writes them; `python tools/docs.py --check` changes nothing and names what has drifted.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

GENERATED: tuple[tuple[str, Callable[[], str]], ...] = ()
"""Each generated document: its path in the repository, and the function that gives its text."""


def main(argv: Sequence[str]) -> int:
    """Give the exit code: 1 if `--check` finds a document that has drifted."""
    return _check() if "--check" in argv else _write()


def _check() -> int:
    drifted = [path for path, generate in GENERATED if _read(ROOT / path) != generate()]
    for path in drifted:
        print(f"{path} has drifted from the code: run `make docs` and commit it", file=sys.stderr)
    return 1 if drifted else 0


def _write() -> int:
    for path, generate in GENERATED:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(generate(), encoding="utf-8", newline="\n")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
