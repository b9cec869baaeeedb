"""Writes the generated documents, or checks that none has drifted from the code.

`python -m tools.docs` writes them; `python -m tools.docs --check` changes nothing and names what has drifted.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from uuid import UUID

import click

from tillroll.adapters import duckdb
from tillroll.adapters.postgres import warehouse as postgres
from tillroll.cli.app import program
from tillroll.cli.faults import FAULT, FIX_SETTING, NEEDS_PERSON, SIGNALLED, TRY_AGAIN
from tillroll.cli.receipts import COUNTED, receipt_object, run_object
from tillroll.contract.ddl import DUCKDB_TYPES, create_table
from tillroll.contract.dictionary import View, dictionary
from tillroll.contract.rights import redshift_rights, redshift_roles
from tillroll.contract.table import Table
from tillroll.contract.tables import RECEIPT, RUN, TABLES
from tillroll.contract.values import RULE_COLUMNS, RULES, BranchDayReceipt, Receipt
from tillroll.engine import Engine
from tillroll.formats.format_file import FORMAT_KEYS, FormatKey
from tillroll.formats.till_format import LINE_ROLES, SALE_ROLES
from tillroll.ingest import RunReport
from tillroll.report import Report, reports
from tillroll.report.catalogue import FILTERS
from tillroll.settings import CONFIG_FILE, CONFIG_VARIABLE, SETTINGS, Setting
from tillroll.simulate.faults import FAULTS
from tillroll.simulate.key_tables import KEY_TABLES, PLANTED_KINDS, KeyTable
from tillroll.simulate.trouble import STREAM_ONLY, STREAM_ONLY_WORDS
from tillroll.statements import header_of, statement_names
from tools import cloud_picture, deployment, grafana

ROOT = Path(__file__).resolve().parent.parent

_BAR = "\\|"
_NOTICE = "<!-- Written by `make docs` from {source}: change it there. -->"


def page(title: str, source: str, *parts: str) -> str:
    """A generated page: its notice, its title, and its parts with an empty line between."""
    return "\n\n".join((_NOTICE.format(source=source), f"# {title}", *(part.strip("\n") for part in parts))) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(_row(cells) for cells in lines)


def sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |"


# The data dictionary


def data_dictionary() -> str:
    """Every table, view and column."""
    return page(
        "Data dictionary",
        "`tillroll.contract.tables` and the SQL of the views",
        "Columns that end in `_pence` hold whole pence. Columns that end in `_at` hold branch-local wall time, "
        "or UTC where they say so. `NULL` is allowed only where a column may be empty.",
        "Queries should read the views and the marts: the table `sale` also holds sales that do not count.",
        dictionary(TABLES, views()),
    )


def views() -> list[View]:
    """The views, with their columns as DuckDB lists them."""
    engine = Engine.open()
    for each in TABLES:
        engine.execute(create_table(each, DUCKDB_TYPES))
    for name in statement_names("views"):
        engine.run(name)
    found = [_view(engine, name) for name in statement_names("views")]
    engine.close()
    return found


def _view(engine: Engine, statement_name: str) -> View:
    name = statement_name.rpartition("/")[2]
    header = header_of(statement_name)
    columns = tuple(row[0] for row in engine.execute(f"select column_name from (describe {name})"))
    return View(name, header["title"], header["grain"], header["filters"], columns)


# Till formats

ROLES: Mapping[str, str] = {
    "placed_at": "date and time of the sale in one column",
    "date": "its date, if time has a column of its own",
    "time": "its time, if date has a column of its own",
    "branch": "the branch's name or code",
    "till": "the till within the branch",
    "basket": "all items of the sale in one text",
    "total": "what the customer paid",
    "tender": "how it was paid",
    "item": "the item's name, with its flavour after ` - ` if it has one",
    "flavour": "its flavour, if that has a column of its own",
    "size": "its size",
    "quantity": "how many; 1 if there is no such column, while a blank cell is rejected",
    "unit_price": "the list price of one",
    "gross": "list price times quantity",
    "discount": "what was taken off, written with or without a minus",
    "net": "gross and discount together",
    "tax": "tax, which is kept and not added",
    "event": "the kind of line, to tell refunds by the words of `refund`",
}
KINDS: Mapping[str, str] = {
    "text": "text",
    "number": "whole number",
    "texts": "list of texts",
    "columns": "list of columns",
    "column_map": "table of columns",
    "tender_words": "table of lists of texts",
}


def till_formats() -> str:
    """The keys of a till format, the parts that its columns may have, and the built-in formats."""
    return page(
        "Till formats",
        "`tillroll.formats`",
        "A till format is a TOML file that says how one make of till writes its files. "
        "[How to add a till](../how-to/add-a-till.md) goes through two of them.",
        "## Keys",
        "A key with a point stands in a section: `money.decimal_mark` is `decimal_mark` under `[money]`. "
        "A key that is not in this list is an error.",
        table(("key", "holds", "required", "one of", "meaning"), map(_format_key, FORMAT_KEYS)),
        "## Parts of a row",
        "`[columns]` gives each part its column: a header's name, or a position from 1. "
        "Names are compared without case, blanks and punctuation. Names and positions can't be mixed.",
        table(("part", "grain", "meaning"), (_role(role) for role in (*SALE_ROLES, *LINE_ROLES))),
        "A sale row needs a time, a basket and a total. A line row needs a time, an item, one of `net`, `gross` and "
        "`unit_price`, and the columns of `sale`. A column by name may be absent from a file "
        "if its part is branch, till, tender, flavour, size, quantity, discount, tax or event.",
        "## Built-in formats",
        *_built_in(),
    )


def _format_key(key: FormatKey) -> tuple[str, ...]:
    one_of = ", ".join(f"`{word}`" for word in key.one_of)
    return f"`{key.path}`", KINDS[key.kind], "yes" if key.required else "", one_of, key.help


def _role(role: str) -> tuple[str, ...]:
    grain = "line" if role in LINE_ROLES else "sale" if role == "basket" else "both"
    return f"`{role}`", grain, ROLES[role]


def _built_in() -> Iterator[str]:
    files = (resources.files("tillroll") / "formats").iterdir()
    for file in sorted((file for file in files if file.name.endswith(".toml")), key=lambda file: file.name):
        yield f"### {file.name.removesuffix('.toml')}\n\n```toml\n{file.read_text('utf-8').strip()}\n```"


# Rules and receipts


def rules() -> str:
    """The rules by which rows are rejected, in the order in which they are named."""
    rows = (
        (f"`{rule}`", f"`{RULE_COLUMNS[rule]}`", f"{words[:1].upper()}{words[1:]}.") for rule, words in RULES.items()
    )
    return page(
        "Rules of rejection",
        "`tillroll.contract.values`",
        "A row that breaks a rule is rejected. If it breaks several, the first in this list is named. "
        "[Why rows are rejected](../explanation/why-rows-are-rejected.md) tells more.",
        table(("rule", "column", "meaning"), rows),
    )


def faults() -> str:
    """The faults that a simulated chain may have, and what comes of each."""
    rows = (
        (f"`{fault.name}`", sentence(fault.words), fault.why, ", ".join(sorted(fault.formats)))
        for fault in FAULTS.values()
    )
    return page(
        "Faults of the simulator",
        "`tillroll.simulate`",
        "With `--faults` a simulated chain has these. Each befalls a branch-day that would be complete without it. "
        "The last ones, which name [a rule](rules.md), spoil up to one sale in twenty: those are lost, and the others "
        "count. The other rows of a sale that stands in several break the rule `sale`.",
        table(("fault", "what happened", "what comes of it", "till formats"), rows),
    )


OUTCOMES: Mapping[str, str] = {
    "loaded": "the first document of its branch-day: its sales count now",
    "extended": "it adds sales to its branch-day and withdraws none",
    "corrected": "it takes an earlier document's place and lacks sales that it had: those are withdrawn",
    "contained": "all its sales are there already, in a larger document",
    "duplicate": "the same delivery again, or the same sales: nothing changes",
    "held": "its sales are stored and not counted until a person decides",
    "dismissed": "a person decided against it: its sales are stored and not counted",
    "empty": "a valid file without sales: the branch sold nothing",
    "unreadable": "nothing of it is loaded; the reason says why",
    "postponed": "it could not be opened, or is still being written: nothing is known of what it holds",
}
RECEIPT_FIELDS: Mapping[str, str] = {
    "kind": "`receipt`",
    "document_id": "The document's id, which follows from its bytes. Empty if it could not be opened.",
    "outcome": "What became of it: the outcome of the branch-day that most needs a person.",
    "branch_days": "What it says of each branch, till and trading date: a list of the objects below.",
}
BRANCH_DAY_FIELDS: Mapping[str, str] = {
    "branch": "The branch's id.",
    "till": "The till; empty when nothing tells it.",
    "trading_date": "The trading date, year first.",
    "outcome": "What the delivery rules say of this share.",
    "sales": "Sales that the document holds for it.",
    "pence": "Their total.",
}
RUN_FIELDS: Mapping[str, str] = {
    "kind": "`run`",
    "seconds": "How long it took.",
    "outcomes": "How many files had each outcome.",
}


def receipts() -> str:
    """The fields of receipts and runs, as `ingest --json` prints them."""
    share = BranchDayReceipt("", "", date.min, "", 0, 0)
    receipt = receipt_object(Receipt("", "", "", (share,)))
    run = run_object(RunReport(UUID(int=0), datetime.now(UTC)))
    return page(
        "Receipts",
        "`tillroll.contract`, `tillroll.cli.receipts` and `tools/docs.py`",
        "`tillroll ingest --json` prints one JSON object a line: a receipt for each file, and at the end the run. "
        "The tables `receipt` and `run` of the warehouse keep the same figures.",
        "## Receipt",
        table(("field", "meaning"), _fields(receipt, RECEIPT_FIELDS, RECEIPT)),
        f"`data_rows` is the sum of {_fates('rows_')}. `pence_read` is the sum of {_fates('pence_')}.",
        "## Branch-day of a receipt",
        table(("field", "meaning"), ((f"`{name}`", BRANCH_DAY_FIELDS[name]) for name in receipt["branch_days"][0])),
        "## Run",
        table(("field", "meaning"), _fields(run, RUN_FIELDS, RUN)),
        "## Outcomes",
        table(("outcome", "meaning"), ((f"`{name}`", sentence(words)) for name, words in OUTCOMES.items())),
        "[The delivery rules](../explanation/delivery-rules.md) tell when a file has which.",
    )


_NO_FATE = ("pence_read", "pence_withdrawn")


def _fields(names: Iterable[str], own: Mapping[str, str], described: Table) -> Iterator[tuple[str, str]]:
    """Each field with its own words, or those of the table's column of that name."""
    columns = {column.name: column.description for column in described.columns}
    return ((f"`{name}`", own.get(name) or columns[name]) for name in names)


