"""What a report of the catalogue found, in words: of the figure that it is about, which is the one that is drawn."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tillroll.report import Answer
from tillroll.report.dates import AGAINST
from tillroll.web.figures import cell, with_sign
from tillroll.web.rows import raw, told
from tillroll.web.subjects import Subject, subject_of

_CHANGED = "{who} [gained|lost] most against {against}: {figure}"
_TAKES = "{who} takes most: net sales of {figure}"
SAID: Mapping[str, str] = {
    "affinity": "{who} go together {figure} times as often as by chance",
    "attach-rates": "{figure} of orders with {product} have {other_product}, too",
    "best-and-worst-branches": "{who} does best at {figure} times the median of its peers, and {other} worst at {last}",
    "best-and-worst-products": "Where they are on the menu, {who} earns most a day, {figure} in each branch, "
    "and {other} least, {last}",
    "branches-by-size": "{who} is the largest: net sales of {figure}",
    "change-by-branch": _CHANGED,
    "change-by-day": _CHANGED,
    "change-by-franchise": _CHANGED,
    "change-by-product": _CHANGED,
    "change-by-region": _CHANGED,
    "errors-in-files": "Most rows were lost of {branch}, {figure}, because {meaning}",
    "file-punctuality": "{who} was most often not in time: {figure} of {expected} branch-days",
    "files-by-branch": "Most is missing of {who}: {figure} of {expected} branch-days",
    "findings": "{who}: [gained|lost] most beside its peers, {figure} a week",
    "freshness": "{who} has been silent for longest: {figure} hours",
    "hazelnut-by-week": "Hazelnut coffees brought most in the week from {who}: {figure}",
    "large-lattes-by-day": "Large lattes brought most on {who}: {figure}",
    "like-for-like-by-branch": "{who} [rose|fell] most against the year before, like-for-like: {figure}",
    "most-demanded-products": "{who} sells most: {figure} items",
    "payment-mix": "Most is paid by {who}: {figure} of net sales",
    "products-by-branch": "{product} in {branch} brings in most: {figure}",
    "region-trend": "{who} is furthest [ahead of|behind] the chain: {figure} points, like-for-like",
    "restated-days": "What changed published figures most is {who}: {figure}",
    "row-acceptance": "Least could be used of the files of {who}: {figure} of {data_rows} rows",
    "sales-by-branch": _TAKES,
    "sales-by-day": "{who} brought most: net sales of {figure}",
    "sales-by-daypart": "The part of the day that brings most is {who}: net sales of {figure}",
    "sales-by-franchise": _TAKES,
    "sales-by-region": _TAKES,
    "sales-by-size": "The size that sells most is {who}: {figure} items",
    "so-far-today": "{who} is furthest [above|below] the same time a week earlier: {figure}",
    "top-branch-by-day": "{branch} had the best day of all, {who}: net sales of {figure}",
    "top-branch-by-week": "{branch} had the best week of all, from {who}: net sales of {figure}",
    "top-grossing-products": "{who} brings in most: {figure}",
    "versus-typical-by-branch": "{who} is furthest [above|below] what is typical of it: {figure}",
}
"""By report: ``{who}`` has the figure that stands out, ``{other}`` the one at the other end, and columns go by name.

In brackets stand the words for a figure above zero and for one below.
"""
ALONE: Mapping[str, str] = {
    "top-branch-by-day": "{branch} had its best day on {who}: net sales of {figure}",
    "top-branch-by-week": "{branch} had its best week from {who}: net sales of {figure}",
}
"""The same where all that is told is of one branch, which is then the best of nothing."""
NOTHING: Mapping[str, tuple[int, str]] = {
    "errors-in-files": (0, "No row was lost"),
    "file-punctuality": (0, "Every branch-day came in time"),
    "files-by-branch": (0, "No branch-day is missing"),
    "row-acceptance": (1, "Every row of the files could be used"),
}
"""What is found where the figure that stands out is this one: nothing stands out."""
_WAYS = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_AGAINST: Mapping[str, str] = {"previous-period": "the period before", "last-year": "the year before"}
_BEFORE = ("typical_pence", "net_pence_before")


def finding_words(answer: Answer) -> str | None:
    """The finding of a report that `SAID` knows; None where there are too few figures to find anything."""
    subject, words = subject_of(answer), _words_of(answer)
    if subject is None or words is None:
        return None
    value = subject.first.value
    usual, nothing = NOTHING.get(answer.report.name, (0 if subject.is_change else None, None))
    if value == usual:
        return nothing
    return _WAYS.sub(r"\1" if value > 0 else r"\2", words).format_map(_figures(answer, subject))


def _words_of(answer: Answer) -> str | None:
    name = answer.report.name
    if name in ALONE and len({told(answer, row, "branch") for row in answer.rows}) == 1:
        return ALONE[name]
    return SAID.get(name)


def _figures(answer: Answer, subject: Subject) -> dict[str, str]:
    """What stands in the places of the words."""
    first, last = subject.first, subject.last
    columns = {column.name: told(answer, first.row, column.name) for column in answer.report.columns}
    figure = cell(first.value, subject.column)
    if subject.is_change:
        figure = with_sign(first.value, subject.column) + _beside(answer, subject, first.row)
    against = _AGAINST[answer.chosen.get("against", AGAINST[0])]
    ends = {"who": first.name, "figure": figure, "other": last.name, "last": cell(last.value, subject.column)}
    return columns | ends | {"against": against}


def _beside(answer: Answer, subject: Subject, row: Sequence[Any]) -> str:
    """A change in pounds as a share too, and one that is a share in pounds, as far as they are known."""
    columns = {column.name: column for column in answer.report.columns}
    if subject.column.name == "change_pence" and "change" in columns:
        share = raw(answer, row, "change")
        return "" if share is None else f" ({with_sign(share, columns['change'])})"
    before = next((name for name in _BEFORE if subject.column.name == "change" and name in columns), None)
    if before is None:
        return ""
    difference = raw(answer, row, "net_pence") - raw(answer, row, before)
    return f" ({with_sign(difference, columns['net_pence'])})"
