"""What is worked out before anybody asks: at the start, and when a load is over."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from tillroll.report import EVERYTHING, Choice
from tillroll.web.charts import warm_up
from tillroll.web.site import Site

T = TypeVar("T")
_LOOK_SECONDS, _QUIET_SECONDS = 1.0, 3.0
_log = logging.getLogger("tillroll.web")


def keep_warm(site: Site, ended: threading.Event) -> None:
    """See to it, until the event is set, that pages are there again soon after a change, open ones first."""
    _try(warm_up)
    _try(lambda: site.answer(EVERYTHING, "findings", Choice(dates="last-4-weeks")))
    _try(lambda: _work_out_register(site))
    seen = warmed = _try(site.version) or ""
    since = time.monotonic()
    while not ended.is_set():
        site.written.wait(_LOOK_SECONDS)
        site.written.clear()
        version = _try(site.version) or seen
        if version != seen:
            seen, since = version, time.monotonic()
            _try(lambda: site.views.renew(site.stamp()))
        elif version != warmed and not site.writing.locked() and time.monotonic() - since >= _QUIET_SECONDS:
            warmed = version
            _try(lambda: site.views.warm(site.stamp(), ended.is_set))


def _work_out_register(site: Site) -> None:
    """The chain's register of a year. Readers are told parts of it; two have all, for a page asks two at once."""
    with site.reader(EVERYTHING) as one:
        one.cover_year()
        with site.reader(EVERYTHING) as other:
            other.cover_year()


def _try(work: Callable[[], T]) -> T | None:
    """Who looks at the page meets the same fault, and is told."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the pages stay up without it
        _log.warning("warming met %s", type(error).__name__)
        return None
