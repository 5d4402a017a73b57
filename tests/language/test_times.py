import pytest

from intercoop_bot.language.fold import fold
from intercoop_bot.language.times import TimeOfDay, find_slots, in_the_evening


def _read(text: str) -> list[str]:
    return [
        " - ".join(f"{time.hour}:{time.minute:02}" for time in (slot.starts, slot.ends) if time is not None)
        for slot in find_slots(fold(text))
    ]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        pytest.param(text, times, id=text or "nothing")
        for text, times in [
            ("18h", ["18:00"]), ("18 h 30", ["18:30"]), ("18H30", ["18:30"]), ("18:30", ["18:30"]),
            ("18:30:00", ["18:30"]), ("18 heures", ["18:00"]), ("2pm", ["14:00"]), ("2 p.m.", ["14:00"]),
            ("2:30 PM", ["14:30"]), ("12pm", ["12:00"]), ("12am", ["0:00"]), ("11 o'clock", ["11:00"]),
            ("midi", ["12:00"]), ("noon", ["12:00"]), ("minuit", ["24:00"]), ("24h", ["24:00"]), ("0h30", []),
            ("à 0h30", ["0:30"]), ("8h du soir", ["20:00"]), ("8h du matin", ["8:00"]),
            ("8 o'clock in the evening", ["20:00"]), ("de 12H à 13H", ["12:00 - 13:00"]),
            ("12h-13h", ["12:00 - 13:00"]), ("12-13h", ["12:00 - 13:00"]), ("18h – 19h30", ["18:00 - 19:30"]),
            ("18h30/20h", ["18:30 - 20:00"]), ("from 2 to 3pm", ["14:00 - 15:00"]),
            ("2-3:30pm", ["14:00 - 15:30"]), ("11-1pm", ["11:00 - 13:00"]), ("12 to 1pm", ["12:00 - 13:00"]),
            ("entre 18h et 19h", ["18:00 - 19:00"]), ("between 6 and 7pm", ["18:00 - 19:00"]),
            ("22h à minuit", ["22:00 - 24:00"]), ("midi-14h", ["12:00 - 14:00"]),
            ("10h puis 14h", ["10:00", "14:00"]),
            ("18h à 18h", ["18:00"]), ("13pm", ["13:00"]), ("", []), ("1h30", []), ("1-2h", []), ("(1h)", []),
            ("25h", []), ("12h75", []), ("1/2 heure", []), ("12:5", []), ("3 coops", []), ("12 mai", []),
        ]
    ],
)  # fmt: skip
def test_times(text: str, times: list[str]) -> None:
    assert _read(text) == times


def test_after_this_evening_hours_are_after_noon() -> None:
    slot = in_the_evening(next(find_slots("8h-9h30")))
    assert (slot.starts, slot.ends) == (TimeOfDay(20), TimeOfDay(21, 30))
    assert in_the_evening(next(find_slots("20h"))).starts == TimeOfDay(20)
