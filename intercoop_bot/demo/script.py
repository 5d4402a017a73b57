"""The meeting that the demo holds, as data: who does what, at what time of the bot's clock.

Those who act at the same instant do so at once, without waiting for each other. A message that somebody
comes back to later, to edit it, to put an emoji on it or to remove it, has a `label`. Through longer
stretches in which nobody does anything, the clock hurries; where somebody looks into the room, it has come
to that time and goes on as usual.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import TypeAlias
from zoneinfo import ZoneInfo

from intercoop_bot.demo.cast import Character

ZONE = ZoneInfo("Europe/Paris")
DAY = date(2028, 5, 12)
"""A year in which the announcement's 12 May is the Friday that it says."""

EVE = DAY - timedelta(days=1)

BEGINS = datetime.combine(EVE, time(9, 24), ZONE)
ALMOST_NOON = datetime.combine(DAY, time(11, 57), ZONE)
"""When one takes part oneself: the meeting is at hand."""

LONGEST_SILENCE = timedelta(minutes=3)
"""Where longer than that nobody does anything, the clock hurries."""

ROOM_NAME = "Intercoop – groupe info"
ANNOUNCEMENT = resources.files("intercoop_bot.demo").joinpath("announcement.txt").read_text(encoding="utf-8")

BOT = Character(account="reunion", name="Réunion")
ANA, BRUNO, CHLOE, DAVID, EMMA, FELIX = MEMBERS = (
    Character(account="ana", name="Ana"),
    Character(account="bruno", name="Bruno"),
    Character(account="chloe", name="Chloé"),
    Character(account="david", name="David"),
    Character(account="emma", name="Emma"),
    Character(account="felix", name="Félix"),
)
FROM_THE_START = (BRUNO, CHLOE, DAVID)
"""Those who come into the room as soon as Ana has made it; the others come when their time has come."""


@dataclass(frozen=True, slots=True)
class Say:
    """Write a message."""

    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one's message."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove one's message."""

    label: str


@dataclass(frozen=True, slots=True)
class React:
    """Put an emoji on a message."""

    label: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Tap:
    """Tap a button: an emoji on the bot's latest message with these words."""

    words: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Join:
    """Come into the room."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look into the room, and do nothing."""


