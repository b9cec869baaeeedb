"""What was made last of each name: questions in a row are about the same more often than not."""

from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")


class Newest:
    """Of each name what was made last, and of what. It is one connection's own, so no threads share it."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[object, Any]] = {}

    def once(self, name: str, of: object, make: Callable[[], _T]) -> _T:
        """What was made of this name last, unless that was of something else."""
        if not self.has(name, of):
            self._made[name] = of, make()
        made: _T = self._made[name][1]
        return made

    def has(self, name: str, of: object) -> bool:
        """Whether what was made last of this name was of this."""
        return name in self._made and self._made[name][0] == of

    def forget(self) -> None:
        """Nothing of it holds any more."""
        self._made.clear()
