"""A mail server of the tests' own, and the settings that lead there."""

import email
import email.policy
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Inbox:
    """A mail server that keeps what it is given, refuses whom it is told to, and may hang up."""

    mails: dict[str, list[EmailMessage]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    hangs_up_after: int | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.hangs_up_after is not None and self.count >= self.hangs_up_after:
            return "421 too much for today"
        assert isinstance(envelope.content, bytes)
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.setdefault(envelope.rcpt_tos[0], []).append(found)
        return "250 taken"

    @property
    def count(self) -> int:
        return sum(map(len, self.mails.values()))


@dataclass
class Office:
    """A mail server, and the settings that lead there."""

    inbox: Inbox
    port: int

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "TILLROLL_SMTP_HOST": "127.0.0.1",
            "TILLROLL_SMTP_PORT": str(self.port),
            "TILLROLL_DIGEST_SENDER": "tillroll@example.com",
            "TILLROLL_DIGEST_DOMAINS": "example.com",
        }


@contextmanager
def an_office() -> Iterator[Office]:
    """A mail server, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Office(inbox, port)
    finally:
        controller.stop()
