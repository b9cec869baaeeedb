"""The morning digest: what yesterday was, for each person's own branches, as an e-mail."""

from tillroll.digest.content import Digest, ended_day, read_digest
from tillroll.digest.message import Prepared, prepare_message
from tillroll.digest.post import Desk, Mailbox, Outcome, Post, digest_groups, write_out
from tillroll.digest.recipients import Recipient, check_domains, read_recipients, recipients_of
from tillroll.digest.sending import Sending, check_sending, digest_people, digest_sender

__all__ = [
    "Desk",
    "Digest",
    "Mailbox",
    "Outcome",
    "Post",
    "Prepared",
    "Recipient",
    "Sending",
    "check_domains",
    "check_sending",
    "digest_groups",
    "digest_people",
    "digest_sender",
    "ended_day",
    "prepare_message",
    "read_digest",
    "read_recipients",
    "recipients_of",
    "write_out",
]
