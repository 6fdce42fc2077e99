import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import CodedContract, check_bytes, contract
from translate.documents.errors import InputError, OutputError
from translate.documents.formats.html import Html, encoding_of
from translate.documents.formats.html_names import ATTRIBUTES, KINDS, Kind
from translate.documents.formats.html_scan import CDATA, START, TEXT, scan

FORMAT = Html()


def sources(page: str) -> list[str]:
    return [segment.source for segment in FORMAT.read(page.encode()).segments]


def placed(page: str) -> list[tuple[str, str]]:
    return [(segment.source, segment.place) for segment in FORMAT.read(page.encode()).segments]


def translated(page: str | bytes, *targets: str) -> str:
    data = page.encode() if isinstance(page, str) else page
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made).decode(document.encoding)


WORDS = st.sampled_from(
    [
        "Le chat",
        "dort.",
        "Où ?",
        " et ",
        "1",
        "«&nbsp;oui&nbsp;»",
        " ",
        "&amp;",
        "&eacute;t&#233;",
        "⟨1⟩",
        "\n ",
        "&shy;",
    ]
)
SINGLE = st.sampled_from(
    [
        *(
            "<br>",
            "<BR/>",
            "<wbr>",
            "<!-- Le mot -->",
            "<img alt='Une image' src=a>",
            "<a id=x></a>",
            "<i class=icon></i>",
        ),
        *("<script>var a = '</p> Bonjour'</script>", "<code>le_code()</code>", "<span translate=no>Le Monde</span>"),
        *("<i lang=en>the news</i>", "<svg><title>Un logo</title><path/></svg>", "<input value=x placeholder=Nom>"),
        *("<button>Envoyer</button>", "<select><option>Un<option>Deux</select>", "<math><mi>x</mi></math>"),
    ]
)
DAMAGE = st.sampled_from(
    [
        "</b>",
        "<b>",
        "<a href=x",
        "</p>",
        "<p>",
        "<",
        "< ",
        "</",
        "<![CDATA[x]]>",
        "<div>",
        "</div>",
        "<table><tr>",
        "<li>",
    ]
)
WRAPPERS = st.sampled_from(
    [
        *("<b>{}</b>", "<em class='x y'>{}</em>", "<a href='?a&copy=1'>{}</a>", "<span>{}</span>", "<sup>{}</sup>"),
        *('<span lang="fr">{}</span>', '<abbr title="Une légende">{}</abbr>', '<b id="a">{}</b>', "<q>{}</q>"),
        *("<FONT COLOR=red>{}</font>", "<i title=Mot>{}</i>"),
    ]
)
BLOCKS = st.sampled_from(
    [
        "<p>{}</p>",
        "<p>{}",
        "<h1>{}</h1>",
        "<ul><li>{}</ul>",
        "<table><tr><td>{}<td>x</table>",
        "<pre>{}\nfin</pre>",
        "{}",
    ]
)


def filled(wrapper: str, inner: str) -> str:
    return wrapper.format(inner)


CONTENT = st.recursive(
    st.lists(WORDS | SINGLE, max_size=4).map("".join),
    lambda inner: st.lists(st.builds(filled, WRAPPERS, inner) | WORDS | SINGLE, max_size=4).map("".join),
    max_leaves=6,
)
READ = {*ATTRIBUTES, "value", "label", "content", "summary", "lang", "xml:lang"}


def tags_of(data: bytes) -> list[object]:
    """Return what is no text and no tag of a format, without what people read in it."""
    encoding = encoding_of(data)
    text = data.decode("latin-1") if not encoding.startswith("utf-16") else data.decode(encoding)
    found: list[object] = []
    raw = False
    for token in scan(text, xml=text.startswith("<?xml")):
        spelt = text[token.start : token.end]
        is_format = token.name == "wbr" or KINDS.get(token.name) is Kind.FORMAT
        if token.kind == START and not is_format:
            said = {k: text[v.start : v.end] for k, v in token.attributes.items() if k not in READ}
            found.append((token.name, said))
        elif raw or (token.kind not in (START, TEXT, CDATA) and not is_format):
            found.append(spelt)
        raw = token.kind == START and token.name in ("script", "style")
    return found


