"""tillroll: every till's sales, once, exact and private."""

__version__ = "0.1.0"
