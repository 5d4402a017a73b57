"""The meetings that the expected minutes in golden/ are of."""

from collections.abc import Callable, Mapping
from datetime import date

from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.state import Room
from tests.builders import ANA, BRUNO, CHLOE, DAVID, after, at, given

OTHER_ANA = "@ana:epicerie.example"
PHONE = "Denise"


def note(number: int, text: str, tag: str = "note", author: str = ANA, **more: object) -> f.NoteTaken:
    """Return that a note was taken in the first meeting."""
    return f.NoteTaken(
        meeting=1,
        note=number,
        tag=tag,
        text=text,
        author=author,
        event=f"${number}",
        **more,  # type: ignore[arg-type]
    )


def full(language: str) -> Room:
    """Everything in one: a late joiner, an overrun, corrections, actions, an own tag, a next date."""
    return given(
        at(
            -6000,
            f.TagAdded(tag="budget"),
            f.RoleAdded(role="gardien du temps"),
            f.PersonNamed(person=OTHER_ANA, name="Ana"),
            f.MeetingPlanned(
                meeting=1,
                title="Cinquième réunion groupe info - mi mai",
                starts_at=after(0),
                ends_at=after(60),
            ),
            f.CallSet(meeting=1, text="01 23 45 67 89, code 4242#"),
            f.ItemAdded(meeting=1, item=1, title="Connexion", minutes=5),
            f.ItemAdded(meeting=1, item=2, title="Accueil nouveaux projets", minutes=5, owner=CHLOE),
            f.ItemAdded(meeting=1, item=3, title="Prochaine réunion", minutes=5),
            f.ItemAdded(meeting=1, item=4, title="Point sur la question de l’hébergement", minutes=25),
            f.ItemAdded(
                meeting=1, item=5, title="Structure Intercoop, on avance ?", minutes=20, owner=OTHER_ANA
            ),
            f.RoleTaken(meeting=1, role="notes", person=ANA),
        ),
        at(
            -5000,
            f.PresenceForetold(meeting=1, person=DAVID, coming=False, reason="en déplacement"),
            by=DAVID,
        ),
        at(-4000, f.PresenceForetold(meeting=1, person="@elsa:coop.example", coming=True), by=BRUNO),
        at(2, f.MeetingStarted(meeting=1, ends_at=after(60)), f.ItemStarted(meeting=1, item=1)),
        at(
            3,
            f.PersonPresent(meeting=1, person=ANA),
            f.OrganisationSet(meeting=1, person=ANA, organisation="La Chouette"),
        ),
        at(3, f.PersonPresent(meeting=1, person=PHONE)),
        at(
            4,
            f.PersonSpoke(meeting=1, person=BRUNO),
            f.OrganisationSet(meeting=1, person=BRUNO, organisation="la chouette"),
            f.RoleTaken(meeting=1, role="facilitator", person=BRUNO),
            by=BRUNO,
        ),
        at(5, note(1, "Tout le monde entend.", item=1)),
        at(7, f.ItemClosed(meeting=1, item=1), f.ItemStarted(meeting=1, item=2)),
        at(8, f.PersonJoined(meeting=1, person=CHLOE), by=CHLOE),
        at(9, f.PersonSpoke(meeting=1, person=CHLOE), by=CHLOE),
        at(9, note(2, "Une épicerie à Lodève démarre.\nElle ouvre en septembre.", author=CHLOE, item=2)),
        at(12, f.PersonJoined(meeting=1, person="@fred:coop.example")),
        at(14, f.ItemClosed(meeting=1, item=2, outcome="skipped"), f.ItemStarted(meeting=1, item=4)),
        at(
            16,
            note(
                3,
                "Le devis est à 1000 € par mois, voir https://louve.example/devis_2028 (page 3).",
                "budget",
                BRUNO,
                item=4,
            ),
            by=BRUNO,
        ),
        at(20, note(4, "On attend le retour de Simon pour choisir.", "decision", item=4)),
        at(
            21,
            f.NoteChanged(
                meeting=1, note=4, tag="decision", text="On prend le même prestataire que La Louve."
            ),
        ),
        at(24, note(5, "Une bêtise", item=4)),
        at(25, f.NoteRemoved(meeting=1, note=5)),
        at(
            26,
            note(
                6,
                "Demander un devis pour trois magasins",
                "action",
                item=4,
                owner=BRUNO,
                due=date(2028, 5, 19),
            ),
        ),
        at(27, note(7, "Vérifier la TVA avec un comptable", "action", BRUNO, item=4), by=BRUNO),
        at(28, note(8, "Prévenir Simon", "action", item=4, owner=BRUNO, due=date(2028, 5, 15))),
        at(30, f.ItemExtended(meeting=1, item=4, minutes=5), f.EndMoved(meeting=1, ends_at=after(65))),
        at(
            30,
            f.PersonSpoke(meeting=1, person=OTHER_ANA),
            f.RoleTaken(meeting=1, role="notes", person=OTHER_ANA),
        ),
        at(40, f.PersonLeft(meeting=1, person=CHLOE), by=CHLOE),
        at(45, f.ItemClosed(meeting=1, item=4), f.ItemStarted(meeting=1, item=5)),
        at(50, note(9, "Qui porterait la structure ?", "question", OTHER_ANA, item=5), by=OTHER_ANA),
        at(64, f.ItemClosed(meeting=1, item=5, outcome="parked")),
        at(65, note(10, "Merci à tout le monde !")),
        at(66, f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1)),
        at(
            67,
            f.MeetingPlanned(
                meeting=2,
                title="Sixième réunion",
                starts_at=after(4 * 7 * 1440),
                ends_at=after(4 * 7 * 1440 + 60),
            ),
        ),
        language=language,
    )


