"""The options that commands share: the settings' own, and -v."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from tillroll.cli.session import Session
from tillroll.settings import SETTINGS, Setting, working_settings

Callback = Callable[..., Any]
LISTS = ("branches", "products", "closures")
READING = ("formats", *LISTS, "time_zone", "cut_off")
WAREHOUSE = ("warehouse", "wait")


def with_settings(*names: str) -> Callable[[Callback], Callback]:
    """Give a command the options of these settings, and call it with ``settings`` as they come out."""
    chosen = [setting for setting in SETTINGS if setting.name in names]

    def decorate(callback: Callback) -> Callback:
        @wraps(callback)
        def call(**values: Any) -> Any:  # noqa: ANN401 - as the command's own
            said = {setting.name: values.pop(setting.name) for setting in chosen}
            return callback(settings=working_settings(said), **values)

        made: Callback = call
        for setting in reversed(chosen):
            made = _option(setting)(made)
        return verbose(made)

    return decorate


def _option(setting: Setting) -> Callable[[Callback], Callback]:
    default = f"; else {setting.default}" if setting.default else ""
    words = f"{setting.help} [{setting.variable}{default}]"
    return click.option(setting.option, setting.name, metavar=setting.metavar, help=words)


def _add_verbosity(ctx: click.Context, _option: click.Parameter, count: int) -> None:
    ctx.ensure_object(Session).verbosity += count


verbose = click.option(
    *("-v", "--verbose"),
    count=True,
    expose_value=False,
    callback=_add_verbosity,
    help="Log as JSON lines on stderr; twice: tracebacks too.",
)
