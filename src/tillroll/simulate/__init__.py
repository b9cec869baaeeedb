"""Invented café chains: till files to try things on, with their true figures."""
