"""A meeting under way."""

from datetime import timedelta

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.closure import SILENCE_WITHOUT_END, presumed_end
from intercoop_bot.meeting.effects import PostMinutes, React, Say
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.schedule import left, spent
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, PLAN, Group, after, somebody


def live(*commands: c.Command) -> Group:
    """The planned hour, opened at noon."""
    group = Group(PLAN).at(0)
    group.does(c.Start())
    for command in commands:
        group.does(command)
    return group


def outcomes(group: Group) -> list[str | None]:
    return [item.outcome for item in group.meeting.items]


# --- start and end


def test_the_planned_meeting_is_opened_at_its_first_item() -> None:
    group = Group(PLAN).at(0)
    assert group.does(c.Start()) == (
        f.MeetingStarted(meeting=1, ends_at=after(60)),
        f.ItemStarted(meeting=1, item=1),
    )
    assert group.reads().splitlines() == [
        "▶️ Cinquième réunion groupe info : c’est parti.",
        "📞 01 23 45 67 89, code 4242#",
        "🙋 Personne encore pour : notes 📝, appel 📞 et animation 🧭. Qui s’y colle ? !prendre notes",
        "1/5 · Connexion – 5 min, jusqu’à 12:05",
        "Fin prévue à 13:00.",
        "Pour noter, commencez un message par NOTE :, DÉCISION : ou ACTION :",
        "👇 ▶ suivant · ⏸ pause · ➕ 5 min · ✋ parole · ⏹ clore",
    ]


def test_a_meeting_that_was_not_planned_is_opened_at_once() -> None:
    group = Group(minute=0)
    assert group.does(c.Start(title="  Point  budget ")) == (
        f.MeetingPlanned(meeting=1, title="Point budget"),
        f.MeetingStarted(meeting=1),
    )
    assert group.does(c.End()) == (f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1))


def test_a_meeting_without_a_title_is_called_by_its_day() -> None:
    group = Group(c.Start(), minute=0)
    assert "Réunion du vendredi 12 mai 2028" in group.reads()


@pytest.mark.parametrize(
    ("minute", "ends"),
    [
        pytest.param(-30, 60, id="half an hour early: as planned"),
        pytest.param(-31, 29, id="earlier: as long as planned"),
        pytest.param(30, 60, id="half an hour late: as planned"),
        pytest.param(31, 91, id="later: as long as planned"),
    ],
)
def test_the_end_follows_from_the_plan(minute: float, ends: float) -> None:
    group = Group(PLAN).at(minute)
    group.does(c.Start())
    assert group.meeting.ends_at == after(ends)


@pytest.mark.parametrize("minute", [15, 20])
def test_a_short_meeting_opened_after_its_end_keeps_its_length(minute: float) -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(15))).at(minute)
    group.does(c.Start())
    assert group.meeting.ends_at == after(minute + 15)


@pytest.mark.parametrize(
    ("items", "ends"),
    [pytest.param(FIVE, 60, id="as long as its agenda"), pytest.param((), None, id="none: no end")],
)
def test_without_a_date_the_agenda_gives_the_end(items: tuple[c.DraftItem, ...], ends: float | None) -> None:
    group = Group(c.Plan(title="Café", items=items)).at(0)
    group.does(c.Start())
    assert group.meeting.ends_at == (None if ends is None else after(ends))


def test_one_meeting_at_a_time() -> None:
    assert live().is_refused(c.Start(), BRUNO) == "refused.already_live"


@pytest.mark.parametrize(
    ("minute", "title", "expected"),
    [
        pytest.param(-60, "", "Bureau", id="the nearest one to come"),
        pytest.param(50, "", "Bureau", id="late, but it is the nearest"),
        pytest.param(90, "", "Commission", id="the other one was not held"),
        pytest.param(-60, "COMMI", "Commission", id="by a word of its title"),
        pytest.param(-60, "Autre chose", "Autre chose", id="no such title: a new one"),
    ],
)
def test_which_of_several_planned_meetings_is_opened(minute: float, title: str, expected: str) -> None:
    group = Group(
        c.Plan(title="Bureau", starts_at=after(0)),
        c.Plan(title="Commission", starts_at=after(240)),
        c.Plan(title="Sans date"),
    ).at(minute)
    group.does(c.Start(title=title))
    assert group.meeting.title == expected


