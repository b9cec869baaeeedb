"""Digests sent by SMTP, from a terminal or beside the pages: the sender, the people and the mail server of settings."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tillroll import wiring
from tillroll.digest.post import Desk, Mailbox, Outcome, Post, digest_groups
from tillroll.digest.recipients import Recipient, check_domains, read_recipients, recipients_of
from tillroll.errors import ConfigurationError
from tillroll.report import Scope
from tillroll.settings import Settings
from tillroll.wiring import Accounts, Opened


def digest_sender(settings: Settings) -> str:
    """The address that digests come from. `ConfigurationError` if the settings name none."""
    if not settings.digest_sender:
        raise ConfigurationError(
            "digest_sender: name the address that digests come from, in tillroll.toml or TILLROLL_DIGEST_SENDER"
        )
    return settings.digest_sender


def check_sending(settings: Settings, environ: Mapping[str, str]) -> None:
    """`ConfigurationError` unless the settings say from whom, whither and by which mail server digests go."""
    digest_sender(settings)
    check_domains([], settings.digest_domains)
    wiring.mail_place(settings, environ)


def digest_people(people_file: Path | None, accounts: Accounts, opened: Opened) -> list[Recipient]:
    """The people of the file, else the users with an address. `ConfigurationError` if there is nobody."""
    found = read_recipients(people_file, opened.warehouse) if people_file else recipients_of(accounts.users())
    if not found:
        raise ConfigurationError(
            "there is nobody to send to: give users an address, with 'tillroll users email', or name a file"
        )
    return found


@dataclass(frozen=True, slots=True)
class Sending:
    """By whose mail server digests go, and the accounts, which know who had theirs.

    ``clock`` gives seconds since 1970; ``through`` may stand before the mail server.
    """

    settings: Settings
    environ: Mapping[str, str]
    accounts: Accounts
    clock: Callable[[], float] = time.time
    through: Callable[[Mailbox], Mailbox] = lambda mailbox: mailbox

    def send(self, post: Post, groups: Mapping[Scope, Sequence[Recipient]]) -> Outcome:
        """Send each person their digest unless they had it. Errors are those of `Post.send`."""
        sender = digest_sender(self.settings)
        with wiring.open_mailbox(self.settings, self.environ) as mailbox:
            return post.send(groups, Desk(sender, self.through(mailbox), self.accounts, self.clock))

    def send_to_all(
        self, opened: Opened, people_file: Path | None, now: datetime
    ) -> tuple[Outcome, Sequence[Recipient]]:
        """Send yesterday's digests to all who have not had theirs; also those whose domain is not allowed."""
        found = digest_people(people_file, self.accounts, opened)
        people, others = check_domains(found, self.settings.digest_domains)
        post = Post(opened, self.settings.grace_minutes, now)
        return self.send(post, digest_groups(opened.warehouse, people)), others
