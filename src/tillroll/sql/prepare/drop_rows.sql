-- title: forget the rows of documents that must be read carefully instead
-- grain: one row a data row
-- filters: not documents :document_nos; the table is made anew, because the engine may close the gaps that deleted rows
-- leave at any time, and then the row numbers by which baskets find their rows would move
create or replace temp table raw_row as
select * from raw_row
where not list_contains(cast(:document_nos as integer[]), document_no)
