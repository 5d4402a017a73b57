"""The words that the bot understands: one table, from which parser, help, README and their tests are made.

1. A command has a key, words in each language (the first is the one shown), and a form and an example of
   what follows the word. Who may ask for it, and when, stands with the command's class in `permissions`.
2. Words are looked up (`words`) in all languages at once: no word means two things.
3. What is not built is not in here: nothing is promised.
"""

from collections.abc import Mapping

from intercoop_bot.language.asking import Asked, Help
from intercoop_bot.language.entries import Entry, Group, Language, Takes, Wording
from intercoop_bot.meeting import commands as c


def _said(words: str, form: str = "", example: str = "") -> Wording:
    return Wording(tuple(words.split(", ")), form, example)


def _entry(
    key: str,
    group: Group,
    makes: type[Asked] | None,
    *,
    en: Wording,
    fr: Wording,
    asks: type[c.Question] | None = None,
    takes: Takes = Takes.LINE,
    signs: tuple[str, ...] = (),
) -> Entry:
    wordings: Mapping[Language, Wording] = {"fr": fr, "en": en}
    return Entry(key=key, group=group, makes=makes, asks=asks, takes=takes, signs=signs, wordings=wordings)


_BEFORE, _ROLES, _RUNNING, _SPEAKING, _NOTES, _AFTER, _ROOM = Group

