"""What the cloud costs: a month's bill from measured figures and dated prices, and what one run cost.

It knows no warehouse and no cloud library. Money is exact fractions of a pound until somebody shows it, and whole
millionths of a penny where it is stored.
"""

from tillroll.cost.bill import bill_of
from tillroll.cost.chain import (
    ALARMS,
    ENDPOINTS,
    METRICS,
    SWITCHES,
    USUALLY_OFF,
    Architecture,
    Chain,
    Redshift,
    parts_of,
)
from tillroll.cost.lines import Bill, Line, figure
from tillroll.cost.measured import (
    Function,
    Measured,
    Requests,
    Rhythm,
    Sizes,
    parse_measured,
    read_measured,
    write_measured,
)
from tillroll.cost.prices import Price, Prices, parse_prices, read_prices
from tillroll.cost.run import CostOf, Use, micropence, requests_of, run_micropence

__all__ = [
    "ALARMS",
    "ENDPOINTS",
    "METRICS",
    "SWITCHES",
    "USUALLY_OFF",
    "Architecture",
    "Bill",
    "Chain",
    "CostOf",
    "Function",
    "Line",
    "Measured",
    "Price",
    "Prices",
    "Redshift",
    "Requests",
    "Rhythm",
    "Sizes",
    "Use",
    "bill_of",
    "figure",
    "micropence",
    "parse_measured",
    "parse_prices",
    "parts_of",
    "read_measured",
    "read_prices",
    "requests_of",
    "run_micropence",
    "write_measured",
]
