-- title: staged rejections
-- grain: one row a rejected row of the batch; a row that breaks several rules names the first
-- filters: none
create or replace temp table staged_rejection as
select
    rejected.document_no,
    rejected.line_no,
    rule.column_name,
    rule.rule,
    rule.detail,
    cast(max(rejected.pence) as bigint) as pence
from row_rejected as rejected
inner join (
    select
        unnest(cast(:rule_no as tinyint[])) as rule_no,
        unnest(cast(:rule as varchar[])) as rule,
        unnest(cast(:column_name as varchar[])) as column_name,
        unnest(cast(:detail as varchar[])) as detail
) as rule on rejected.rule_no = rule.rule_no
group by rejected.document_no, rejected.line_no, rule.column_name, rule.rule, rule.detail
