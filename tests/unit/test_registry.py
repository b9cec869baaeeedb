"""How branches are known: a key for life, names and codes, and two branches of one name."""

from itertools import permutations

import pytest

from tillroll.branches import Branch, BranchList
from tillroll.errors import ConfigurationError
from tillroll.registry import UNLISTED, BranchEntry, Registry, Resolution, assign_ids, branch_entries, held_name

LEEDS, BRIXTON = Branch("L1", "Leeds"), Branch("BX", "Brixton", ("London Brixton",))
CITY, PORT = Branch("BT1", "Belfast"), Branch("BT3", "Belfast")
TWO_CALLED = "two branches are called belfast; put the branch's code in the folder or the start of the file name"


def ids_of(registered: dict[str, str], *branches: Branch) -> dict[str, str]:
    return dict(assign_ids(BranchList(branches), registered))


def registry(*branches: Branch) -> Registry:
    return Registry.listed(branch_entries(BranchList(branches), ids_of({}, *branches)))


# Ids


def test_new_ids_are_names_and_codes_only_where_names_are_shared() -> None:
    assert ids_of({}, LEEDS, CITY, PORT) == {"L1": "leeds", "BT1": "belfast-bt1", "BT3": "belfast-bt3"}


@pytest.mark.parametrize("registered", [{"london-brixton": "london-brixton"}, {"bx": "london-brixton"}])
def test_an_id_once_registered_stays(registered: dict[str, str]) -> None:
    assert ids_of(registered, BRIXTON) == {"BX": "london-brixton"}


def test_a_second_branch_of_the_name_leaves_the_first_its_id() -> None:
    registered = {"belfast": "belfast", "bt1": "belfast"}
    for order in permutations((CITY, PORT)):
        assert ids_of(registered, *order) == {"BT1": "belfast", "BT3": "belfast-bt3"}


def test_a_name_left_behind_does_not_hand_over_its_id() -> None:
    registered = {"belfast": "belfast", "bt1": "belfast"}
    assert ids_of(registered, Branch("BT1", "City"), PORT) == {"BT1": "belfast", "BT3": "belfast-bt3"}


def test_one_id_for_two_branches_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="branch belfast may be any of the codes BT1, BT3: list only"):
        ids_of({"belfast": "belfast"}, CITY, PORT)


def test_two_ids_for_one_branch_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="code BX is 2 branches in the warehouse, brixton and london-brixton"):
        ids_of({"brixton": "brixton", "london-brixton": "london-brixton"}, BRIXTON)


def test_two_new_branches_never_share_an_id() -> None:
    third = Branch("X", "Belfast BT1")
    for order in permutations((CITY, PORT, third)):
        assert ids_of({}, *order) == {"BT1": "belfast-bt1", "BT3": "belfast-bt3", "X": "belfast-bt1-x"}


def test_ids_that_are_all_that_is_known_stay() -> None:
    registered = {"belfast-bt1": "belfast-bt1", "belfast-bt3": "belfast-bt3", "leeds": "leeds"}
    assert ids_of(registered, CITY, PORT, LEEDS) == {"BT1": "belfast-bt1", "BT3": "belfast-bt3", "L1": "leeds"}


def test_an_id_that_is_taken_twice_over_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="code BT1: the id belfast-bt1 is another's: change the code"):
        ids_of({"north": "belfast-bt1"}, CITY, PORT)


# Resolving


def test_without_a_list_names_register_themselves() -> None:
    assert Registry.open().resolve(" Pont-y-pŵl ") == Resolution("pont-y-pŵl")
    assert Registry.open({"bx": "brixton"}).resolve("BX") == Resolution("brixton")


@pytest.mark.parametrize("text", ["Brixton", "LONDON_BRIXTON", "bx"])
def test_a_listed_branch_is_found_by_name_alias_and_code(text: str) -> None:
    assert registry(LEEDS, BRIXTON).resolve(text) == Resolution("brixton")


def test_an_unlisted_branch_is_held() -> None:
    assert registry(LEEDS).resolve("York") == Resolution("york", UNLISTED)


@pytest.mark.parametrize(
    "hints",
    [
        ("belfast-25-08-2021.csv", "bt3", "in"),
        ("bt3-belfast-25-08-2021.csv", "in"),
        ("bt3.csv",),
        ("bt3(in).csv",),
        ("25-08-2021-bt3.csv",),
        ("bt3-sales.csv", "bt1"),
    ],
)
def test_branches_of_one_name_are_told_apart_by_the_nearest_hint(hints: tuple[str, ...]) -> None:
    assert registry(CITY, PORT).resolve("Belfast", hints=hints) == Resolution("belfast-bt3", used_hint=True)


@pytest.mark.parametrize("hints", [(), ("belfast.csv", "in"), ("bt33.csv",), ("my-bt3.csv",)])
def test_branches_of_one_name_are_held_without_a_hint(hints: tuple[str, ...]) -> None:
    assert registry(CITY, PORT).resolve("Belfast", hints=hints) == Resolution("belfast", TWO_CALLED)


def test_a_date_is_no_code() -> None:
    numbered = registry(Branch("16", "Belfast"), Branch("2022", "Belfast"))
    for hints in [("belfast.csv", "16", "3", "2022", "in"), ("16-03-2022.csv",), ("2022-03-16-belfast.csv",)]:
        assert numbered.resolve("Belfast", hints=hints).held_reason == TWO_CALLED
    assert numbered.resolve("Belfast", hints=("sales.csv", "16")).branch_id == "belfast-16"


def test_the_longest_code_wins() -> None:
    numbered = registry(Branch("B", "Belfast"), Branch("B-1", "Belfast"))
    assert numbered.resolve("Belfast", hints=("b-1-sales.csv",)).branch_id == "belfast-b-1"


def test_a_code_needs_no_hint() -> None:
    assert registry(CITY, PORT).resolve("BT1", hints=("bt3.csv",)) == Resolution("belfast-bt1")


def test_a_registry_can_be_made_of_what_the_warehouse_holds() -> None:
    assert (
        Registry.listed([BranchEntry("leeds", "l1", ("leeds-city", "leeds"))]).resolve("Leeds City").branch_id
        == "leeds"
    )


def test_an_id_is_a_name_of_its_branch_unless_another_has_that_name() -> None:
    renamed = BranchEntry("leeds", "l1", ("leeds-city",))
    assert Registry.listed([renamed]).resolve("Leeds").branch_id == "leeds"
    assert Registry.listed([renamed, BranchEntry("leeds-l2", "l2", ("leeds",))]).resolve("Leeds") == Resolution(
        "leeds-l2"
    )


def test_an_unclear_name_is_never_held_under_the_id_of_a_listed_branch() -> None:
    grown = Registry.listed(
        [BranchEntry("belfast", "bt1", ("belfast",)), BranchEntry("belfast-bt3", "bt3", ("belfast",))]
    )
    assert grown.resolve("Belfast") == Resolution("belfast ?", TWO_CALLED)
    assert held_name("belfast ?") == "belfast"