def test_what_is_shown_as_the_next_meeting_is_what_start_opens() -> None:
    group = Group(PLAN, c.Plan(title="Commission", starts_at=after(60 * 24 * 7))).at(60 * 24)
    assert "Commission" in group.asks(c.AskStatus())
    group.does(c.Start())
    assert group.meeting.title == "Commission"


def test_a_cancelled_meeting_is_not_opened() -> None:
    group = Group(PLAN, c.Cancel(), minute=-10)
    group.does(c.Start())
    assert [m.phase for m in group.room.meetings.values()] == [Phase.CANCELLED, Phase.LIVE]


def test_the_button_of_a_meeting_that_was_cancelled_opens_none() -> None:
    assert Group(PLAN, c.Cancel()).is_refused(c.Start(meeting=1)) == "refused.none_planned"


@pytest.mark.parametrize("paused", [False, True])
def test_the_end_closes_the_current_item_and_posts_the_minutes(paused: bool) -> None:
    group = live(*([c.Pause()] if paused else [])).at(3)
    assert group.does(c.End()) == (
        f.ItemClosed(meeting=1, item=1, outcome="done"),
        f.MeetingEnded(meeting=1),
        f.MinutesPosted(meeting=1),
    )
    assert group.seen == (PostMinutes(meeting=1, occasion="ended"),)
    assert group.meeting.phase is Phase.ENDED
    assert group.meeting.items[0].spent == timedelta(minutes=0 if paused else 3)
    assert group.is_refused(c.End()) == "refused.none_live"


# --- through the agenda


def test_next_closes_the_item_and_takes_up_the_one_after() -> None:
    group = live().at(5)
    group.does(c.Next())
    assert group.current.title == "Accueil nouveaux projets"
    assert outcomes(group) == ["done", None, None, None, None]
    assert group.reads() == "2/5 · Accueil nouveaux projets – 5 min, jusqu’à 12:10"


def test_two_people_who_say_next_move_once() -> None:
    group = live().at(5)
    group.does(c.Next())
    group.at(5.49)
    assert group.is_refused(c.Next(), BRUNO) == "refused.double"
    assert group.is_refused(c.Skip(), BRUNO) == "refused.double"
    group.at(5.5)
    group.does(c.Next())
    assert group.current.title == "Prochaine réunion"


def test_who_says_next_as_another_went_to_an_item_does_not_leave_it() -> None:
    group = live().at(10)
    group.does(c.GoTo(position=4))
    assert group.is_refused(c.Next(), BRUNO) == "refused.double"
    group.at(10.5).does(c.Next(), BRUNO)
    assert group.current.id == 5


def test_of_two_people_who_say_next_at_the_last_item_none_is_told_that_there_is_no_other() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), items=FIVE[:1])).at(0)
    group.does(c.Start())
    group.at(5).does(c.Next())
    assert group.is_refused(c.Next(), BRUNO) == "refused.double"
    assert group.at(5.5).is_refused(c.Next(), BRUNO) == "refused.agenda_done"


@pytest.mark.parametrize(
    "items", [pytest.param(FIVE[:1], id="for the item"), pytest.param((), id="for the meeting")]
)
def test_two_people_who_ask_for_more_time_mean_it_once(items: tuple[c.DraftItem, ...]) -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(60), items=items)).at(0)
    group.does(c.Start())
    given = f.ItemExtended if items else f.EndMoved
    group.writes_in = "$1"
    group.at(2).does(c.Extend(minutes=5), ANA)
    assert group.at(2.4).is_refused(c.Extend(minutes=5), BRUNO) == "refused.double"
    group.writes_in = "$2"
    group.does(c.Extend(minutes=5), ANA)
    group.at(2.9).does(c.Extend(minutes=5), BRUNO)
    assert len([entry for entry in group.entries if isinstance(entry.fact, given)]) == 3


