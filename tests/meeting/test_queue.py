"""Who speaks: the queue, the floor, the time that each has."""

from datetime import timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import React, Say
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.queue import unheard, voices, waiting
from tests.meeting.group import ANA, BRUNO, CHLOE, DAVID, PLAN, Group

PAUL = Who("Paul", "Paul")


def live(*joined: str) -> Group:
    """A meeting under way that Ana opened, and who waits for the floor in it."""
    group = Group(PLAN).at(0)
    group.does(c.Start())
    for person in joined:
        group.does(c.JoinQueue(), person)
    return group


def queued(group: Group) -> list[str]:
    return [place.person for place in waiting(group.room, group.meeting, group.now)]


def speaker(group: Group) -> str | None:
    floor = group.meeting.floor
    return None if floor is None else floor.person


# --- waiting


def test_the_first_to_come_is_the_first_to_speak() -> None:
    group = live(BRUNO, CHLOE)
    assert group.seen == (React(emoji="✋"),)
    assert queued(group) == [BRUNO, CHLOE]
    group.does(c.GiveFloor())
    assert (speaker(group), queued(group)) == (BRUNO, [CHLOE])


def test_a_point_of_order_goes_first_then_a_reply() -> None:
    group = live(BRUNO)
    group.does(c.JoinQueue(manner="reply"), CHLOE)
    group.does(c.JoinQueue(manner="order", topic="l’heure"), DAVID)
    assert queued(group) == [DAVID, CHLOE, BRUNO]
    assert (
        group.asks(c.AskQueue())
        == "✋ Dans la file : David (point d’ordre : l’heure), Chloé (réponse) et Bruno"
    )


def test_who_waits_already_is_not_put_twice_but_may_say_about_what() -> None:
    group = live(BRUNO, CHLOE)
    assert group.is_refused(c.JoinQueue(), BRUNO) == "refused.already_so"
    group.does(c.JoinQueue(topic="le loyer"), BRUNO)
    assert group.asks(c.AskQueue()) == "✋ Dans la file : Bruno (le loyer) et Chloé"
    group.does(c.JoinQueue(manner="order"), CHLOE)
    assert queued(group) == [CHLOE, BRUNO]


def test_who_is_on_the_phone_only_is_queued_by_name_and_taken_off_by_anyone() -> None:
    group = live()
    group.does(c.JoinQueue(who=PAUL, topic="le loyer"), BRUNO)
    assert queued(group) == ["Paul"]
    group.does(c.LeaveQueue(who=PAUL), CHLOE)
    assert queued(group) == []


def test_one_leaves_and_only_the_lead_takes_others_off() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.ClaimRole(role="facilitator"), ANA)
    group.does(c.Hear(), ANA)
    assert group.is_refused(c.LeaveQueue(who=Who(BRUNO, "Bruno")), CHLOE) == "refused.lead_only"
    group.does(c.LeaveQueue(who=Who(BRUNO, "Bruno")), ANA)
    group.does(c.LeaveQueue(), CHLOE)
    assert queued(group) == []
    assert group.is_refused(c.LeaveQueue(), CHLOE) == "refused.not_queued"


def test_a_tap_taken_back_leaves_the_queue() -> None:
    group = live()
    group.writes_in = "$tap"
    group.does(c.JoinQueue(), BRUNO)
    group.writes_in = None
    assert group.does(c.EraseNotes(event="$another"), BRUNO) == ()
    assert group.does(c.EraseNotes(event="$tap"), BRUNO) == (f.QueueLeft(meeting=1, person=BRUNO),)


def test_who_waits_already_and_taps_stays_as_they_are_until_they_take_it_back() -> None:
    group = live(CHLOE)
    group.does(c.JoinQueue(topic="l’heure", manner="order"), BRUNO)
    before = queued(group)
    group.writes_in = "$tap"
    group.does(c.JoinQueue(tapped=True), BRUNO)
    group.writes_in = None
    place = next(place for place in group.meeting.queue if place.person == BRUNO)
    assert queued(group) == before
    assert (place.topic, place.manner) == ("l’heure", "order")
    group.does(c.EraseNotes(event="$tap"), BRUNO)
    assert queued(group) == [CHLOE]


