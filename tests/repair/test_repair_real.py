"""Real damaged French, judged: what is right stays right, what was wrong is made no more, and good text is not torn."""

from collections import Counter

import pytest

from glossary.repair import repair
from glossary.tables import rows
from measure_real_damage import COLUMNS, FOLDER, VERDICTS, changes, sources, verdicts


def test_every_safe_edit_of_the_excerpts_is_judged_and_none_was_found_wrong() -> None:
    known = verdicts()
    found = [(change.source.name, change.change) for change in changes(sources())]
    assert [one for one in found if known.get(one, "?") == "?"] == []
    assert [one for one in found if known[one] == "wrong"] == []


def test_the_excerpts_are_small_and_from_many_sources() -> None:
    found = sources()
    assert len(found) >= 25 and all(len(source.text.split()) <= 300 for source in found)
    assert Counter(source.half for source in found).keys() == {"tuning", "kept"}
    assert {path.stem for path in FOLDER.glob("*.txt")} == {source.name for source in found}


def test_the_list_of_verdicts_has_one_for_each_change() -> None:
    lines = (FOLDER / "judged.tsv").read_text(encoding="utf-8").split("\n")
    listed = [values for _, values in rows(lines, COLUMNS)]
    assert all(verdict in VERDICTS[:2] for _, _, verdict, _ in listed)
    assert len({(source, change) for source, _, _, change in listed}) == len(listed)


NAMES = """Jean-Pierre Verneau élu maire de Grandpuits
Villefranche : le musée rouvre
Dall'Oglio quitte Tournon
Auclair et Malicka au tribunal
De Lallemand à Lamont
Clairefontaine accueille les Bleus
Qui est Valérie Lamont ?
Accident à Fournets-Luisans : deux blessés"""
ENGLISH = [
    "Il m'a dit just do it et what we can do, puis il est parti.",
    "C'est not able, so is this, talk to us about it.",
    "On écoute The Last of Us all day long, mdr.",
]
GOOD = [
    "M. Barbosa déclaré vainqueur sourit à Vladimir Poutinelli.",
    "Elle habite à Mardimanche depuis lundi.",
    "Le livre dans lequel est citée la loi est vendu.",
    "Le parquet au greffe duquel sera déposée la requête sera désigné par arrêté.",
    "Ajoutez une décoration bot à la page.",
    "La fonction C est appelée avec les points a, b, c et d ou e.",
    "Les étudiant(e)s inscrit(e)s de Susanne M Hoffmann ont des groupe1 et groupe2.",
    "L’antre lui paroît sûr ; il étoit sans connoissance et vouloit partir.",
    "La relation SUBJ-N(attend,republican) est annotée.",
    "La vitesse est en tours/s en sachant le rayon.",
    "Le jeton eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0 expire demain.",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Voir le compte rendu n° 36\n\nLe texte suit.",
    r"\newcommand{\alinea}[1]{#1} \include{resume} Les \emph{élèves} et \defbibheading{generaux}{Ouvrages}.",
    "Luis Vilela, né à Santana do Mato ; Ana Reis, née à Barra do Piraí ; le champ issn, misc, della, url et doi.",
    "Il a écrit « les les » et « de de » par erreur.",
    "Le demandeur est assignataire de la créance ; le mot estampillage est rare.",
    "La propriété transparent\nLa valeur absolu\nVoir la liste.",
    "Il dit que le l final est muet, et c e g c e sont des notes (Lamse).",
    "\\meaning\\foo\n3\n\n4\n\na) vide",
    "LE SNCFParis et le NASALab",
    "He keeps a Bookshelf of things that they have seen.\nShopkeepers overview\nAll of them know what they can do.",
    "x?Y :Z et f(a ?B :C)",
    "CATALOGNE S HÉRAULT\nIl a dit que l'Aude s'est tue.",
]


