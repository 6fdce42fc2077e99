import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.documents.encoding import decode, encode
from translate.documents.errors import InputError, OutputError

FRENCH = """Voilà l'été à Étretat : où est-ce que vous êtes né(e) ? « Ça, c'est drôle », dit le maître.
Le garçon naïf a mangé des crêpes et du maïs près de la forêt.
"""
SHORT = ["Où êtes-vous ?", "déjà vu", "ÉTAT DES LIEUX, RÉSIDENCE", "une fenêtre", "à Genève", "Ça va", "là-bas"]

french_bytes = st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    st.text(st.sampled_from("éèàçêâîôûëïüœÉÀÇ«»’—…€ \u00a0\nabcdeLMN.,")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "cp850"]),
)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=80) | french_bytes | st.text(max_size=30).map(str.encode))
def test_what_is_accepted_comes_back_exactly(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except InputError:
        return
    assert encode(text, encoding) == data


DECLARED = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be-sig", "utf-32", "utf-7", "latin-1", "cp1252",
    "mac-roman", "cp850", "shift_jis", "iso2022_jp", "punycode", "unicode_escape", "idna", "ascii", "UTF8", "undefined",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=30) | french_bytes, st.sampled_from(DECLARED))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of unicode_escape itself
def test_what_is_accepted_as_declared_comes_back_exactly(data: bytes, encoding: str) -> None:
    try:
        text, found = decode(data, encoding=encoding)
    except InputError:
        return
    assert encode(text, found) == data


@settings(deadline=None)
@given(st.text(st.characters(), max_size=20), st.sampled_from(DECLARED))
def test_any_string_is_encoded_or_refused(text: str, encoding: str) -> None:
    try:
        data = encode(text, encoding)
    except (OutputError, InputError):
        return
    assert isinstance(data, bytes)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("", "utf-8")),
        (b"abc", ("abc", "utf-8")),
        ("été".encode(), ("été", "utf-8")),
        (codecs.BOM_UTF8 + "été".encode(), ("été", "utf-8-sig")),
        (codecs.BOM_UTF8 * 2, ("\ufeff", "utf-8-sig")),
        (codecs.BOM_UTF16_LE + "été".encode("utf-16-le"), ("été", "utf-16")),
        (codecs.BOM_UTF16_BE + "été".encode("utf-16-be"), ("été", "utf-16-be-sig")),
        (codecs.BOM_UTF32_LE + "été".encode("utf-32-le"), ("été", "utf-32")),
        (codecs.BOM_UTF32_BE + "été".encode("utf-32-be"), ("été", "utf-32-be-sig")),
        (FRENCH.encode("utf-16-le"), (FRENCH, "utf-16-le")),
        (FRENCH.encode("utf-16-be"), (FRENCH, "utf-16-be")),
    ],
)
def test_marks_and_unicode(data: bytes, expected: tuple[str, str]) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize("text", [FRENCH, *SHORT])
def test_legacy_french(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le cœur a ses raisons.", "iso8859-15"),
        ("“Bonjour”, dit-il… L’été – déjà !", "cp1252"),
        ("“Bonjour”, dit-il… L’été – déjà !", "mac-roman"),
        ("© 2024 Dupont et Cie, tous droits de reproduction et de traduction", "cp1252"),
        ("15 \u00a0€ par mois, à régler d’avance", "cp1252"),
    ],
)
def test_legacy_signs(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG image"),
        (b"PK\x03\x04\x14\0\x06\0", "ZIP archive"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"un texte\net un z\0ro", r"zero byte at byte 16 \(0x00\) on line 2"),
        ("Привет, мир! Как дела?".encode("cp1251"), "encoding cannot be told"),
        ("日本語のテキスト".encode("shift_jis"), "encoding cannot be told"),
        (bytes(range(1, 256)), "encoding cannot be told"),
        (codecs.BOM_UTF8 + b"a\n\xff", r"not valid utf-8 at byte 5 \(0xFF\) on line 2"),
        (
            "été, où ?\r\nforêt, ".encode() + b"\xe9t\xe9",
            r"UTF-8 except for 2 bytes, the first at byte 22 .* on line 2",
        ),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode(data)


def test_a_declared_encoding_is_taken_at_its_word() -> None:
    assert decode("été".encode(), encoding="cp1252") == ("Ã©tÃ©", "cp1252")
    assert decode(b"a\0b", encoding="UTF8") == ("a\0b", "utf-8")
    assert decode("été".encode("latin-1"), encoding="latin-1") == ("été", "iso8859-1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "UTF_8"])
def test_a_mark_counts_whatever_name_was_declared(encoding: str) -> None:
    assert decode(codecs.BOM_UTF8 + b"a", encoding=encoding) == ("a", "utf-8-sig")
    assert decode(b"a", encoding=encoding) == ("a", "utf-8")


def test_declared_utf16_goes_by_its_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + b"\0a", encoding="utf-16") == ("a", "utf-16-be-sig")
    assert decode(codecs.BOM_UTF16_LE + b"a\0", encoding="utf-16-le") == ("a", "utf-16")
    assert decode(b"a\0", encoding="utf-16") == ("a", "utf-16-le")


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("utf-9", "no text encoding named 'utf-9'; did you mean utf-8"),
        ("cp-1252", r"did you mean cp1252\?"),
        ("rot13", "no text encoding named 'rot13'"),
        ("base64", "no text encoding named 'base64'"),
        ("", "no text encoding named ''"),
        ("a\0", "no text encoding"),
        ("\ud800", "no text encoding"),
        ("ascii", r"not valid ascii at byte 2 \(0xC3\) on line 2"),
    ],
)
def test_declared_encodings_that_do_not_fit(encoding: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decode("a\né".encode(), encoding=encoding)


def test_an_encoding_that_cannot_give_the_bytes_back_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be written back unchanged in utf-7"):
        decode(b"+AGE-", encoding="utf-7")


@pytest.mark.parametrize(
    ("text", "encoding", "message"),
    [
        (
            "a\r\nb\rŁ",
            "cp1252",
            r"cp1252 lacks the character 'Ł' \(U\+0141 LATIN CAPITAL LETTER L WITH STROKE\) of line 3",
        ),
        ("a\n\ud800", "utf-8", r"line 2 has U\+D800, half of a surrogate pair"),
        ("\udfff", "utf-16", r"U\+DFFF, half of a surrogate pair"),
    ],
)
def test_what_cannot_be_written_is_named(text: str, encoding: str, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        encode(text, encoding)


def test_writing_in_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="no text encoding named 'nope'"):
        encode("a", "nope")