def test_a_closed_queue_takes_nobody_else() -> None:
    group = live(BRUNO)
    group.does(c.CloseQueue())
    assert group.reads() == "✋ La file est fermée : plus personne ne s’y ajoute."
    assert group.is_refused(c.JoinQueue(), CHLOE) == "refused.queue_closed"
    group.does(c.JoinQueue(topic="le loyer"), BRUNO)
    assert group.is_refused(c.CloseQueue()) == "refused.already_so"
    group.does(c.OpenQueue())
    assert group.reads() == ("✋ La file est ouverte : ✋ sur la carte, ou !main, pour demander la parole.")
    group.does(c.JoinQueue(), CHLOE)
    assert queued(group) == [BRUNO, CHLOE]
    assert group.is_refused(c.OpenQueue()) == "refused.already_so"


def test_a_queue_is_not_endless() -> None:
    group = live()
    for number in range(50):
        group.does(c.JoinQueue(who=Who(f"Invité {number}", "")))
    assert group.is_refused(c.JoinQueue(), CHLOE) == "refused.queue_full"


def test_without_a_meeting_there_is_no_queue() -> None:
    assert Group(PLAN).is_refused(c.JoinQueue()) == "refused.none_live"
    assert Group().asks(c.AskQueue())


def test_nobody_waits() -> None:
    group = live()
    assert group.is_refused(c.GiveFloor()) == "refused.queue_empty"
    assert "Personne n’attend la parole" in group.asks(c.AskQueue())


# --- the floor


def test_whoever_gets_the_floor_is_called_and_the_next_one_named() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.GiveFloor())
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, [who.id for who in said.mentions]) == (True, [BRUNO])
    assert group.reads().splitlines() == ["🎤 Bruno, à vous la parole.", "Ensuite : Chloé"]


def test_whoever_speaks_may_give_the_floor_on_and_nobody_else_but_the_lead() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.ClaimRole(role="facilitator"), ANA)
    group.does(c.Hear(), ANA)
    assert group.is_refused(c.GiveFloor(), BRUNO) == "refused.lead_only"
    group.does(c.GiveFloor(), ANA)
    group.does(c.GiveFloor(), BRUNO)
    assert speaker(group) == CHLOE
    group.does(c.GiveFloor(), CHLOE)
    assert speaker(group) is None
    assert group.seen == (React(emoji="👍"),)


def test_two_people_who_call_the_next_speaker_mean_it_once() -> None:
    group = live(BRUNO, CHLOE, DAVID)
    group.does(c.GiveFloor(), ANA)
    assert group.is_refused(c.GiveFloor(), DAVID) == "refused.double"
    assert speaker(group) == BRUNO
    group.does(c.GiveFloor(), ANA)
    assert speaker(group) == CHLOE
    group.does(c.GiveFloor(), CHLOE)
    assert speaker(group) == DAVID
    group.at(0.6).does(c.GiveFloor(), BRUNO)
    assert speaker(group) is None


def test_the_floor_may_be_given_to_somebody_who_does_not_wait() -> None:
    group = live(BRUNO)
    group.does(c.GiveFloor(who=PAUL))
    assert (speaker(group), queued(group)) == ("Paul", [BRUNO])
    assert group.is_refused(c.GiveFloor(who=PAUL)) == "refused.already_so"


def test_a_pause_and_the_end_take_the_floor() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.GiveFloor())
    group.at(2).does(c.Pause())
    assert speaker(group) is None
    assert group.is_refused(c.GiveFloor()) == "refused.paused"
    group.at(3).does(c.Resume())
    group.does(c.GiveFloor())
    group.at(5).does(c.End())
    assert (speaker(group), group.meeting.queue) == (None, ())
    assert [each.turns for each in voices(group.meeting, group.now)] == [1, 1]


# --- time


def test_a_turn_lasts_from_floor_to_floor() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.GiveFloor())
    group.at(3).does(c.GiveFloor())
    group.at(4).does(c.GiveFloor(who=Who(BRUNO, "Bruno")))
    group.at(6)
    assert [(each.person, each.turns, each.time) for each in voices(group.meeting, group.now)] == [
        (BRUNO, 2, timedelta(minutes=5)),
        (CHLOE, 1, timedelta(minutes=1)),
    ]


