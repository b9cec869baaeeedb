"""The functions on AWS. Each translates: an event into a call of ``cloud``, and what came of it into an answer."""