def _fates(unit: str) -> str:
    """The fields that count rows or pence by fate, as a list in words."""
    *most, last = (f"`{name}`" for name in COUNTED if name.startswith(unit) and name not in _NO_FATE)
    return f"{', '.join(most)} and {last}"


# Reports

UNIT_WORDS: Mapping[str, str] = {
    "text": "text",
    "date": "date",
    "moment": "time (UTC)",
    "rank": "place, 1 is the first",
    "hour": "hour of the wall clock, 0 to 23",
    "share": "share, from 0 to 1",
    "ratio": "number, 1 is the median",
}


def report_catalogue() -> str:
    """Every report as its SQL file tells it: question, definition, filters and columns."""
    return page(
        "Reports",
        "the headers of the files in `src/tillroll/sql/reports/catalogue`",
        "`tillroll report NAME` prints one of these. [How to read the reports](../how-to/read-the-reports.md) tells of "
        "filters and formats, and what is said of a result's basis.",
        "The table shows pounds, rounded half up. CSV, JSON and Parquet hold pence: sums are whole, rates are not "
        "rounded. An empty figure is unknown or withheld.",
        table(("report", "answers"), ((f"[{each.name}](#{each.name})", each.question) for each in reports())),
        "## Which report takes which filter",
        "A report refuses a filter that it does not take, and a page of the web app says that it does not follow it. "
        "What a branch-day took is kept by item, by hour and by how it was paid, so each of these is answered at once. "
        "Several of them together are counted from single orders, which takes longer; so are products by daypart "
        f"or tender, and hours by tender or item. For that a question may be about up to {duckdb.MOST_ORDERS_READ:,} "
        f"orders on DuckDB and {postgres.MOST_ORDERS_READ:,} on PostgreSQL and Redshift: beyond, the report asks for "
        "fewer days, a branch or a region, and a page shows the figure without the further filters and says so.",
        "A filter is left out where the figure would mean nothing, or something else. Branch-days by item are known by "
        "net sales and units, not by orders, and by daypart or tender by orders, not by items; so causes, which need "
        "both, take neither. Baskets and the menu are of products and of whole days; which sizes were on the menu is "
        "not known, so the best and worst products are of every size. Trends, peers and regions against the chain are "
        "judged over all that branches take. Reports of files know no items.",
        table(("report", *FILTERS), map(_filters, reports())),
        *map(_report, reports()),
    )


