"""The bundle: equal pieces give equal bytes, names are safe, and whoever has the pieces alone can verify them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pdf.bundle import write_bundle, write_verifier
from tests.pdf.samples_bundle import CONTENTS, bundle
from workflows.processes.bundle_manifest import BundleRefused, Manifest, name_of_piece

TOOLS = {"manifest.json", "SHA256SUMS", "verifier.html"}


def opened() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write_bundle(*bundle())))


def renamed(name: str) -> Manifest:
    manifest, _ = bundle()
    return replace(manifest, pieces=(replace(manifest.pieces[0], name=name), *manifest.pieces[1:]))


def test_the_zip_holds_the_pieces_as_they_are_and_the_three_files_that_verify_them() -> None:
    with opened() as package:
        names = package.namelist()
        assert set(names) == {*TOOLS, *(piece.name for piece in bundle()[0].pieces)}
        for piece, (_rank, _title, _ending, content) in zip(bundle()[0].pieces, CONTENTS.values(), strict=True):
            assert package.read(piece.name) == content
        assert package.read("manifest.json").decode() == bundle()[0].text()
        assert hashlib.sha256(package.read("manifest.json")).hexdigest() == bundle()[0].digest()
        assert all("/" not in name for name in names)


def test_equal_pieces_give_equal_bytes_and_another_piece_gives_another_manifest() -> None:
    assert write_bundle(*bundle()) == write_bundle(*bundle())
    with opened() as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}
    manifest, _ = bundle()
    assert replace(manifest, pieces=manifest.pieces[:2]).digest() != manifest.digest()


def test_the_tools_of_the_system_verify_it_and_find_a_changed_byte(tmp_path: Path) -> None:
    with opened() as package:
        package.extractall(tmp_path)
    check = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    photo = tmp_path / bundle()[0].pieces[2].name
    photo.write_bytes(photo.read_bytes().replace(b"photo", b"phoyo"))
    said = subprocess.run(
        check, cwd=tmp_path, capture_output=True, check=False, env={"LC_ALL": "C", "PATH": "/bin:/usr/bin"}
    )
    assert said.returncode == 1
    assert f"{photo.name}: FAILED" in said.stdout.decode()


@pytest.mark.parametrize(
    "name",
    [
        "../letter.pdf", "/etc/passwd", "a/b.pdf", "a\\b.pdf", "..", ".hidden.pdf", "CON.pdf", "com1.txt", "lettre",
        "lettre.pdf\n", "lettre.pdf.exe", "letter .pdf", "é.pdf", "manifest.json", "Verifier.html", "a" * 90 + ".pdf", "C:x.pdf",
    ],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BundleRefused):
        write_bundle(renamed(name), bundle()[1])


def test_two_pieces_of_one_name_are_refused_even_where_only_the_case_differs() -> None:
    manifest, contents = bundle()
    with pytest.raises(BundleRefused, match="Two pieces"):
        write_bundle(renamed(manifest.pieces[1].name.upper().replace(".PDF", ".pdf")), contents)


def test_bytes_that_are_not_those_of_the_manifest_are_refused() -> None:
    manifest, contents = bundle()
    wrong = {**contents, manifest.pieces[2].sha256: b"other"}
    for given in (wrong, {}):
        with pytest.raises(BundleRefused, match="not what the manifest says"):
            write_bundle(manifest, given)


def test_a_piece_of_a_higher_class_does_not_go_in() -> None:
    manifest, contents = bundle()
    with pytest.raises(BundleRefused, match="above"):
        write_bundle(replace(manifest, secrecy=3), contents)


def test_names_are_made_of_the_number_and_the_title() -> None:
    assert name_of_piece(1, "Photographie des étiquettes", "jpg") == "01-Photographie-des-etiquettes.jpg"
    assert name_of_piece(12, "Œuvre n° 2 : l’entrée/../x", "pdf") == "12-Oeuvre-n-2-l-entree-x.pdf"
    assert name_of_piece(3, "…", "png") == "03-piece.png"
    assert len(name_of_piece(1, "mot " * 90, "pdf")) <= 80


def test_the_page_carries_the_manifest_whatever_a_title_says_and_may_load_nothing() -> None:
    page = write_verifier(bundle()[0])
    carried = re.search(r'<script type="application/json" id="manifest">(.*?)</script>', page)
    assert carried
    assert carried[1] == bundle()[0].text()
    assert json.loads(carried[1])["pieces"][2]["title"] == CONTENTS["1"][1]
    assert page.count("<script") == 2
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?:|\bsrc=|@import|url\(", page)
