"""What is known of one command from its start: how much a person wants to be told, where logs go, how it is stopped."""

import sys
from dataclasses import dataclass, field

from tillroll.cli.stops import Stops
from tillroll.observe import Log
from tillroll.settings import Settings


@dataclass(slots=True)
class Session:
    """One command: the number of times ``-v`` was given, and what a signal does to it."""

    verbosity: int = 0
    stops: Stops = field(default_factory=Stops)

    def log(self, settings: Settings) -> Log:
        """The log: on stderr if -v or the setting asks for it."""
        return Log(sys.stderr if self.verbosity or settings.has_log else None)