TABLE: tuple[Entry, ...] = (
    # --- before
    _entry(
        "plan", _BEFORE, c.Plan, takes=Takes.ALL,
        fr=_said("prévoir, prévois, planifier, planifie, programmer", "TITRE DATE",
                 "Réunion budget vendredi prochain 18h-19h"),
        en=_said("plan, schedule", "TITLE DATE", "Budget meeting next friday 2pm to 3pm"),
    ),
    _entry(
        "meetings", _BEFORE, c.AskMeetings,
        fr=_said("réunions, réunion"),
        en=_said("meetings, meeting"),
    ),
    _entry(
        "when", _BEFORE, c.SetDate, asks=c.AskDate,
        fr=_said("quand, date", "[DATE]", "vendredi prochain 18h-19h"),
        en=_said("when, date", "[DATE]", "next friday 2pm to 3pm"),
    ),
    _entry(
        "next_meeting", _BEFORE, c.PlanAgain, asks=c.AskMeetings,
        fr=_said("prochaine, prochaine réunion, la prochaine", "[DATE]", "vendredi prochain 18h-19h"),
        en=_said("next-meeting, next meeting", "[DATE]", "next friday 2pm to 3pm"),
    ),
    _entry(
        "repeat", _BEFORE, c.SetRepeat, asks=c.AskRepeat,
        fr=_said("répéter, répète, répétition, récurrence", "[RYTHME ou non]",
                 "le premier lundi du mois à 18h30"),
        en=_said("repeat, repeats", "[RULE or off]", "every 2 weeks on friday 12:00"),
    ),
    _entry(
        "cancel", _BEFORE, c.Cancel,
        fr=_said("annuler, annule, annulation", "[RAISON]", "trop peu de monde"),
        en=_said("cancel", "[REASON]", "too few of us"),
    ),
    _entry(
        "title", _BEFORE, c.RenameMeeting,
        fr=_said("titre, renommer, renomme", "TITRE", "Réunion budget"),
        en=_said("title, rename", "TITLE", "Budget meeting"),
    ),
    _entry(
        "call", _BEFORE, c.SetCall, asks=c.AskCall, takes=Takes.BLOCK,
        fr=_said("appel, visio, rejoindre", "[LIEN ou NUMÉRO]", "https://framatalk.org/intercoop"),
        en=_said("call, join", "[LINK or NUMBER]", "https://meet.jit.si/intercoop"),
    ),
    _entry(
        "host_code", _BEFORE, c.AskHostCode,
        fr=_said("appel hôte, appel animateur, appel code, code animateur, code hôte"),
        en=_said("call host, call code, host code, moderator code"),
    ),
    _entry(
        "coming", _BEFORE, c.Foretell,
        fr=_said("présent, présente, je viens, je serai là", "", ""),
        en=_said("coming, attending, i'm coming", "", ""),
    ),
    _entry(
        "regrets", _BEFORE, c.Foretell,
        fr=_said("excuse, excusé, excusée, absent, absente, indisponible", "[RAISON]", "en déplacement"),
        en=_said("regrets, absent", "[REASON]", "travelling"),
    ),
    _entry(
        "agenda", _BEFORE, c.AddItems, asks=c.AskAgenda, takes=Takes.LIST,
        fr=_said("ordre, ordre du jour, odj, agenda", "[LIGNES]", "\nBudget 20 min\nLocal 10 min"),
        en=_said("agenda", "[LINES]", "\nBudget 20 min\nNew shop 10 min"),
    ),
    _entry(
        "item", _BEFORE, c.AddItems,
        fr=_said("point, sujet, ajouter, ajoute", "TITRE [20m] [@QUI]", "Budget 20m @ana"),
        en=_said("item, topic, add", "TITLE [20m] [@OWNER]", "Budget 20m @ana"),
    ),
    _entry(
        "edit", _BEFORE, c.EditItem,
        fr=_said("modifier, modifie, changer, change", "N [TITRE] [15m] [@QUI]", "3 Budget 15m @bruno"),
        en=_said("edit, modify", "N [TITLE] [15m] [@OWNER]", "3 Budget 15m @bruno"),
    ),
    _entry(
        "move", _BEFORE, c.MoveItem,
        fr=_said("déplacer, déplace", "N PLACE", "3 1"),
        en=_said("move", "N PLACE", "3 1"),
    ),
    _entry(
        "drop", _BEFORE, c.DropItem,
        fr=_said("retirer, retire, supprimer, supprime, enlever, enlève", "N", "3"),
        en=_said("drop, remove", "N", "3"),
    ),
    _entry(
        "prep", _BEFORE, c.Prepare,
        fr=_said("préparer, préparation", "N", "3"),
        en=_said("prep, prepare", "N", "3"),
    ),
    # --- roles
    _entry(
        "roles", _ROLES, c.AskRoles,
        fr=_said("rôles"),
        en=_said("roles"),
    ),
    _entry(
        "claim", _ROLES, c.ClaimRole,
        fr=_said("prendre, prends, je prends", "[RÔLE]", "notes"),
        en=_said("claim, take, i take", "[ROLE]", "notes"),
    ),
    _entry(
        "release", _ROLES, c.ReleaseRole,
        fr=_said("laisser, laisse, rendre, libérer", "[RÔLE]", "notes"),
        en=_said("release", "[ROLE]", "notes"),
    ),
    _entry(
        "assign", _ROLES, c.AssignRole,
        fr=_said("confier, confie, attribuer", "RÔLE @QUI", "notes @ana"),
        en=_said("assign, give", "ROLE @WHO", "notes @ana"),
    ),
    _entry(
        "role", _ROLES, c.AddRole, asks=c.AskRoles,
        fr=_said("rôle", "ajouter RÔLE", "ajouter gardien du temps"),
        en=_said("role", "add ROLE", "add timekeeper"),
    ),
    _entry(
        "rota", _ROLES, c.AskRota,
        fr=_said("tour, tours, tour de rôle, à qui le tour, roulement"),
        en=_said("rota, rotation, whose turn"),
    ),
    _entry(
        "waive", _ROLES, c.WaiveRole,
        fr=_said("sans, dispenser, dispense, se passer de", "[RÔLE]", "notes"),
        en=_said("waive, without, do without", "[ROLE]", "notes"),
    ),
    _entry(
        "colead", _ROLES, c.ShareLead,
        fr=_said("coanimer, coanime, coanimation", "[sans] @QUI", "@bruno"),
        en=_said("colead, cochair", "[without] @WHO", "@bruno"),
    ),
    # --- the meeting under way
    _entry(
        "start", _RUNNING, c.Start,
        fr=_said("ouvrir, ouvre, démarrer, démarre, commencer, commence, début", "[TITRE]", ""),
        en=_said("start, open, begin", "[TITLE]", ""),
    ),
    _entry(
        "end", _RUNNING, c.End,
        fr=_said("clore, fin, terminer, termine, clôturer, fermer, finir, fini"),
        en=_said("end, stop, close, finish"),
    ),
    _entry(
        "next", _RUNNING, c.Next,
        fr=_said("suivant, s, suivante, suite"),
        en=_said("next, n"),
    ),
    _entry(
        "back", _RUNNING, c.Back,
        fr=_said("retour, précédent, revenir"),
        en=_said("back, previous, prev"),
    ),
    _entry(
        "goto", _RUNNING, c.GoTo,
        fr=_said("aller, aller à, aller au", "N", "4"),
        en=_said("goto, go to, go, jump", "N", "4"),
    ),
    _entry(
        "skip", _RUNNING, c.Skip,
        fr=_said("passer, passe, sauter"),
        en=_said("skip, pass"),
    ),
    _entry(
        "park", _RUNNING, c.Park,
        fr=_said("reporter, reporte", "[N ou dernier]", "3"),
        en=_said("park, defer", "[N or last]", "3"),
    ),
    _entry(
        "extend", _RUNNING, c.Extend, signs=("+5",),
        fr=_said("prolonger, prolonge, rallonger", "MINUTES [sur la suite]", "5"),
        en=_said("extend", "MINUTES [from later]", "5"),
    ),
    _entry(
        "pause", _RUNNING, c.Pause,
        fr=_said("pause"),
        en=_said("pause, break"),
    ),
    _entry(
        "resume", _RUNNING, c.Resume,
        fr=_said("reprendre, reprise, reprenons, continuer"),
        en=_said("resume, continue"),
    ),
    _entry(
        "status", _RUNNING, c.AskStatus,
        fr=_said("état, statut, où en est-on"),
        en=_said("status, state, where are we"),
    ),
    _entry(
        "here", _RUNNING, c.MarkPresent, takes=Takes.PARAGRAPH,
        fr=_said("ici", "[NOMS]", "Paul, Claire au téléphone"),
        en=_said("here", "[NAMES]", "Paul, Claire on the phone"),
    ),
    _entry(
        "gone", _RUNNING, c.MarkGone, takes=Takes.PARAGRAPH,
        fr=_said("parti, partie, je pars, je dois partir", "[NOMS]", "Paul"),
        en=_said("gone, i'm leaving, i have to go", "[NAMES]", "Paul"),
    ),
    _entry(
        "iam", _RUNNING, c.SpeakFor,
        fr=_said("jesuis, je suis, je représente", "STRUCTURE", "La Chouette"),
        en=_said("iam, i am, i'm", "ORGANISATION", "La Chouette"),
    ),
    # --- who speaks
    _entry(
        "hand", _SPEAKING, c.JoinQueue, signs=("q+",),
        fr=_said("main, lever la main, je demande la parole", "[SUJET]", "le loyer"),
        en=_said("hand, raise hand", "[TOPIC]", "the rent"),
    ),
    _entry(
        "lower", _SPEAKING, c.LeaveQueue, signs=("q-",),
        fr=_said("baisser, baisser la main", "[@QUI]", ""),
        en=_said("lower, lower hand", "[@WHO]", ""),
    ),
    _entry(
        "queue", _SPEAKING, c.CloseQueue, asks=c.AskQueue, signs=("q?",),
        fr=_said("file, file d’attente", "[fermer ou ouvrir]", "fermer"),
        en=_said("queue", "[close or open]", "close"),
    ),
    _entry(
        "floor", _SPEAKING, c.GiveFloor,
        fr=_said("parole, donner la parole", "[@QUI]", "@bruno"),
        en=_said("floor, give floor", "[@WHO]", "@bruno"),
    ),
    _entry(
        "limit", _SPEAKING, c.LimitTurns,
        fr=_said("limite, limiter", "DURÉE ou non", "2 min"),
        en=_said("limit", "LENGTH or off", "2m"),
    ),
    _entry(
        "voices", _SPEAKING, c.AskVoices,
        fr=_said("voix, temps de parole"),
        en=_said("voices, speaking times"),
    ),
    # --- notes
    _entry(
        "note", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH, signs=("#note …", "NOTE: …"),
        fr=_said("note, noter, info", "[N :] TEXTE", "Le devis est arrivé"),
        en=_said("note", "[N:] TEXT", "The quote has come"),
    ),
    _entry(
        "decision", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH,
        fr=_said("décision, décidé, décidons", "TEXTE", "On garde OVH"),
        en=_said("decision, decided, agreed", "TEXT", "We keep OVH"),
    ),
    _entry(
        "action", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH,
        fr=_said("action, tâche, à faire", "[QUI] TEXTE [d’ici DATE]", "Ana envoie le devis d’ici vendredi"),
        en=_said("action, todo, to do, task", "[WHO] TEXT [by DATE]", "Ana sends the quote by friday"),
    ),
    _entry(
        "question", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH,
        fr=_said("question", "TEXTE", "Qui paie l’hébergement ?"),
        en=_said("question", "TEXT", "Who pays for hosting?"),
    ),
    _entry(
        "idea", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH,
        fr=_said("idée", "TEXTE", "Un pot commun"),
        en=_said("idea", "TEXT", "A common fund"),
    ),
    _entry(
        "link", _NOTES, c.TakeNote, takes=Takes.PARAGRAPH,
        fr=_said("lien, url", "ADRESSE", "https://pad.coop.example/budget"),
        en=_said("link", "ADDRESS", "https://pad.coop.example/budget"),
    ),
    _entry(
        "notes", _NOTES, c.AskNotes,
        fr=_said("notes, les notes"),
        en=_said("notes"),
    ),
    _entry(
        "scribe", _NOTES, c.SetScribe,
        fr=_said("secrétaire, tout noter", "[oui ou non]", "oui"),
        en=_said("scribe", "[on or off]", "on"),
    ),
    _entry(
        "undo", _NOTES, c.Undo,
        fr=_said("oups, défaire"),
        en=_said("undo, oops"),
    ),
    _entry(
        "replace", _NOTES, c.Substitute, signs=("s/OVH/Gandi/",),
        fr=_said("remplacer, remplace", "MOTS par MOTS", "OVH par Gandi"),
        en=_said("replace", "WORDS with WORDS", "OVH with Gandi"),
    ),
    _entry(
        "off", _NOTES, None,
        fr=_said("hors, hors sujet", "TEXTE", "je reviens dans deux minutes"),
        en=_said("off, off the record", "TEXT", "back in two minutes"),
    ),
    # --- after
    _entry(
        "held", _AFTER, c.SayHeld,
        fr=_said("tenue, a eu lieu, eu lieu", "[N] oui, non RAISON ou reportée DATE",
                 "non trop peu de monde"),
        en=_said("held, took place, happened", "[N] yes, no REASON or moved DATE", "no too few of us"),
    ),
    _entry(
        "minutes", _AFTER, c.AskMinutes,
        fr=_said("cr, compte rendu, compte-rendu, pv", "[LAQUELLE]", "12 mai"),
        en=_said("minutes", "[WHICH]", "12 May"),
    ),
    # --- the room
    _entry(
        "help", _ROOM, Help,
        fr=_said("aide", "[MOT]", "suivant"),
        en=_said("help", "[WORD]", "next"),
    ),
    _entry(
        "lang", _ROOM, c.SetLanguage,
        fr=_said("langue", "fr ou en", "en"),
        en=_said("lang, language", "fr or en", "fr"),
    ),
    _entry(
        "settings", _ROOM, c.SetPreference, asks=c.AskSettings,
        fr=_said("réglages, réglage, paramètres", "[QUOI COMMENT]", "rappels 7j 2j 2h 10min"),
        en=_said("settings, setting", "[WHAT HOW]", "reminders 7d 2d 2h 10m"),
    ),
    _entry(
        "timezone", _ROOM, c.SetZone, asks=c.AskSettings,
        fr=_said("fuseau, fuseau horaire", "VILLE", "Europe/Brussels"),
        en=_said("timezone, time zone", "CITY", "Europe/Brussels"),
    ),
    _entry(
        "policy", _ROOM, c.SetPolicy, asks=c.AskSettings,
        fr=_said("règle, règles", "ouverte, partagée ou présidée", "ouverte"),
        en=_said("policy, rules", "open, shared or chaired", "open"),
    ),
    _entry(
        "tag", _ROOM, c.AddTag,
        fr=_said("étiquette", "ajouter MOT, ou N MOT", "ajouter blocage"),
        en=_said("tag", "add WORD, or N WORD", "add blocker"),
    ),
)  # fmt: skip

BY_KEY: Mapping[str, Entry] = {entry.key: entry for entry in TABLE}

NOTE_TAGS: Mapping[str, Entry] = {entry.key: entry for entry in TABLE if entry.makes is c.TakeNote}
"""The tags that every room has."""
