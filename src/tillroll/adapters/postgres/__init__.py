"""A warehouse in PostgreSQL: what prepare staged goes there by COPY, and the same statements load it."""

from tillroll.adapters.postgres.scratch import schema
from tillroll.adapters.postgres.warehouse import PostgresWarehouse

__all__ = ["PostgresWarehouse", "schema"]
