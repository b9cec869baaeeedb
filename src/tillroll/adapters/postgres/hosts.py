"""Which host will really be asked: a URL says it, or else a service file or a variable that libpq reads."""

import os
from collections.abc import Mapping
from itertools import zip_longest

from psycopg.pq import Conninfo

_LOCAL = ("", "localhost", "127.0.0.1", "::1")
_VARIABLES = {"host": "PGHOST", "hostaddr": "PGHOSTADDR"}


def is_local(named: Mapping[str, str]) -> bool:
    """Whether what a URL names leads to this machine; a service may lead anywhere, unless the URL says an address."""
    if named.get("service") and not named.get("hostaddr"):  # an address in the service file outdoes the URL's host
        return False
    return all(_is_here(host) for host in (*hosts_of(named), *_hosts({**_of_variables(), **named})))


def _is_here(host: str) -> bool:
    return host in _LOCAL or host.startswith(("/", "@"))


def hosts_of(named: Mapping[str, str]) -> list[str]:
    """The hosts that will be asked, by address or else by name; an empty one is this machine's socket."""
    return _hosts({**_of_libpq(), **named})


def _hosts(said: Mapping[str, str]) -> list[str]:
    """An address counts more than a name."""
    addresses, names = (said.get(name, "").split(",") for name in ("hostaddr", "host"))
    return [address or name for address, name in zip_longest(addresses, names, fillvalue="")]


def says_mode(named: Mapping[str, str]) -> bool:
    """Whether somebody said how safely: in the URL, in PGSSLMODE, or in the file of PGSERVICE."""
    if named.get("sslmode") or os.environ.get("PGSSLMODE"):
        return True
    return any(
        option.keyword == b"sslmode" and option.val not in (b"", option.compiled) for option in Conninfo.get_defaults()
    )


def _of_variables() -> dict[str, str]:
    """The driver asks these before libpq reads a service file."""
    return {name: os.environ[variable] for name, variable in _VARIABLES.items() if variable in os.environ}


def _of_libpq() -> dict[str, str]:
    """What libpq takes where a URL says nothing: the file of PGSERVICE, then variables."""
    return {option.keyword.decode(): option.val.decode() for option in Conninfo.get_defaults() if option.val}
