-- title: Errors in the files
-- question: Which rows were rejected, by which rule, and which files could not be read?
-- grain: one row a branch and rule, the most rows first
-- filters: dates, branch, region, franchise
-- needs: foreign_document, lossy_document
-- about: highest rows_lost by branch, rule, region
-- units: branch text, region text, rule text, meaning text, files files, rows_lost rows, pence_lost pence
-- definition: Rejected rows by the rule that they break, and files that could not be read under the rule unreadable.
--     A file counts once, however often it came. Its day is the first trading date of its sales, or else the date in
--     its name, or else the day on which it came; its branch is empty where it names none or several. Pence are
--     those of totals that could be read.
with
chosen as (
    select *
    from lossy_document
    where
        trading_date between :first_day and :last_day
        and (cast(:branch_id as varchar) is null or branch_id = cast(:branch_id as varchar))
        and (cast(:region as varchar) is null or region = cast(:region as varchar))
        and (cast(:franchise as varchar) is null or franchise = cast(:franchise as varchar))
),

lost as (
    select
        chosen.branch_name as branch,
        chosen.region,
        chosen.document_id,
        rejection.rule,
        rejection.detail as meaning,
        1 as row_count,
        rejection.pence
    from chosen
    inner join rejection on chosen.document_id = rejection.document_id
    where chosen.state <> 'unreadable'
    union all
    select
        branch_name as branch,
        region,
        document_id,
        cast('unreadable' as varchar) as rule,
        cast('the file could not be read' as varchar) as meaning,
        data_rows as row_count,
        pence_read as pence
    from chosen
    where state = 'unreadable'
)

select
    branch,
    region,
    rule,
    min(meaning) as meaning,
    count(distinct document_id) as files,
    cast(sum(row_count) as bigint) as rows_lost,
    cast(coalesce(sum(pence), 0) as bigint) as pence_lost
from lost
group by branch, region, rule
order by rows_lost desc, branch, region, rule