def test_more_time_is_given_to_the_item_that_another_has_just_moved_on_to() -> None:
    group = live().at(5)
    group.does(c.Next(), ANA)
    group.does(c.Extend(minutes=5), BRUNO)
    assert (group.current.id, group.current.extended) == (2, 5)


def test_the_first_item_may_be_left_right_after_the_start() -> None:
    group = live()
    group.does(c.Next())
    assert group.current.id == 2


def test_after_the_last_item_come_those_left_open() -> None:
    group = live(c.GoTo(position=5)).at(10)
    group.does(c.Next())
    assert group.current.id == 1
    for minute in (20, 30, 40):
        group.at(minute).does(c.Next())
    assert group.current.id == 4
    group.at(50).does(c.Next())
    assert group.meeting.current is None
    assert group.reads() == "L’ordre du jour est terminé. Pour clore la réunion : !clore"
    assert group.at(55).is_refused(c.Next()) == "refused.agenda_done"
    assert group.is_refused(c.Park()) == "refused.no_current_item"


def test_an_item_added_after_the_last_one_can_be_taken_up() -> None:
    group = Group(c.Start(), minute=0)
    assert group.is_refused(c.Next()) == "refused.agenda_empty"
    assert group.is_refused(c.Back()) == "refused.agenda_empty"
    assert group.is_refused(c.GoTo(position=1)) == "refused.agenda_empty"
    group.does(c.AddItems(items=(c.DraftItem(title="Divers"),)))
    group.does(c.Next())
    assert group.current.title == "Divers"


def test_back_takes_the_item_before_up_again_with_its_time() -> None:
    group = live().at(4)
    group.does(c.Next())
    group.at(6)
    assert group.does(c.Back()) == (f.ItemStarted(meeting=1, item=1),)
    group.at(7)
    assert spent(group.meeting, group.current, group.now) == timedelta(minutes=5)
    assert outcomes(group) == [None] * 5
    assert group.meeting.items[1].spent == timedelta(minutes=2)
    assert group.is_refused(c.Back()) == "refused.nothing_before"


def test_back_after_the_last_item_takes_the_last_one_up_again() -> None:
    group = Group(c.Start(), c.AddItems(items=FIVE[:1]), c.Next(), minute=0).at(3)
    group.does(c.Next())
    group.at(4).does(c.Back())
    assert group.current.title == "Connexion"


def test_goto_leaves_the_current_item_open() -> None:
    group = live()
    group.does(c.GoTo(position=4))
    assert group.current.title == "Hébergement"
    assert outcomes(group) == [None] * 5
    assert group.is_refused(c.GoTo(position=4)) == "refused.there_already"
    assert group.is_refused(c.GoTo(position=6)) == "refused.no_such_item"


def test_skip_and_park_say_what_becomes_of_the_item() -> None:
    group = live()
    group.does(c.Skip())
    assert group.reads().splitlines()[0] == "⏭ On passe « Connexion »."
    group.at(1).does(c.Park())
    assert group.reads().splitlines()[0] == (
        "📦 « Accueil nouveaux projets » est reporté à une prochaine réunion."
    )
    assert outcomes(group) == ["skipped", "parked", None, None, None]


def test_another_item_is_parked_while_the_meeting_stays_where_it_is() -> None:
    group = live()
    assert group.does(c.Park(position=4)) == (f.ItemClosed(meeting=1, item=4, outcome="parked"),)
    assert group.current.id == 1
    assert group.reads() == "📦 « Hébergement » est reporté à une prochaine réunion."
    assert group.is_refused(c.Park(position=4)) == "refused.already_so"


