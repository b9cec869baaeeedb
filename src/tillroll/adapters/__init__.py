"""Adapters: the places where documents come from and where sales go. None imports another."""
