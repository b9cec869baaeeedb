"""The delivery rules agree with the independent fold on drawn histories, and obey the law of order.

The law: the same deliveries and decisions, processed in any order and any number of times, give the same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.reference import delivery as reference
from tests.reference.generators import History, histories
from tillroll.delivery import DayState, Decision, Delivery, Event, fold_day

FIRST = datetime(2021, 8, 25, 18, 0)


class Translation:
    """The events of a history as the product takes them; document ids and sales keep their order."""

    def __init__(self, events: Iterable[reference.Event]) -> None:
        self.events = list(events)
        deliveries = [event for event in self.events if isinstance(event, reference.Delivery)]
        self.tills = {event.document_id: event.till for event in deliveries}
        self.ids = numbered({event.document_id for event in self.events})
        self.sales = numbered({sale for event in deliveries for sale in event.claims})

    def event(self, event: reference.Event) -> Event:
        if isinstance(event, reference.Delivery):
            claims = {self.sales[sale]: minute for sale, minute in event.claims.items()}
            document_id, at = self.document(event.document_id), moment(event.delivered_at)
            return Delivery(document_id, at, event.till, claims, event.has_rejections, event.source)
        till = self.tills.get(event.document_id, "")
        return Decision(self.document(event.document_id), till, moment(event.position), event.keep, event.always)

    def document(self, name: str) -> UUID:
        return UUID(int=self.ids[name])

    def result(self, found: reference.Result) -> tuple[object, ...]:
        """The reference's answer in the product's words."""
        outcomes = {
            ((self.document(name), self.tills[name]), moment(at)): outcome
            for (name, at), outcome in found.outcomes.items()
        }
        return frozenset(self.sales[sale] for sale in found.current), outcomes, found.provisional


def numbered(names: Iterable[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(sorted(names), start=1)}


def moment(position: int) -> datetime:
    return FIRST + timedelta(minutes=position)


def told(state: DayState) -> tuple[object, ...]:
    outcomes = {key: judgement.outcome for key, judgement in state.judgements.items()}
    return state.current, outcomes, state.is_provisional


def folded(history: History, processed: Sequence[reference.Event]) -> DayState:
    translation = Translation(history.events)
    return fold_day([translation.event(event) for event in processed])


@given(histories())
def test_the_rules_agree_with_the_independent_fold(history: History) -> None:
    translation = Translation(history.events)
    assert told(folded(history, history.events)) == translation.result(reference.fold(history.events))


@given(histories())
def test_any_order_and_any_number_of_times_give_the_same_state(history: History) -> None:
    assert folded(history, history.as_processed) == folded(history, history.events)


@given(histories(), st.data())
def test_what_comes_late_is_as_if_it_had_come_in_time(history: History, data: st.DataObject) -> None:
    late = data.draw(st.sampled_from(history.events))
    others = [event for event in history.events if event != late]
    assert folded(history, [*others, late]) == folded(history, history.events)


@given(histories())
def test_a_sale_counts_only_if_a_document_claims_it(history: History) -> None:
    claimed = {sale for event in history.events if isinstance(event, reference.Delivery) for sale in event.claims}
    assert len(folded(history, history.events).current) <= len(claimed)
