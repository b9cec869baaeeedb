-- title: what changes when the data does
-- grain: one row
-- filters: none; the reference lists by sums of hashes of their rows, for they may change without a run
-- by hand: a list of all rows as one text would be longer than Redshift's texts may be, and a flag is no text there
select
    (select count(*) from run) as runs,
    (select max(finished_at) from run) as last_finished_at,
    (select count(*) from receipt) as receipts,
    (select count(*) from decision) as decisions,
    (select count(*) from restatement) as restatements,
    (
        select
            sum(
                strtol(
                    substring(
                        md5(
                            branch_id || '|' || name || '|' || coalesce(code, '-') || '|' || coalesce(region, '-')
                            || '|' || coalesce(nation, '-') || '|' || coalesce(cast(opened_on as varchar(10)), '-')
                            || '|' || coalesce(cast(closed_on as varchar(10)), '-') || '|' || time_zone
                            || case when is_open_on_bank_holidays then '|open' else '|shut' end
                            || case when has_hours then '|hours' else '|none' end
                            || case when is_listed then '|listed' else '|unlisted' end
                        ), 1, 12
                    ), 16
                )
            )
        from branch
    ) as branches,
    (
        select
            sum(
                strtol(
                    substring(
                        md5(
                            branch_id || '|' || cast(weekday as varchar(1)) || '|' || cast(opens_at as varchar(15))
                            || '|' || cast(closes_at as varchar(15))
                        ), 1, 12
                    ), 16
                )
            )
        from branch_hours
    ) as hours,
    (
        select
            sum(
                strtol(
                    substring(
                        md5(
                            branch_id || '|' || franchise || '|' || cast(owned_from as varchar(10))
                            || '|' || coalesce(cast(owned_to as varchar(10)), '-')
                        ), 1, 12
                    ), 16
                )
            )
        from branch_franchise
    ) as franchises,
    (
        select
            sum(
                strtol(
                    substring(
                        md5(
                            branch_id || '|' || region || '|' || cast(closed_from as varchar(10))
                            || '|' || cast(closed_to as varchar(10)) || '|' || reason
                        ), 1, 12
                    ), 16
                )
            )
        from closure
    ) as closures,
    (
        select
            sum(
                strtol(
                    substring(
                        md5(
                            cast(product_id as varchar(20)) || '|' || coalesce(reporting_product, '-')
                            || '|' || coalesce(category, '-')
                            || case when is_coffee then '|coffee' when not is_coffee then '|other' else '|-' end
                            || '|' || coalesce(cast(unit_cost_pence as varchar(20)), '-')
                            || '|' || coalesce(cast(vat_rate as varchar(10)), '-')
                        ), 1, 12
                    ), 16
                )
            )
        from product
    ) as products,
    (select sum(strtol(substring(md5(name_key || '|' || branch_id), 1, 12), 16)) from branch_name) as names
