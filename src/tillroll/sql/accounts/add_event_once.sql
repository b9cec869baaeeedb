-- title: something that the audit log keeps, unless it did so a short while ago
-- grain: one row, or none
-- filters: none of the same person, kind and matter since :since
insert into event (happened_at, user_name, kind, about)
select
    :now,
    :user_name,
    :kind,
    :about
where not exists (
    select 1 from event
    where user_name = :user_name and kind = :kind and about = :about and happened_at >= :since
)
