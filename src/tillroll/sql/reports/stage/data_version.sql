-- title: what changes when the data does
-- grain: one row
-- filters: none; the reference lists by the hash of what they hold, for they may change without a run
select
    (select count(*) from run) as runs,
    (select max(finished_at) from run) as last_finished_at,
    (select count(*) from receipt) as receipts,
    (select count(*) from decision) as decisions,
    (select count(*) from restatement) as restatements,
    (
        select
            md5(
                string_agg(
                    concat_ws(
                        '|', branch_id, name, coalesce(code, '-'), coalesce(region, '-'), coalesce(nation, '-'),
                        coalesce(cast(opened_on as varchar), '-'), coalesce(cast(closed_on as varchar), '-'), time_zone,
                        is_open_on_bank_holidays, has_hours, is_listed
                    ), chr(10) order by branch_id
                )
            )
        from branch
    ) as branches,
    (
        select
            md5(
                string_agg(
                    concat_ws('|', branch_id, weekday, opens_at, closes_at), chr(10) order by branch_id, weekday
                )
            )
        from branch_hours
    ) as hours,
    (
        select
            md5(
                string_agg(
                    concat_ws('|', branch_id, franchise, owned_from, coalesce(cast(owned_to as varchar), '-')),
                    chr(10) order by branch_id, owned_from, franchise
                )
            )
        from branch_franchise
    ) as franchises,
    (
        select
            md5(
                string_agg(
                    concat_ws('|', branch_id, region, closed_from, closed_to, reason),
                    chr(10) order by branch_id, region, closed_from
                )
            )
        from closure
    ) as closures,
    (
        select
            md5(
                string_agg(
                    concat_ws(
                        '|', product_id, coalesce(reporting_product, '-'), coalesce(category, '-'),
                        coalesce(cast(is_coffee as varchar), '-'), coalesce(cast(unit_cost_pence as varchar), '-'),
                        coalesce(cast(vat_rate as varchar), '-')
                    ), chr(10) order by product_id
                )
            )
        from product
    ) as products,
    (select md5(string_agg(concat_ws('|', name_key, branch_id), chr(10) order by name_key, branch_id)) from branch_name)
        as names
