"""Names, terms, checks, reports, pages and the memory on the command line and in the library."""

import json
from pathlib import Path

import pytest

from command_line import error_line
from glossary.edits import apply
from glossary.terms.document_names import document_terms
from glossary.terms.packs import load_packs
from glossary.terms.records import Term
from translate import Translator
from translate.cli.main import run
from translate.documents.records import Document, Finding, Segment, Severity
from translate.run.batch import Report
from translate.run.memory import Memory

FRENCH = "Poutine est à Koursk.\n"


@pytest.fixture
def article(folder: Path) -> Path:
    path = folder / "news.txt"
    path.write_text(FRENCH, encoding="utf-8")
    return path


def english(folder: Path) -> str:
    return (folder / "news.en.txt").read_text(encoding="utf-8")


class TestGlossaries:
    def test_the_packs_hold_names_by_default(self, article: Path, folder: Path) -> None:
        assert run([article.name, "-q"]) == 0
        assert "Putin" in english(folder) and "Kursk" in english(folder)

    def test_a_glossary_wins_over_the_packs(self, article: Path, folder: Path) -> None:
        (folder / "terms.tsv").write_text("Koursk\tCoorsk\n", encoding="utf-8")
        assert run([article.name, "-q", "--glossary", "terms.tsv"]) == 0
        assert "Coorsk" in english(folder) and "Putin" in english(folder)

    def test_the_glossary_beside_the_document_is_found(self, article: Path, folder: Path) -> None:
        (folder / "fr2en.glossary.csv").write_text("Koursk,Coorsk\n", encoding="utf-8")
        assert run([article.name, "-q"]) == 0
        assert "Coorsk" in english(folder)

    def test_a_glossary_wins_over_longer_terms_of_the_packs(self, folder: Path) -> None:
        (folder / "news.txt").write_text("Le Conseil de sécurité est à Koursk.\n", encoding="utf-8")
        (folder / "terms.tsv").write_text("sécurité\tsafekeeping\n", encoding="utf-8")
        assert run(["news.txt", "-q", "--glossary", "terms.tsv"]) == 0
        assert "safekeeping" in english(folder) and "Kursk" in english(folder)

    def test_a_glossary_that_is_named_wins_over_the_one_beside_the_document(self, article: Path, folder: Path) -> None:
        (folder / "fr2en.glossary.csv").write_text("Koursk,Coorsk\nPoutine,Pootin\n", encoding="utf-8")
        (folder / "terms.tsv").write_text("Koursk\tCurzk\n", encoding="utf-8")
        assert run([article.name, "-q", "--glossary", "terms.tsv"]) == 0
        assert "Curzk" in english(folder) and "Pootin" in english(folder)

    def test_a_house_style_chooses_between_names(self, folder: Path) -> None:
        (folder / "news.txt").write_text("Le ministre est à Kiev.\n", encoding="utf-8")
        assert run(["news.txt", "-q"]) == 0
        assert "Kyiv" in english(folder)
        assert run(["news.txt", "-q", "--force", "--style", "kiev"]) == 0
        assert "Kiev" in english(folder)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--packs", "place"], "there is no pack 'place'"),
            (["--style", "kieff"], "did you mean kiev?"),
            (["--style", "british,american"], "exclude each other"),
            (["--glossary", "missing.tsv"], "missing.tsv"),
        ],
    )
    def test_wrong_names_are_one_sentence(
        self, article: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
    ) -> None:
        assert run([article.name, *arguments]) == 2
        assert says in error_line(capsys)

    def test_a_bad_glossary_lists_its_bad_lines(
        self, article: Path, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "terms.tsv").write_text("Koursk\tKursk\n\tnothing\nmot\t\n", encoding="utf-8")
        assert run([article.name, "--glossary", "terms.tsv"]) == 2
        line = error_line(capsys)
        assert "2" in line and "3" in line and "terms.tsv" in line
        assert not (folder / "news.en.txt").exists()


