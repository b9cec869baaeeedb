-- title: how many of the chosen orders come to each total of the band in which the middle one lies
-- grain: one row a total
-- filters: :first_day to :last_day, branches of chosen_day, :franchise; none where a part of the sales is chosen
with
owner as (
    select
        span.branch_id,
        span.first_day as owned_from,
        span.last_day as owned_to
    from scope_span as span
    where cast(:franchise as varchar) is null
    union all
    select
        span.branch_id,
        greatest(span.first_day, owned.owned_from) as owned_from,
        least(span.last_day, coalesce(owned.owned_to, cast('9999-12-31' as date))) as owned_to
    from branch_franchise as owned
    inner join scope_span as span on owned.branch_id = span.branch_id
    where owned.franchise = cast(:franchise as varchar)
)

select
    sale.total_pence,
    count(*) as orders
from (select distinct trading_date from chosen_day) as dated
inner join sale on dated.trading_date = sale.trading_date
inner join owner on sale.branch_id = owner.branch_id
where
    sale.total_pence between :band_from_pence and :band_to_pence
    and sale.trading_date between :first_day and :last_day
    and sale.trading_date between owner.owned_from and owner.owned_to
    and sale.branch_id in (select chosen_day.branch_id from chosen_day)
    and sale.is_current
    and not sale.is_refund
    and coalesce(
        cast(:daypart as varchar),
        cast(:tender as varchar),
        cast(:product as varchar),
        cast(:category as varchar),
        cast(:size as varchar)
    ) is null
group by sale.total_pence