def _filters(report: Report) -> tuple[str, ...]:
    return f"[{report.name}](#{report.name})", *("✓" if name in report.filters else "" for name in FILTERS)


def _report(report: Report) -> str:
    names = (f"`{column.name}`" for column in report.columns)
    columns = zip(names, (UNIT_WORDS.get(column.unit, column.unit) for column in report.columns), strict=True)
    told = (
        f"## {report.name}",
        f"{report.title}. {report.question}",
        report.definition,
        f"Grain: {report.grain}. Filters: {', '.join(report.filters)}.",
        table(("column", "unit"), columns),
    )
    return "\n\n".join(told)


# The command line

_WIDTH = 100


def command_line() -> str:
    """What `--help` says of every command."""
    return page(
        "Command line",
        "the help of each command",
        "`tillroll COMMAND --help` prints the same. What a command's exit code means is said in "
        "[exit codes](exit-codes.md), and what its settings mean in [settings](settings.md).",
        *(f"{'#' * (depth + 2)} {name}\n\n```text\n{words}\n```" for depth, name, words in _commands(program)),
    )


def _commands(command: click.Command, parent: click.Context | None = None) -> Iterator[tuple[int, str, str]]:
    """Each command with its depth, its full name and its help, as people meet them."""
    name = command.name if parent else "tillroll"
    context = click.Context(command, parent, name, terminal_width=_WIDTH, max_content_width=_WIDTH)
    yield context.command_path.count(" "), context.command_path, _plain(command.get_help(context))
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found:
                yield from _commands(found, context)


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