def test_parking_the_current_item_by_its_number_moves_on() -> None:
    group = live()
    group.does(c.Park(position=1))
    assert group.current.id == 2


def test_an_item_that_was_done_can_still_be_put_off_and_taken_up_again() -> None:
    group = live().at(5)
    group.does(c.Next())
    group.does(c.Park(position=1))
    assert outcomes(group)[0] == "parked"
    group.does(c.GoTo(position=1))
    assert outcomes(group)[0] is None


def test_whose_turn_it_is_is_rung_for() -> None:
    group = live(c.EditItem(position=2, owner=somebody(CHLOE)))
    group.does(c.Next())
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions) == (True, (somebody(CHLOE),))
    assert group.reads().splitlines()[1] == "À vous, Chloé."


def test_an_owner_on_the_phone_cannot_be_rung_for() -> None:
    group = live(c.EditItem(position=2, owner=somebody("Denise")))
    group.does(c.Next())
    assert [(said.alarm, said.mentions) for said in group.seen if isinstance(said, Say)] == [(False, ())]


def test_the_current_item_is_known_by_itself_when_the_agenda_is_changed() -> None:
    group = live(c.MoveItem(position=1, to=3))
    assert group.titles[2] == group.current.title == "Connexion"
    group.does(c.Next())
    assert group.current.title == "Hébergement"


# --- time


def test_more_time_for_an_item_is_taken_from_what_is_spare() -> None:
    group = live(c.Park(position=4)).at(3)
    assert group.does(c.Extend(minutes=5)) == (f.ItemExtended(meeting=1, item=1, minutes=5),)
    assert group.reads().splitlines() == [
        "⏱ « Connexion » continue jusqu’à 12:10.",
        "La réunion finit toujours à 13:00.",
    ]


def test_more_time_that_does_not_fit_moves_the_end() -> None:
    group = live().at(3)
    assert group.does(c.Extend(minutes=5)) == (
        f.ItemExtended(meeting=1, item=1, minutes=5),
        f.EndMoved(meeting=1, ends_at=after(65)),
    )
    assert group.reads().splitlines() == [
        "⏱ « Connexion » continue jusqu’à 12:10.",
        "La fin est repoussée à 13:05.",
    ]


def test_what_fits_of_more_time_does_not_move_the_end() -> None:
    group = live(c.EditItem(position=4, minutes=22)).at(3)
    group.does(c.Extend(minutes=5))
    assert group.meeting.ends_at == after(62)


@pytest.mark.parametrize(
    ("opened", "extended", "ends"),
    [
        pytest.param(0, 5.5, 63, id="what was lacking is given too"),
        pytest.param(0.5, 3, 62, id="less than a minute late is on time"),
    ],
)
def test_the_end_moves_by_whole_minutes(opened: float, extended: float, ends: float) -> None:
    group = Group(PLAN, c.EditItem(position=4, minutes=22)).at(opened)
    group.does(c.Start())
    group.at(extended).does(c.Extend(minutes=5))
    assert group.meeting.ends_at == after(ends)


def test_an_item_that_ran_over_is_extended_from_now() -> None:
    group = live().at(8.5)
    assert group.does(c.Extend(minutes=5))[0] == f.ItemExtended(meeting=1, item=1, minutes=9)
    remaining = left(group.meeting, group.current, group.now)
    assert remaining == timedelta(minutes=5.5)


def test_the_end_moves_no_further_than_was_asked_for() -> None:
    group = live().at(20)
    group.does(c.Extend(minutes=5))
    assert group.meeting.ends_at == after(65)
    assert group.reads().splitlines()[1:] == [
        "La fin est repoussée à 13:05.",
        "⚠️ À ce rythme, on finit à 13:20 au lieu de 13:05.",
    ]


