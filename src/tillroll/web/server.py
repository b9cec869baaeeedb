"""The server: the app on a socket, and a watch over folders beside it in the same process."""

import errno
import gc
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import uvicorn

from tillroll import wiring
from tillroll.errors import ConfigurationError
from tillroll.observe import Log
from tillroll.settings import Settings
from tillroll.web.app import create_app
from tillroll.web.mailing import Plan, check_plan, send_mornings
from tillroll.web.site import Site
from tillroll.web.taking import take_files
from tillroll.web.warming import keep_warm

LOOPBACK_ADDRESSES = ("127.0.0.1", "::1")
LOOPBACK = (*LOOPBACK_ADDRESSES, "localhost")
_KEEP_ALIVE_SECONDS = 30
_MOST_CONNECTIONS = 2000  # browsers keep six each; how many requests are in hand is the app's own limit
_RARELY = 50_000, 20, 50
"""Of many rows that are kept, few are garbage: to look for some costs more than the pages themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens, on port 0 on any that is free, and the web servers before it that are believed."""

    host: str
    port: int
    proxies: tuple[str, ...] = ()


class PortTaken(ConfigurationError):  # noqa: N818 - it says what is so
    """Another program listens where the server should."""


@dataclass(frozen=True, slots=True)
class Chores:
    """What is done beside the pages: files of folders are taken in, and the morning digest goes out by its plan."""

    folders: Sequence[Path] = ()
    plan: Plan | None = None


def serve(
    settings: Settings,
    place: Place,
    chores: Chores,
    tell: Callable[[str], None],
    log: Log,
) -> None:
    """Serve until a signal comes, and do the chores meanwhile; ``tell`` is told the address.

    `ConfigurationError` if other machines could come in and there are no users, if a proxy is no address, or if the
    settings don't say how digests go out; `PortTaken`.
    """
    check_proxies(place.proxies)
    host = place.host
    with (
        listening(host, place.port) as sockets,
        wiring.open_served(settings) as opened,
        wiring.open_accounts(settings) as accounts,
    ):
        site = Site(settings, opened, accounts, chores.folders, LOOPBACK if host in LOOPBACK else ("*",))
        if not site.door.has_users and host not in LOOPBACK:
            raise ConfigurationError(
                f"{host}: other machines could come in: add users first, with 'tillroll users add'"
            )
        check_plan(site, chores.plan)
        gc.set_threshold(*_RARELY)
        ended = threading.Event()
        beside = [threading.Thread(target=keep_warm, args=(site, ended), daemon=True)]
        if chores.folders:
            beside.append(threading.Thread(target=take_files, args=(site, log, ended), daemon=True))
        if chores.plan:
            beside.append(threading.Thread(target=send_mornings, args=(site, chores.plan, log, ended), daemon=True))
        for each in beside:
            each.start()
        try:
            make_server(site, place.proxies, lambda: tell(address(site, host, port_of(sockets)))).run(sockets)
        finally:
            ended.set()
            for each in beside:
                each.join()
            site.close()


@contextmanager
def listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Sockets that listen on each address of a host until the block ends, all on one port.

    They are opened before anything else is: whoever can't listen has done nothing yet.
    """
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for family, where in _addresses(host):
            with suppress(_NoSuchAddress):
                sockets.append(opened.enter_context(_socket(family, where, port_of(sockets) if sockets else port)))
        if not sockets:
            raise ConfigurationError(f"--host {host}: this computer has no such address")
        yield sockets


def port_of(sockets: Sequence[socket.socket]) -> int:
    """The port on which they listen."""
    return int(sockets[0].getsockname()[1])


class _NoSuchAddress(Exception):  # noqa: N818 - the same
    """This computer has none such, as where a name has one of IPv6 and the computer doesn't speak it."""


def _addresses(host: str) -> list[tuple[int, str]]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ConfigurationError(f"--host {host}: this computer knows no address of that name") from None
    return list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))


def _socket(family: int, where: str, port: int) -> socket.socket:
    try:
        opened = socket.create_server((where, port), family=family, backlog=_MOST_CONNECTIONS)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"--port {port}: another program listens there: end it, or give another port; 0 takes any that is free"
            ) from None
        if error.errno == errno.EACCES:
            raise ConfigurationError(f"--port {port}: only an administrator may listen there: give another") from None
        raise _NoSuchAddress from None
    # asyncio sends what it has at once only where a socket names its protocol; else each answer waits for 40 ms.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, opened.detach())


def address(site: Site, host: str, port: int) -> str:
    """The link to open: without users it lets one browser in, once."""
    named = f"[{host}]" if ":" in host else host
    base = f"http://{named}:{port}/"
    return base if site.door.has_users else f"{base}enter?token={site.door.link_token()}"


def check_proxies(proxies: Sequence[str]) -> None:
    """`ConfigurationError` unless each is an address or a network: whoever is believed can say to be anybody."""
    for each in proxies:
        try:
            ip_network(each)
        except ValueError:
            raise ConfigurationError(
                f"--proxy {each}: give an address or a network, as 10.0.0.5 or 10.0.0.0/28"
            ) from None


def make_server(site: Site, proxies: Sequence[str], on_start: Callable[[], None]) -> uvicorn.Server:
    """The app, for sockets that listen. A proxy on this computer is believed in any case."""
    config = uvicorn.Config(
        create_app(site),
        forwarded_allow_ips=[*LOOPBACK_ADDRESSES, *proxies],
        access_log=False,  # addresses of requests may hold what people look for, and the link's token
        log_level="warning",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        limit_concurrency=_MOST_CONNECTIONS,
        h11_max_incomplete_event_size=32_768,
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                on_start()

    return Server(config)
