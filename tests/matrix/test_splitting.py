"""A long message in parts: every word, in order, each part small enough and whole in itself."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.matrix.splitting import MOST_BYTES, as_text, size, split

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=30
)


class Balance(HTMLParser):
    """Says whether every tag that is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.good = True
        self.feed(html)
        self.close()
        self.good = self.good and not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as it is called
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.good = self.good and bool(self.open) and self.open.pop() == tag


def words_of(parts: list[tuple[str, str]]) -> str:
    """Return the words of all parts, without their counts, spaces left out."""
    return "".join("".join(body.split("\n", 1)[1].split()) for body, _ in parts)


def test_a_short_message_stays_as_it_is() -> None:
    assert split("Bonjour", "<p>Bonjour</p>") == [("Bonjour", "<p>Bonjour</p>")]


def test_the_measure_is_bytes_of_json() -> None:
    assert size("é") == 4
    assert size('"\n') == 6
    assert size("😀", "") == 8
    assert len(split("é" * 12_000, "")) > 1
    assert len(split("e" * 12_000, "")) == 1


def test_the_cut_falls_between_outer_items_and_numbers_go_on() -> None:
    html = "<ol>" + "".join(f"<li>Point {n}<ul><li>{'x' * 40}</li></ul></li>" for n in range(1, 5)) + "</ol>"
    parts = split("…" * 500, html, 450)
    assert [body for body, _ in parts] == [
        f"(1/2)\n1. Point 1\n  - {'x' * 40}\n2. Point 2\n  - {'x' * 40}",
        f"(2/2)\n3. Point 3\n  - {'x' * 40}\n4. Point 4\n  - {'x' * 40}",
    ]
    assert parts[1][1].startswith('<b>(2/2)</b><br><ol start="3"><li>Point 3<ul>')


def test_an_item_that_goes_on_keeps_its_number() -> None:
    html = f"<ol><li>First</li><li>{'long words ' * 60}</li></ol>"
    parts = split("…" * 500, html, 500)
    assert all('<ol start="2"><li>' in html for _, html in parts[1:])


def test_preformatted_lines_stay_whole() -> None:
    lines = [f"- point {n} <b>" for n in range(300)]
    parts = split("…" * 900, f"<pre>{escape(chr(10).join(lines))}</pre>", 900)
    assert [line for body, _ in parts for line in body.split("\n")[1:]] == lines


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a</p><p>b</p>", "a\nb", id="paragraphs"),
        pytest.param("a<br>b", "a\nb", id="line break"),
        pytest.param('<ol start="4"><li>x</li><li>y</li></ol>', "4. x\n5. y", id="numbered"),
        pytest.param("<ul><li>x<ul><li>y</li></ul></li></ul>", "- x\n  - y", id="nested"),
        pytest.param('<a href="https://coop.example">ici</a>', "ici (https://coop.example)", id="link"),
        pytest.param(
            '<a href="https://coop.example">https://coop.example</a>', "https://coop.example", id="bare"
        ),
        pytest.param('<a href="https://matrix.to/#/@ana:coop.example">Ana</a>', "Ana", id="person"),
        pytest.param("1 &lt; 2 &amp; 3", "1 < 2 & 3", id="entities"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr></table>", "a b", id="table"),
    ],
)
def test_the_words_of_html(html: str, text: str) -> None:
    assert as_text(html) == text


@given(
    items=st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=3)), min_size=1, max_size=30),
    most=st.integers(500, 3000),
)
def test_lists_of_anything(items: list[tuple[str, list[str]]], most: int) -> None:
    html = "<h4>Titre</h4><ul>" + "".join(
        f"<li>{escape(title)}<ul>{''.join(f'<li><b>{escape(n)}</b></li>' for n in notes)}</ul></li>"
        for title, notes in items
    )
    parts = split("…" * most, html + "</ul>", most)
    assert all(size(body, html) <= most for body, html in parts)
    assert all(Balance(html).good for _, html in parts)
    whole = "(1/1)\n" + as_text(html)
    assert words_of(parts).replace("-", "") == words_of([(whole, "")]).replace("-", "")


@given(st.text(max_size=3000), st.integers(300, 1000))
def test_plain_text_of_anything(text: str, most: int) -> None:
    parts = split(text, "", most)
    assert all(size(body, html) <= most for body, html in parts)
    if len(parts) > 1:
        assert all(Balance(html).good for _, html in parts)


@pytest.mark.parametrize("unit", ["😀", "é", "\u202e", "<", "&", '"', "\\", "a"])
def test_one_endless_word(unit: str) -> None:
    parts = split(unit * 40_000, "")
    assert all(size(body, html) <= MOST_BYTES for body, html in parts)
    assert words_of(parts) == unit * 40_000
