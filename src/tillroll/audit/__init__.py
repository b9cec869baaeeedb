"""The privacy audit: made-up people go through the whole program, and every byte that it leaves is searched for them."""
