"""The privacy audit: made-up people go through the whole program, and all that it leaves is searched for them."""
