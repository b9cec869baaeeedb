-- The tables that the student job fills: numbered by the database, names found by their unique index.
create table if not exists branch (
    branch_id serial primary key,
    name varchar not null unique
);

create table if not exists product (
    product_id serial primary key,
    name varchar not null,
    flavour varchar not null,
    size varchar not null,
    unique (name, flavour, size)
);

create table if not exists sale (
    sale_id serial primary key,
    branch_id integer not null references branch (branch_id),
    placed_at timestamp not null,
    tender varchar not null,
    total_pence integer not null
);

create table if not exists sale_line (
    sale_line_id serial primary key,
    sale_id integer not null references sale (sale_id),
    product_id integer not null references product (product_id),
    price_pence integer not null
);
