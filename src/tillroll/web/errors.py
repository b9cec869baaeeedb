"""What goes wrong with a request, as statuses and words for the person who made it."""

from http import HTTPStatus

from tillroll.errors import NotAllowed, TillrollError, TryAgainLater

RETRY_SECONDS = 5
THROTTLE_SECONDS = 15 * 60
"""For so long a failed try with a password counts."""


class WebError(TillrollError):
    """A request that gets another page than it asked for; the text is for the person."""

    status = HTTPStatus.BAD_REQUEST


class NoSuchPage(WebError):  # noqa: N818 - it says what is so
    """There is nothing under this address."""

    status = HTTPStatus.NOT_FOUND


class SignInFirst(WebError):  # noqa: N818 - it says what is so
    """The visitor has no session, or none that still holds."""

    status = HTTPStatus.UNAUTHORIZED


class SignedOut(SignInFirst):
    """The visitor was in, and is no more; `why` is the short name of the reason."""

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


class Refused(WebError):  # noqa: N818 - it says what is so
    """The visitor may not do this."""

    status = HTTPStatus.FORBIDDEN


class TooMany(WebError):  # noqa: N818 - it says what is so
    """Too many tries in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class TooLarge(WebError):  # noqa: N818 - it says what is so
    """More was sent than any page needs."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooSlow(WebError):  # noqa: N818 - it says what is so
    """The answer took longer than anyone waits."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class TooBusy(WebError):  # noqa: N818 - it says what is so
    """More ask at once than can be answered."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def retry_seconds(error: TillrollError) -> int | None:
    """After how many seconds the same may be asked again; None if to wait does not help."""
    match status_of(error):
        case HTTPStatus.TOO_MANY_REQUESTS:
            return THROTTLE_SECONDS
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return RETRY_SECONDS
        case _:
            return None


def status_of(error: TillrollError) -> HTTPStatus:
    """The status with which an error is answered."""
    match error:
        case WebError():
            return error.status
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case TryAgainLater():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.BAD_REQUEST
