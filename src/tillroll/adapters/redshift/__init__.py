"""A warehouse in Amazon Redshift: staged tables go there as Parquet in S3, and the statements of PostgreSQL load them.

It speaks PostgreSQL's protocol, so what is known of that stays in `tillroll.adapters.postgres`.
"""

from tillroll.adapters.redshift.place import Access
from tillroll.adapters.redshift.warehouse import RedshiftWarehouse, schema

__all__ = ["Access", "RedshiftWarehouse", "schema"]