def test_a_limit_is_called_once_and_to_who_speaks() -> None:
    group = live(BRUNO, CHLOE)
    group.does(c.LimitTurns(length=timedelta(minutes=2)))
    assert group.reads() == "⏱ Chaque tour de parole dure 2 min au plus."
    group.does(c.GiveFloor())
    assert "pour 2 min" in group.reads()
    group.at(1.9)
    assert not group.meeting.floor or not group.meeting.floor.warned
    group.at(2)
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, [who.id for who in said.mentions]) == (True, [BRUNO])
    assert "votre temps de parole est écoulé (2 min)" in group.reads()
    group.at(3)
    warned = [entry for entry in group.entries if isinstance(entry.fact, f.SpeakerWarned)]
    assert len(warned) == 1


def test_a_limit_can_be_lifted_and_must_make_sense() -> None:
    group = live()
    assert group.is_refused(c.LimitTurns(length=None)) == "refused.already_so"
    assert group.is_refused(c.LimitTurns(length=timedelta(seconds=1))) == "refused.turn_odd"
    assert group.is_refused(c.LimitTurns(length=timedelta(days=1))) == "refused.turn_odd"
    group.does(c.LimitTurns(length=timedelta(seconds=90)))
    group.does(c.LimitTurns(length=None))
    assert group.reads() == "⏱ Les tours de parole ne sont plus limités."


def test_where_the_room_wants_it_those_who_spoke_least_go_first() -> None:
    group = live(BRUNO)
    group.does(c.SetPreference(name="queue", value="share"))
    group.does(c.GiveFloor())
    group.at(3).does(c.GiveFloor())
    for person in (BRUNO, CHLOE, DAVID):
        group.does(c.JoinQueue(), person)
    assert queued(group) == [CHLOE, DAVID, BRUNO]


def test_who_spoke_is_told_by_person_and_organisation_and_who_was_not_heard() -> None:
    group = live(BRUNO, CHLOE)
    for person, organisation in ((BRUNO, "La Louve"), (CHLOE, "La Chouette")):
        group.does(c.SpeakFor(organisation=organisation), person)
    group.does(c.Hear(), DAVID)
    group.does(c.GiveFloor())
    group.at(3).does(c.GiveFloor())
    group.at(4)
    assert unheard(group.meeting) == (DAVID,)
    assert group.asks(c.AskVoices()).splitlines() == [
        "🎤 Qui a parlé :",
        "• Bruno : 1 fois, 3 min",
        "• Chloé : 1 fois, 1 min",
        "Par structure :",
        "• La Louve : 1 fois, 3 min",
        "• La Chouette : 1 fois, 1 min",
        "Sans tour de parole : David",
    ]


def test_nobody_has_spoken() -> None:
    assert "Personne n’a encore reçu la parole" in live().asks(c.AskVoices())
    assert "Personne n’a encore reçu la parole" in Group().asks(c.AskVoices())


@pytest.mark.parametrize("topic", ["x" * 101, "x" * 1000])
def test_a_topic_is_short(topic: str) -> None:
    assert live().is_refused(c.JoinQueue(topic=topic)) == "refused.too_long"


def test_who_leaves_the_room_leaves_the_queue_and_the_floor() -> None:
    group = live(BRUNO, CHLOE)
    for person in (BRUNO, CHLOE):
        group.does(c.Hear(), person)
    group.does(c.GiveFloor())
    for person in (BRUNO, CHLOE):
        group.does(c.Dismiss(who=Who(person, person)))
    assert (speaker(group), queued(group)) == (None, [])


def test_who_says_that_they_are_gone_leaves_them_too() -> None:
    group = live(BRUNO)
    group.does(c.Hear(), BRUNO)
    group.does(c.GiveFloor())
    group.does(c.JoinQueue(), BRUNO)
    group.does(c.MarkGone(people=()), BRUNO)
    assert (speaker(group), queued(group)) == (None, [])


def test_who_is_on_the_phone_only_and_asks_to_speak_is_there() -> None:
    group = live()
    group.does(c.JoinQueue(who=PAUL), BRUNO)
    group.does(c.GiveFloor(who=Who("Denise", "Denise")))
    assert [known.person for known in group.meeting.attendance.values() if known.seen] == ["Paul", "Denise"]
    group.does(c.MarkGone(people=(PAUL,)), BRUNO)
    assert queued(group) == []
    group.does(c.JoinQueue(who=PAUL), BRUNO)
    assert group.meeting.attended("Paul").left_at is None


