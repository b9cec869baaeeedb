"""Account: who one is here, the light, the password, viewing as another, the audit log, and the way out."""

from tillroll.errors import ConfigurationError
from tillroll.web.door import LAPTOP, SHORTEST_PASSWORD, Visitor
from tillroll.web.errors import Refused
from tillroll.web.page import GoTo, Page, Shown, Visit
from tillroll.web.render import THEMES

_EVENTS = 50


def show(visit: Visit) -> Shown:
    """The page."""
    visitor, users = visit.visitor, visit.site.accounts.users()
    is_owner = _is_owner(visit)
    values = {
        "themes": THEMES,
        "is_laptop": visitor.real_name == LAPTOP,
        "shortest": SHORTEST_PASSWORD,
        "others": [user for user in users if is_owner and user.name != visitor.real_name and not user.is_disabled],
        "events": visit.site.accounts.events(_EVENTS) if is_owner and not visitor.is_viewing_as else [],
    }
    return Shown("account.html", "Account", values)


def choose_theme(visit: Visit) -> GoTo:
    """Light, dark, or as the device has it."""
    theme = visit.form.get("theme", "")
    if theme not in THEMES:
        raise ConfigurationError(f"choose one of {', '.join(THEMES)}")
    return GoTo("/account", {"tillroll_theme": theme})


def change_password(visit: Visit) -> GoTo:
    """A new password; then one signs in anew."""
    new = visit.form.get("new", "")
    if new != visit.form.get("again", ""):
        raise Refused("the two new passwords differ: write the same twice")
    visit.site.door.change_password(visit.visitor, visit.form.get("old", ""), new, visit.address)
    return GoTo("/sign-in", {"tillroll": None})


def view_as(visit: Visit) -> GoTo:
    """See what another user sees; without a name, one's own again."""
    visit.site.door.view_as(visit.visitor, visit.form.get("user") or None)
    return GoTo("/")


def sign_out(visit: Visit) -> GoTo:
    """The session ends."""
    visit.site.door.sign_out(visit.visitor)
    return GoTo("/sign-in", {"tillroll": None})


def _is_owner(visit: Visit) -> bool:
    return _name_of_role(visit.visitor, visit) == "owner"


def _name_of_role(visitor: Visitor, visit: Visit) -> str:
    real = visit.site.accounts.find_user(visitor.real_name)
    return real.role if real else visitor.role.name


PAGES = (
    Page("/account", show, "Account"),
    Page("/account/theme", choose_theme, method="POST"),
    Page("/account/password", change_password, method="POST"),
    Page("/account/view-as", view_as, method="POST"),
    Page("/account/sign-out", sign_out, method="POST"),
)
