-- title: receipts of a document that has another identity now that it is read anew
-- grain: one row a delivery
-- filters: documents :were; where one became several, the file's name tells which
-- made: by tools/redshift.py from sql/load/rename_receipts.sql (lists)
-- given: given_were (were char(36), are char(36), files varchar(4096))
update receipt set document_id = renamed.is_now
from (
  select
    given.run_id,
    given.delivery_no,
    pair.is_now,
    row_number() over (
      partition by given.run_id, given.delivery_no
      order by case when pair.file = given.file then 0 else 1 end, pair.is_now
    ) as place
  from receipt as given
  inner join (
    select
      were as was,
      are as is_now,
      files as file
    from given_were
  ) as pair
    on given.document_id = pair.was
) as renamed
where
  receipt.run_id = renamed.run_id and receipt.delivery_no = renamed.delivery_no and renamed.place = 1