class TestHtml(CodedContract):
    format_name = "html"
    files = ("article.html", "shop.html", "old.htm", "strict.xhtml", "office.html", "writer.html")

    def outside(self, data: bytes) -> object:
        """Tags but those of formats, without what people read in them; scripts and comments."""
        return tags_of(data)

    def draw(self, data: st.DataObject) -> bytes:
        blocks = data.draw(st.lists(st.builds(filled, BLOCKS, CONTENT), min_size=1, max_size=4))
        head = data.draw(
            st.sampled_from(["", "<!DOCTYPE html><html lang=fr-CA><title>Un titre</title>", "<?xml version='1.0'?>"])
        )
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
        body = "".join(blocks)
        # Where a page does not say its language, what says that it is French is left when its English is read.
        return (head + (body if "html lang" in head else body.replace('lang="fr"', ""))).encode(encoding)

    @contract
    @given(st.data())
    def test_damaged_pages_survive(self, data: st.DataObject) -> None:
        pieces = data.draw(st.lists(st.builds(filled, BLOCKS, CONTENT) | CONTENT | DAMAGE, max_size=8))
        written = "".join(pieces).encode()
        document = self.check_unchanged(written)
        self.check_view(document)
        made = document.with_segments(replace(each, target=each.source + " x") for each in document.segments)
        self.check_unchanged(self.format.write(made))

    @contract
    @given(st.binary(max_size=60))
    def test_bytes_are_refused_or_come_back(self, data: bytes) -> None:
        check_bytes(self.format, data)


def test_what_is_shown_alike_has_no_codes() -> None:
    assert sources("<p><b>Le chat</b></p>") == ["Le chat"]
    assert sources("<p><span>Le chat </span><span>dort</span></p>") == ["Le chat dort"]
    assert sources("<p>Le 1<sup>er</sup> mai") == ["Le 1er mai"]
    assert sources("<p>Le <b>chat</b> dort") == ["Le ⟨1⟩chat⟨/1⟩ dort"]


def test_formats_and_links_follow_their_words() -> None:
    page = "<p>La <b class=x>maison</b> <a href='u'>blanche</a> est là.</p>"
    assert translated(page, "The ⟨2⟩white⟨/2⟩ ⟨1⟩house⟨/1⟩ is there.") == (
        "<p>The <a href='u'>white</a> <b class=x>house</b> is there.</p>"
    )


def test_what_is_no_sentence_stays() -> None:
    page = (
        "<script>var a = '</p> Bonjour';</script><style>p{content:'Bonjour'}</style><!-- Bonjour --><textarea>Bonjour"
        "</textarea><p lang=en>Hello</p><p translate=no>Non <b>traduit</b></p><pre class='brush: php'>si vrai</pre>"
        "<p class=notranslate>Jamais</p><div data-title='Bonjour' class='Bonjour'></div>"
    )
    assert sources(page) == []
    assert sources("<p translate=no>Non <b translate=yes>si</b></p><p lang=en>No <i lang=fr>oui</i></p>") == [
        "si",
        "oui",
    ]


def test_names_code_and_other_languages_are_words_of_their_sentence() -> None:
    page = "<p>Le <span translate=no>Monde</span>, <code>main()</code> et <i lang=en>The Times</i>.</p>"
    assert sources(page) == ["Le ⟨1=Monde⟩, ⟨2=main()⟩ et ⟨3=The Times⟩."]


def test_attributes_that_people_read() -> None:
    page = (
        "<title>Mon site</title><meta name=description content='Tout sur moi'><meta property='og:title' content='Moi'>"
        "<meta name=author content='Jean'><p>Une <img alt='Photo de chat' src=chat.jpg> ici<input placeholder=Nom>"
        "<input type=submit value=Envoyer><input value=Dupont><a title='Aller &agrave; la page' href=page>lien</a>"
    )
    assert placed(page) == [
        ("Mon site", "page title"),
        ("Tout sur moi", "page description"),
        ("Moi", "page title"),
        ("Une ⟨1/⟩ ici⟨2/⟩⟨3/⟩⟨4/⟩⟨5⟩lien⟨/5⟩", ""),
        ("Photo de chat", "image description"),
        ("Nom", "hint in a field"),
        ("Envoyer", "button"),
        ("Aller à la page", "tooltip"),
    ]


