"""tillroll on AWS: what its functions do between an event and a committed load. ``lambdas`` are the entry points."""
