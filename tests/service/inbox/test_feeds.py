"""What a feed lists, whatever it says of itself."""

from collections.abc import Iterator

import pytest

from models.errors import InputError
from service.fetching import Fetcher
from service.inbox.feeds import look_at_feed
from service.settings import Settings
from tests.service.inbox.site import Site, item, rss, site

FETCHER = Fetcher(Settings(private_hosts=frozenset({"127.0.0.1"})))


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as found:
        yield found


def test_a_name_that_all_have_is_none(news: Site) -> None:
    news.pages["/feed"] = rss(item("/1", guid="1"), item("/2", guid="1"), item("/3", guid="3"), item("/3", guid="3"))
    found = look_at_feed(FETCHER, f"{news.url}/feed", "")
    assert [one.identity for one in found.arrivals] == [f"{news.url}/1", f"{news.url}/2", "3"]


def test_a_long_name_and_signs_that_no_database_takes(news: Site) -> None:
    news.pages["/feed"] = rss(item("/1", "خبر\0 عاجل", guid="x" * 5_000), item("/2\0", guid="\0"))
    first, second = look_at_feed(FETCHER, f"{news.url}/feed", "").arrivals
    assert (len(first.identity), first.title) == (64, "خبر عاجل")
    assert "\0" not in second.identity + second.place


@pytest.mark.parametrize(("tag", "kept"), [('"v1"', '"v1"'), ('"قيمة"', ""), ('"' + "x" * 3_000 + '"', "")])
def test_a_tag_that_cannot_be_sent_back_is_not_kept(news: Site, tag: str, kept: str) -> None:
    news.pages["/feed"] = rss(item("/1"))
    news.headers["/feed"] = {"ETag": tag.encode().decode("latin-1")}
    assert look_at_feed(FETCHER, f"{news.url}/feed", "").tag == kept


def test_what_is_broken_off_is_looked_at_again(news: Site) -> None:
    news.pages["/feed"] = rss(item("/1"), item("/2"))[:-60]
    news.headers["/feed"] = {"ETag": '"v1"'}
    found = look_at_feed(FETCHER, f"{news.url}/feed", "")
    assert ([one.place for one in found.arrivals], found.tag) == ([f"{news.url}/1"], "")


def test_a_feed_without_items_is_one(news: Site) -> None:
    news.pages["/feed"] = rss()
    assert look_at_feed(FETCHER, f"{news.url}/feed", "").arrivals == ()


def test_an_index_of_sitemaps_is_none(news: Site) -> None:
    news.pages["/index"] = '<?xml version="1.0"?><sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>'
    with pytest.raises(InputError, match="/index: lists sitemaps; watch one of them"):
        look_at_feed(FETCHER, f"{news.url}/index", "")