def empty(language: str) -> Room:
    """A meeting that one person opened and closed."""
    return given(
        at(0, f.MeetingPlanned(meeting=1, title=""), f.MeetingStarted(meeting=1)),
        at(0, f.PersonSpoke(meeting=1, person=ANA)),
        at(3, f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1)),
        language=language,
    )


def hostile(language: str) -> Room:
    """A meeting of people who write what would be markup elsewhere."""
    mallory = "@mallory:coop.example"
    texts = (
        "# Not a heading\n- nor a list\n1. nor this\n> nor a quote\n    nor code",
        "<script>alert(1)</script> & &lt;b&gt; <b onclick=x>bold</b>",
        "[click](javascript:alert(1)) ![x](http://evil.example/x.png) <javascript:alert(1)>",
        "| a | b |\n|---|---|\n| c | d |",
        "```\ncode\n```\n~~~\n`x` ~~y~~ **z** __w__ snake_case_name",
        "Title\n===\nother\n---\n***",
        "\u202egnp.exe\u202c \x00\x1b[31m \u2028new line",
        'https://a.example/"onmouseover="x\' https://b.example/(x)_y). https://c.example/*z*',
        "[ref]: http://evil.example\n\n[ref]",
        "שלום עולם 🎉",
    )
    return given(
        at(
            0,
            f.PersonNamed(person=mallory, name="# **Mallory** <img src=x>\n* x"),
            f.PersonNamed(person="@impostor:evil.example", name=ANA),
            f.MeetingPlanned(meeting=1, title="# <h1>Title</h1> | [x](y) ##"),
            f.ItemAdded(meeting=1, item=1, title="1) *Item* `x` #", minutes=5),
            f.ItemAdded(meeting=1, item=2, title="<!-- -->"),
            f.MeetingStarted(meeting=1),
            f.ItemStarted(meeting=1, item=1),
            f.PersonSpoke(meeting=1, person=mallory),
            f.PersonPresent(meeting=1, person="</ul> on the phone"),
            f.OrganisationSet(meeting=1, person=mallory, organisation="- [org](x) :"),
        ),
        *(at(1, note(n, text, author=mallory, item=1), by=mallory) for n, text in enumerate(texts, 1)),
        at(2, note(20, "- [x] done", "decision", "@impostor:evil.example", item=1)),
        at(2, note(21, "> quoted", "action", mallory, item=1, owner=mallory)),
        at(3, f.MeetingEnded(meeting=1)),
        language=language,
    )


def handed_over(language: str) -> Room:
    """A meeting whose roles changed hands, over midnight of the night in which the clocks go back."""
    return given(
        at(0, f.MeetingPlanned(meeting=1, title="Permanence de nuit")),
        at(0, f.MeetingStarted(meeting=1), f.RoleTaken(meeting=1, role="notes", person=ANA)),
        at(20, f.RoleTaken(meeting=1, role="notes", person=BRUNO)),
        at(30, f.RoleTaken(meeting=1, role="host", person=CHLOE)),
        at(100, f.RoleReleased(meeting=1, role="host")),
        at(170, note(1, "Il est deux heures et demie", author=BRUNO), by=BRUNO),
        at(230, note(2, "Il est encore deux heures et demie", author=BRUNO), by=BRUNO),
        at(240, f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1)),
        at(250, f.NoteChanged(meeting=1, note=2, tag="note", text="De nouveau deux heures et demie")),
        at(251, f.MinutesPosted(meeting=1, again=True)),
        language=language,
        start=after(0).replace(month=10, day=28, hour=21, minute=40),
    )


def open_(language: str) -> Room:
    """A meeting that is still under way."""
    return given(
        at(
            0,
            f.MeetingPlanned(meeting=1, title="Réunion info", starts_at=after(0), ends_at=after(60)),
            f.ItemAdded(meeting=1, item=1, title="Accueil", minutes=5),
            f.ItemAdded(meeting=1, item=2, title="Budget", minutes=25),
            f.ItemAdded(meeting=1, item=3, title="Divers"),
            f.MeetingStarted(meeting=1, ends_at=after(60)),
            f.ItemStarted(meeting=1, item=1),
            f.PersonPresent(meeting=1, person=ANA),
        ),
        at(6, f.ItemClosed(meeting=1, item=1), f.ItemStarted(meeting=1, item=2)),
        at(10, note(1, "Adopté", "decision", item=2)),
        language=language,
    )


