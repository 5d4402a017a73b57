from datetime import date, datetime

import pytest

from intercoop_bot.language.asking import Asked, Help, Unclear
from intercoop_bot.language.catalogue import LANGUAGES
from intercoop_bot.language.parse import read_message
from intercoop_bot.language.wording import Voice, word
from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting.phrases import Who
from tests.language.asking import ANA, BRUNO, PARIS, context, one_item, one_note


def _slot(day: int, start: int, end: int | None = None) -> c.SetDate:
    return c.SetDate(
        starts_at=datetime(2026, 11, day, start, tzinfo=PARIS),
        ends_at=None if end is None else datetime(2026, 11, day, end, tzinfo=PARIS),
    )


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        pytest.param(line, asked, id=line)
        for line, asked in [
            ("!meetings", c.AskMeetings()),
            ("!réunions", c.AskMeetings()),
            ("!when", c.AskDate()),
            ("!quand a lieu la réunion ?", c.AskDate()),
            ("!quand vendredi 18h-19h", _slot(27, 18, 19)),
            ("!when next friday 2pm", _slot(27, 14)),
            ("!cancel", c.Cancel()),
            ("!annuler la réunion", c.Cancel()),
            ("!annuler la réunion : trop peu de monde", c.Cancel(reason="trop peu de monde")),
            ("!annuler trop peu de monde", c.Cancel(reason="trop peu de monde")),
            ("!call", c.AskCall()),
            ("!appel ?", c.AskCall()),
            ("!visio : https://framatalk.org/x", c.SetCall(text="https://framatalk.org/x")),
            ("!coming", c.Foretell(coming=True)),
            ("!présente en retard", c.Foretell(coming=True, reason="en retard")),
            ("!regrets", c.Foretell(coming=False)),
            ("!excuse je suis en déplacement", c.Foretell(coming=False, reason="je suis en déplacement")),
            ("!agenda", c.AskAgenda()),
            ("!ordre du jour", c.AskAgenda()),
            ("!odj ?", c.AskAgenda()),
            ("!item Budget", one_item("Budget")),
            ("!item Budget 20m", one_item("Budget", 20)),
            ("!point : Budget", one_item("Budget")),
            ("!point\u202f: Budget", one_item("Budget")),
            ("!point Budget 20m @bruno", one_item("Budget", 20, BRUNO)),
            ("!point Budget @bruno 20 min", one_item("Budget", 20, BRUNO)),
            ("!point Budget 20 min Bruno", one_item("Budget", 20, BRUNO)),
            ("!point Budget 20 min Ana Martin", one_item("Budget", 20, ANA)),
            ("!point Budget 20 min Zoé", one_item("Budget 20 min Zoé")),
            ("!point Budget Bruno 20 min", one_item("Budget Bruno", 20)),
            ("!point Budget (Bruno, 20 min)", one_item("Budget", 20, BRUNO)),
            ("!point Budget (Zoé, 20 min)", one_item("Budget", 20, Who("Zoé", "Zoé"))),
            ("!point Budget (voir le pad)", one_item("Budget (voir le pad)")),
            ("!edit 3 nouveau titre", c.EditItem(position=3, title="nouveau titre")),
            ("!edit 3 15m", c.EditItem(position=3, minutes=15)),
            ("!edit 3 Budget 15 min Bruno", c.EditItem(position=3, title="Budget", minutes=15, owner=BRUNO)),
            ("!edit 3 15", c.EditItem(position=3, minutes=15)),
            ("!edit 3 @bruno", c.EditItem(position=3, owner=BRUNO)),
            (
                "!modifier n°3 : Budget 15 min @bruno",
                c.EditItem(position=3, title="Budget", minutes=15, owner=BRUNO),
            ),
            ("!edit 3", c.EditItem(position=3)),
            ("!move 3 1", c.MoveItem(position=3, to=1)),
            ("!move 3 to 1", c.MoveItem(position=3, to=1)),
            ("!déplacer le point 3 en 1", c.MoveItem(position=3, to=1)),
            ("!move 3 -> 1", c.MoveItem(position=3, to=1)),
            ("!déplacer 3 avant le 1", c.MoveItem(position=3, to=1)),
            ("!drop 3", c.DropItem(position=3)),
            ("!retirer le point n° 3", c.DropItem(position=3)),
            ("!drop #3", c.DropItem(position=3)),
            ("!roles", c.AskRoles()),
            ("!rôles", c.AskRoles()),
            ("!role", c.AskRoles()),
            ("!rôle notes", c.AskRoles()),
            ("!role add timekeeper", c.AddRole(role="timekeeper")),
            ("!rôle ajouter gardien du temps", c.AddRole(role="gardien du temps")),
            ("!rôle ajouter secrétaire", c.AddRole(role="notes")),
            ("!rôle ajouter", c.AddRole(role="")),
            ("!claim notes", c.ClaimRole(role="notes")),
            ("!prends la prise de notes", c.ClaimRole(role="notes")),
            ("!je prends l'animation", c.ClaimRole(role="facilitator")),
            ("!claim scribe please", c.ClaimRole(role="notes")),
            ("!prendre Gardien du temps", c.ClaimRole(role="gardien du temps")),
            ("!prendre le rôle de gardien du temps", c.ClaimRole(role="gardien du temps")),
            ("!claim", c.ClaimRole(role="")),
            ("!claim café", c.ClaimRole(role="café")),
            ("!release notes", c.ReleaseRole(role="notes")),
            ("!laisser", c.ReleaseRole(role="")),
            ("!assign notes Ana", c.AssignRole(role="notes", who=ANA)),
            ("!assign notes to @bruno", c.AssignRole(role="notes", who=BRUNO)),
            ("!confier les notes à Ana Martin", c.AssignRole(role="notes", who=ANA)),
            ("!confier l’animation à @bruno:coop.example", c.AssignRole(role="facilitator", who=BRUNO)),
            ("!assign Bruno notes", c.AssignRole(role="notes", who=BRUNO)),
            ("!confier à Ana le compte rendu", c.AssignRole(role="notes", who=ANA)),
            ("!confier gardien du temps : Bruno", c.AssignRole(role="gardien du temps", who=BRUNO)),
            ("!confier les notes à moi", c.ClaimRole(role="notes")),
            ("!start", c.Start()),
            ("!ouvrir la réunion", c.Start()),
            ("!ouvrir !", c.Start()),
            ("!ouvrir maintenant", c.Start()),
            ("!ouvrir Réunion budget", c.Start(title="Réunion budget")),
            ("!ouvrir Point rapide", c.Start(title="Point rapide")),
            ("!end", c.End()),
            ("!fin", c.End()),
            ("!n", c.Next()),
            ("!s", c.Next()),
            ("!SUIVANT", c.Next()),
            ("!suivant s’il vous plaît", c.Next()),
            ("! suivant", c.Next()),
            ("  !suivant  ", c.Next()),
            ("!next 4", c.GoTo(position=4)),
            ("!back", c.Back()),
            ("!retour au 2", c.GoTo(position=2)),
            ("!goto 4", c.GoTo(position=4)),
            ("!go to 4", c.GoTo(position=4)),
            ("!aller au point 4", c.GoTo(position=4)),
            ("!skip", c.Skip()),
            ("!passer au point 4", c.GoTo(position=4)),
            ("!park", c.Park()),
            ("!reporter le 3", c.Park(position=3)),
            ("!extend 5", c.Extend(minutes=5)),
            ("!prolonger de 10 min", c.Extend(minutes=10)),
            ("!extend by 1h", c.Extend(minutes=60)),
            ("!extend +5", c.Extend(minutes=5)),
            ("!extend 0", c.Extend(minutes=0)),
            ("!extend -5", c.Extend(minutes=-5)),
            ("+5", c.Extend(minutes=5)),
            ("+ 5 min", c.Extend(minutes=5)),
            ("!+5", c.Extend(minutes=5)),
            ("+1 min", c.Extend(minutes=1)),
            ("+ 10’", c.Extend(minutes=10)),
            ("!pause", c.Pause()),
            ("!resume", c.Resume()),
            ("!reprendre", c.Resume()),
            ("!status", c.AskStatus()),
            ("!état", c.AskStatus()),
            ("!here", c.MarkPresent(people=())),
            ("!ici moi, Paul au téléphone", c.MarkPresent(people=(ANA, Who("Paul", "Paul")))),
            ("!here @bruno", c.MarkPresent(people=(BRUNO,))),
            ("!iam La Chouette", c.SpeakFor(organisation="La Chouette")),
            ("!je suis pour La Chouette", c.SpeakFor(organisation="La Chouette")),
            ("!jesuis", c.SpeakFor(organisation="")),
            ("!note le devis", one_note("note", "le devis")),
            ("!decision : on garde", one_note("decision", "on garde")),
            ("!décision on garde", one_note("decision", "on garde")),
            ("!question qui ?", one_note("question", "qui ?")),
            ("!idée un pot", one_note("idea", "un pot")),
            ("!lien https://pad.coop.example", one_note("link", "https://pad.coop.example")),
            ("!blocage le bail", one_note("blocage", "le bail")),
            ("!note", one_note("note", "")),
            ("#note le devis", one_note("note", "le devis", explicit=False)),
            ("Décision : on garde", one_note("decision", "on garde", explicit=False)),
            ("#blocage le bail", one_note("blocage", "le bail", explicit=False)),
            ("!undo", c.Undo()),
            ("!oups", c.Undo()),
            ("s/OVH/Gandi/", c.Substitute(old="OVH", new="Gandi")),
            ("s/OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!s/OVH/Gandi/", c.Substitute(old="OVH", new="Gandi")),
            ("!replace 1/2 par la moitié", c.Substitute(old="1/2", new="la moitié")),
            ("s/OVH//", c.Substitute(old="OVH", new="")),
            (r"s/1\/2/la moitié/", c.Substitute(old="1/2", new="la moitié")),
            ("!remplacer OVH par Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!replace OVH with Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!replace OVH/Gandi", c.Substitute(old="OVH", new="Gandi")),
            ("!minutes", c.AskMinutes()),
            ("!cr 3", c.AskMinutes(which="3")),
            ("!cr n° 3", c.AskMinutes(which="3")),
            ("!cr du 12 mai", c.AskMinutes(which="12 mai", day=date(2026, 5, 12))),
            ("!minutes 24 november", c.AskMinutes(which="24 november", day=date(2026, 11, 24))),
            ("!minutes 2025-05-12", c.AskMinutes(which="2025-05-12", day=date(2025, 5, 12))),
            ("!cr vendredi", c.AskMinutes(which="vendredi", day=date(2026, 11, 20))),
            ("!cr 31 avril", c.AskMinutes(which="31 avril")),
            ("!compte rendu hébergement", c.AskMinutes(which="hébergement")),
            ("!help", Help()),
            ("!aide !suivant", Help(word="suivant")),
            ("!aide #note ?", Help(word="#note")),
            ("!lang fr", c.SetLanguage(language="fr")),
            ("!langue anglais", c.SetLanguage(language="en")),
            ("!settings", c.AskSettings()),
            ("!réglages couleur bleue", c.AskSettings()),
            ("!settings timezone Europe/Brussels", c.SetZone(zone="Europe/Brussels")),
            ("!fuseau", c.AskSettings()),
            ("!timezone brussels", c.SetZone(zone="Europe/Brussels")),
            ("!settings policy chaired", c.SetPolicy(policy="chaired")),
            ("!réglages règle ouverte", c.SetPolicy(policy="open")),
            ("!règle", c.AskSettings()),
            ("!settings lang en", c.SetLanguage(language="en")),
            ("!tag add risque", c.AddTag(tag="risque")),
            ("!étiquette #risque", c.AddTag(tag="risque")),
        ]
    ],
)
def test_a_line(line: str, asked: Asked) -> None:
    assert read_message(line, context()) == (asked,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(line, reason, id=line)
        for line, reason in [
            ("!plan", "unclear.plan"),
            ("!when bientôt", "unclear.date"),
            ("!when 12 mai", "unclear.hour"),
            ("!when 31 avril 12h", "reading.no_such_day"),
            ("!agenda\n- (10 min)", "unclear.agenda"),
            ("!item", "unclear.item"),
            ("!item 20 min", "unclear.item"),
            ("!item @bruno", "unclear.item"),
            ("!edit", "unclear.number"),
            ("!edit Budget", "unclear.number"),
            ("!edit 3 Budget (Chloé, 10 min)", "people.ambiguous"),
            ("!move", "unclear.not_a_date"),
            ("!move 3", "unclear.not_a_date"),
            ("!move 3 1 2", "unclear.not_a_date"),
            ("!déplacer au 12 mai 14h", "unclear.not_a_date"),
            ("!reporter la réunion à vendredi", "unclear.not_a_date"),
            ("!drop", "unclear.number"),
            ("!drop -1", "unclear.number"),
            ("!goto", "unclear.number"),
            ("!goto budget", "unclear.number"),
            ("!passer 4", "unclear.only_this_item"),
            ("!extend", "unclear.duration"),
            ("!extend beaucoup", "unclear.duration"),
            ("!assign", "unclear.assign"),
            ("!assign notes", "unclear.assign"),
            ("!assign café Ana", "unclear.assign"),
            ("!assign notes Zoé", "unclear.nobody"),
            ("!assign notes Chloé", "people.ambiguous"),
            ("!here chloé", "people.ambiguous"),
            ("!replace", "unclear.replace"),
            ("!replace OVH", "unclear.replace"),
            ("!lang", "unclear.language"),
            ("!lang de", "unclear.language"),
            ("!timezone Mars", "unclear.zone"),
            ("!policy fermée", "unclear.policy"),
            ("!tag", "unclear.tag"),
            ("!tag add", "unclear.tag"),
            ("!tag add suivant", "unclear.tag_taken"),
        ]
    ],
)
def test_a_line_that_makes_no_sense_says_why(line: str, reason: str) -> None:
    (asked,) = read_message(line, context())
    assert isinstance(asked, Unclear)
    assert asked.reason.key == reason
    for language in LANGUAGES:
        assert "{" not in word(asked.reason, Voice(language=language, zone=PARIS)).plain


def test_the_example_completes_what_was_written() -> None:
    (asked,) = read_message("!quand 12 mai", context())
    assert isinstance(asked, Unclear)
    assert asked.reason.values["example"] == "!quand 12 mai 18:00"


def test_an_owner_that_two_could_be_is_told() -> None:
    (added,) = read_message("!item Budget (Chloé, 10 min)", context())
    assert isinstance(added, c.AddItems)
    assert [item.owner for item in added.items] == [None]
    assert [doubt.key for doubt in added.doubts] == ["people.ambiguous"]