def test_values_without_quotes_get_them() -> None:
    assert translated("<img alt=Chat src=a>", 'A "cat"') == '<img alt="A &quot;cat&quot;" src=a>'
    assert translated("<img alt='Chat'>", "It's a cat") == "<img alt='It&#39;s a cat'>"


def test_references_stay_as_they_are_spelt() -> None:
    assert translated("<p>L&eacute;a&nbsp;: un &eacute;t&eacute;", "Léa\xa0: a summer & more") == (
        "<p>L&eacute;a&nbsp;: a summer &amp; more"
    )
    assert sources("<p>consti&shy;tution <p>consti<wbr>tution <p>&amp;lt &notin; a&copyb") == [
        "constitution", "constitution", "&lt ∉ a©b"
    ]  # fmt: skip


def test_lines() -> None:
    assert sources("<p>Une ligne<br>\nqui va plus loin.<br>Une autre.<br><br>la fin") == [
        "Une ligne⟨1|⟩ qui va plus loin.", "Une autre.", "la fin"
    ]  # fmt: skip
    assert sources("<pre>Un vers\n  et un autre\nFin.</pre>") == ["Un vers⟨1|⟩  et un autre", "Fin."]


def test_menus_and_boxes_are_told_apart() -> None:
    assert sources("<nav><a href=a>Accueil</a> | <a href=b>Nous écrire</a></nav>") == ["Accueil", "Nous écrire"]
    assert sources("<div><span>Prix</span><span>Nom</span></div>") == ["Prix", "Nom"]
    assert sources("<p><a href=a>Un lien</a> et <a href=b>un autre</a>.") == ["⟨1⟩Un lien⟨/1⟩ et ⟨2⟩un autre⟨/2⟩."]


def test_tags_that_are_missing() -> None:
    page = "<UL><LI>Un<LI>Deux</UL><table><tr><td>Prix<td translate=no>Nom<tr><td>Trois</table><p>Fin"
    assert placed(page) == [
        ("Un", ""),
        ("Deux", ""),
        ("Prix", "table 1, row 1"),
        ("Trois", "table 1, row 2"),
        ("Fin", ""),
    ]
    assert sources("<p>Le </b>chat <b>dort.<p>Oui") == ["Le ⟨1/⟩chat ⟨2/⟩dort.", "Oui"]


