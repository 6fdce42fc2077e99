"""`fr2en check` on files that hold the French and its English."""

from pathlib import Path

import pytest

from translate.cli.main import run

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Il reste 12 places."
msgstr "There are 21 seats left."

msgid "Ce message attend."
msgstr ""

#, fuzzy
msgid "%(n)s fichier"
msgid_plural "%(n)s fichiers"
msgstr[0] "%(n)s file"
msgstr[1] ""
"%(n)s files"
"""
XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="fr"><body>
<trans-unit id="a" approved="yes"><source>Il reste <g id="1">12</g> places.</source>
<target>There are <g id="1">21</g> seats left.</target></trans-unit>
<trans-unit id="b"><source>Ce message attend.</source></trans-unit>
<trans-unit id="c" translate="no"><source>Oui</source><target>7</target></trans-unit>
</body></file></xliff>
"""
XLIFF_2 = """<xliff version="2.0" srcLang="fr" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><unit id="a">
<segment state="final"><source>Il reste 12 places.</source>
<target>There are 21 seats left.</target></segment></unit></file></xliff>
"""
TMX = """<tmx version="1.4"><header srclang="fr"/><body><tu>
<tuv xml:lang="de"><seg>Es gibt 12.</seg></tuv><tuv xml:lang="fr-FR"><seg>Il reste 12 places.</seg></tuv>
<tuv xml:lang="en-GB"><seg>There are 21 seats left.</seg></tuv></tu></body></tmx>
"""


@pytest.mark.parametrize(
    ("name", "text", "line", "pairs"),
    [
        ("a.po", PO, 5, "3 pairs"),
        ("a.xlf", XLIFF, 3, "1 pair"),
        ("b.xlf", XLIFF_2, 4, "1 pair"),
        ("a.tmx", TMX, 3, "1 pair"),
    ],
)
def test_each_message_is_checked_with_its_own_english(
    name: str,
    text: str,
    line: int,
    pairs: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    Path(f"fr.{name}").write_text(text, encoding="utf-8")
    for arguments in ([name], [f"fr.{name}", name]):
        assert run(["check", *arguments, "--no-model"]) == 1
        said = capsys.readouterr()
        assert said.out.startswith(f"{name}:{line}:")
        assert "fr: Il reste [=12=] places.\n    en: There are [=21=] seats left." in said.out
        assert said.err.startswith(f"{pairs} checked: ")
    Path(name).write_text(text.replace("21", "12"), encoding="utf-8")
    assert run(["check", name, "--no-model", "--fail-on", "warning"]) == 0


def test_other_files_need_their_english_and_a_file_without_any_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Oui.", encoding="utf-8")
    assert run(["check", "a.txt", "--no-model"]) == 2
    assert "a.txt: name the English, too; only po, xliff and tmx files hold both" in capsys.readouterr().err
    Path("a.po").write_text('msgid "Oui."\nmsgstr ""\n', encoding="utf-8")
    assert run(["check", "a.po", "--no-model"]) == 2
    assert "a.po: the file holds no French with its English; translate it first" in capsys.readouterr().err
