-- title: the branch-days that whoever asks was given
-- grain: one row a grant and branch, or span of ownership
-- filters: grants of the role that asks, and of roles whose rights it has; a franchise's by its dates of ownership
create or replace view reader_span as
select
    branch.branch_id,
    case when given.kind = 'franchise' then owned.owned_from else cast('0001-01-01' as date) end as first_day,
    case
        when given.kind = 'franchise' then coalesce(owned.owned_to, cast('9999-12-31' as date))
        else cast('9999-12-31' as date)
    end as last_day
from reader_grant as given
inner join pg_roles as role on given.role_name = role.rolname and pg_has_role(role.oid, 'usage')
inner join branch
    on
        (given.kind = 'branch' and given.name = branch.branch_id)
        or (given.kind = 'region' and given.name = branch.region)
        or (
            given.kind = 'franchise'
            and branch.branch_id in (
                select branch_franchise.branch_id from branch_franchise where branch_franchise.franchise = given.name
            )
        )
left join branch_franchise as owned
    on given.kind = 'franchise' and branch.branch_id = owned.branch_id and given.name = owned.franchise
