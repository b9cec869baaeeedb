"""Files: the documents and reference lists that paths name, on a disk or in S3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tillroll.adapters.folder import find_documents, marks
from tillroll.adapters.raw_bucket import RawFiles, is_s3
from tillroll.branches import BranchList, read_branches
from tillroll.calendar import Closure, read_closures
from tillroll.contract.values import Document
from tillroll.errors import ConfigurationError
from tillroll.filename import LISTS
from tillroll.products import ProductRule, read_products
from tillroll.settings import Settings

_NOT_FROM_S3 = "this command reads files on a disk: copy them here first, or use 'tillroll ingest'"


@dataclass(frozen=True, slots=True)
class Lists:
    """The reference lists that a run was given; None where it was given none."""

    branches: BranchList | None = None
    products: tuple[ProductRule, ...] | None = None
    closures: tuple[Closure, ...] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)


def find(paths: Sequence[str], raw: RawFiles | None = None) -> list[Document]:
    """The documents that paths name, but for reference lists that a pattern caught or a person named.

    ``raw`` finds those in S3, and brings their files; without it there may be none.
    """
    there = [path for path in paths if is_s3(path)]
    if there and raw is None:
        raise ConfigurationError(f"{there[0]}: {_NOT_FROM_S3}")
    here = find_documents([path for path in paths if not is_s3(path)])
    found = [document for document in here if document.path.name.lower() not in LISTS]
    found += [document for path in there for document in (raw.find(path) if raw else ())]
    return sorted(found, key=lambda document: (document.delivered_at, document.name))


def one_document(path: str) -> Document:
    """The one document that a path names."""
    if is_s3(path):
        raise ConfigurationError(f"{path}: {_NOT_FROM_S3}")
    found = find_documents([path]) if not Path(path).is_dir() else []
    if len(found) != 1:
        raise ConfigurationError(f"{path}: name one file")
    return found[0]


def read_lists(settings: Settings, paths: Sequence[str], raw: RawFiles | None = None) -> Lists:
    """The lists that the settings name, else those at the top of the folders that are read or named among the paths.

    ``raw`` brings those in S3.
    """
    if raw is None:
        return _read_lists(settings, paths)
    here = [str(raw.lists(path)) if is_s3(path) else path for path in paths]
    try:
        return _read_lists(settings, here)
    except ConfigurationError as error:
        raise ConfigurationError(raw.named(str(error))) from None


def _read_lists(settings: Settings, paths: Sequence[str]) -> Lists:
    branches_path = settings.branches or _found("branches", paths)
    products_path = settings.products or _found("products", paths)
    closures_path = settings.closures or _found("closures", paths)
    paths_of = {"branches": branches_path, "products": products_path, "closures": closures_path}
    branches = read_branches(branches_path) if branches_path else None
    if closures_path and branches is None:
        raise ConfigurationError(f"{closures_path}: closures name branches: give branches.csv too, with --branches")
    return Lists(
        branches,
        read_products(products_path) if products_path else None,
        read_closures(closures_path, branches) if closures_path and branches else None,
        {name: path for name, path in paths_of.items() if path},
    )


def _found(name: str, paths: Sequence[str]) -> Path | None:
    """The one list of this name among the paths and at the top of those that are folders."""
    file = f"{name}.csv"
    here = [Path(path) / file if Path(path).is_dir() else Path(path) for path in paths]
    found = {path.resolve(): path for path in here if path.name.lower() == file and path.is_file()}
    if len(found) > 1:
        raise ConfigurationError(f"{' and '.join(map(str, found.values()))}: which one counts? Say so with --{name}")
    return next(iter(found.values()), None)


def list_marks(settings: Settings, folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of writing of each list that `read_lists` would find: it has changed if one of these has."""
    named = {"branches": settings.branches, "products": settings.products, "closures": settings.closures}
    given = [path for path in named.values() if path]
    found = [folder / f"{name}.csv" for name, path in named.items() if not path for folder in folders]
    return marks(given + found)
