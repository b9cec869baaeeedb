-- title: number identical stream sales of a branch-day over all of its batches
-- grain: one row a stream claim that changes its sale
-- filters: contested days; a file numbers its twins within itself, a stream numbers them within the day
-- by hand: a hash is text here, and takes the form of a UUID only when it is put together from its parts
update document_sale
set sale_id = numbered.sale_id
from (
    select
        hashed.document_id,
        hashed.line_no,
        hashed.branch_id,
        hashed.trading_date,
        cast(
            substring(hashed.hex, 1, 8) || '-' || substring(hashed.hex, 9, 4) || '-' || substring(hashed.hex, 13, 4)
            || '-' || substring(hashed.hex, 17, 4) || '-' || substring(hashed.hex, 21, 12)
            as char(36)
        ) as sale_id
    from (
        select
            claim.document_id,
            claim.line_no,
            claim.branch_id,
            claim.trading_date,
            md5(claim.branch_id || '|' || claim.content_key || '|' || cast(row_number() over (
                partition by claim.branch_id, claim.trading_date, claim.content_key
                order by day.delivered_at, claim.document_id, claim.line_no
            ) as varchar(20))) as hex
        from document_sale as claim
        inner join contested_day as contested
            on claim.branch_id = contested.branch_id and claim.trading_date = contested.trading_date
        inner join document_day as day
            on
                claim.document_id = day.document_id
                and claim.branch_id = day.branch_id
                and claim.till = day.till
                and claim.trading_date = day.trading_date
        where claim.content_key is not null and claim.trading_date between :first_day and :last_day
    ) as hashed
) as numbered
where
    document_sale.document_id = numbered.document_id
    and document_sale.line_no = numbered.line_no
    and document_sale.branch_id = numbered.branch_id
    and document_sale.trading_date = numbered.trading_date
    and document_sale.content_key is not null
    and document_sale.sale_id <> numbered.sale_id