def not_held(language: str) -> Room:
    """A meeting that nobody opened, for which one person had come."""
    return given(
        at(
            -6000,
            f.MeetingPlanned(meeting=1, title="Réunion info", starts_at=after(0), ends_at=after(60)),
            f.ItemAdded(meeting=1, item=1, title="Hébergement", minutes=25, owner=CHLOE),
            f.ItemAdded(meeting=1, item=2, title="Divers"),
            f.RoleTaken(meeting=1, role="notes", person=ANA),
        ),
        at(-3000, f.PresenceForetold(meeting=1, person=CHLOE, coming=True), by=CHLOE),
        at(5, f.PersonSpoke(meeting=1, person=BRUNO), by=BRUNO),
        at(60, f.MeetingNotHeld(meeting=1, reason="la ligne était coupée"), by=BRUNO),
        language=language,
    )


def forgotten(language: str) -> Room:
    """A meeting that nobody closed, without anybody at the call, with an item that had come back."""
    return given(
        at(-20000, f.MeetingPlanned(meeting=2, title="Réunion info", starts_at=after(-10080))),
        at(-10000, f.MeetingNotHeld(meeting=2), by=""),
        at(
            -6000,
            f.MeetingPlanned(meeting=1, title="Réunion info", starts_at=after(0), ends_at=after(60)),
            f.ItemAdded(meeting=1, item=1, title="Hébergement", minutes=25, carried_from=(2, 1)),
            f.ItemAdded(meeting=1, item=2, title="Divers"),
        ),
        at(
            0,
            f.RoleTaken(meeting=1, role="notes", person=BRUNO),
            f.RoleWaived(meeting=1, role="host"),
            f.MeetingStarted(meeting=1, ends_at=after(60)),
            f.ItemStarted(meeting=1, item=1),
            f.PersonSpoke(meeting=1, person=ANA),
        ),
        at(20, note(1, "On garde l’hébergeur.", "decision", item=1)),
        at(70, f.TimeCalled(meeting=1, item=None, mark=3), by=""),
        at(75, f.LineHeard(meeting=1), by=BRUNO),
        at(
            105,
            f.MeetingEnded(meeting=1, forgotten=True),
            f.MinutesPosted(meeting=1),
            by="",
        ),
        language=language,
    )


def elsewhere(language: str) -> Room:
    """A meeting that took place on the phone without having been opened here, noted on the day after."""
    return given(
        at(
            -6000,
            f.MeetingPlanned(meeting=1, title="Réunion info", starts_at=after(0), ends_at=after(60)),
            f.ItemAdded(meeting=1, item=1, title="Hébergement", minutes=25),
            f.RoleTaken(meeting=1, role="notes", person=ANA),
        ),
        at(60, f.MeetingNotHeld(meeting=1), by=""),
        at(1200, f.MeetingHeld(meeting=1), by=BRUNO),
        at(1210, note(1, "On garde l’hébergeur.", "decision")),
        at(1211, f.MinutesPosted(meeting=1, again=True), by=""),
        language=language,
    )


def spoken(language: str) -> Room:
    """A meeting whose room wants to know who spoke how long: two for one organisation, one for none."""
    return given(
        at(
            -6000,
            f.PreferenceSet(name="voices", value="on"),
            f.MeetingPlanned(meeting=1, title="Réunion info", starts_at=after(0), ends_at=after(60)),
            f.ItemAdded(meeting=1, item=1, title="Hébergement", minutes=25),
        ),
        at(0, f.MeetingStarted(meeting=1, ends_at=after(60)), f.ItemStarted(meeting=1, item=1)),
        at(1, f.OrganisationSet(meeting=1, person=ANA, organisation="La Chouette"), by=ANA),
        at(1, f.OrganisationSet(meeting=1, person=BRUNO, organisation="La Louve"), by=BRUNO),
        at(1, f.OrganisationSet(meeting=1, person=CHLOE, organisation="La Louve"), by=CHLOE),
        *(at(2, f.PersonSpoke(meeting=1, person=each), by=each) for each in (ANA, BRUNO, CHLOE, DAVID)),
        at(3, f.FloorGiven(meeting=1, person=ANA)),
        at(10, f.FloorGiven(meeting=1, person=BRUNO)),
        at(14, f.FloorGiven(meeting=1, person=PHONE)),
        at(14.5, f.FloorGiven(meeting=1, person=CHLOE)),
        at(19, f.FloorGiven(meeting=1, person=BRUNO)),
        at(20, f.ItemClosed(meeting=1, item=1), f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1)),
        language=language,
    )


MEETINGS: Mapping[str, Callable[[str], Room]] = {
    "full": full,
    "empty": empty,
    "hostile": hostile,
    "handed_over": handed_over,
    "open": open_,
    "not_held": not_held,
    "forgotten": forgotten,
    "elsewhere": elsewhere,
    "spoken": spoken,
}
"""Each meeting in a language, by the name of its files."""
