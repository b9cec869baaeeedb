"""Templates: a page's values in the frame that all pages share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tillroll import __version__
from tillroll.web import figures, reasons
from tillroll.web.door import Visitor
from tillroll.web.page import Shown
from tillroll.web.site import Entry, Site

_FRAME = "base.html"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: who looks, where they can go, and the light they chose."""

    visitor: Visitor | None
    navigation: Sequence[Entry]
    here: str
    theme: str
    form_token: str
    version: str

    @classmethod
    def of(cls, site: Site, request: Request, visitor: Visitor | None, here: str) -> "Frame":
        """The frame of a request, around what is so now."""
        theme = request.cookies.get("tillroll_theme", "auto")
        shown = site.navigation(visitor.role) if visitor else []
        token = site.door.form_token(visitor.token) if visitor else ""
        version = site.version() if visitor else ""
        return cls(visitor, shown, here, theme if theme in THEMES else "auto", token, version)


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the frame: nothing in it is of one visitor. `version` is that of the data that it shows."""

    title: str
    main: Markup
    version: str

    def __len__(self) -> int:
        """About how many bytes it takes to keep it."""
        return len(self.main)


def content_of(shown: Shown, version: str) -> Content:
    """A page's content, to be shown to whoever may see it."""
    text = _templates(is_framed=False).get_template(shown.template).render(dict(shown.values))
    return Content(shown.title, Markup(text), version)  # noqa: S704 - the template escaped all that it printed


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that is fetched by itself, as a chart is: the same for all who may see it."""

    body: bytes
    media_type: str

    def __len__(self) -> int:
        """The same of a part."""
        return len(self.body)


def framed(content: Content, frame: Frame) -> HTMLResponse:
    """The content in a frame, as HTML."""
    frame = replace(frame, version=content.version)
    template = _templates(is_framed=True).get_template(_FRAME)
    return HTMLResponse(template.render(frame=frame, title=content.title, main=content.main))


def render(shown: Shown, frame: Frame) -> HTMLResponse:
    """The page as HTML."""
    template = _templates(is_framed=True).get_template(shown.template)
    values: dict[str, Any] = {"form_token": frame.form_token} | dict(shown.values)
    text = template.render(frame=frame, title=shown.title, **values)
    return HTMLResponse(text, shown.status)


@cache
def _templates(*, is_framed: bool) -> Environment:
    """Everything that a template prints is escaped; a value that is not there is a fault."""
    nothing_around = DictLoader({} if is_framed else {_FRAME: "{% block main %}{% endblock %}"})
    found = Environment(
        loader=ChoiceLoader([nothing_around, PackageLoader("tillroll.web")]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {**figures.FILTERS, **reasons.FILTERS}
    found.globals |= {"program_version": __version__, "asset": _asset}
    return found


@cache
def _asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    content = (resources.files("tillroll.web") / "static" / name).read_bytes()
    return f"/static/{name}?{sha256(content).hexdigest()[:10]}"
