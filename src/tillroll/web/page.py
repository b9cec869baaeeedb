"""What a page is: an address, who may open it, and a function from a visit to what is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Literal

from fastapi import Response

from tillroll.errors import TooMuch
from tillroll.report import Answer, Choice, Role, Scope, find_report, told_by_marts
from tillroll.web.choices import choice_of, fitting
from tillroll.web.door import Visitor
from tillroll.web.errors import Refused
from tillroll.web.site import Question, Site


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is in: what they may see, and what they ask for.

    `query` and `form` hold the last value of each name; `place` the parts of the address that a page names.
    `followed` says of each part of the page that was asked for so far, by its title, which filters it follows, and
    `too_many` which of them would have had to read too many sales one by one to follow all.
    """

    site: Site
    visitor: Visitor
    scope: Scope
    place: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    address: str
    followed: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    too_many: set[str] = field(default_factory=set, compare=False)

    @property
    def choice(self) -> Choice:
        """The filters of the address. `ConfigurationError` for one that can't be read."""
        return choice_of(self.query)

    def ask(self, name: str, choice: Choice | None = None) -> Answer:
        """A report's answer within the visitor's scope, from the cache if it can be."""
        return self.site.answer(self.scope, name, choice or self.choice)

    def ask_ahead(self, questions: Iterable[Question]) -> None:
        """Ask what the page will need, in an order of its own."""
        for name, choice in questions:
            if self.scope.refusal(find_report(name)) is None:
                self.ask(name, self.fitting(name, choice))

    def begin(self, questions: Iterable[Question]) -> None:
        """Begin to ask what the page will need, beside the rest of it."""
        self.site.begin(self.scope, questions)

    def fitting(self, name: str, wanted: Choice) -> Choice:
        """Those of some filters that a report takes; the page will say which others it does not follow.

        What would have to read too many sales is asked without what makes it do so.
        """
        report = find_report(name)
        asked = fitting(report, wanted)
        if report.beyond_marts(asked.made()):
            try:
                self.ask(name, asked)
            except TooMuch:
                asked = told_by_marts(report, asked)
                self.too_many.add(report.title)
        left_out = wanted.made().keys() - asked.made().keys()
        self.follows(report.title, (each for each in report.filters if each not in left_out))
        return asked

    def follows(self, title: str, names: Iterable[str]) -> None:
        """A part of the page that is no report follows these filters."""
        self.followed[title] = frozenset(names)

    def without_name(self) -> "Visit":
        """The same visit by anybody who sees the same in the same role."""
        visitor = self.visitor
        return replace(self, visitor=Visitor("", visitor.role, (), "", ""), form={}, address="")

    def check_may_release(self) -> None:
        """`Refused` unless the visitor decides about files; who views as another only looks."""
        if self.visitor.is_viewing_as:
            raise Refused("you view as somebody else: go back to your own view first")
        if not self.visitor.role.may_release:
            raise Refused("your role does not decide about files: ask who does")


@dataclass(frozen=True, slots=True)
class Shown:
    """A template and its values. `title` stands in the window's title, `cookies` are set (None takes one away)."""

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another address of this site, after a post; cookies that are set on the way, None to take one away."""

    address: str
    cookies: Mapping[str, str | None] = field(default_factory=dict)


Result = Shown | GoTo | Response


def everybody(_role: Role) -> bool:
    """Every role may open it."""
    return True


@dataclass(frozen=True, slots=True)
class Page:
    """One address. With a `label` it stands in the navigation of those who may open it.

    A page is one of these in the `PAGES` of a module of `web.pages`; nothing else is to be done for it. What `is_kept`
    is made once for all who see the same in the same role, and shown again until the data change: its visit knows no
    name, and its template no frame and no form's token. So is a part of pages (`is_part`), which shows the same state
    as they do.
    """

    address: str
    show: Callable[[Visit], Result]
    label: str | None = None
    is_for: Callable[[Role], bool] = everybody
    method: Literal["GET", "POST"] = "GET"
    is_kept: bool = False
    is_part: bool = False
