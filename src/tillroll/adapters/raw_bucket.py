"""Till files in S3 as deliveries: every version of each object under a prefix, fetched just before it is read."""

import hashlib
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TypeVar

from tillroll.adapters.aws import LATER, aws
from tillroll.batch import Postponed, postponed_as
from tillroll.contract.values import Document
from tillroll.errors import ConfigurationError, TryAgainLater, UnreadableDocument
from tillroll.filename import LISTS, is_till_file

GUIDE = "docs/how-to/ingest-from-s3.md"
_AT_ONCE = 8
_CHUNK = 1024 * 1024
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_GONE = frozenset({"NoSuchKey", "NoSuchVersion", "MethodNotAllowed", "404"})
_LACKS_VERSIONS = frozenset({"AccessDenied", "AllAccessDisabled", "MethodNotAllowed", "NotImplemented", "403", "501"})
_REPLACED = "was replaced before it was read: run again"
_ONLY_LATEST = "only the latest version of each file can be seen there: to see all, allow s3:ListBucketVersions"
_T = TypeVar("_T")


class ObjectGone(UnreadableDocument):
    """There is no such object, or no such version of it: it was deleted or has expired."""


class ObjectRefused(ConfigurationError):  # noqa: N818 - it says what happened
    """This object may not be read as things are; a person must see to it."""


