"""The morning digest: what yesterday was, for each person's own branches, as an e-mail."""

from tillroll.digest.content import Digest, ended_day, read_digest
from tillroll.digest.message import Prepared, prepare_message
from tillroll.digest.post import Desk, Outcome, Post, digest_groups, write_out
from tillroll.digest.recipients import Recipient, check_domains, read_recipients, recipients_of

__all__ = [
    "Desk",
    "Digest",
    "Outcome",
    "Post",
    "Prepared",
    "Recipient",
    "check_domains",
    "digest_groups",
    "ended_day",
    "prepare_message",
    "read_digest",
    "read_recipients",
    "recipients_of",
    "write_out",
]
