"""How a branch finds its id from what a till wrote.

A branch's id is part of the key of each of its sales, so `assign_ids` never changes one that is registered already.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tillroll.branches import Branch, BranchList
from tillroll.errors import ConfigurationError
from tillroll.filename import slug
from tillroll.reference_list import MOST_PROBLEMS

UNLISTED = "its branch is not in branches.csv: add it there as a branch or an alias"
_UNCLEAR = " ?"


def branch_no(branch_id: str) -> int:
    """A branch's number, the same on every warehouse: the first 40 bits of the MD5 of its id.

    >>> branch_no("leeds")
    665913937529
    """
    return int.from_bytes(hashlib.md5(branch_id.encode(), usedforsecurity=False).digest()[:5], "big")


def best_spelling(names: Iterable[str]) -> str:
    """Of several spellings of a name the one for people: not all in capitals if there is such a one, then by letter.

    >>> best_spelling(["LEEDS", "leeds", "Leeds"])
    'Leeds'
    """
    return min(names, key=lambda name: (name == name.upper(), name))


@dataclass(frozen=True, slots=True)
class BranchEntry:
    """What a registry must know of one branch: its id, and the slugs of its code, name and aliases."""

    branch_id: str
    code_key: str
    name_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which branch a text means; if its sales must be held, why, in words."""

    branch_id: str
    held_reason: str | None = None
    used_hint: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """The branches by slug; None: there is no list, and every name registers itself."""

    by_key: Mapping[str, tuple[BranchEntry, ...]] | None
    registered: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()

    @classmethod
    def open(cls, registered: Mapping[str, str] | None = None) -> "Registry":
        """A registry without a list; `registered` (slug of a name, branch id) keeps ids of earlier runs.

        >>> Registry.open().resolve("London Brixton").branch_id
        'london-brixton'
        """
        return cls(None, registered or {})

    @classmethod
    def listed(cls, entries: Iterable[BranchEntry]) -> "Registry":
        """A registry of just the given branches; an id is a name of its branch unless another branch has that name."""
        by_key: dict[str, tuple[BranchEntry, ...]] = defaultdict(tuple)
        known = {entry.branch_id: entry for entry in entries}
        for entry in known.values():
            for key in dict.fromkeys((entry.code_key, *entry.name_keys)):
                by_key[key] += (entry,)
        for branch_id, entry in known.items():
            by_key[branch_id] = by_key[branch_id] or (entry,)
        return cls(dict(by_key), ids=frozenset(known))

    def resolve(self, text: str, *, hints: Sequence[str] = ()) -> Resolution:
        """The branch that a file calls `text`.

        Branches of one name are told apart by the first of `hints` (slugs of the file's name and folders, outermost
        last) that is one's code or begins with it. A branch that stays unknown is held under the slug of its text,
        or under that and `` ?`` where the slug is the id of a listed branch.
        """
        key = slug(text)
        if self.by_key is None:
            return Resolution(self.registered.get(key, key))
        found = self.by_key.get(key, ())
        if len(found) == 1:
            return Resolution(found[0].branch_id)
        if not found:
            return Resolution(key, UNLISTED)
        return _told_apart(found, hints) or self._unclear(key, len(found))

    def _unclear(self, key: str, count: int) -> Resolution:
        number = "two" if count == len("12") else str(count)
        reason = (
            f"{number} branches are called {key}; put the branch's code in the folder or the start of the file name"
        )
        return Resolution(f"{key}{_UNCLEAR}" if key in self.ids else key, reason)


def held_name(branch_id: str) -> str:
    """The name, as a slug, under which a file called a branch that is held.

    >>> held_name("belfast ?"), held_name("york")
    ('belfast', 'york')
    """
    return branch_id.removesuffix(_UNCLEAR)


def _told_apart(found: Sequence[BranchEntry], hints: Sequence[str]) -> Resolution | None:
    for hint in _without_dates(hints):
        meant = [entry for entry in found if _begins(hint, entry.code_key)]
        if meant:
            return Resolution(max(meant, key=lambda entry: len(entry.code_key)).branch_id, used_hint=True)
    return None


def _begins(hint: str, code_key: str) -> bool:
    return re.match(re.escape(code_key) + r"(?![^-.( ])", hint) is not None


