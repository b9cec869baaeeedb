"""Dates and times of day as options take them."""

from datetime import datetime

import click


class Moment(click.DateTime):
    """A moment that is written in one way. What is written otherwise is told the way by an example."""

    def __init__(self, form: str, kind: str, example: str) -> None:
        super().__init__([form])
        self._fault = f"is no {kind}: write it as {example}"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; a day begins at midnight, and a time of day is of a day that means nothing."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(self._fault, param, ctx)


A_DAY = Moment("%Y-%m-%d", "date", "2021-08-25")
A_TIME = Moment("%H:%M", "time of day", "07:00")
