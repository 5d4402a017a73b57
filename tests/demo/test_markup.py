"""HTML of messages as a terminal shows it."""

import pytest

from intercoop_bot.demo.markup import render


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        pytest.param("a<br>b", "a\nb", id="line break"),
        pytest.param("<p>a</p>\n<p>b</p>", "a\nb", id="paragraphs"),
        pytest.param("<h4>Title</h4><p>text</p>", "Title\ntext", id="heading"),
        pytest.param("head<ul><li>a</li><li>b</li></ul>tail", "head\n• a\n• b\ntail", id="list"),
        pytest.param(
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "• a\n  • b\n• c", id="list in a list"
        ),
        pytest.param("<ul>\n<li>\n<strong>a</strong> b</li>\n</ul>", "• a b", id="spaces between tags"),
        pytest.param("1&nbsp;&lt;b&gt; &amp; 2", "1\u00a0<b> & 2", id="entities"),
        pytest.param("« ah\u202f! »", "« ah\u202f! »", id="narrow spaces stay"),
        pytest.param("<pre>a\n  b</pre>", "a\n  b", id="preformatted"),
        pytest.param("<marquee>a</b></marquee>", "a", id="nonsense"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_words(html: str, shown: str) -> None:
    assert render(html).plain == shown


def test_styles() -> None:
    text = render("<strong>a <em>b</em></strong> <code>c</code>")
    styles = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}
    assert styles == {"a ": "bold", "b": "bold italic", "c": "cyan"}
