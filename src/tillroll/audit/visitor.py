"""A visitor of the web app, in the server's own process.

It opens the link that was printed, waits until the files are in, follows every link, decides about a file or two, and
keeps each answer as a file; then it ends the server.
"""

import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar
from itertools import count
from os import getpid, kill
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

_LINK = re.compile(r"^Open (\S+)$", re.MULTILINE)
_HREF = re.compile(r'(?:href|src|data-narrow)="([^"]+)"')
_FORM = re.compile(r'action="([^"]+/(?:release|replay))">\s*<input type="hidden" name="form_token" value="([^"]+)"')
_ONE_OF_MANY = re.compile(r"[?].*|.*(?=/(?:download|chart)\.(?!csv))")
_MOST_OF_A_KIND, _MOST_DECISIONS = 3, 2
_WRONG = ("/nothing", "/reports/nothing", "/data/documents/zz", "/reports/sales-by-day?from=never")
_SETTLED_SECONDS, _PATIENCE_SECONDS, _PAUSE_SECONDS = 2.0, 120.0, 0.2


def visit(said: Path, folder: Path) -> None:
    """Visit the server whose words go to the file ``said`` from a thread; its answers go to the folder."""
    threading.Thread(target=_visit, args=(said, folder), daemon=True).start()


def _visit(said: Path, folder: Path) -> None:
    try:
        _Visitor(_wait_for_link(said), folder).go()
    finally:
        kill(getpid(), signal.SIGTERM)


def _wait_for_link(said: Path) -> str:
    links = (_LINK.search(said.read_text("utf-8")) for _ in _patiently())
    return next(link[1] for link in links if link)


def _patiently() -> Iterator[float]:
    """Moments to look again, until patience ends."""
    began = time.monotonic()
    while (now := time.monotonic()) - began < _PATIENCE_SECONDS:
        yield now
        time.sleep(_PAUSE_SECONDS)


class _Visitor:
    """One browser without a window: its cookies, what it has seen, and where its answers are kept."""

    def __init__(self, link: str, folder: Path) -> None:
        self._link = link
        self._folder = folder
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._numbers = count(1)
        self._kinds = Counter[str]()
        self._decisions = 0

    def go(self) -> None:
        """See all there is, once the files are in."""
        self._ask(self._link)
        self._wait_for_files()
        waiting, seen = ["/", "/live", *_WRONG], set[str]()
        while waiting:
            address = waiting.pop(0)
            if address not in seen and self._is_wanted(address):
                text = self._ask(urljoin(self._link, address))
                self._decide(text)
                waiting += [unescape(each) for each in _HREF.findall(text) if each.startswith("/")]
            seen.add(address)

    def _wait_for_files(self) -> None:
        """Until the data have changed, and then have not for a while."""
        first = version = self._ask(urljoin(self._link, "/live"))
        since = time.monotonic()
        for now in _patiently():
            found = self._ask(urljoin(self._link, "/live"))
            if found != version:
                version, since = found, now
            elif version != first and now - since > _SETTLED_SECONDS:
                return

    def _is_wanted(self, address: str) -> bool:
        """Every page, document and report, also as CSV; of those that differ only by what they are asked for, a few."""
        kind = _ONE_OF_MANY.sub("", address)
        self._kinds[kind] += 1
        return self._kinds[kind] <= _MOST_OF_A_KIND

    def _decide(self, text: str) -> None:
        """Release or replay a document of a page that offers it, a few times."""
        for action, token in _FORM.findall(text):
            if self._decisions < _MOST_DECISIONS:
                self._decisions += 1
                form = {"form_token": unescape(token), "keep": "both"}
                self._ask(urljoin(self._link, action), urlencode(form).encode())

    def _ask(self, address: str, form: bytes | None = None) -> str:
        """One answer, which is kept with its head; as text."""
        try:
            with self._opener.open(Request(address, form), timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - the audit's own server
                head, body = str(answer.headers), bytes(answer.read())
        except HTTPError as error:
            head, body = str(error.headers), error.read()
        (self._folder / f"{next(self._numbers):04d}.answer").write_bytes(head.encode() + body)
        return body.decode("utf-8", "replace")
