"""The sign-in page, and pages that say what went wrong."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Request, Response

from tillroll.errors import TillrollError
from tillroll.web.door import LONGEST_PASSWORD, WHY
from tillroll.web.errors import Refused, SignedOut, SignInFirst, WebError, retry_seconds
from tillroll.web.page import Shown
from tillroll.web.render import Frame, render
from tillroll.web.site import Site

FORM_COOKIE = "tillroll_form"
_LONGEST_NAME = 80
_HEADINGS = {
    HTTPStatus.BAD_REQUEST: "That can't be answered",
    HTTPStatus.UNAUTHORIZED: "Sign in first",
    HTTPStatus.FORBIDDEN: "Not for you",
    HTTPStatus.NOT_FOUND: "There is no such page",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too much",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many tries",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not now",
}


def message_page(status: HTTPStatus, words: str) -> Shown:
    """A page that says what went wrong and what to do."""
    heading = _HEADINGS.get(status, "That did not work")
    return Shown("message.html", heading, {"heading": heading, "words": words}, status)


def form_page(
    site: Site, request: Request, error: WebError | None = None, form: Mapping[str, str] | None = None
) -> Response:
    """The form for name and password; it says why it is asked again, after a fault what was wrong."""
    asked = form or request.query_params
    key = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)
    values = {
        "form_token": site.door.form_token(f"sign-in {key}"),
        "next": next_address(asked),
        "why": WHY.get(asked.get("why", ""), ""),
        "fault": str(error) if error else "",
        "has_users": site.door.has_users,
    }
    shown = Shown("sign_in.html", "Sign in", values, error.status if error else HTTPStatus.OK)
    response = render(shown, Frame.of(site, request, None, ""))
    is_secure = request.url.scheme == "https"
    response.set_cookie(FORM_COOKIE, key, httponly=True, samesite="strict", secure=is_secure)
    return with_retry(response, error)


def with_retry(response: Response, error: TillrollError | None) -> Response:
    """The response; it says after how many seconds to come again, where to wait helps."""
    seconds = retry_seconds(error) if error else None
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def cookie_for(site: Site, request: Request, form: Mapping[str, str], address: str) -> str:
    """The cookie of who signs in with this form. Errors are those of `Door.sign_in`."""
    site.door.check_form(f"sign-in {request.cookies.get(FORM_COOKIE, '')}", form.get("form_token", ""))
    name, password = form.get("name", "").strip(), form.get("password", "")
    if not name or len(name) > _LONGEST_NAME or len(password) > LONGEST_PASSWORD:
        raise Refused("write your name and your password")
    return site.door.sign_in(name, password, address)


def next_address(form: Mapping[str, str]) -> str:
    """Where to go after signing in: an address of this site, whatever the form says."""
    return _own_address(form.get("next", "/"))


def address_of_sign_in(request: Request, error: SignInFirst) -> str:
    """The sign-in page, which says why and leads back to what was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return _sign_in(_why(error) | ({"next": wanted} if wanted != "/" else {}))


def told_signed_out(site: Site, error: SignInFirst) -> dict[str, str]:
    """What an open page is told whose reader is not in any more."""
    words = str(error) if isinstance(error, SignedOut) else "you are not signed in any more"
    told = {"words": f"{words[:1].upper()}{words[1:]}."}
    return told | ({"sign_in": _sign_in(_why(error))} if site.door.has_users else {})


def _why(error: SignInFirst) -> dict[str, str]:
    return {"why": error.why} if isinstance(error, SignedOut) else {}


def _sign_in(query: Mapping[str, str]) -> str:
    return f"/sign-in?{urlencode(query)}" if query else "/sign-in"


def _own_address(text: str) -> str:
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if is_own else "/"
