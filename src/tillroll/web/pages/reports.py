"""Reports: the list, any of them with its filters in the address, and the same as a file."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from fastapi import Response

from tillroll.report import Answer, FileKind, Report, as_object, find_report, reports
from tillroll.web.charts import WIDTHS
from tillroll.web.choices import query_of
from tillroll.web.drawings import chart_of, drawn, png_of
from tillroll.web.errors import NoSuchPage
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.parts import basis_lines, basis_text
from tillroll.web.titles import title_of

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
}
MOST_ROWS = 500
"""As many as a page shows of a report: a year of product-mix-by-week has thousands, and would be megabytes."""
_NAMES = {"txt": "basis.txt"}


def show_list(visit: Visit) -> Shown:
    """The reports that the visitor may ask for."""
    return Shown("reports.html", "Reports", {"reports": allowed(visit)})


def show_report(visit: Visit) -> Shown:
    """One report: filters, chart, table and basis."""
    report = _report(visit)
    visit.site.begin_report(visit.scope, (report.name, visit.choice))
    answer = visit.ask(report.name)
    finding = title_of(answer)
    values = {
        "answer": answer,
        "most_rows": MOST_ROWS,
        "report": report,
        "choice": visit.choice,
        "filters": filters(
            visit, f"/reports/{report.name}", report.filters, report.preset if "dates" in report.filters else None
        ),
        "query": query_of(visit.choice),
        "basis": basis_lines(answer.basis),
        "finding": finding,
        "chart": chart_of(answer, finding, query_of(visit.choice)),
    }
    return Shown("report.html", report.title, values)


def chart(visit: Visit) -> Response:
    """A report's chart at one of the widths."""
    report, width = _report(visit), visit.place["width"]
    if width not in WIDTHS:
        raise NoSuchPage(f"a chart is {' or '.join(WIDTHS)}")
    answer = visit.ask(report.name)
    found = visit.site.drawn(answer, width, lambda: drawn(answer, width))
    if found is None:
        raise NoSuchPage("this report has no chart")
    return Response(found, media_type="image/svg+xml")


def download(visit: Visit) -> Response:
    """The report as a file. Exports are in the audit log."""
    report, kind = _report(visit), visit.place["kind"]
    if kind not in _TYPES:
        raise NoSuchPage(f"a report comes as {', '.join(_TYPES)}")
    content = _content(visit, report, kind)
    visit.site.door.log(visit.visitor, "exported", f"{report.name} as {kind}, {query_of(visit.choice) or 'no filters'}")
    name = f'attachment; filename="{report.name}.{_NAMES.get(kind, kind)}"'
    headers = {"Content-Disposition": name} | ({"Link": _basis_link(visit, report)} if kind == "csv" else {})
    return Response(content, media_type=_TYPES[kind], headers=headers)


def _basis_link(visit: Visit, report: Report) -> str:
    """Where what a CSV file rests on is found: the file itself has no place for it."""
    return f'</reports/{report.name}/download.txt?{query_of(visit.choice)}>; rel="describedby"; type="text/plain"'


def _content(visit: Visit, report: Report, kind: str) -> bytes:
    if kind == "json":
        return json.dumps(as_object(visit.ask(report.name)), ensure_ascii=False, indent=2).encode()
    if kind == "txt":
        return basis_text(visit.ask(report.name)).encode()
    if kind == "png":
        return _png(visit.ask(report.name))
    return _file(visit, report, "csv" if kind == get_args(FileKind)[1] else "parquet")


def _png(answer: Answer) -> bytes:
    found = png_of(answer)
    if found is None:
        raise NoSuchPage("this report has no chart")
    return found


def _file(visit: Visit, report: Report, kind: FileKind) -> bytes:
    with TemporaryDirectory(prefix="tillroll-") as folder, visit.site.reader(visit.scope) as reader:
        path = Path(folder) / f"report.{kind}"
        reader.reports.export(report.name, visit.choice, path, kind)
        return path.read_bytes()


def allowed(visit: Visit) -> list[Report]:
    """The reports that the scope lets see, by title."""
    return sorted((each for each in reports() if visit.scope.refusal(each) is None), key=lambda each: each.title)


def _report(visit: Visit) -> Report:
    name = visit.place["name"]
    if name not in {report.name for report in reports()}:
        raise NoSuchPage("there is no such report: choose one from the list of reports")
    report = find_report(name)
    visit.scope.check(report)
    return report


PAGES = (
    Page("/reports", show_list, "Reports"),
    Page("/reports/{name}", show_report, is_kept=True),
    Page("/reports/{name}/chart.{width}.svg", chart, is_kept=True, is_part=True),
    Page("/reports/{name}/download.{kind}", download),
)
