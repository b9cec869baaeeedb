"""The morning digest from AWS: the accounts, with who had which digest, lie beside the staged form."""

import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tillroll import wiring
from tillroll.cloud.place import Place
from tillroll.digest import Desk, Post, check_domains, digest_groups, recipients_of
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings
from tillroll.wiring import Opened

_ACCOUNTS = ("accounts", "tillroll.accounts")


def send_digests(opened: Opened, settings: Settings, place: Place, environ: Mapping[str, str], now: datetime) -> int:
    """Send yesterday's digests to those who have not had theirs; how many. None where there are no accounts.

    One call at a time may do so: who had a digest is written back at the end, also if the mail server gave way.
    """
    bucket = place.staged
    key = bucket.key(*_ACCOUNTS)
    with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
        path = Path(folder, _ACCOUNTS[-1])
        bucket.fetch(key, path)
        if not path.exists():
            return 0
        try:
            return _send(opened, replace(settings, accounts=path), environ, now)
        finally:
            bucket.upload(path, key)


def _send(opened: Opened, settings: Settings, environ: Mapping[str, str], now: datetime) -> int:
    if not settings.digest_sender:
        raise ConfigurationError("digest_sender: name the address that digests come from, among the parameters")
    with wiring.open_accounts(settings) as accounts:
        people, _ = check_domains(recipients_of(accounts.users()), settings.digest_domains)
        groups = digest_groups(opened.warehouse, people)
        post = Post(opened, settings.grace_minutes, now, None)
        with wiring.open_mailbox(settings, environ) as mailbox:
            return post.send(groups, Desk(settings.digest_sender, mailbox, accounts, time.time)).sent