EXIT_CODES: tuple[tuple[int, str, str], ...] = (
    (0, "all is well", "nothing"),
    (FAULT, "a fault in tillroll, not in your files", "report it, with the output of the same command with `-vv`"),
    (FIX_SETTING, "a setting, an argument or a reference list is wrong", "correct what the message names, run again"),
    (NEEDS_PERSON, "some data needs a person: held, unreadable or rejected; the rest is loaded", "see the runbooks"),
    (TRY_AGAIN, "a lock, a full disk, a file still being written", "run again later; nothing is lost"),
)


def exit_codes() -> str:
    """What each exit code means and what to do about it."""
    return page(
        "Exit codes",
        "`tillroll.cli.faults` and `tools/docs.py`",
        table(("code", "meaning", "what to do"), ((str(code), words, advice) for code, words, advice in EXIT_CODES)),
        f"A run in which some data needs a person and some files must be tried again gives {TRY_AGAIN}: the next run "
        "may settle more.",
        f"`tillroll check` and `tillroll privacy-audit` give {NEEDS_PERSON} when they find something. So does "
        "`tillroll cloud status` if something was set aside or an alarm is raised, `tillroll cloud replay-dlq` if some "
        "of it stayed, and `tillroll deploy doctor` if no more fails than that; if a setting must be corrected it is "
        f"{FIX_SETTING}, and {TRY_AGAIN} if only time is needed.",
        f"A command that is stopped by a signal ends with {SIGNALLED} and the signal's number, as in {SIGNALLED + 2} "
        f"for Ctrl-C and {SIGNALLED + 15} for a service manager's stop. "
        "The batch in hand is rolled back, and what was loaded stays.",
    )


# Settings


def settings() -> str:
    """Every setting, with the three places in which it can be given."""
    return page(
        "Settings",
        "`tillroll.settings`",
        f"A setting can be given in three places. What is said nearest to the run wins: an option on the command line, "
        f"then an environment variable, then the file `{CONFIG_FILE}`, then the default.",
        table(("option", "variable", f"key in {CONFIG_FILE}", "default", "meaning"), map(_setting, SETTINGS)),
        f"`{CONFIG_FILE}` is looked for in the folder in which tillroll is started. `{CONFIG_VARIABLE}` names another "
        "file. Paths in it begin at the folder that holds it; paths in options and variables begin where you are.",
        "A command has the options that it needs: see the [command line](cli.md).",
        "A key that is not in this table is an error, and so is a warehouse's URL with a password in it. "
        "Messages name the setting, never its value.",
    )


