"""The regions and the poles that serve them."""

from __future__ import annotations

from flask import Flask

from chantier.site.regions import regions


def test_there_are_the_seventeen_regions_by_their_code(site_app: Flask) -> None:
    with site_app.test_request_context("/fr/"):
        found = regions("fr")
    assert [region.code for region in found] == [f"{number:02}" for number in range(1, 18)]
    assert found[5].name.text == "Montréal"


def test_each_region_has_the_poles_that_serve_it_named_in_the_language(site_app: Flask) -> None:
    with site_app.test_request_context("/en/"):
        found = regions("en")
    assert sum(len(region.poles) for region in found) == 19
    assert "Bas-Saint-Laurent Social Economy Pole" in [pole.text for pole in found[0].poles]