def test_the_language_becomes_english_with_a_translation_only() -> None:
    page = (
        "<html lang='fr-CA'><meta property=og:locale content=fr_FR><p>Un <b lang=de>Wort</b><p translate=no lang=fr>Non"
    )
    assert translated(page, "A ⟨1=Wort⟩") == page.replace("fr-CA", "en").replace("fr_FR", "en_GB").replace("Un ", "A ")
    assert FORMAT.write(FORMAT.read(page.encode())) == page.encode()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"<meta charset=iso-8859-1><p>\xe9t\xe9 \x9cuvre", "cp1252"),
        (b"<meta charset=iso-8859-1><p>" + "été".encode(), "utf-8"),
        (b"<meta charset=utf-8><p>" + "été à la mer".encode() + b" \xe9", "utf-8"),
        (b"<?xml version='1.0' encoding='iso-8859-15'?><p>\xe9t\xe9", "iso8859-15"),
        (b"<p>L'\xe9t\xe9 de la m\xe8re", "cp1252"),
        ("\ufeff<p>été".encode("utf-16-be"), "utf-16-be"),
        (b"<meta charset=nonsense><p>ete", "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    document = FORMAT.read(data)
    assert document.encoding == encoding
    assert FORMAT.write(document) == data


def test_what_the_encoding_lacks_is_written_as_a_reference() -> None:
    page = "<meta charset=iso-8859-1><p>été".encode("cp1252")
    assert translated(page, "Łódź") == "<meta charset=iso-8859-1><p>&#321;ód&#378;"


def test_numbers_of_notes_are_marks() -> None:
    page = "<p>Un<sup><a href='#n'>1</a></sup>, deux<a href=x>[2]</a> et <a href=x><sup>a</sup></a>, 20 m<sup>2</sup>."
    assert sources(page) == ["Un⟨1/⟩, deux⟨2/⟩ et ⟨3/⟩, 20 m⟨4/⟩."]
    assert sources("<p>Voir la page <a href=x>3</a> du livre") == ["Voir la page ⟨1⟩3⟨/1⟩ du livre"]


@pytest.mark.parametrize(
    "hostile",
    [
        '<a foo="',
        "<![<![",
        "<b>",
        "<p><b>",
        "<table><tr><td>",
        "</b>",
        "<p>a<!--",
        "<svg>",
        "&",
        "<a b=c ",
        "<br>",
        "a<b><i></i>",
    ],
)
def test_hostile_pages_end_fast(hostile: str) -> None:
    data = (hostile * 10_000).encode()
    began = time.process_time()
    assert FORMAT.write(FORMAT.read(data)) == data
    assert time.process_time() - began < 5


def test_more_tags_than_any_page_has_are_refused() -> None:
    with pytest.raises(InputError, match="more than 1,000,000 tags"):
        FORMAT.read(b"<p></p>" * 600_000)


def test_random_tags_in_any_order() -> None:
    chance = random.Random(5)
    names = sorted(KINDS)
    for _ in range(200):
        page = "".join(
            chance.choice(["<{}>", "</{}>", "<{} translate=no>", "Mot "]).format(chance.choice(names))
            for _ in range(60)
        )
        document = FORMAT.read(page.encode())
        made = document.with_segments(replace(each, target=each.source) for each in document.segments)
        assert FORMAT.write(made) == page.encode()


@pytest.mark.parametrize("new", ["utf-8", "iso-8859-15", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    ['<meta charset="windows-1252">', "<meta http-equiv=Content-Type content='text/html; charset=latin1'>", ""],
)
def test_a_page_gets_the_encoding_that_is_asked_for_and_declares_it(declared: str, new: str) -> None:
    text = f"<html><head>{declared}<title>Été</title></head><body><p>Déjà “vu” à 5 €.</p></body></html>"
    document = Html().read(text.encode("cp1252"))
    assert Html().write(document) == text.encode("cp1252")
    written = Html().write(document, encoding=new)
    again = Html().read(written)
    assert [segment.source for segment in again.segments] == [segment.source for segment in document.segments]
    assert f"charset={new}" in written.decode(new).replace('"', "")
    assert written.decode(new).replace("&#8220;", "“").replace("&#8221;", "”").count("Déjà “vu” à 5 €.") == 1


def test_a_script_that_an_encoding_has_no_letters_for_refuses_it() -> None:
    document = Html().read("<p>Un œuf.</p><script>a = 'œ'</script>".encode())
    with pytest.raises(OutputError, match="the encoding latin-1 lacks the character 'œ'"):
        Html().write(document, encoding="latin-1")


def test_a_font_of_code_keeps_what_stands_in_it() -> None:
    assert sources("<p>Tapez <font face='Courier New'>ouvrir</font> ici") == ["Tapez ⟨1=ouvrir⟩ ici"]
    assert sources("<p>Tapez <span style='font-family: Consolas, monospace'>ouvrir</span> ici") == [
        "Tapez ⟨1=ouvrir⟩ ici"
    ]


def test_the_number_of_a_note_in_front_of_its_text_is_no_part_of_a_word() -> None:
    assert sources("<p><a href='#b'>1</a>Voir le compte rendu.") == ["Voir le compte rendu."]
    assert sources("<p><a href='#b'>1</a> Voir le compte rendu.") == ["⟨1⟩1⟨/1⟩ Voir le compte rendu."]


@pytest.mark.parametrize(
    "page",
    [
        b"\xff<p>Un chat.</p>",
        b"\xff<meta charset=iso-8859-1><p>Un \xe9t\xe9.</p>",
        b"<meta charset=utf-8><p>\xe9t\xe9, \xc3\xa9t\xc3\xa9 et \xc3\xa9t\xc3\xa9.</p>",
    ],
)
def test_stray_bytes_stay_where_a_page_keeps_its_encoding(page: bytes) -> None:
    document = Html().read(page)
    assert Html().write(document, encoding=document.encoding) == page
