"""The pages, each in a module of its own; the order is that of the navigation."""

from functools import cache
from importlib import import_module

from tillroll.web.page import Page

MODULES = (
    "home",
    "today",
    "trends",
    "branches",
    "products",
    "hours",
    "reports",
    "data",
    "runs",
    "account",
    "audit_log",
)


@cache
def pages() -> tuple[Page, ...]:
    """Every page of every module."""
    return tuple(page for name in MODULES for page in import_module(f"tillroll.web.pages.{name}").PAGES)
