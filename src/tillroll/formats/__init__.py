"""Till formats: what a till writes, as data. The built-in ones are the TOML files beside this module."""
