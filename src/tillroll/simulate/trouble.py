"""Trouble for a simulated chain: which branch-days a fault befalls, and what the answer key says of them then."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tillroll.engine import Engine
from tillroll.simulate.cafes import Cafe
from tillroll.simulate.days import DayFile
from tillroll.simulate.deliveries import Delivery, TrueFile, TrueSale
from tillroll.simulate.faults import FAULTS, SHARE, choose, spoil
from tillroll.simulate.key import AnswerKey, DayFate
from tillroll.simulate.makes import COLON
from tillroll.simulate.world import Planted, World

_FEWEST_CANDIDATES = 300
_CANDIDATES_A_FAULT = 3
STREAM_ONLY, STREAM_ONLY_WORDS = "stream_only", "the file never came, so that the stream alone told of the day"
_STREAM_ONLY_SHARE = 0.03

DayKey = tuple[int, int]


@dataclass(slots=True)
class Trouble:
    """The branch-days that a fault may befall, by numbers of branch and day, and their true files once drawn.

    ``stream_only`` are days of streaming tills whose file never comes.
    """

    world: World
    candidates: frozenset[DayKey]
    stream_only: frozenset[DayKey]
    files: dict[str, tuple[DayFile, TrueFile, Delivery]] = field(default_factory=dict)

    def keeps(self, file: DayFile) -> bool:
        """Whether a genuine file is kept back until it is known what becomes of it."""
        return (file.cafe.number, self._day_no(file)) in self.candidates

    def withholds(self, file: DayFile) -> bool:
        """Whether a genuine file never comes, so that the stream alone tells of its day."""
        return (file.cafe.number, self._day_no(file)) in self.stream_only

    def _day_no(self, file: DayFile) -> int:
        return (file.day - self.world.wanted.first_day).days

    def keep(self, engine: Engine, kept: Mapping[DayFile, Delivery]) -> None:
        """Keep genuine files of the batch in the engine back, with their sales one by one."""
        by_name = {file.name: (file, delivery) for file, delivery in kept.items()}
        for file in true_files(engine, kept):
            day_file, delivery = by_name[file.name]
            self.files[file.name] = day_file, file, delivery

    def befall(self, key: AnswerKey) -> Iterator[Delivery]:
        """What is delivered in place of the kept files; what it comes to is noted in the key."""
        chosen = self._chosen()
        for name, (day_file, file, delivery) in self.files.items():
            if name in chosen:
                yield from self._spoil(key, day_file, file, chosen[name])
            else:
                yield delivery

    def _chosen(self) -> Mapping[str, str]:
        files = [file for _, file, _ in self.files.values()]
        wanted = self.world.wanted
        share = min(1.0, SHARE * wanted.branches * wanted.days / max(len(files), 1))
        return choose(files, wanted.rng("faults"), share)

    def _spoil(self, key: AnswerKey, day_file: DayFile, file: TrueFile, fault: str) -> Iterator[Delivery]:
        spoilt = spoil(file, fault, self.world.wanted.rng(f"fault {file.name}"))
        day = day_file.cafe.number, self._day_no(day_file)
        key.fates[day] = DayFate(spoilt.state, spoilt.sales, spoilt.pence)
        key.count_only(spoilt.counted, file.sales)
        key.strays |= set(spoilt.strays)
        key.faults.append(_planted(day_file, fault, FAULTS[fault].words))
        for delivery in spoilt.deliveries:
            yield replace(delivery, tells_of=delivery.tells_of or day_file.tells_of)

    def withhold(self, key: AnswerKey, file: DayFile) -> None:
        """Note in the key that a day's file never comes: its sales count, and the day stays provisional."""
        day = file.cafe.number, self._day_no(file)
        key.fates[day] = DayFate("provisional", *key.truth[day])
        key.faults.append(_planted(file, STREAM_ONLY, STREAM_ONLY_WORDS))


def _planted(file: DayFile, fault: str, words: str) -> Planted:
    return Planted("fault", file.cafe.code, f"{fault}: {words}", file.day, file.day, 1)


def no_trouble(world: World) -> Trouble:
    """None at all."""
    return Trouble(world, frozenset(), frozenset())


def draw_trouble(world: World) -> Trouble:
    """Branch-days that faults may befall: more than will, so that each fault finds one that it suits."""
    rng, wanted = world.wanted.rng("candidates"), world.wanted
    suited = [day for day in _trading_days(world) if _is_suited(world.cafes[day[0]])]
    count = max(_FEWEST_CANDIDATES, round(_CANDIDATES_A_FAULT * SHARE * wanted.branches * wanted.days))
    chosen = {*rng.sample(suited, min(count, len(suited))), *suited[:1]}
    streamed = [day for day in _trading_days(world) if world.cafes[day[0]].is_streaming]
    few = rng.sample(streamed, min(len(streamed), max(1, round(_STREAM_ONLY_SHARE * len(streamed)))))
    return Trouble(world, frozenset(chosen), frozenset(few))


def _trading_days(world: World) -> list[DayKey]:
    """Branch and day by number, the earliest days first."""
    return [
        (cafe.number, day_no)
        for day_no in range(world.wanted.days)
        for cafe in world.cafes
        if world.opening(cafe, world.wanted.span.day(day_no))
    ]


def _is_suited(cafe: Cafe) -> bool:
    """Whether the fate of its faults is sure: one till, a name of its own, and plain text of a common wording."""
    is_alone = len(cafe.tills) == 1 and not cafe.shares_its_name and not cafe.is_streaming
    return is_alone and cafe.make.is_plain and cafe.make.wording != COLON


def true_files(engine: Engine, files: Iterable[DayFile]) -> Iterator[TrueFile]:
    """Genuine files of the batch in the engine, sale by sale."""
    by_number = {file.number: file for file in files}
    sales: dict[int, list[TrueSale]] = defaultdict(list)
    for number, sale_no, rows, placed_at, pence in engine.run("simulate/rows_of_files", file_nos=list(by_number)):
        sales[number].append(TrueSale(sale_no, tuple(rows), placed_at, int(pence)))
    for number, told in sales.items():
        yield _true_file(by_number[number], tuple(told))


def _true_file(file: DayFile, sales: tuple[TrueSale, ...]) -> TrueFile:
    cafe = file.cafe
    place = (file.name, cafe.code, cafe.name, file.till, file.day)
    return TrueFile(
        *place, cafe.make.format, cafe.make.header, cafe.make.newline, sales, file.delivered_at, file.closes_at
    )