@pytest.mark.parametrize("text", [NAMES, *ENGLISH, *GOOD])
def test_names_other_languages_and_good_text_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("g´en´eralement, `a un ˆetre ; rec¸us.", "généralement, à un être ; reçus."),
        ("D autres l ont dit : c est l utilisateur.", "D'autres l'ont dit : c'est l'utilisateur."),
        ("Qu est-ce que c est ? La vie, cest la vie ; il faut quil vienne. Aujourdhui, j,ai fini.",
         "Qu'est-ce que c'est ? La vie, c'est la vie ; il faut qu'il vienne. Aujourd'hui, j'ai fini."),
        ("La ressource demand?e n?existe pas.", "La ressource demandée n'existe pas."),
        (r"l\'Europe et l\'Asie, \u00e9t\u00e9", "l'Europe et l'Asie, été"),
        ("Il est venu.<br>Elle part.</p>", "Il est venu.\nElle part."),
        ("LLOOII NN°°6655", "LOI N°65"),
        ("durée indéterminée12.", "durée indéterminée[12]."),
        ("D ans la ville", "Dans la ville"),
        ("D O S S I E R", "DOSSIER"),
        ("15:24France et 30Décembre, page12", "15:24 France et 30 Décembre, page 12"),
        ("Il ya un thé ;il dit :« Oui », à 30%de plus.", "Il y a un thé ; il dit : « Oui », à 30% de plus."),
        ("Il vit dans son\n- 5 -\nenvironnement proche.", "Il vit dans son environnement proche."),
        ("Les probl mes ont  t  signal s apr s la r union de la direction. Des  lecteurs et des jur s.",
         "Les problèmes ont été signalés après la réunion de la direction. Des électeurs et des jurés."),
        ("Jean  Moulin est  en mer. Une  porte bleue.", "Jean Moulin est en mer. Une porte bleue."),
        ("B U D G E T   A N N E X E", "BUDGET   ANNEXE"),
        ("LES PREUVESLe lendemain, il ny avait rien. Jai vu 40€de frais. Vraiment !Mais oui.",
         "LES PREUVES Le lendemain, il n'y avait rien. J'ai vu 40€ de frais. Vraiment ! Mais oui."),
        ("Voir les cles inhibit-selection-on et reset-generale-off, a la fin, apres l'ete prevu.",
         "Voir les clés inhibit-selection-on et reset-generale-off, à la fin, après l'été prévu."),
        ("Math\x8c\n\n\x8cuvre", "MathŒ\n\nŒuvre"),
        ("La r=E9union est pr=E9vue =E0 midi.", "La réunion est prévue à midi."),
        ("Il passa par le bois de\n- 31 -\nBoulogne, sans mot.", "Il passa par le bois de Boulogne, sans mot."),
        ("Ello dit quo celle maison no vaut rien ; lo prix est trop haut.",
         "Ello dit que celle maison ne vaut rien ; le prix est trop haut."),
        (r"Le th\'eor\`eme est d\'emontr\'e, le r\^ole du c\oe ur re\c{c}u, la na\"{\i}vet\'e ; il com\-men\c cait.",
         "Le théorème est démontré, le rôle du cœur reçu, la naïveté ; il commençait."),
        ("# Le repertoire etait prive : voir DIR/repertoire, les eleves ont ete places a l'ecole.",
         "# Le répertoire était privé : voir DIR/repertoire, les élèves ont été placés à l'école."),
        ("M. Scholza annoncé un plan.", "M. Scholz a annoncé un plan."),
        ("Reçu par Vladimir Poutinele 6 mars.", "Reçu par Vladimir Poutine le 6 mars."),
        ("Il est arrivé à Berlinjeudi soir.", "Il est arrivé à Berlin jeudi soir."),
        ("S.Ã  r.l. au Luxembourg", "S.à r.l. au Luxembourg"),
    ],
)  # fmt: skip
def test_damage_as_real_files_have_it(before: str, after: str) -> None:
    assert repair(before).text == after


def test_a_pointer_to_other_articles_inside_a_paragraph_is_told() -> None:
    notices = repair("Le maire a parlé. À LIRE AUSSI - Le pont rouvre Il est parti.").notices
    assert "boilerplate" in {notice.rule for notice in notices}


@pytest.mark.parametrize(
    "unit", ["a", "a-", "d'", "d’", "[", "] [", " ", "é", "?", "aB3", "<b>", "\\'", "=C3", "1 ", "n? "]
)
def test_long_runs_end_soon(unit: str) -> None:
    # Some ten times the work of the half would show here as minutes.
    assert repair(unit * 20_000).text is not None