_DATE = re.compile(r"(?:\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)-?")
_DAY_FOLDERS = re.compile(r"(?m)^\d{1,2}\n\d{1,2}\n\d{4}$\n?")


def _without_dates(hints: Sequence[str]) -> Iterator[str]:
    """The hints without leading dates and year/month/day folders, whose numbers a code may equal by chance."""
    kept = _DAY_FOLDERS.sub("", "\n".join(hints)).split("\n")
    return (_DATE.sub("", hint, count=1) if _DATE.match(hint) else hint for hint in kept)


def branch_entries(branches: BranchList, ids: Mapping[str, str]) -> tuple[BranchEntry, ...]:
    """What a registry needs of a list, with the ids by code that `assign_ids` gave."""
    return tuple(BranchEntry(ids[b.code], slug(b.code), b.name_keys()) for b in branches.branches)


def assign_ids(branches: BranchList, registered: Mapping[str, str]) -> Mapping[str, str]:
    """The branch id by code; ids in `registered` (slug of a name, alias or code -> id) stay with their branches.

    A new id is the slug of the name, or of name and code where the name is not the branch's alone. Of two branches
    that an id may belong to, the one whose code is registered has it. Raises ConfigurationError if two registered ids
    fall to one branch or one to two.
    """
    claims = _claims(branches, registered)
    _check_claims(claims)
    taken = set(registered.values())
    names = Counter(slug(branch.name) for branch in branches.branches)
    ids = {code: next(iter(claimed)) for code, claimed in claims.items() if claimed}
    unregistered = [branch for branch in branches.branches if branch.code not in ids]
    for branch in sorted(unregistered, key=lambda branch: names[slug(branch.name)] == 1):
        ids[branch.code] = _new_id(branch, names, taken)
        taken.add(ids[branch.code])
    return ids


def _claims(branches: BranchList, registered: Mapping[str, str]) -> dict[str, list[str]]:
    by_code = {b.code: registered[slug(b.code)] for b in branches.branches if slug(b.code) in registered}
    return {branch.code: _claimed(branch, registered, by_code) for branch in branches.branches}


def _claimed(branch: Branch, registered: Mapping[str, str], by_code: Mapping[str, str]) -> list[str]:
    others = {branch_id for code, branch_id in by_code.items() if code != branch.code}
    own = {by_code[branch.code]} if branch.code in by_code else set()
    named = own | {registered[key] for key in branch.name_keys() if key in registered} - others
    return sorted(named or {registered[key] for key in (_coded(branch),) if key in registered} - others)


def _coded(branch: Branch) -> str:
    return slug(f"{branch.name} {branch.code}")


def _check_claims(claims: Mapping[str, Sequence[str]]) -> None:
    faults = [*_one_code_many_ids(claims), *_one_id_many_codes(claims)]
    if faults:
        raise ConfigurationError("\n".join(f"branches.csv: {fault}" for fault in faults[:MOST_PROBLEMS]))


def _one_code_many_ids(claims: Mapping[str, Sequence[str]]) -> Iterator[str]:
    advice = "list each as a branch of its own, or load the files into a new warehouse"
    for code, ids in claims.items():
        if len(ids) > 1:
            yield f"code {code} is {len(ids)} branches in the warehouse, {' and '.join(ids)}: {advice}"


def _one_id_many_codes(claims: Mapping[str, Sequence[str]]) -> Iterator[str]:
    advice = "list only the one that it is, ingest once so that its code is registered, then add the others"
    for branch_id in sorted({branch_id for ids in claims.values() for branch_id in ids}):
        codes = [code for code, ids in claims.items() if branch_id in ids]
        if len(codes) > 1:
            yield f"the warehouse's branch {branch_id} may be any of the codes {', '.join(codes)}: {advice}"


def _new_id(branch: Branch, names: Mapping[str, int], taken: Collection[str]) -> str:
    plain, coded = slug(branch.name), _coded(branch)
    if names[plain] == 1 and plain not in taken:
        return plain
    if coded in taken:
        raise ConfigurationError(f"branches.csv: code {branch.code}: the id {coded} is another's: change the code")
    return coded
