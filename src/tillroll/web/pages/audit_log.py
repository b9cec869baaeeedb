"""The audit log, page by page: what people did here, for owners."""

from tillroll.errors import ConfigurationError
from tillroll.report import Role
from tillroll.web.errors import Refused
from tillroll.web.page import Page, Shown, Visit

_ROWS = 100
_LONGEST_NUMBER = 15


def reads_log(role: Role) -> bool:
    """Whether a role reads what people did: who may view as another does."""
    return role.may_view_as


def show(visit: Visit) -> Shown:
    """So many events, the newest first; of one kind, and from one on backwards, if the address says so."""
    if visit.visitor.is_viewing_as:
        raise Refused("you view as somebody else: go back to your own view first")
    accounts, kinds = visit.site.accounts, visit.site.accounts.event_kinds()
    kind, before = _kind(visit, kinds), _before(visit)
    found = accounts.events(_ROWS + 1, kind, before)
    values = {
        "kinds": kinds,
        "kind": kind,
        "events": found[:_ROWS],
        "older": found[_ROWS - 1].number if len(found) > _ROWS else None,
        "is_newest": before is None,
    }
    return Shown("audit_log.html", "Audit log", values)


def _kind(visit: Visit, kinds: list[str]) -> str:
    kind = visit.query.get("kind", "")
    if kind and kind not in kinds:
        raise ConfigurationError("nothing of that kind is in the audit log: choose one of its list")
    return kind


def _before(visit: Visit) -> int | None:
    text = visit.query.get("before", "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise ConfigurationError("this part of the audit log can't be found: begin with the newest")
    return int(text) if text else None


PAGES = (Page("/account/log", show, is_for=reads_log),)
