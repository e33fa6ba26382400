"""What feeds list, in all their ways of saying it."""

import json

import pytest

from translate.web.listing import Entry, entries, is_listing, listed

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>أخبار</title>
<link>http://x/</link>
<item><title><![CDATA[الحكومة & "المعارضة" <اتفاق>]]></title><link>http://x/1</link>
<guid isPermaLink="false">أ-1</guid><pubDate>Tue, 12 Mar 2019 10:00:00 GMT</pubDate>
<description>قصير</description><content:encoded><![CDATA[<p>كل &amp; النص</p>]]></content:encoded></item>
<item><title>ثان</title><guid>http://x/2</guid></item>
<item><link/><description>&lt;p&gt;بلا عنوان&lt;/p&gt;</description><guid isPermaLink="false">http://x/9</guid></item>
<item><title>لا شيء</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>f</title><link href="/"/>
<entry><id>urn:1</id><title type="html">أ &amp;amp; &lt;b&gt;ب&lt;/b&gt;</title><link rel="edit" href="/e"/>
<link rel="alternate" href="a.html"/><updated>2020-01-01</updated>
<content type="xhtml"><div><p>نص <b>مهم</b></p></div></content></entry>
<entry><link href="http://y/b"/><summary type="text">أ &lt; ب</summary></entry></feed>"""


def test_rss() -> None:
    assert is_listing(RSS)
    assert list(entries(RSS, "http://x/feed")) == [
        Entry(
            "http://x/1", 'الحكومة & "المعارضة" <اتفاق>', "أ-1", "Tue, 12 Mar 2019 10:00:00 GMT", "<p>كل &amp; النص</p>"
        ),
        Entry("http://x/2", "ثان", "http://x/2", ""),
        Entry("", "", "http://x/9", "", "<p>بلا عنوان</p>"),
    ]
    assert listed(RSS, "http://x/feed") == ["http://x/1", "http://x/2"]


def test_atom() -> None:
    assert list(entries(ATOM, "http://x/feed/")) == [
        Entry("http://x/feed/a.html", "أ & ب", "urn:1", "2020-01-01", "<div><p>نص <b>مهم</b></p></div>"),
        Entry("http://y/b", "", "", "", "أ &lt; ب"),
    ]


def test_json() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": 1, "url": "/p", "title": "خبر", "content_html": "<p>نص</p>", "date_modified": "2020"},
            {"id": "2", "content_text": "أ < ب"},
            {"id": "3"},
            4,
        ],
    }
    text = "\ufeff" + json.dumps(feed)
    assert is_listing(text)
    assert list(entries(text, "http://x/feed")) == [
        Entry("http://x/p", "خبر", "1", "2020", "<p>نص</p>"),
        Entry("", "", "2", "", "أ &lt; ب"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1", "items": []}',
        "{",
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": 3}',
        "<rss>" + "</item>" * 50_000,
        "<rss><item>" + "<a>" * 50_000,
        "<rss>" + "<item><link>" * 20_000,
        "<rss><item>" + "<title>" * 20_000,
        '<!DOCTYPE r [<!ENTITY a "&b;&b;&b;&b;">]><rss><item><description>&a;</description></item></rss>',
    ],
)
def test_what_is_broken_or_a_bomb_lists_next_to_nothing(text: str) -> None:
    assert [entry.content for entry in entries(text, "http://x/")] in ([], ["&a;"])