def _setting(setting: Setting) -> tuple[str, ...]:
    option = f"`{setting.option} {setting.metavar}`" if setting.has_option else ""
    default = f"`{setting.default}`" if setting.default else "none"
    return option, f"`{setting.variable}`", f"`{setting.name}`", default, setting.help


# The answer key


def answer_key() -> str:
    """The tables of a simulated chain's answer key, what may be planted, and every fault."""
    faults = [(f"`{fault.name}`", sentence(fault.words)) for fault in FAULTS.values()]
    kinds = [(f"`{kind}`", meaning) for kind, meaning in PLANTED_KINDS.items()]
    return page(
        "The answer key of a simulated chain",
        "`tillroll.simulate`",
        "`tillroll simulate OUT` writes each table to `OUT/answer_key/`, as a Parquet file of its name. It follows "
        "from what the simulator planted: no rule of tillroll has a say in it.",
        *map(_key_table, KEY_TABLES),
        "## What is planted",
        table(("kind", "meaning, and its size"), kinds),
        "## Faults",
        "With `--faults`. One befalls a branch-day at most, and with enough files each is there.",
        table(("fault", "what happened"), [*faults, (f"`{STREAM_ONLY}`", sentence(STREAM_ONLY_WORDS))]),
    )


def _key_table(each: KeyTable) -> str:
    rows = [(f"`{column.name}`", f"`{column.type}`", column.meaning) for column in each.columns]
    return f"## {each.name}\n\n{sentence(each.grain)} {each.meaning}\n\n{table(('column', 'type', 'meaning'), rows)}"


# Redshift


_WRITTEN = "-- Written by `make docs` from `tillroll.contract.rights`: change it there.\n"
_TOLD = "-- What it means, and that it has not been run on a cluster, is told in docs/how-to/redshift.md.\n\n"


def redshift_roles_sql() -> str:
    """The roles in Redshift, as a file that its administrator runs before there are tables."""
    return (
        f"{_WRITTEN}"
        "-- Run it before the first load, with the schema's name in the place of `sales` and the database's of\n"
        "-- `the_database`. For another schema leave out the first three statements: the roles are there.\n"
        f"{_TOLD}{redshift_roles()}"
    )


def redshift_rights_sql() -> str:
    """The rights in Redshift, as a file that its administrator reads and runs."""
    return (
        f"{_WRITTEN}"
        "-- Run it after the first load and after each upgrade, with the schema's name in the place of `sales`.\n"
        f"{_TOLD}{redshift_rights(TABLES)}"
    )


GENERATED: tuple[tuple[str, Callable[[], str]], ...] = (
    ("docs/reference/data-dictionary.md", data_dictionary),
    ("docs/reference/till-formats.md", till_formats),
    ("docs/reference/rules.md", rules),
    ("docs/reference/receipts.md", receipts),
    ("docs/reference/reports.md", report_catalogue),
    ("docs/reference/faults.md", faults),
    ("docs/reference/cli.md", command_line),
    ("docs/reference/exit-codes.md", exit_codes),
    ("docs/reference/settings.md", settings),
    ("docs/reference/answer-key.md", answer_key),
    ("docs/reference/redshift-roles.sql", redshift_roles_sql),
    ("docs/reference/redshift-rights.sql", redshift_rights_sql),
    ("docs/reference/deploy-parameters.md", deployment.parameters),
    ("docs/reference/cloud-rights.md", deployment.rights),
    ("docs/pictures/cloud.svg", cloud_picture.picture),
    ("deploy/grafana/chain.json", lambda: grafana.dashboard(grafana.CHAIN)),
    ("deploy/grafana/runs.json", lambda: grafana.dashboard(grafana.RUNS)),
)
"""Each generated document: its path in the repository, and the function that gives its text."""


def main(argv: Sequence[str]) -> int:
    """Give the exit code: 1 if `--check` finds a document that has drifted."""
    return _check() if "--check" in argv else _write()


def _check() -> int:
    drifted = [path for path, generate in GENERATED if _read(ROOT / path) != generate()]
    for path in drifted:
        print(f"{path} has drifted from the code: run `make docs` and commit it", file=sys.stderr)
    return 1 if drifted else 0


def _write() -> int:
    for path, generate in GENERATED:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(generate(), encoding="utf-8", newline="\n")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
