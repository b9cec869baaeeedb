"""The application: every request goes one way, from limits and cookies to a page, and out with the same headers."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import parse_qsl

from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from tillroll.errors import TillrollError
from tillroll.web import entrance
from tillroll.web.errors import NoSuchPage, Refused, SignInFirst, TooLarge, WebError, status_of
from tillroll.web.limits import MOST_AT_THE_DOOR, MOST_THREADS, Gate, begin_request
from tillroll.web.numbers import language, read_as
from tillroll.web.page import GoTo, Page, Result, Shown, Visit
from tillroll.web.pages import pages
from tillroll.web.reasons import without_command
from tillroll.web.render import Content, Frame, Part, content_of, framed, render
from tillroll.web.site import Entry, Site
from tillroll.web.views import Stamp

COOKIE, THEME = "tillroll", "tillroll_theme"
MOST_BODY_BYTES, MOST_ADDRESS_LETTERS = 16_384, 4_096
_COOKIE_SECONDS = 7 * 24 * 60 * 60
_SHOWS, _LIVE = "x-shows", "x-live"
_BY_ITSELF = {_SHOWS, _LIVE}
"""Headers of what an open page fetches with nobody at it: that keeps no session alive."""
_COMPRESSION = 5  # the steps above cost more time than they save bytes
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_log = logging.getLogger("tillroll.web")
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(site: Site) -> FastAPI:
    """The web app of a site."""
    site.entries = [Entry(page.address, page.label, page.is_for) for page in pages() if page.label]
    app = FastAPI(title="tillroll", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_with_threads)
    app.mount("/static", StaticFiles(packages=[("tillroll.web", "static")]), "static")
    gate = Gate()
    for page in pages():
        app.add_api_route(page.address, _endpoint(site, page, gate), methods=[page.method], response_model=None)
    app.add_api_route("/live", _live(site), methods=["GET"], response_model=None)
    app.add_api_route("/enter", _enter(site), methods=["GET"], response_model=None)
    app.add_api_route("/sign-in", _sign_in_form(site), methods=["GET"], response_model=None)
    app.add_api_route("/sign-in", _sign_in(site, Gate(MOST_AT_THE_DOOR)), methods=["POST"], response_model=None)
    app.add_exception_handler(HTTPException, _told(site))
    app.add_exception_handler(Exception, _told(site))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=_COMPRESSION)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(site.hosts))
    app.middleware("http")(_with_headers)
    return app


@asynccontextmanager
async def _with_threads(_app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = MOST_THREADS
    yield


async def _with_headers(request: Request, call_next: Endpoint) -> Response:
    response = await call_next(request)
    response.headers.update(HEADERS)
    is_static = request.url.path.startswith("/static/") and response.status_code == HTTPStatus.OK
    response.headers["Cache-Control"] = "public, max-age=86400" if is_static else "private, no-store"
    if request.url.scheme == "https":
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


# One page


def _endpoint(site: Site, page: Page, gate: Gate) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            form = await _form(request) if page.method == "POST" else {}
            with gate.passing():
                return await run_in_threadpool(_show, site, page, request, form)
        except SignInFirst as error:
            return await run_in_threadpool(_to_sign_in, site, request, error)
        except Exception as error:  # noqa: BLE001 - every error becomes a page that leaks nothing
            return await run_in_threadpool(_error_page, site, request, error)

    return endpoint


def _show(site: Site, page: Page, request: Request, form: Mapping[str, str]) -> Response:
    begin_request()
    if len(str(request.url)) > MOST_ADDRESS_LETTERS:
        raise TooLarge("this address is too long: choose fewer filters")
    read_as(request.headers.get("accept-language"))
    visitor = site.door.visitor(request.cookies.get(COOKIE))
    if page.method == "POST":
        _check_origin(request)
        site.door.check_form(visitor.token, form.get("form_token", ""))
    if not page.is_for(visitor.role):
        raise Refused("your role does not see this page: ask an owner of the chain")
    if _BY_ITSELF.isdisjoint(request.headers):
        site.door.stay(visitor)
    place = {name: str(value) for name, value in request.path_params.items()}
    visit = Visit(site, visitor, site.scope(visitor), place, dict(request.query_params), form, _address(request))
    frame = Frame.of(site, request, visitor, page.address)
    if not page.is_kept:
        return _response(page.show(visit), request, frame)
    match _kept(page, visit, request):
        case Content() as content:
            return framed(content, frame)
        case Part(body, media_type):
            return Response(body, media_type=media_type)


def _kept(page: Page, visit: Visit, request: Request) -> Content | Part:
    """What the page showed last to who sees the same; made anew where it is out of date."""
    site, stamp = visit.site, visit.site.stamp()
    asked = tuple(sorted(visit.place.items())), visit.choice
    reader = visit.scope, visit.visitor.role.name, language()

    def make(stamp: Stamp) -> Content | Part:
        match page.show(visit.without_name()):
            case Shown() as shown:
                return content_of(shown, stamp.version)
            case Response() as response:
                return Part(bytes(response.body), response.media_type or "")
            case _:
                raise TypeError(page.address)

    key, shows = (page.address, asked, reader), request.headers.get(_SHOWS, stamp.version)
    if page.is_part:
        return site.views.part(key, stamp, make, must_be_new=shows == stamp.version)
    is_live = _LIVE in request.headers
    return site.views.get(key, stamp, make, visitor=visit.visitor.token, must_be_new=is_live)


def _response(result: Result, request: Request, frame: Frame) -> Response:
    match result:
        case Response():
            return result
        case GoTo(address, cookies):
            response: Response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
            for name, value in cookies.items():
                set_cookie(response, request, name, value)
            return response
        case Shown():
            return render(result, frame)


def set_cookie(response: Response, request: Request, name: str, value: str | None) -> None:
    """Set a cookie that only this site reads, or take it away."""
    is_secure = request.url.scheme == "https"
    if value is None:
        response.delete_cookie(name, httponly=True, samesite="lax", secure=is_secure)
    else:
        response.set_cookie(
            name, value, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax", secure=is_secure, path="/"
        )


async def _form(request: Request) -> dict[str, str]:
    """The fields of a posted form; `TooLarge` before more is read than a form can be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY_BYTES:
            raise TooLarge("more was sent than a form holds")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise WebError("this form can't be read: go back and try again") from None