def test_an_item_without_a_time_gets_one() -> None:
    group = Group(c.Start(), c.AddItems(items=(c.DraftItem(title="Divers"),)), c.Next(), minute=0).at(7)
    group.does(c.Extend(minutes=5))
    assert left(group.meeting, group.current, group.now) == timedelta(minutes=5)
    assert group.reads() == "⏱ « Divers » continue jusqu’à 12:12."


def test_between_items_the_end_itself_is_extended() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(30))).at(0)
    group.does(c.Start())
    group.does(c.Extend(minutes=10))
    assert group.meeting.ends_at == after(40)
    assert group.reads() == "La fin est repoussée à 12:40."


def test_without_an_item_and_an_end_there_is_nothing_to_extend() -> None:
    assert Group(c.Start(), minute=0).is_refused(c.Extend(minutes=5)) == "refused.no_current_item"


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_an_odd_number_of_minutes_is_refused(minutes: int) -> None:
    assert live().is_refused(c.Extend(minutes=minutes)) == "refused.minutes_out_of_range"


def test_a_pause_stops_the_clock_of_the_item() -> None:
    group = live().at(2)
    group.does(c.Pause())
    assert group.reads() == "⏸ Pause. Pour reprendre : !reprendre"
    assert group.is_refused(c.Pause()) == "refused.paused_already"
    group.at(12)
    assert spent(group.meeting, group.current, group.now) == timedelta(minutes=2)
    group.does(c.Resume())
    assert group.is_refused(c.Resume()) == "refused.not_paused"
    group.at(13)
    assert spent(group.meeting, group.current, group.now) == timedelta(minutes=3)


def test_the_meeting_can_be_moved_on_during_a_pause() -> None:
    group = live().at(2)
    group.does(c.Pause())
    group.at(10).does(c.Next())
    group.at(12)
    assert spent(group.meeting, group.current, group.now) == timedelta(0)
    group.does(c.Resume())
    assert group.reads().splitlines()[1] == "2/5 · Accueil nouveaux projets – 5 min, jusqu’à 12:17"


def test_a_pause_without_an_item() -> None:
    group = Group(c.Start(), c.Pause(), c.Resume(), minute=0)
    assert group.meeting.phase is Phase.LIVE


# --- the room is lost and found


def test_a_room_that_we_lose_pauses_its_meeting_and_is_left_in_peace() -> None:
    group = live().at(2)
    assert group.does(c.Depart(), BRUNO) == (f.RoomLost(), f.MeetingPaused(meeting=1))
    assert group.reads() == ""
    assert group.does(c.Depart(), BRUNO) == ()
    group.at(600)
    assert group.calls == []
    assert group.does(c.Arrive(), ANA) == (f.RoomFound(), f.LiveCardPosted(meeting=1))
    assert group.reads().splitlines()[:3] == [
        "Me revoilà.",
        "Pour reprendre : !reprendre",
        "⏸ Cinquième réunion groupe info, en pause",
    ]
    (card,) = group.seen
    assert isinstance(card, Say)
    assert (card.ref, card.pins) == ("live:1:2", "live:1:1")
    assert group.cards == ()


def test_in_a_room_that_is_found_silence_is_counted_from_then() -> None:
    group = Group(c.Start(), minute=0).at(30)
    group.does(c.Depart(), BRUNO)
    group.away(300).does(c.Arrive(), ANA)
    assert not group.room.lost
    assert group.meeting.heard_at == after(300)
    assert presumed_end(group.meeting) == after(300) + SILENCE_WITHOUT_END


def test_an_encrypted_room_that_is_found_gets_no_card() -> None:
    group = live()
    group.does(c.Depart(), BRUNO)
    assert group.does(c.Arrive(encrypted=True), ANA) == (f.RoomFound(), f.DeafnessTold())
    assert len(group.seen) == 1
    assert "chiffré" in group.reads()