def test_who_does_not_write_is_not_there_for_being_given_the_floor() -> None:
    group = live()
    group.does(c.GiveFloor(who=Who(BRUNO, "Bruno")))
    assert not group.meeting.attended(BRUNO).seen


@pytest.mark.parametrize(
    ("limit", "warned"),
    [
        pytest.param(5, [2, 5], id="longer: warned again, at its end"),
        pytest.param(1, [2], id="shorter: warned already"),
        pytest.param(None, [2], id="none any more"),
    ],
)
def test_a_limit_that_is_changed_during_a_turn(limit: int | None, warned: list[float]) -> None:
    group = live(BRUNO)
    group.does(c.LimitTurns(length=timedelta(minutes=2)))
    group.does(c.GiveFloor())
    length = None if limit is None else timedelta(minutes=limit)
    group.at(3).does(c.LimitTurns(length=length))
    group.at(10)
    warnings = [entry.at - group.start for entry in group.entries if isinstance(entry.fact, f.SpeakerWarned)]
    assert warnings == [timedelta(minutes=each) for each in warned]


def test_a_limit_that_is_set_during_a_turn_is_called_at_once_where_it_is_over() -> None:
    group = live(BRUNO)
    group.does(c.GiveFloor())
    group.at(3).does(c.LimitTurns(length=timedelta(minutes=2)))
    group.at(3)
    assert "votre temps de parole est écoulé (2 min)" in group.reads()


def test_of_one_organisation_and_of_nobody_silent_nothing_is_said() -> None:
    group = live()
    group.does(c.SpeakFor(organisation="La Louve"), BRUNO)
    group.does(c.GiveFloor(who=group.room.who(BRUNO)))
    group.at(3).does(c.Pause())
    assert group.asks(c.AskVoices()).splitlines() == ["🎤 Qui a parlé :", "• Bruno : 1 fois, 3 min"]


def test_who_has_left_or_was_only_expected_is_not_among_those_not_heard() -> None:
    group = live()
    group.does(c.Hear(), ANA)
    group.does(c.Foretell(coming=True), CHLOE)
    group.does(c.Hear(), DAVID)
    group.does(c.MarkGone(people=(group.room.who(DAVID),)), DAVID)
    group.does(c.GiveFloor(who=group.room.who(BRUNO)))
    assert unheard(group.meeting) == (ANA,)


def test_half_a_minute_later_the_next_one_is_meant() -> None:
    group = live(BRUNO, CHLOE, DAVID)
    group.does(c.GiveFloor(), ANA)
    group.at(0.5).does(c.GiveFloor(), DAVID, moderator=True)
    assert speaker(group) == CHLOE


@pytest.mark.parametrize("length", [timedelta(seconds=10), timedelta(hours=2)])
def test_the_shortest_and_the_longest_turn(length: timedelta) -> None:
    group = live()
    group.does(c.LimitTurns(length=length))
    assert group.meeting.turn_limit == length


def test_the_turns_before_stay_as_they_were_when_the_limit_changes() -> None:
    group = live(BRUNO, CHLOE, DAVID)
    group.does(c.LimitTurns(length=timedelta(minutes=2)))
    for minute in (1, 2, 3):
        group.at(minute).does(c.GiveFloor())
    group.at(6).does(c.LimitTurns(length=timedelta(minutes=9)))
    assert [(floor.person, floor.warned) for floor in group.meeting.floors] == [
        (BRUNO, False),
        (CHLOE, False),
        (DAVID, False),
    ]


def test_a_limit_that_is_just_reached_has_been_told() -> None:
    group = live(BRUNO)
    group.does(c.LimitTurns(length=timedelta(minutes=2)))
    group.does(c.GiveFloor())
    group.at(3).does(c.LimitTurns(length=timedelta(minutes=3)))
    assert group.meeting.floor is not None
    assert group.meeting.floor.warned


def test_who_waited_when_the_meeting_ended_waits_no_longer_where_it_goes_on() -> None:
    group = live(BRUNO).at(30)
    group.does(c.End())
    group.at(40).does(c.Resume())
    assert queued(group) == []
