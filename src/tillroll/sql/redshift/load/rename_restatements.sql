-- title: restatements by a document that has another identity now that it is read anew
-- grain: one row a branch-day whose figures a later run changed
-- filters: documents :were; where one became several, the first by identity
-- made: by tools/redshift.py from sql/load/rename_restatements.sql (lists)
-- given: given_were (were char(36), are char(36))
update restatement set document_id = renamed.is_now
from (
  select
    pair.was,
    pair.is_now,
    row_number() over (partition by pair.was order by pair.is_now) as place
  from (
    select
      were as was,
      are as is_now
    from given_were
  ) as pair
) as renamed
where
  restatement.document_id = renamed.was and renamed.place = 1
