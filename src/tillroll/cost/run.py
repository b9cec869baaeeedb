"""What one run cost: the time of its functions, as AWS bills it, and its requests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tillroll.cost.measured import Measured
from tillroll.cost.prices import Prices
from tillroll.words import MICROPENCE_IN_A_POUND

MB_IN_A_GB = 1024
PRICED: Mapping[str, str] = {
    "s3_put": "s3_put",
    "s3_get": "s3_get",
    "sqs": "sqs_request",
    "sqs_fifo": "sqs_fifo_request",
}
"""The price of each kind of request that counts as a run's own. A key's are not among them: the key may be AWS's."""
CostOf = Callable[[Mapping[str, int]], int]
"""What was spent since it was last asked, in micropence, where so many of each cause of requests were seen to."""
_MS_IN_A_SECOND = 1000


@dataclass(frozen=True, slots=True)
class Use:
    """What an invocation of a function used: billed milliseconds, its memory, and other requests by price.

    The invocation's own request is counted without being named. ``requests`` are by the names of `prices.UNITS`, as
    ``{"s3_put": 8, "sqs_fifo_request": 1}``.
    """

    milliseconds: int
    memory_mb: int
    architecture: str = "arm64"
    requests: Mapping[str, Fraction | int] = field(default_factory=dict)


def requests_of(causes: Mapping[str, int], measured: Measured) -> dict[str, Fraction]:
    """The requests by price that so many of each cause were measured to make; a cause is one of `measured.CAUSES`."""
    return {
        price: sum(
            (count * Fraction(getattr(measured.requests[cause], service)) for cause, count in causes.items()),
            Fraction(0),
        )
        for service, price in PRICED.items()
    }


def gb_seconds(milliseconds: Fraction | int, memory_mb: int) -> Fraction:
    """Memory × time, as Lambda counts it.

    >>> gb_seconds(1500, 512)
    Fraction(3, 4)
    """
    return Fraction(milliseconds) * memory_mb / (_MS_IN_A_SECOND * MB_IN_A_GB)


def run_micropence(uses: Iterable[Use], prices: Prices) -> int:
    """What invocations cost together, in whole millionths of a penny, rounded half up once; no free tier is counted.

    `KeyError` names a request or an architecture that has no price.
    """
    usd = sum((_usd(use, prices) for use in uses), Fraction(0))
    return micropence(prices.pounds(usd))


def micropence(pounds: Fraction) -> int:
    """Pounds in whole millionths of a penny, rounded half up."""
    return int(pounds * MICROPENCE_IN_A_POUND + Fraction(1, 2))


def _usd(use: Use, prices: Prices) -> Fraction:
    time = gb_seconds(use.milliseconds, use.memory_mb) * prices[f"lambda_gb_second_{use.architecture}"].usd_each
    others = (number * prices[name].usd_each for name, number in use.requests.items())
    return sum(others, time + prices["lambda_request"].usd_each)
