"""Mail by SMTP. Off this machine only over TLS; the password never stands in a message."""

import smtplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tillroll.errors import ConfigurationError, TryAgainLater

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TLS_PORT = 465
_SECONDS = 30.0
_FOR_GOOD = 500


@dataclass(frozen=True, slots=True)
class MailPlace:
    """A mail server, and who signs in there; nobody does without a user. A context of None is the system's."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    context: ssl.SSLContext | None = None

    @property
    def words(self) -> str:
        """Where it is."""
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        return f"MailPlace({self.words})"


class SmtpMailbox:
    """One connection to a mail server, had anew when the server has hung up. It is closed by whoever opened it."""

    def __init__(self, place: MailPlace) -> None:
        self._place = place
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._server = self._connected()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        if self._server:
            self._server.close()

    def send(self, sender: str, address: str, message: bytes) -> bool:
        """Hand a message over; False if the server refuses this address for good.

        `TryAgainLater` if it takes nothing now, `ConfigurationError` if it does not take the sender.
        """
        try:
            return self._sent(sender, address, message)
        except smtplib.SMTPServerDisconnected:
            self._server = self._connected()
        try:
            return self._sent(sender, address, message)
        except smtplib.SMTPServerDisconnected:
            raise TryAgainLater(f"{self._place.words}: the mail server hangs up: run it again later") from None

    def _sent(self, sender: str, address: str, message: bytes) -> bool:
        if self._server is None:
            raise smtplib.SMTPServerDisconnected
        try:
            self._server.sendmail(sender, [address], message)
        except smtplib.SMTPRecipientsRefused as error:
            return self._refused(next(iter(error.recipients.values()))[0])
        except smtplib.SMTPSenderRefused as error:
            raise ConfigurationError(
                f"digest_sender: {self._place.words} does not take it (code {error.smtp_code}): correct it or the user"
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise self._fault(error) from None
        return True

    def _refused(self, code: int) -> bool:
        if code < _FOR_GOOD:
            raise TryAgainLater(f"{self._place.words}: the mail server takes no more now (code {code}): run it again")
        return False

    def _connected(self) -> smtplib.SMTP:
        place, context = self._place, self._place.context or ssl.create_default_context()
        try:
            if place.port == TLS_PORT:
                server: smtplib.SMTP = smtplib.SMTP_SSL(place.host, place.port, timeout=_SECONDS, context=context)
            else:
                server = smtplib.SMTP(place.host, place.port, timeout=_SECONDS)
                self._secure(server, context)
            if place.user:
                server.login(place.user, place.password or "")
        except (smtplib.SMTPException, OSError) as error:
            raise self._fault(error) from None
        return server

    def _secure(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Go over to TLS. On this machine itself a server may have none."""
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls") and self._place.host not in LOOPBACK:
            server.starttls(context=context)
        elif self._place.host not in LOOPBACK:
            server.close()
            raise ConfigurationError(
                f"smtp_host: {self._place.words} offers no TLS, and mail does not leave this machine without it: "
                "use port 465, or another server"
            )

    def _fault(self, error: Exception) -> ConfigurationError | TryAgainLater:
        """What a person does about it; the server's own words are not repeated, for they may quote anything."""
        where = self._place.words
        match error:
            case smtplib.SMTPAuthenticationError():
                return ConfigurationError(f"smtp_user: {where} does not take user or password: correct them")
            case smtplib.SMTPNotSupportedError():
                return ConfigurationError(f"smtp_user: {where} lets nobody sign in: take the user out, or change port")
            case ssl.SSLError():
                return ConfigurationError(
                    f"smtp_host: {where}: TLS failed: its certificate must be valid and of this name"
                )
            case smtplib.SMTPResponseException():
                return TryAgainLater(f"{where}: the mail server answered code {error.smtp_code}: run it again later")
            case _:
                return TryAgainLater(f"{where}: no mail server can be reached there: check host, port and network")
