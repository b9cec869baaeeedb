"""The filters that a page shows above its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tillroll.contract.table import TENDERS
from tillroll.report import Choice
from tillroll.report.dates import AGAINST, PRESETS
from tillroll.web.page import Visit

USUAL = ("branch", "region", "franchise")
ITEMS = ("category", "product", "size")
PARTS = ("daypart", "tender")
_NOT_NARROWING = frozenset({"against", "rows"})
_FIRST = {"against": AGAINST[0].replace("-", " ")}


@dataclass(frozen=True, slots=True)
class Select:
    """One filter that is a list: what is chosen, what there is, and what stands for no choice."""

    name: str
    chosen: str
    known: Sequence[str]
    none: str


@dataclass(frozen=True, slots=True)
class Filters:
    """A form of filters: the address that it asks, its dates, and its lists.

    `usual` are the page's dates where none are chosen; `preset` are those that are.
    `words` are the chosen filters that the page follows, in short; `unfollowed` says of each other one what does not
    follow it.
    """

    address: str
    choice: Choice
    presets: Sequence[str]
    preset: str
    usual: str
    selects: Sequence[Select]
    words: str
    unfollowed: Sequence[str]
    has_rows: bool = False


def filters(
    visit: Visit,
    address: str,
    names: Sequence[str] = USUAL,
    preset: str | None = "last-4-weeks",
    *,
    presets: Sequence[str] = tuple(PRESETS),
) -> Filters:
    """The form for these filters; those of which the visitor's scope holds but one value are left out.

    All that the page shows must have been asked for: the form says which filters it does not follow.
    """
    known = visit.site.values(visit.scope) | {"tender": list(TENDERS), "against": list(AGAINST)}
    chosen = visit.choice.made()
    selects = [
        Select(name, chosen.get(name, ""), known[name], _FIRST.get(name, "all"))
        for name in names
        if name in known and (len(known[name]) > 1 or name in chosen)
    ]
    words = _words(visit, names)
    unfollowed = tuple(_unfollowed(visit, chosen))
    dates = (presets, visit.choice.dates or preset, preset) if preset else ((), "", "")
    return Filters(address, visit.choice, *dates, selects, words, unfollowed, "rows" in names)


def _words(visit: Visit, names: Sequence[str]) -> str:
    """What is chosen and followed, in short."""
    followed = {"dates", *names}.union(*visit.followed.values()) - (_NOT_NARROWING - {*names})
    chosen = visit.choice.made().items()
    preset = visit.choice.dates
    dates = "dates as asked" if preset is None else "all dates" if preset == "all" else preset.replace("-", " ")
    return ", ".join(dates if name == "dates" else value for name, value in chosen if name in followed)


def _unfollowed(visit: Visit, chosen: Mapping[str, str]) -> Iterator[str]:
    """A sentence about each chosen filter that not all of the page follows."""
    for name, value in chosen.items():
        others = [title for title, followed in visit.followed.items() if name not in followed]
        if others and name not in _NOT_NARROWING:
            yield _sentence(f"{name} {value}", [title for title in visit.followed if title not in others], others)
    if visit.too_many:
        yield (
            f"With all these filters too many sales would have to be read one by one for: "
            f"{', '.join(sorted(visit.too_many))}. Choose fewer days, a branch or a region."
        )


def _sentence(filtered: str, followers: Sequence[str], others: Sequence[str]) -> str:
    """What follows a filter or what does not, whichever is shorter to say."""
    if not followers:
        return f"Nothing on this page follows {filtered}: its figures are those without it."
    if len(followers) < len(others):
        return f"Only these follow {filtered}: {', '.join(followers)}. The other figures are those without it."
    return f"These do not follow {filtered}: {', '.join(others)}. Their figures are those without it."
