"""What is to be said gets its words: a message of phrases becomes plain text and HTML.

1. A sentence of the catalogues may hold `**bold**` and `` `code` ``; in plain text the signs are left out.
2. What people typed is put into the sentence after that, escaped: it can never become markup.
3. Only tags of the Matrix specification's list are made ("m.room.message msgtypes", `formatted_body`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape
from typing import Literal, TypeAlias, assert_never
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list

from intercoop_bot.language.catalogue import template
from intercoop_bot.language.recurrence import describe, parse_rule
from intercoop_bot.language.typed import visible
from intercoop_bot.meeting.effects import Say
from intercoop_bot.meeting.phrases import MomentStyle, Phrase, Quote, Recurrence, Span, Value, When, Who, Zone

DayWidth: TypeAlias = Literal["full", "long"]

_LOCALES = {"fr": "fr", "en": "en_GB"}
"""Whose dates and lists are written: those of the first users' neighbours."""

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`(.+?)`")
_BULLETS = ("", "• ", "   – ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How the bot speaks in a room: its language, its time zone, and the prefix of its commands.

    `alike` are the people whom their names do not tell apart: they are named with their ids.
    """

    language: str
    zone: ZoneInfo
    prefix: str = "!"
    alike: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """The same words twice: as plain text, and as HTML."""

    plain: str
    html: str


@dataclass(slots=True)
class _Speech:
    """A message being worded: who is mentioned in it, and who of those was named so far."""

    voice: Voice
    mentions: frozenset[str]
    named: set[str] = field(default_factory=set)


def word_message(message: Say, voice: Voice) -> Text:
    """Return the words of a message; an alarm begins with the names of those it is for."""
    speech = _Speech(voice, frozenset(who.id for who in message.mentions))
    lines = [(line.depth, _word(line.phrase, speech)) for line in message.lines]
    unnamed = tuple(who for who in message.mentions if who.id not in speech.named)
    if unnamed and lines:
        depth, first = lines[0]
        address = _word(Phrase("address", {"who": unnamed}), speech)
        lines[0] = (depth, Text(f"{address.plain} {first.plain}", f"{address.html} {first.html}"))
    return Text(
        "\n".join(_BULLETS[depth] + _indent(text.plain, depth) for depth, text in lines),
        _nest([(depth, text.html) for depth, text in lines]),
    )


def word(phrase: Phrase, voice: Voice) -> Text:
    """Return the words of one phrase."""
    return _word(phrase, _Speech(voice, frozenset()))


def day_name(day: date, width: DayWidth, language: str) -> str:
    """Return a day as people write it: with its weekday (`full`), or without (`long`)."""
    name = format_date(day, width, locale=_LOCALES[language])
    # French counts the first of a month, and the locale data do not know.
    return re.sub(r"\b1 ", "1er ", name) if language == "fr" else name


def duration(length: timedelta, language: str) -> str:
    """Return a length of time in hours and minutes; in seconds below a minute, in days where it is some."""
    seconds = round(length.total_seconds())
    if abs(seconds) < 60:
        return template(language, "span.seconds").format(n=seconds)
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return template(language, "span.minutes").format(n=minutes)
    if not rest and hours >= 48 and hours % 24 == 0:
        return template(language, "span.days").format(n=hours // 24)
    if not rest:
        return template(language, "span.hours").format(n=hours)
    return template(language, "span.hours_minutes").format(hours=hours, minutes=rest)


def moment(at: datetime, style: MomentStyle, language: str, zone: ZoneInfo) -> str:
    """Return an instant as people of that language write it, in that zone."""
    local = at.astimezone(zone)
    day = day_name(local.date(), "full", language)
    hour = format_time(local.time(), "HH:mm", locale=_LOCALES[language])
    match style:
        case "time":
            return hour
        case "day":
            return day
        case "moment":
            return template(language, "span.day_hour").format(day=day, hour=hour)
        case _:
            assert_never(style)


def zone_name(zone: str, language: str) -> str:
    """Return a time zone as people call it: the time of its city."""
    city = get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
    return template(language, "span.zone").format(city=city)


def joined(words: Sequence[str], language: str) -> str:
    """Return words as a list in a sentence: with commas, and an "and" before the last."""
    return format_list(list(words), locale=_LOCALES[language])


def quoted(text: str, language: str, longest: int) -> str:
    """Return a person's words between quotation marks, cut after so many characters."""
    if len(text) > longest:
        text = text[:longest].rstrip() + "…"
    return template(language, "quote").format(text=text)


def pill(who: Who) -> str:
    """Return a mention of a person in HTML, as clients make one (specification: "User and room mentions")."""
    return f'<a href="https://matrix.to/#/{quote(who.id, safe="@:")}">{escape(who.name)}</a>'


def _word(phrase: Phrase, speech: _Speech) -> Text:
    n = phrase.values.get("n")
    sentence = template(speech.voice.language, phrase.key, n if isinstance(n, int) else None)
    values = {"p": Text(speech.voice.prefix, escape(speech.voice.prefix))}
    values |= {name: _word_value(value, speech) for name, value in phrase.values.items()}
    return Text(
        _CODE.sub(r"\1", _BOLD.sub(r"\1", sentence)).format_map(_side(values, "plain")),
        _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<strong>\1</strong>", escape(sentence, quote=False)))
        .replace("\n", "<br>")
        .format_map(_side(values, "html")),
    )


def _side(values: Mapping[str, Text], side: str) -> dict[str, str]:
    return {name: getattr(text, side) for name, text in values.items()}


def _word_value(value: Value, speech: _Speech) -> Text:
    voice = speech.voice
    match value:
        case Phrase():
            return _word(value, speech)
        case tuple():
            texts = [_word_value(each, speech) for each in value]
            return Text(
                joined([text.plain for text in texts], voice.language),
                joined([text.html for text in texts], voice.language),
            )
        case Who():
            return _name(value, speech)
        case When():
            return _escaped(moment(value.at, value.style, voice.language, voice.zone))
        case Zone():
            return _escaped(zone_name(value.name, voice.language))
        case Recurrence():
            return _escaped(describe(parse_rule(value.rule), voice.language))
        case Span():
            return _escaped(duration(value.length, voice.language))
        case Quote():
            return _escaped(quoted(value.text, voice.language, value.longest))
        case str() | int():
            return _escaped(str(value))
        case _:
            assert_never(value)


def _name(who: Who, speech: _Speech) -> Text:
    name = _escaped(who.name)
    if who.id in speech.mentions:
        speech.named.add(who.id)
        name = Text(who.name, pill(who))
    if who.id not in speech.voice.alike:
        return name
    told_apart = _escaped(f" ({who.id})")
    return Text(name.plain + told_apart.plain, name.html + told_apart.html)


def _escaped(text: str) -> Text:
    text = visible(text)
    return Text(text, escape(text).replace("\n", "<br>"))


def _indent(text: str, depth: int) -> str:
    return text.replace("\n", "\n" + " " * len(_BULLETS[depth]))


def _nest(lines: Sequence[tuple[int, str]]) -> str:
    """Return lines as paragraphs broken by `<br>`, and as nested lists where they have a depth."""
    html: list[str] = []
    now = 0
    for depth, text in lines:
        if depth == 0 and now == 0 and html:
            html.append("<br>")
        html += ["</li></ul>" * (now - depth)] if depth < now else []
        html += ["</li>"] if depth and depth <= now else []
        html += ["<ul>" + "<li><ul>" * (depth - now - 1)] if depth > now else []
        html.append(f"<li>{text}" if depth else text)
        now = depth
    html.append("</li></ul>" * now)
    return "".join(html)