Deed: TypeAlias = Say | Edit | Delete | React | Tap | Join | Look


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody does something."""

    at: datetime
    who: Character
    deed: Deed


def _at(hour: str, who: Character, deed: Deed | str, day: date = DAY) -> Step:
    clock = time.fromisoformat(hour)
    return Step(datetime.combine(day, clock, ZONE), who, Say(deed) if isinstance(deed, str) else deed)


def _on_the_eve(hour: str, who: Character, deed: Deed | str) -> Step:
    return _at(hour, who, deed, EVE)


CARD = "⏹ clore"
"""Words that only the card of the meeting under way has."""

TITLE = ANNOUNCEMENT.partition("\n")[0]
LAST_WORDS = "Ah, parfait, merci !"
PLAN = Say(f"!prévoir\n{ANNOUNCEMENT}")

SCRIPT: tuple[Step, ...] = (
    # --- the day before: a meeting that nobody opens
    _on_the_eve("09:25:00", CHLOE, "!prévoir Point trésorerie, jeudi 11 mai de 10h à 10h30"),
    _on_the_eve("09:26:00", ANA, Look()),
    _on_the_eve("09:49:50", ANA, Look()),
    _on_the_eve("09:50:30", ANA, Look()),
    _on_the_eve("09:54:50", ANA, Look()),
    _on_the_eve("09:55:30", ANA, Look()),
    _on_the_eve("10:06:00", DAVID, "Je suis en ligne, mais tout seul 🤔"),
    _on_the_eve("10:14:50", ANA, Look()),
    _on_the_eve("10:15:40", ANA, Look()),
    _on_the_eve("10:59:50", ANA, Look()),
    _on_the_eve("11:00:40", ANA, Look()),
    # --- the announcement is pasted, the roles find their people
    _on_the_eve("11:54:20", CHLOE, "Aïe, j’ai oublié le point trésorerie, désolée David 😳"),
    _on_the_eve("11:55:00", ANA, "Ça arrive ! Voici l’annonce de demain"),
    _on_the_eve("11:55:20", ANA, PLAN),
    _on_the_eve("11:56:40", CHLOE, "Super, tout y est. Il manque juste des volontaires 😄"),
    _on_the_eve("11:57:10", BRUNO, "!prendre notes"),
    _on_the_eve("11:57:14", CHLOE, "!prendre notes"),
    _on_the_eve("11:58:00", CHLOE, "Ah, Bruno a été plus rapide 😅 Alors j’anime\n!prendre animation"),
    _on_the_eve("11:58:50", DAVID, Tap(TITLE, "✋")),
    # --- a day before, the bot asks David for the role that is still open
    _on_the_eve("12:00:50", DAVID, Tap("prendriez-vous", "📞")),
    _on_the_eve("12:01:30", DAVID, "!appel 01 99 00 12 34, code 4321\nSinon 01 99 00 56 78"),
    _on_the_eve("12:02:10", ANA, "Merci David, à demain 👋"),
    # --- the day itself
    _at("09:59:50", ANA, Look()),
    _at("10:00:40", ANA, Look()),
    _at("11:49:50", ANA, Look()),
    _at("11:50:40", ANA, "Je me fais un café et j’arrive ☕"),
    _at("11:58:40", DAVID, "La ligne est ouverte, on vous attend"),
    # --- 1. Connexion
    _at("12:00:00", CHLOE, "!ouvrir"),
    _at("12:00:40", ANA, "!jesuis La Chouette"),
    _at("12:01:10", BRUNO, "!jesuis La Louve"),
    _at("12:01:40", CHLOE, "!jesuis La Fourmi"),
    _at(
        "12:02:20",
        DAVID,
        "Claire est à côté de moi, sans ordinateur\n!jesuis Le Potiron\n!ici David, Claire au téléphone",
    ),
    _at("12:03:10", ANA, "On vous entend bien tous les deux 👌"),
    _at("12:04:30", CHLOE, Tap(CARD, "▶")),
    _at("12:04:30", ANA, "!suivant"),
    # --- 2. Accueil nouveaux projets
    _at("12:05:20", EMMA, Join()),
    _at("12:06:10", EMMA, "Bonjour, désolée du retard, mon train… 🙈\n!jesuis Le Tournesol"),
    _at("12:07:00", BRUNO, "NOTE : Emma présente Le Tournesol : 30 bénévoles, ouverture à l’automne"),
    _at("12:07:50", EMMA, "#question Qui peut nous montrer son Odoo en vrai ?"),
    _at("12:08:40", ANA, "!action Ana fait visiter l’Odoo de La Chouette à Emma d’ici vendredi prochain"),
    _at("12:09:10", CHLOE, "Bienvenue Emma 🌻 On enchaîne\n!suivant"),
    # --- 3. Prochaine réunion
    _at("12:09:50", ANA, Say("Vendredi 9 juin, même heure ?", "june")),
    _at("12:10:20", DAVID, React("june", "👍")),
    _at("12:10:40", EMMA, React("june", "👍")),
    _at("12:11:10", BRUNO, "DÉCISION : Prochaine réunion le vendredi 9 juin, de 12h à 13h"),
    _at("12:12:00", CHLOE, "!suivant"),
    # --- 4. Hébergement et certification
    _at(
        "12:13:10", BRUNO, "NOTE : La Louve penche pour un intégrateur : hébergement, modules, certification"
    ),
    _at("12:14:20", BRUNO, Say("NOTE : Prix annoncé à La Louve : 100 € par mois", "price")),
    _at("12:15:10", ANA, "100 € ? Il ne manque pas un zéro ?"),
    _at("12:15:50", BRUNO, Edit("price", "NOTE : Prix annoncé à La Louve : 1000 € par mois, à confirmer")),
    _at("12:16:20", BRUNO, "Oh si, pardon ! Corrigé"),
    _at("12:17:40", EMMA, "1000 € par mois, pour nous c’est impossible…"),
    _at("12:19:00", ANA, "!lien https://pad.coop.example/certification"),
    _at("12:20:10", ANA, "NOTE : La loi viserait surtout les structures qui récupèrent la TVA"),
    _at("12:21:30", CHLOE, "!idée Trois étapes : supermarché, lab, démarage"),
    _at("12:22:20", CHLOE, "s/démarage/démarrage/"),
    _at("12:23:30", DAVID, Say("NOTE : Franchement, le vendeur d’Odoo nous a pris pour des jambons", "ham")),
    _at("12:24:20", BRUNO, "David, ça part dans le compte rendu 😂"),
    _at("12:25:00", DAVID, Delete("ham")),
    _at("12:26:10", DAVID, "Aïe, la ligne a coupé, je la relance"),
    _at("12:26:40", CHLOE, "!pause"),
    _at("12:28:40", DAVID, "C’est bon, rappelez !"),
    _at("12:29:10", CHLOE, "!reprendre"),
    _at("12:30:40", BRUNO, "ACTION : Bruno demande le devis écrit à Simon d’ici vendredi prochain"),
    _at("12:31:10", ANA, Tap(CARD, "✋")),
    _at("12:31:14", DAVID, Tap(CARD, "✋")),
    _at("12:32:20", CHLOE, "!parole"),
    _at("12:32:40", ANA, "À plusieurs coops, le prix par coop n’a plus rien à voir"),
    _at("12:33:40", CHLOE, "!parole"),
    _at("12:34:20", DAVID, "Oui, si on négocie ensemble"),
    _at("12:35:20", CHLOE, "!parole"),
    _at(
        "12:36:10", BRUNO, Say("!décision Si le devis est confirmé, même prestataire que La Louve", "vendor")
    ),
    _at("12:36:50", EMMA, React("vendor", "👍")),
    _at("12:38:10", EMMA, "Et nous qui démarrons, il nous faut aussi la certification ?"),
    _at("12:40:40", ANA, "Sans TVA à récupérer, peut-être pas. Il faut demander à quelqu’un du métier"),
    _at("12:42:10", CHLOE, "C’est important, on prend le temps qu’il faut"),
    _at("12:42:30", CHLOE, Tap("de plus que prévu", "1⃣")),
    _at("12:43:10", CHLOE, "!suivant"),
    _at("12:43:30", EMMA, "Attendez, je n’avais pas fini 🙂"),
    _at("12:43:50", CHLOE, "!oups"),
    _at("12:44:20", EMMA, "!action Emma interroge une experte-comptable sur la TVA avant le 2 juin"),
    _at("12:45:30", CHLOE, "Merci Emma ! Dernier point\n!suivant"),
    # --- 5. Structure
    _at("12:46:50", ANA, "NOTE : Sans structure, pas d’accord-cadre ni de facture commune"),
    _at("12:48:30", EMMA, Say("Une coop récente peut porter le dossier. Nous, on veut bien !", "offer")),
    _at("12:49:10", ANA, React("offer", "👏")),
    _at("12:49:30", DAVID, React("offer", "👏")),
    _at("12:51:00", DAVID, "#idée Commencer par une association toute simple"),
    _at("12:52:40", ANA, "Ça me va, on pourra changer plus tard"),
    _at("12:54:30", CHLOE, "Personne contre ?"),
    _at("12:55:50", BRUNO, "DÉCISION : On crée une association des coops, Le Tournesol porte le dossier"),
    _at("12:57:20", CHLOE, "!action David écrit un projet de statuts d’ici le 2 juin"),
    _at("12:58:20", DAVID, "Ça marche !"),
    _at("12:59:30", CHLOE, "Dans les temps ! Merci à toutes et tous 🙏\n!clore"),
    # --- after: somebody who was not there
    _at("13:02:00", FELIX, Join()),
    _at("13:02:40", FELIX, "Oups… pas dispo ce midi. La réunion a bien eu lieu ?\n!réunions"),
    _at("13:03:20", FELIX, "!cr"),
    _at("13:04:20", FELIX, LAST_WORDS),
)

MINUTES_POSTED = 2
"""How often the minutes come into the room: at the end, and when Félix asks for them."""

IN_THE_MINUTES = (
    "Prochaine réunion le vendredi 9 juin, de 12h à 13h",
    "1000 € par mois, à confirmer",
    "Trois étapes : supermarché, lab, démarrage",
    "même prestataire que La Louve",
    "On crée une association des coops",
    "demande le devis écrit à Simon",
    "interroge une experte-comptable",
    "La Chouette",
    "Claire",
)
"""What the minutes must hold for the meeting to have gone well."""

NOT_IN_THE_MINUTES = ("100 € par mois", "démarage", "jambons", "café")
"""What was corrected, removed, or was only talk."""

SAID_BY_THE_BOT = (
    ("Point trésorerie", "n’a pas eu lieu", "David"),
    ("Bruno", "déjà"),
    ("David", "prendriez-vous", "l’appel"),
    ("Merci David", "Tous les rôles sont pris"),
    ("Emma", "01 99 00 12 34"),
    ("Chloé", "+5"),
    ("David", "à vous la parole"),
    ("continue jusqu’à", "Pris sur la suite"),
    ("Annulé", "4/5"),
    ("la réunion est finie",),
)
"""Words that the bot must have said together: that a meeting was not held and who was there, who has the
notes, whom it asked for a role and that he took it, what a latecomer needs, that time is up, whose turn it
is to speak, what a tap made of the plan, what was undone, and that its card is no longer in use."""
