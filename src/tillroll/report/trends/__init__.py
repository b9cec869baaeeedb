"""Trends: what changed over 4 and 13 weeks, by how much and how surely, what drives it, and what is worth acting on.

SQL gathers pairs of days; everything that judges is here, in plain Python. The reasons: docs/explanation/trends.md.
"""
