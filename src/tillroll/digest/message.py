"""A digest as an e-mail: plain text, HTML and a CSV file. What all recipients of a scope share is made once."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from tillroll.digest.content import Digest
from tillroll.digest.words import digest_words

_END = b"\r\n\r\n"
_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message but for its recipient: lines of the head, and the body that they describe."""

    trading_date: date
    head: bytes
    body: bytes

    def to(self, address: str, sender: str, now: datetime) -> bytes:
        """The whole message to one checked address. The same address and day give the same Message-ID."""
        message = EmailMessage(SMTP)
        message["From"] = Address(addr_spec=sender)
        message["To"] = Address(addr_spec=address)
        message["Date"] = format_datetime(now.astimezone(UTC))
        message["Message-ID"] = message_id(address, self.trading_date, sender)
        own = message.as_bytes().partition(_END)[0].removesuffix(b"\r\n")
        return own + b"\r\n" + self.head + _END + self.body


def message_id(address: str, day: date, sender: str) -> str:
    """The identity of a digest: a mail reader that gets it twice can tell."""
    name = hashlib.sha256(f"{address.lower()} {day.isoformat()}".encode()).hexdigest()[:32]
    return f"<tillroll-{name}@{sender.rpartition('@')[2]}>"


def prepare_message(digest: Digest) -> Prepared:
    """The message of a digest, rendered and encoded."""
    words = digest_words(digest)
    message = EmailMessage(SMTP)
    message["Subject"] = words.subject[:_LONGEST_SUBJECT]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_template("digest.txt").render(words=words), cte="quoted-printable")
    message.add_alternative(_template("digest.html").render(words=words), subtype="html", cte="quoted-printable")
    message.add_attachment(
        digest.attached,
        maintype="text",
        subtype="csv",
        cte="quoted-printable",
        filename=digest.attached_name,
        params={"charset": "utf-8"},
    )
    head, _, body = message.as_bytes().partition(_END)
    return Prepared(digest.day, head, body)


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    """A value that is not there is a fault; what ends in .html is escaped, plain text has nothing to escape."""
    return Environment(
        loader=PackageLoader("tillroll.digest"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
