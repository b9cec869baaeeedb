"""What a benchmark of the deployed stack comes to: whether a load of files drained whole, and what a function takes."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

Figures = tuple[Fraction, Fraction, Fraction]
_SURE = 0.8
"""The share of pairs in which the larger file must have taken longer: of 11, chance makes it in 3 of 100 cases."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}")


@dataclass(frozen=True)
class Timed:
    """One warm call: the files and the sales that it was given, and its milliseconds."""

    files: int
    sales: int
    milliseconds: float


@dataclass(frozen=True)
class Drained:
    """Files put at once, and what became of them.

    ``put_at`` is by file; ``visible`` has a file, when it was visible and its outcome for each receipt; ``sold`` and
    ``found`` are the sales and pence that were written and that the warehouse has; ``left`` is what lies in queues.
    """

    put_at: Mapping[str, float]
    put_in: float
    visible: Sequence[tuple[str, float, str]]
    sold: tuple[int, int]
    found: tuple[int, int]
    left: Mapping[str, int]

    @property
    def lines(self) -> Iterator[str]:
        """What happened, in words."""
        seconds = sorted(at - self.put_at[file] for file, at, _ in self.visible if file in self.put_at)
        yield f"{len(self.put_at):,} files with {self.sold[0]:,} sales, put in {self.put_in:.0f} s"
        if len(seconds) > 1:
            half, most = (statistics.quantiles(seconds, n=100, method="inclusive")[share - 1] for share in (50, 95))
            yield f"from object created to row visible: p50 {half:.1f} s, p95 {most:.1f} s, all {seconds[-1]:.1f} s"

    @property
    def faults(self) -> list[str]:
        """What was lost, set aside, not loaded or counted twice."""
        receipts = Counter(file for file, _, _ in self.visible)
        lost = self.put_at.keys() - receipts.keys()
        more = [file for file, times in receipts.items() if times > 1 and file in self.put_at]
        unlike = [file for file, _, outcome in self.visible if file in self.put_at and outcome != "loaded"]
        counted = {
            "lost": len(lost),
            "with more than one receipt": len(more),
            "not loaded": len(unlike),
        }
        told = [f"files {words}: {number:,}" for words, number in counted.items() if number]
        told += [f"messages set aside in {name}: {number:,}" for name, number in self.left.items() if number]
        (sales, pence), (found_sales, found_pence) = self.sold, self.found
        if self.sold != self.found:
            told.append(
                f"{sales:,} sales of {pence:,} pence were put, and the warehouse has {found_sales:,} of {found_pence:,}"
            )
        return told

    def check(self) -> None:
        """`SystemExit` unless every file was loaded, once, to the penny."""
        if self.faults:
            raise SystemExit("\n".join(("the load did not drain whole:", *self.faults)))


def median_ms(calls: Sequence[Timed]) -> float:
    """The milliseconds of the middle one of some calls."""
    return statistics.median(each.milliseconds for each in calls)


def by_source(files: Iterable[Path]) -> dict[str, list[Path]]:
    """Files by the till that sends them, in their order: a till's files have one name, but for the date.

    >>> [*by_source([Path("hull_20-04-2026_09-00-00.csv"), Path("hull_21-04-2026_09-00-00.csv")])]
    ['hull__09-00-00.csv']
    """
    found: dict[str, list[Path]] = {}
    for path in files:
        found.setdefault(_DATE.sub("", path.name), []).append(path)
    return found


def fitted(few: Sequence[Timed], rich: Sequence[Timed], many: Sequence[Timed]) -> Figures:
    """What is fixed, what a file and what a sale adds, by calls with a small file, a large one, and several.

    Each small file has a large one of the same till beside it, for forms of files differ more than their lengths. A
    sale's part is the mean of what the pairs say, but for the highest and the lowest. `ValueError` says that the larger
    files did not take longer often enough to tell.
    """
    slopes = sorted(
        (more.milliseconds - less.milliseconds) / (more.sales - less.sales)
        for less, more in zip(few, rich, strict=True)
    )
    is_more = sum(slope > 0 for slope in slopes)
    if is_more < _SURE * len(slopes):
        raise ValueError(
            f"what a sale takes is lost in noise: the larger file took longer in {is_more} of {len(slopes)} pairs "
            "only. Run it again when the machine is less busy"
        )
    a_sale = statistics.mean(slopes[1:-1])
    one = statistics.median(each.milliseconds - a_sale * each.sales for each in few)
    several = statistics.median((each.milliseconds - a_sale * each.sales - one) / (each.files - 1) for each in many)
    a_file = min(max(several, 0), max(one, 0))
    return Fraction(max(one, 0) - a_file), Fraction(a_file), Fraction(a_sale)