class TestRecords:
    def test_json_tells_what_became_of_the_draft(
        self, article: Path, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        (folder / "terms.tsv").write_text("Koursk\tCoorsk\n", encoding="utf-8")
        assert run([article.name, "--json", "-q", "--glossary", "terms.tsv"]) == 0
        (segment,) = json.loads(capfdbinary.readouterr().out)["segments"]
        edits = segment["target_edits"]
        assert any("Coorsk" in edit["new"] and "terms.tsv" in edit["reason"] for edit in edits)
        text, shift = segment["draft"], 0
        for edit in edits:
            assert text[edit["start"] + shift : edit["end"] + shift] == edit["old"]
            text = text[: edit["start"] + shift] + edit["new"] + text[edit["end"] + shift :]
            shift += len(edit["new"]) - len(edit["old"])
        assert text == segment["target"]
        words = segment["alignment"]
        source = [segment["source"][start:end] for start, end in words["source"]]
        target = [segment["target"][start:end] for start, end in words["target"]]
        linked = {(source[a], target[b]) for a, b, confidence in words["links"] if 0 < confidence <= 1}
        assert ("Koursk", "Coorsk") in linked

    def test_a_report_has_the_findings_and_is_never_overwritten(
        self, article: Path, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run([article.name, "-q", "--report", "report.json"]) == 0
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        assert report["signature"].startswith("engine:")
        assert [file["source"] for file in report["files"]] == ["news.txt"]
        assert run([article.name, "-q", "--report", "report.json", "-o", "other.txt"]) == 2
        assert "report.json exists already" in error_line(capsys)

    def test_a_page_for_each_file(self, article: Path, folder: Path) -> None:
        assert run([article.name, "-q", "--review", "page.html"]) == 0
        assert "Koursk" in (folder / "page.html").read_text(encoding="utf-8")
        assert run(["news.txt", "article.txt", "-q", "--force", "--review", "pages"]) == 0
        assert sorted(path.name for path in (folder / "pages").iterdir()) == [
            "article.txt.review.html",
            "news.txt.review.html",
        ]


@pytest.mark.parametrize(
    ("severity", "reached"),
    [(Severity.NOTE, set()), (Severity.WARNING, {"warning"}), (Severity.ERROR, {"warning", "error"})],
)
def test_what_makes_a_run_fail(severity: Severity, reached: set[str]) -> None:
    report = Report()
    report.add_document(Document((Segment(0, "Oui", target="No", findings=(Finding("names", severity, "wrong"),)),)))
    assert {name for name in ("never", "warning", "error") if report.reaches(name)} == reached


def test_one_name_has_one_english_spelling_in_a_document(folder: Path) -> None:
    lines = ["Karel Zdarsky a parlé.", "M. Zdarsky dort.", "Zdarsky est à Koursk.", "Karel Zdrasky est parti."]
    (folder / "news.txt").write_text("\n\n".join(lines), encoding="utf-8")
    assert run(["news.txt", "-q"]) == 0
    assert english(folder).count("Zdarsky") == 4 and "Zdrasky" not in english(folder)


def test_the_memory_is_looked_into_first(article: Path, folder: Path) -> None:
    with Memory.open(folder / "memory.sqlite") as memory:
        memory.add([("Poutine est à Koursk.", "Mr Putin is staying in Kursk.")])
    assert run([article.name, "-q", "--memory", "memory.sqlite"]) == 0
    assert english(folder) == "Mr Putin is staying in Kursk.\n"
    assert run([article.name, "-q", "--memory", "none", "--force"]) == 0
    assert english(folder) != "Mr Putin is staying in Kursk.\n"


def test_the_library_takes_terms_and_gives_edits() -> None:
    translator = Translator(beam=1, packs=(), glossary=[Term("Koursk", "Coorsk")])
    (segment,) = translator.translate(FRENCH).segments
    assert segment.target is not None and "Coorsk" in segment.target
    assert segment.draft is not None
    assert apply(segment.draft, segment.target_edits) == segment.target


def test_a_segment_is_the_same_in_any_company() -> None:
    translator = Translator(beam=1, names=False)
    lines = ["Poutine est à Koursk.", "Il a 3,5 milliards d'euros.", "L'OTAN dort.", "Le chat dort."]
    together = [segment.target for segment in translator.translate("\n\n".join(lines)).segments]
    alone = [translator.translate(line).segments[0].target for line in lines]
    assert together == alone


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Il vit à Trois-Fontaines avec Søren Kjærsgaard.", ["Søren Kjærsgaard", "Trois-Fontaines"]),
        ("Les États-Unis et le Royaume-Uni se parlent.", []),
        ("Au XIXe siècle, Genève était connue.", []),
        ("La Sorbonne et Danone recrutent près de Barbès.", ["Sorbonne", "Barbès"]),
        ("Les Ephésiens et les Thatchéristes protestent.", []),
        ("Eléments et composants sont livrés.", []),
        ("Le Centre attend la Lune et Genève.", []),
        ("Le Vice-Président Nord-Coréen est là.", []),
        ("Le roi Harald dort.", []),
    ],
)
def test_names_that_are_kept(text: str, kept: list[str]) -> None:
    assert [term.source for term in document_terms(text, load_packs())] == kept


def test_a_name_in_a_french_form_may_be_as_english_spells_such_names() -> None:
    (term,) = document_terms("La sonde survole Encelade.", load_packs())
    assert term.target == "Encelade" and "Enceladus" in term.accepted


def test_names_are_held_in_a_stream_as_in_a_file() -> None:
    lines = ["Le Bundestag et la Knesset votent.\n", "Prévert aimait Paris.\n"]
    translator = Translator(beam=1, packs=())
    streamed = [document.text for document in translator.translate_stream(lines)]
    assert "Knesset" in streamed[0] and "Prévert" in streamed[1]
    assert streamed == [translator.translate(line).text for line in lines]


def test_a_term_of_which_only_a_part_came_through_whole_is_put_right() -> None:
    translator = Translator(beam=4)
    english = translator.translate("Les Émirats arabes unis et le Qatar se sont réconciliés.").text
    assert english.startswith("The United Arab Emirates and Qatar ")
