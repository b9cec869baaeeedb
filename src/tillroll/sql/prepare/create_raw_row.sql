-- title: the rows of one batch of documents, as text
-- grain: one row a data row of a file; a sale, or a line of a sale
-- filters: none; the personal columns are not here because nothing selects them
create or replace temp table raw_row (
    document_no integer,
    line_no integer,
    format_no smallint,
    placed_at varchar,
    date varchar,
    time varchar,
    branch varchar,
    till varchar,
    basket varchar,
    total varchar,
    tender varchar,
    sale_ref varchar
)
