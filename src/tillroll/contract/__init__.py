"""What the data is: tables, columns, kinds, keys. Frozen values with many readers."""