@dataclass(frozen=True, slots=True)
class RawObject:
    """A delivery in S3: bucket, whole key, and the version; ``None`` is the object as it is when it is fetched."""

    bucket: str
    key: str
    version: str | None = None

    @property
    def file(self) -> str:
        """A name for its copy on a disk, as long as any other and safe whatever the key."""
        told = "\0".join((self.bucket, self.key, self.version or ""))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was found, the second in which it was written (S3 tells no more everywhere), and its size."""

    raw: RawObject
    delivered_at: datetime
    byte_count: int

    def document(self, folder: Path) -> Document:
        """The delivery, with the place in a folder to which `fetch` brings it."""
        modified_ns = int(self.delivered_at.timestamp()) * 10**9
        return Document(folder / self.raw.file, self.raw.key, self.delivered_at, self.byte_count, modified_ns)


def is_s3(path: str) -> bool:
    """Whether a path names a place in S3."""
    return path.startswith("s3://")


def is_taken(key: str) -> bool:
    """Whether an object is taken that nobody named: not if it or a folder in its key is hidden, nor any list.

    >>> is_taken("2021/3/1/leeds.csv"), is_taken("lists/branches.csv"), is_taken(".old/leeds.csv")
    (True, False, False)
    """
    *folders, name = key.split("/")
    return is_till_file(name) and not any(folder.startswith(".") for folder in folders)


def find_objects(url: str) -> tuple[list[Found], bool]:
    """The till files at a place in S3, every version of each, in order of delivery; and whether versions can be seen.

    The place is a bucket, a prefix (a folder, with all below it) or one key. What is taken is as in folders: a named
    object whatever its ending, others by their endings; hidden ones and reference lists are left out. Deliveries of one
    second are in the order of their keys, versions of one key in their own. Nothing is fetched. ``ConfigurationError``
    where nothing is there, or it can't be listed.
    """
    bucket, prefix = _place(url)
    found, has_versions = _listed(bucket, f"{prefix}/" if prefix else "")
    wanted = [each for each in found if is_taken(each.raw.key.removeprefix(f"{prefix}/"))]
    if prefix and not found:
        found, has_versions = _listed(bucket, prefix)
        found = [each for each in found if each.raw.key == prefix]
        wanted = [each for each in found if PurePosixPath(prefix).name.lower() not in LISTS]
    if prefix and not found:
        raise ConfigurationError(f"{url}: there is no such object or prefix: check the spelling (patterns don't work)")
    return sorted(wanted, key=lambda each: (each.delivered_at, each.raw.key)), has_versions


def every_object(bucket: str) -> list[Found]:
    """Every version of every object of a bucket, in order of delivery. Nothing is fetched, nothing is left out."""
    found, _ = _listed(bucket, "")
    return sorted(found, key=lambda each: (each.delivered_at, each.raw.key))


def fetch(raw: RawObject, folder: Path) -> Document:
    """Bring an object into a folder, piece by piece, with its time of writing; the delivery.

    ``ObjectGone`` if it was deleted or has expired, ``ObjectRefused`` if it may not be read, ``TryAgainLater`` if S3 is
    busy or broke off, ``ConfigurationError`` if S3 can't be asked at all.
    """
    answer = _ask(lambda s3: s3.get_object(**_named(raw)), partial(_fetch_fault, raw))
    path = folder / raw.file
    with closing(answer["Body"]) as body, path.open("wb") as file:
        _copy(body, file)
        size = file.tell()
    document = Found(raw, _second(answer["LastModified"]), size).document(folder)
    os.utime(path, ns=(document.modified_ns, document.modified_ns))
    return document


class RawFiles:
    """What some ``s3://`` paths name, as documents whose files are here only while their batch is read.

    They lie in a folder of this user's alone, which goes with this value.
    """

    def __init__(self) -> None:
        self._objects: dict[Path, RawObject] = {}
        self._lists: dict[Path, str] = {}
        self.remarks: list[str] = []

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="tillroll-s3-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def find(self, url: str) -> list[Document]:
        """The documents at a place in S3, in order of delivery, but for those that were found before."""
        found, has_versions = find_objects(url)
        if not has_versions:
            self.remarks.append(f"{url}: {_ONLY_LATEST}")
        documents = {each.document(self._folder): each.raw for each in found}
        fresh = {document: raw for document, raw in documents.items() if document.path not in self._objects}
        self._objects |= {document.path: raw for document, raw in fresh.items()}
        return list(fresh)

    def lists(self, url: str) -> Path:
        """The reference lists at the top of a place in S3, in a folder here; a list that is named, as a file here."""
        bucket, prefix = _place(url)
        folder = self._folder / f"lists-{len(self._lists):06}"
        folder.mkdir()
        pure = PurePosixPath(prefix)
        if pure.name.lower() in LISTS:
            self._bring_list(RawObject(bucket, prefix), folder / pure.name.lower())
            self._lists[folder / pure.name.lower()] = url
            return folder / pure.name.lower()
        self._lists[folder] = f"s3://{bucket}/{prefix}".rstrip("/")
        for name in sorted(LISTS):
            self._bring_list(RawObject(bucket, f"{prefix}/{name}".lstrip("/")), folder / name)
        return folder

    def _bring_list(self, raw: RawObject, path: Path) -> None:
        try:
            fetch(raw, path.parent).path.rename(path)
        except ObjectGone:
            return
        except ObjectRefused as error:
            raise ConfigurationError(f"s3://{raw.bucket}/{raw.key} {error}") from None

    def named(self, text: str) -> str:
        """A message with the names of lists in S3 in the place of their copies here."""
        for path, url in self._lists.items():
            text = text.replace(str(path), url)
        return text

    def is_away(self, document: Document) -> bool:
        """Whether a document's file must be brought before it can be read."""
        return document.path in self._objects

    @contextmanager
    def bring(
        self, documents: Sequence[Document], on_postponed: Callable[[Postponed], None]
    ) -> Iterator[Sequence[Document]]:
        """The documents whose files are here until the block ends; the others are postponed."""
        away = [document for document in documents if self.is_away(document)]
        try:
            lacking = dict(self._bring_all(away))
            for postponed in lacking.values():
                on_postponed(postponed)
            yield [document for document in documents if document.path not in lacking]
        finally:
            for document in away:
                document.path.unlink(missing_ok=True)

    def _bring_all(self, documents: Sequence[Document]) -> Iterable[tuple[Path, Postponed]]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            faults = list(pool.map(self._bring_one, documents))
        return ((document.path, fault) for document, fault in zip(documents, faults, strict=True) if fault)

    def _bring_one(self, document: Document) -> Postponed | None:
        try:
            fetched = fetch(self._objects[document.path], self._folder)
        except (ObjectGone, TryAgainLater) as error:
            return postponed_as(document, str(error))
        except ObjectRefused as error:
            return postponed_as(document, str(error), needs_person=True)
        return None if fetched == document else postponed_as(document, _REPLACED)


