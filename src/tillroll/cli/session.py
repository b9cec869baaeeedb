"""What is known of one command from its start: how much a person wants to be told, and where logs go."""

import sys
from dataclasses import dataclass

from tillroll.observe import Log
from tillroll.settings import Settings


@dataclass(slots=True)
class Session:
    """One command: the number of times ``-v`` was given."""

    verbosity: int = 0

    def log(self, settings: Settings) -> Log:
        """The log: on stderr if -v or the setting asks for it."""
        return Log(sys.stderr if self.verbosity or settings.has_log else None)