def test_a_room_without_a_meeting_or_paused_is_lost_without_more() -> None:
    assert Group().does(c.Depart()) == (f.RoomLost(),)
    assert live(c.Pause()).does(c.Depart()) == (f.RoomLost(),)


def test_hello() -> None:
    group = Group(c.Arrive())
    assert group.reads().startswith("Bonjour !")
    assert group.does(c.AdmitDeafness(), BRUNO) == (f.DeafnessTold(),)
    assert "chiffré" in group.reads()
    assert group.does(c.AdmitDeafness(), BRUNO) == ()


def test_nobody_is_bothered_by_an_item_added_or_changed() -> None:
    group = live()
    group.does(c.EditItem(position=1, title="Tour de table"), ANA)
    assert group.seen == (React(emoji="👍"),)


def test_those_who_know_it_are_told_that_all_is_kept() -> None:
    group = Group(PLAN, c.Depart(), c.Arrive())
    assert group.reads() == "Me revoilà.\nCe qui était prévu et noté est toujours là : !réunions"


def test_that_a_message_was_not_read_is_said_once_or_once_a_day() -> None:
    group = Group(c.Arrive())
    group.does(c.AdmitDeafness())
    assert group.at(2000).does(c.AdmitDeafness()) == ()
    astray = c.AdmitDeafness(why="no_key", person=BRUNO)
    assert group.does(astray) == (f.DeafnessTold(why="no_key", person=BRUNO),)
    assert "Ana, je n’arrive pas à déchiffrer votre message" in group.reads()
    assert group.at(3439).does(astray) == ()
    assert group.at(3440).does(astray) == (f.DeafnessTold(why="no_key", person=BRUNO),)


def test_two_people_who_put_the_last_item_off_mean_it_once() -> None:
    group = live()
    group.does(c.Park(last=True), ANA)
    assert group.is_refused(c.Park(last=True), BRUNO) == "refused.double"
    group.does(c.Park(last=True), ANA)
    assert [item.outcome for item in group.meeting.items] == [None, None, None, "parked", "parked"]


def test_after_another_change_of_the_agenda_the_last_item_is_still_put_off() -> None:
    group = live()
    group.does(c.DropItem(position=5), ANA)
    group.does(c.Park(last=True), BRUNO)
    assert [item.outcome for item in group.meeting.items] == [None, None, None, "parked"]


@pytest.mark.parametrize(("minutes", "ends"), [(35, None), (36, 61)])
def test_more_time_that_just_fits_and_a_minute_that_does_not(minutes: int, ends: float | None) -> None:
    items = (c.DraftItem(title="a", minutes=20), c.DraftItem(title="b", minutes=minutes))
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=after(60), items=items)).at(0)
    group.does(c.Start())
    moved = [fact.ends_at for fact in group.does(c.Extend(minutes=5)) if isinstance(fact, f.EndMoved)]
    assert moved == ([] if ends is None else [after(ends)])


def test_where_no_item_was_taken_up_yet_the_first_one_is_next() -> None:
    group = Group(c.Start(title="Café"), minute=0)
    group.does(c.AddItems(items=(c.DraftItem(title="a"), c.DraftItem(title="b"))))
    group.does(c.Next())
    assert group.current.title == "a"


def test_the_opening_rings_and_calls_whose_turn_it_is() -> None:
    items = (c.DraftItem(title="Connexion", owner=somebody(BRUNO)),)
    group = Group(c.Plan(title="Café", starts_at=after(0), items=items)).at(0)
    group.does(c.Start())
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions) == (True, (somebody(BRUNO),))


def test_what_is_said_of_the_current_item_has_the_button_to_go_on() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), items=FIVE[:2])).at(0)
    group.does(c.Start())
    shown = []
    for minute in (5, 10):
        group.at(minute).does(c.Next())
        shown += [(said.ref, said.buttons) for said in group.seen if isinstance(said, Say)]
    assert shown == [("item:1:2", ("▶",)), (None, ())]