def _place(url: str) -> tuple[str, str]:
    """Bucket and prefix of a URL; all that follows the bucket is taken as it is written."""
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    if not _BUCKET.fullmatch(bucket):
        raise ConfigurationError(f"{url}: names no bucket: write s3://BUCKET or s3://BUCKET/PREFIX")
    return bucket, prefix.rstrip("/")


def _listed(bucket: str, prefix: str) -> tuple[list[Found], bool]:
    """The objects whose keys begin so, versions of one key in the order in which they were written."""
    return _ask(partial(_list, bucket=bucket, prefix=prefix), partial(_list_fault, bucket, prefix))


def _list(s3: Any, bucket: str, prefix: str) -> tuple[list[Found], bool]:  # noqa: ANN401 - boto3 has no types
    try:
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        latest_first = [_found(bucket, each, _version(each)) for page in pages for each in page.get("Versions", [])]
        return latest_first[::-1], True
    except s3.exceptions.ClientError as error:
        if _code(error) not in _LACKS_VERSIONS:
            raise
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [_found(bucket, each, None) for page in pages for each in page.get("Contents", [])], False


def _found(bucket: str, told: dict[str, Any], version: str | None) -> Found:
    return Found(RawObject(bucket, told["Key"], version), _second(told["LastModified"]), told["Size"])


def _version(told: dict[str, Any]) -> str | None:
    """A version's id. The latest needs none if it was written without: another right would be asked for."""
    version = str(told["VersionId"])
    return None if version == "null" and told["IsLatest"] else version


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _named(raw: RawObject) -> dict[str, str]:
    named = {"Bucket": raw.bucket, "Key": raw.key}
    return named if raw.version is None else named | {"VersionId": raw.version}


def _copy(body: BinaryIO, file: BinaryIO) -> None:
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - only who needs AWS has it

    try:
        shutil.copyfileobj(body, file, _CHUNK)
    except BotoCoreError:
        raise TryAgainLater("broke off while it was fetched: run again") from None


def _ask(work: Callable[[Any], _T], fault: Callable[[str], Exception]) -> _T:
    """Ask S3 something; what it refuses becomes the fault that fits the code."""

    def asked(s3: Any) -> _T:  # noqa: ANN401 - boto3 has no types
        try:
            return work(s3)
        except s3.exceptions.ClientError as error:
            raise fault(_code(error)) from None

    answer: _T = aws("s3", None, asked)
    return answer


def _code(error: Any) -> str:  # noqa: ANN401 - boto3 has no types
    return str(error.response.get("Error", {}).get("Code", "error"))


def _list_fault(bucket: str, prefix: str, code: str) -> Exception:
    if code in _LACKS_VERSIONS:
        return ConfigurationError(f"s3://{bucket}/{prefix} may not be listed: allow s3:ListBucket, as {GUIDE} tells")
    return _bucket_fault(bucket, code)


def _fetch_fault(raw: RawObject, code: str) -> Exception:
    if code in _GONE:
        return ObjectGone("was deleted before it was read: put it there again if it should count")
    if code == "InvalidObjectState":
        return ObjectRefused("lies in an archive of S3: restore it there first")
    if code in {"AccessDenied", "AllAccessDisabled", "403"} or code.startswith("KMS"):
        right = "s3:GetObject" if raw.version is None else "s3:GetObjectVersion"
        return ObjectRefused(f"may not be read ({code}): allow {right}, and kms:Decrypt if it is encrypted so")
    return _bucket_fault(raw.bucket, code)


def _bucket_fault(bucket: str, code: str) -> Exception:
    if code == "NoSuchBucket":
        return ConfigurationError(f"s3://{bucket}: there is no such bucket: check the spelling, and whose keys you use")
    if code.startswith(LATER):
        return TryAgainLater(f"AWS s3 is busy ({code}): run again in a moment")
    return ConfigurationError(f"AWS s3 refused to show s3://{bucket} ({code}): see to AWS credentials and {GUIDE}")
