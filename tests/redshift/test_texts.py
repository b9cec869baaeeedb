"""Every statement for Redshift parses as its SQL, uses nothing of the list of what it lacks, and is not stale.

What is made while the program runs, the stand-in looks at as it comes: it refuses what Redshift lacks.
"""

from importlib import resources
from pathlib import Path

import pytest
from sqlglot import exp

from tests.redshift.lacks import FEATURES, LISTED, lacks, uses
from tests.redshift.shapes import SHAPES
from tests.redshift.statements import names, parsed, texts
from tillroll.contract.redshift import create_table
from tillroll.contract.tables import TABLES
from tillroll.statements import given_tables, own_names, own_text, parameters_of, statement
from tools.redshift import expected

HERE = Path(__file__).parent


def test_every_feature_says_where_it_is_written() -> None:
    assert [f for f in FEATURES if not f["source"].startswith("https://docs.aws.amazon.com/redshift/")] == []


def test_every_shape_is_listed() -> None:
    assert {name for kind, name in LISTED if kind == "shape"} == set(SHAPES)


@pytest.mark.parametrize(
    ("feature", "example"),
    [(f"{each['kind']} {name}", example) for each in FEATURES for name, example in each["examples"].items()],
)
def test_every_feature_is_found_in_its_example(feature: str, example: str) -> None:
    assert feature in lacks(example)


def test_a_feature_that_is_only_told_of_is_not_found() -> None:
    assert lacks("select name from branch where name = 'unnest' or name in ('bytea', 'string_agg (')") == ()
    assert lacks("select listagg(name, ', ') within group (order by name) from branch") == ()


def test_every_statement_parses_whole() -> None:
    assert len(parsed()) > 200
    assert [name for name, tree in parsed().items() if isinstance(tree, exp.Command) or tree.find(exp.Command)] == []


def test_no_statement_uses_what_redshift_lacks() -> None:
    found = {
        statement: [name for kind, name in LISTED if uses(texts()[statement], tree, kind, name)]
        for statement, tree in parsed().items()
    }
    assert {statement: names for statement, names in found.items() if names} == {}


def test_the_texts_are_what_the_tool_makes_of_the_common_ones() -> None:
    assert {name: statement(f"redshift/{name}") for name in own_names("redshift")} == expected()


def test_a_text_by_hand_says_why() -> None:
    by_hand = [
        name for name in own_names("redshift") if "-- made: by tools/redshift.py" not in statement(f"redshift/{name}")
    ]
    assert sorted(by_hand) == ["load/number_stream_twins"]
    assert [name for name in by_hand if "-- by hand: " not in statement(f"redshift/{name}")] == []


def test_a_second_text_takes_the_same_parameters() -> None:
    """Those that are lists, as tables of given values."""
    for name in names():
        own = own_text("redshift", name)
        lists = {column for columns in given_tables(own).values() for column in columns}
        assert parameters_of(own) | lists == parameters_of(name), name


def test_the_tables_are_as_they_were_reviewed() -> None:
    ddl = ";\n\n".join(create_table(table) for table in TABLES) + ";\n"
    assert ddl == (HERE / "redshift_ddl.sql").read_text()


def test_the_stand_in_and_the_tool_are_no_part_of_the_package() -> None:
    assert not (resources.files("tillroll") / "tools").is_dir()
