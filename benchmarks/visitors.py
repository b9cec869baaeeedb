"""People who visit the web app, as a process of their own: ``python -m benchmarks.visitors PLAN``.

A plan is a JSON file: the address of the site, who visits, and what they do. What they waited for is printed as JSON:
by name, the milliseconds of each answer, as they see it on the same machine.
"""

import asyncio
import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from time import perf_counter, time
from typing import Any

from httpx2 import AsyncClient, Limits, Response

_CHART = re.compile(r'data-wide="([^"]+)"')
_VERSION = re.compile(r'data-version="([^"]*)"')
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_SECONDS = 120
_LIVE_SECONDS = 1
_AT_ONCE = 4
_CLOSELY_SECONDS = 0.1


@dataclass
class Kept:
    """Milliseconds by what was asked for, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """When somebody was first told of a state of the data, and when the last files before that began to arrive."""

    told: float
    arrived: float


class News:
    """The states of the data, in the order in which they were first told of to anybody."""

    def __init__(self, arrivals: Path) -> None:
        """`arrivals` holds a line for each time at which files began to arrive, in seconds since 1970."""
        self._arrivals = arrivals
        self._changes: dict[str, Change] = {}

    def tell(self, version: str) -> None:
        """This is the state now, as far as somebody was told."""
        if version and version not in self._changes:
            now = perf_counter()
            self._changes[version] = Change(now, now - self._since_arrival())

    def _since_arrival(self) -> float:
        lines = self._arrivals.read_text("ascii").split() if self._arrivals.exists() else []
        return time() - float(lines[-1]) if lines else 0.0

    def up_to(self, version: str) -> list[Change]:
        """This state and those before it."""
        versions = list(self._changes)
        return [self._changes[each] for each in versions[: versions.index(version) + 1]]

    @property
    def all(self) -> list[Change]:
        """Each of them."""
        return list(self._changes.values())


class Person:
    """One browser: it has signed in, asks for pages and fetches their charts as a browser does, side by side."""

    def __init__(self, base: str, kept: Kept, news: News) -> None:
        self._news, self._followed = news, 0
        self.version = ""
        self.renewing: asyncio.Task[None] | None = None
        self._client = AsyncClient(base_url=base, timeout=_SECONDS, limits=Limits(max_connections=6))
        self._kept = kept
        self.bytes = 0
        self.here = ""

    async def sign_in(self, name: str, password: str) -> None:
        """Come in by the form, as people do."""
        token = _TOKEN.findall((await self._client.get("/sign-in")).text)[-1]
        form = {"form_token": token, "name": name, "password": password}
        answer = await self._client.post("/sign-in", data=form)
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise SystemExit(f"{name} can't sign in: {answer.status_code}")

    async def visit(self, address: str, named: str) -> str:
        """A page and its charts; the times of each, and of all together."""
        self.here, started = address, perf_counter()
        page = await self._get(address, named)
        await self._draw(page, named)
        self._kept.times[f"{named}: all"].append(1000 * (perf_counter() - started))
        return page.text

    async def _draw(self, page: Response, named: str) -> None:
        """The page is before them; fetch its charts, of the state that it shows."""
        self._see(page)
        charts = [each.replace("&amp;", "&") for each in _CHART.findall(page.text)]
        shows = {"X-Shows": self.version}
        await asyncio.gather(*(self._get(each, f"{named}: charts", shows) for each in charts))

    def _see(self, page: Response) -> None:
        """Note how long after each change they see the data as it left them."""
        self.version = "".join(_VERSION.findall(page.text)[:1])
        if self.version:
            self._news.tell(self.version)
            changes = self._news.up_to(self.version)
            self._note_waits(changes[self._followed :])
            self._followed = max(self._followed, len(changes))

    def begin_following(self) -> None:
        """From now on changes count; what came before they have seen, or not."""
        self._followed = len(self._news.all)

    def end_following(self) -> None:
        """What they have not been shown yet has taken at least until now."""
        self._note_waits(self._news.all[self._followed :])

    def _note_waits(self, changes: Sequence[Change]) -> None:
        now = perf_counter()
        self._kept.times["followed"] += [1000 * (now - each.told) for each in changes]
        self._kept.times["from arrival"] += [1000 * (now - each.arrived) for each in changes]

    def turn(self) -> None:
        """Go to another page: what the one before is being made anew for, no browser waits for."""
        if self.renewing:
            self.renewing.cancel()

    async def first_view(self, address: str) -> int:
        """The compressed bytes of a page with all that a browser fetches for it."""
        before = self.bytes
        text = await self.visit(address, "first view")
        for each in sorted(set(_ASSET.findall(text))):
            await self._get(each, "first view: files")
        return self.bytes - before

    async def renew(self, address: str, named: str) -> None:
        """The page as an open one fetches itself anew: as the data are now, however long it takes."""
        await self._draw(await self._get(address, named, {"X-Live": "1"}), named)

    async def live(self) -> str:
        """What an open page asks every second: the version of the data."""
        answer = await self._get("/live", "live")
        version = str(answer.json().get("version", "")) if answer.status_code == HTTPStatus.OK else ""
        self._news.tell(version)
        return version

    def tell(self, version: str) -> None:
        """All hear of a state of the data."""
        self._news.tell(version)

    async def json(self, address: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A download."""
        return (await self._client.get(address)).json()

    async def _get(self, address: str, named: str, headers: Mapping[str, str] | None = None) -> Response:
        started = perf_counter()
        async with self._client.stream("GET", address, headers=headers) as answer:
            raw = [part async for part in answer.aiter_raw()]
        self.bytes += sum(map(len, raw))
        self._kept.times[named].append(1000 * (perf_counter() - started))
        if answer.status_code != HTTPStatus.OK:
            self._kept.faults.append(f"{answer.status_code} {named}")
        return _read(answer, raw)

    async def leave(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _read(answer: Response, raw: Sequence[bytes]) -> Response:
    return Response(answer.status_code, headers=answer.headers, content=b"".join(raw))


async def _entered(plan: dict[str, Any], kept: Kept, names: Sequence[str]) -> list[Person]:
    news = News(Path(plan["arrivals"]))
    people = [Person(plan["base"], kept, news) for _ in names]
    for person, name in zip(people, names, strict=True):
        await person.sign_in(name, plan["password"])
    return people


def _tell_ready(plan: dict[str, Any]) -> None:
    Path(plan["ready"]).touch()


async def one_by_one(plan: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Each page that somebody may see, with new filters each time, then it again as it was; what a first weighs."""
    found: dict[str, Any] = {"weights": {}}
    for name in plan["names"]:
        (person,) = await _entered(plan, kept, [name])
        found["weights"][name] = await person.first_view("/today")
        for page, addresses in plan["addresses"].items():
            for turn in ("uncached", "cached"):
                for address in () if page in plan["hidden"].get(name, ()) else addresses:
                    await person.visit(address, f"{turn} {page}")
        await person.leave()
    return found


async def newly(plan: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Each usual page once, at once after the data changed; the first thing they see may be of just before."""
    (person,) = await _entered(plan, kept, plan["names"])
    before = (await person.json("/live"))["version"]
    _tell_ready(plan)
    while (await person.json("/live"))["version"] == before:  # noqa: ASYNC110 - this is how open pages notice
        await asyncio.sleep(0.05)
    for page in plan["addresses"]:
        await person.visit(page, f"new data {page}")
    for page in plan["addresses"]:
        await person.renew(page, f"renewed {page}")
    await person.leave()
    return {}


async def burst(plan: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Everybody at once."""
    people = await _entered(plan, kept, plan["names"])
    await asyncio.gather(*(person.visit(plan["address"], "burst") for person in people))
    for person in people:
        await person.leave()
    return {}


async def crowd(plan: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Everybody clicks every few seconds for a while, and each open page looks whether the data changed."""
    people = await _entered(plan, kept, plan["names"])
    await _have_been_here(people, plan["addresses"])
    await people[0].live()
    kept.times.clear()
    for person in people:
        person.begin_following()
    _tell_ready(plan)
    ended = perf_counter() + plan["seconds"]
    works = [_clicks(person, plan, Random(at), ended) for at, person in enumerate(people)]
    await asyncio.gather(*works, *(_looks(person, ended) for person in people), _notes(people[0], ended))
    for person in people:
        person.end_following()
        await person.leave()
    return {}


async def _notes(person: Person, ended: float) -> None:
    """Look closely when the data change."""
    while perf_counter() < ended:
        person.tell(str((await person.json("/live")).get("version", "")))
        await asyncio.sleep(_CLOSELY_SECONDS)


async def _have_been_here(people: Sequence[Person], addresses: Sequence[str]) -> None:
    """Each has seen each page once; four ask at once."""
    waiting = [(person, address) for person in people for address in addresses]

    async def some() -> None:
        while waiting:
            person, address = waiting.pop()
            await person.visit(address, "before")

    await asyncio.gather(*(some() for _ in range(_AT_ONCE)))


async def _clicks(person: Person, plan: dict[str, Any], rng: Random, ended: float) -> None:
    await _rest(rng.uniform(0, plan["pause"]), ended)
    while perf_counter() < ended:
        person.turn()
        await person.visit(rng.choice(plan["addresses"]), "click")
        await _rest(plan["pause"], ended)


async def _rest(seconds: float, ended: float) -> None:
    await asyncio.sleep(min(seconds, max(0.0, ended - perf_counter())))


async def _looks(person: Person, ended: float) -> None:
    """An open page looks for news, and fetches itself anew if there are any; who leaves it does not wait for it."""
    await asyncio.sleep(Random(id(person)).uniform(0, _LIVE_SECONDS))
    while perf_counter() < ended:
        version = await person.live()
        if person.version and version != person.version:
            person.renewing = asyncio.ensure_future(person.renew(person.here, "renewed"))
            with suppress(asyncio.CancelledError):
                await person.renewing
        await asyncio.sleep(_LIVE_SECONDS)


WORKS = {"one by one": one_by_one, "newly": newly, "burst": burst, "crowd": crowd}


def main(path: str) -> None:
    """Carry out a plan."""
    plan, kept = json.loads(Path(path).read_text("utf-8")), Kept()
    found = asyncio.run(WORKS[plan["work"]](plan, kept))
    print(json.dumps({"milliseconds": kept.times, "faults": kept.faults, **found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
