"""The menus of the desks: an icon of its own for every page, and a way to what an agency may read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webapp
from webapp.desks import DeskKind, desk_kinds
from workflows.register.agencies import agencies

ICONS = (Path(webapp.__file__).parent / "static" / "icons.svg").read_text()
JUDICIAL = ("follow_up_judicial", "receive_referral")


@pytest.mark.parametrize("desk", desk_kinds().values(), ids=lambda desk: desk.kind)
def test_no_two_pages_of_a_menu_share_an_icon(desk: DeskKind) -> None:
    icons = [item.icon for item in desk.menu]
    assert len(set(icons)) == len(icons)
    assert set(icons) <= set(re.findall(r'<symbol id="(\w+)"', ICONS))


def test_whoever_refers_or_receives_referrals_finds_them_in_the_menu() -> None:
    concerned = [each for each in agencies() if not each.competences.isdisjoint(JUDICIAL)]
    assert len(concerned) > 10
    for each in concerned:
        found = [item for item in desk_kinds()[each.desk].menu if item.endpoint == "referrals.referrals_page"]
        assert found, each.key
        assert found[0].competence is None or found[0].competence in each.competences, each.key