def _check_origin(request: Request) -> None:
    """`Refused` if a browser says that another site's page made this post."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refused("this came from another site's page: use this site's own")


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


# Coming in


def _to_sign_in(site: Site, request: Request, error: SignInFirst) -> Response:
    """A page asks for a name first and goes on where it was wanted; a link of another kind says what to do."""
    if site.door.has_users and request.method == "GET":
        return RedirectResponse(entrance.address_of_sign_in(request, error), HTTPStatus.SEE_OTHER)
    return _error_page(site, request, error)


def _enter(site: Site) -> Endpoint:
    async def enter(request: Request) -> Response:
        try:
            cookie = await run_in_threadpool(site.door.enter, request.query_params.get("token", "")[:200])
        except SignInFirst as error:
            return await run_in_threadpool(_error_page, site, request, error)
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        set_cookie(response, request, COOKIE, cookie)
        return response

    return enter


def _sign_in_form(site: Site) -> Endpoint:
    async def sign_in_form(request: Request) -> Response:
        return await run_in_threadpool(entrance.form_page, site, request)

    return sign_in_form


def _sign_in(site: Site, gate: Gate) -> Endpoint:
    async def sign_in(request: Request) -> Response:
        form: dict[str, str] = {}
        try:
            form = await _form(request)
            _check_origin(request)
            with gate.passing():
                cookie = await run_in_threadpool(entrance.cookie_for, site, request, form, _address(request))
        except WebError as error:
            return await run_in_threadpool(entrance.form_page, site, request, error, form)
        response = RedirectResponse(entrance.next_address(form), HTTPStatus.SEE_OTHER)
        set_cookie(response, request, COOKIE, cookie)
        set_cookie(response, request, entrance.FORM_COOKIE, None)
        return response

    return sign_in


# What an open page asks every second


def _live(site: Site) -> Endpoint:
    def version(cookie: str | None) -> str:
        stamp = site.stamp()
        site.views.looked(site.door.visitor(cookie).token, stamp)
        return stamp.version

    async def live(request: Request) -> Response:
        try:
            return JSONResponse({"version": await run_in_threadpool(version, request.cookies.get(COOKIE))})
        except SignInFirst as error:
            return JSONResponse(await run_in_threadpool(entrance.told_signed_out, site, error), HTTPStatus.UNAUTHORIZED)

    return live


# What goes wrong


def _told(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def told(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = NoSuchPage("there is no such page") if error.status_code == HTTPStatus.NOT_FOUND else _plain(error)
        return await run_in_threadpool(_error_page, site, request, error)

    return told


def _plain(error: HTTPException) -> WebError:
    plain = WebError("this address does not take that")
    plain.status = HTTPStatus(error.status_code)
    return plain


def _error_page(site: Site, request: Request, error: Exception) -> Response:
    """What went wrong, for a person. Of a fault in tillroll, its kind goes to the log and nothing to the page."""
    try:
        frame = Frame.of(site, request, site.door.visitor(request.cookies.get(COOKIE)), "")
    except TillrollError:
        frame = Frame.of(site, request, None, "")
    if isinstance(error, TillrollError):
        return entrance.with_retry(
            render(entrance.message_page(status_of(error), without_command(str(error))), frame), error
        )
    _log.error("a request failed with %s", type(error).__name__)
    words = "something is wrong in tillroll itself: try again, and if it stays, tell who runs it"
    return render(entrance.message_page(HTTPStatus.INTERNAL_SERVER_ERROR, words), frame)
