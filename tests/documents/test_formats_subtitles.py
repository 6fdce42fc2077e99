import re
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from contracts import CASES, CodedContract, check_ends_soon
from translate.documents.errors import InputError
from translate.documents.formats.subtitles import Subtitles
from translate.documents.records import Segment

FORMAT = Subtitles()
_OUTSIDE = re.compile(
    r".*-->.*|<[^<>\n]*>|\{[^{}\n]*\}|^\d+$(?=\n.*-->)|^(?:Dialogue|Comment|Style|Format|NOTE)[^,\n]*,?|^- ", re.M
)
WORDS = st.sampled_from(
    [
        "Le chat",
        "dort.",
        "Où ?",
        "et",
        "1984",
        "« oui »",
        "[Bruit]",
        "♪ La mer ♪",
        "...",
        "- Non.",
        "⟨1⟩",
        "de",
        "PARIS",
    ]
)
TAGS = st.sampled_from(["<i>", "</i>", "<b>", "</b>", "{\\an8}", '<font color="red">', "</font>", " ", "  ", ", "])
LINES = st.builds(
    str.__add__,
    st.sampled_from(["", "", "- ", "– "]),
    st.lists(WORDS | TAGS, min_size=1, max_size=6).map(" ".join).map(str.strip),
)
CUES = st.lists(LINES, min_size=0, max_size=3)


def clock(seconds: float, point: str = ",") -> str:
    return f"00:{int(seconds) // 60:02}:{int(seconds) % 60:02}{point}{round(seconds % 1 * 1000):03}"


def srt(*cues: str, pause: float = 0.1) -> bytes:
    """Cues of two seconds each, with this pause between them."""
    made = []
    for number, cue in enumerate(cues):
        start = number * (2 + pause)
        made.append(f"{number + 1}\n{clock(start)} --> {clock(start + 2)}\n{cue}\n")
    return "\n".join(made).encode()


def vtt(*cues: str) -> bytes:
    return b"WEBVTT\n\n" + srt(*cues).replace(b",", b".")


def ass(*texts: str, name: str = "") -> bytes:
    lines = [
        f"Dialogue: 0,0:00:0{number}.00,0:00:0{number}.90,Default,{name},0,0,0,,{text}"
        for number, text in enumerate(texts)
    ]
    return "\r\n".join(["[Script Info]", "[Events]", *lines, ""]).encode()


def segments(data: bytes) -> tuple[Segment, ...]:
    return FORMAT.read(data).segments


def sources(data: bytes) -> list[str]:
    return [segment.source for segment in segments(data)]


def translated(data: bytes, *targets: str) -> str:
    document = FORMAT.read(data)
    made = document.with_segments(
        replace(segment, target=target) for segment, target in zip(document.segments, targets, strict=True)
    )
    return FORMAT.write(made).decode()


def shown(text: str) -> list[str]:
    """The texts of the cues of a SubRip file."""
    return [cue.strip() for cue in re.split(r"(?:^|\n)\d+\n.*-->.*\n", text)[1:]]


class TestSubtitles(CodedContract):
    format_name = "subtitles"
    files = ("film.srt", "talk.vtt", "episode.ass")

    def outside(self, data: bytes) -> object:
        return _OUTSIDE.findall(data.decode().replace("\r\n", "\n").replace("Language: fr", "Language: en"))

    def draw(self, data: st.DataObject) -> bytes:
        kind = data.draw(st.sampled_from(["srt", "crlf", "ass"]))
        cues = data.draw(st.lists(CUES, min_size=1, max_size=5))
        if kind == "ass":
            return ass(*(re.sub(r"<[^<>]*>", r"{\\i1}", "\\N".join(lines)) for lines in cues))
        made = srt(*("\n".join(lines) for lines in cues))
        return made.replace(b"\n", b"\r\n") if kind == "crlf" else made


def test_english_in_two_lines_stays_one_line_of_a_file_of_substation() -> None:
    made = translated(ass("Le chat dort."), "The cat sleeps because it is tired of chasing all of the mice.")
    assert made.count("\n") == ass("Le chat dort.").decode().count("\n")
    assert "\\N" in made


def test_a_sentence_over_cues_is_one_and_goes_back_to_its_cues() -> None:
    data = srt("Je suis venu te dire que", "je m'en vais.", "Au revoir.")
    assert sources(data) == ["Je suis venu te dire que⟨1|⟩je m'en vais.", "Au revoir."]
    assert shown(translated(data, "I came to tell you⟨1|⟩that I am leaving.", "Goodbye.")) == [
        "I came to tell you",
        "that I am leaving.",
        "Goodbye.",
    ]


def test_a_pause_ends_a_sentence() -> None:
    assert sources(srt("Je suis venu te dire que", "je m'en vais.", pause=3.0)) == [
        "Je suis venu te dire que",
        "je m'en vais.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("Il a vu le", "Président hier.", True),
        ("Il a vu la mer", "Paris est loin.", False),
        ("Il pleut.", "et il vente.", False),
        ("Je ne sais pas...", "ce que tu veux.", True),
        ("Je ne sais pas…", "…Marie non plus.", True),
        ("Je ne sais pas...", "Marie non plus.", False),
        ("Il a dit,", "- Tu viens ?", False),
        ("[Bruit de", "moteur]", True),
        ("[Moteur]", "de bateau", False),
    ],
)
def test_where_a_sentence_goes_on_in_the_next_cue(before: str, after: str, joined: bool) -> None:
    assert any("|⟩" in source for source in sources(srt(before, after))) == joined


def test_dots_between_cues_stay_where_they_are() -> None:
    data = srt("Je partirai...", "...si tu restes.")
    assert sources(data) == ["Je partirai⟨1|⟩si tu restes."]
    assert shown(translated(data, "I will go⟨1|⟩if you stay.")) == ["I will go...", "...if you stay."]


def test_two_speakers_are_two_sentences_and_keep_their_dashes() -> None:
    data = srt("- Tu viens ?\n– Non, pas ce soir.")
    assert sources(data) == ["Tu viens ?", "Non, pas ce soir."]
    assert shown(translated(data, "Are you coming?", "No, not tonight.")) == ["- Are you coming?\n– No, not tonight."]


def test_a_long_translation_is_broken_into_two_even_lines_and_not_behind_an_article() -> None:
    data = srt("Le ministre a présenté un plan.")
    [cue] = shown(translated(data, "The minister presented to the whole parliament the plan of the state."))
    lines = cue.split("\n")
    assert len(lines) == 2
    assert all(len(line) <= 42 for line in lines)
    assert lines[0].split()[-1] not in ("the", "to", "of")


def test_a_short_translation_stays_on_one_line() -> None:
    assert shown(translated(srt("C'est une chose que je ne\ncomprendrai jamais."), "I will never get it.")) == [
        "I will never get it."
    ]


def test_lines_that_are_sentences_stay_lines() -> None:
    assert shown(translated(srt("Bonjour.\nÇa va ?"), "Hello.", "How are you?")) == ["Hello.\nHow are you?"]


def test_the_end_of_a_cue_moves_away_from_an_article() -> None:
    data = srt("Il a signé hier soir un", "accord avec la Chine.")
    assert shown(translated(data, "Last night he signed an⟨1|⟩agreement with China.")) == [
        "Last night he signed",
        "an agreement with China.",
    ]


def test_no_cue_is_left_without_text() -> None:
    data = srt("Il faut", "que tu", "partes.")
    assert shown(translated(data, "Leave⟨1|⟩⟨2|⟩")) == ["Leave"] * 3
    assert shown(translated(data, "⟨2|⟩Go away⟨1|⟩")) == ["Go", "away", "away"]


def test_italics_of_whole_cues_are_no_codes() -> None:
    data = srt("<i>Je pense donc que</i>", "<i>tu es là.</i>")
    assert sources(data) == ["Je pense donc que⟨1|⟩tu es là."]
    made = translated(data, "So I think that⟨1|⟩the house is there.")
    assert shown(made) == ["<i>So I think</i>", "<i>that the house is there.</i>"]


def test_what_is_no_text_is_left_alone() -> None:
    data = (CASES / "episode.ass").read_bytes()
    assert not any("m 0 0" in source or "vérifier" in source for source in sources(data))
    assert "Relu" not in " ".join(sources((CASES / "talk.vtt").read_bytes()))


def test_the_place_of_a_sentence_is_its_cue() -> None:
    assert [segment.place for segment in segments(srt("Un.", "Il a vu", "la mer."))] == ["cue 1", "cues 2 to 3"]


def test_entities_of_web_subtitles_are_read_and_written() -> None:
    data = vtt("Tom &amp; Jerry")
    assert sources(data) == ["Tom & Jerry"]
    assert "a &lt; b &amp; c" in translated(data, "a < b & c")


def test_a_speaker_goes_on_in_the_next_cue() -> None:
    assert len(sources(vtt("<v Jean>Il a vu", "<v Jean>la mer."))) == 1
    assert len(sources(vtt("<v Jean>Il a vu", "<v Paul>la mer."))) == 2


def test_lines_with_numbers_only_are_text_where_they_are_no_number_of_a_cue() -> None:
    data = b"1\n00:00:01,000 --> 00:00:02,000\nEn\n1984\n\n2\n00:00:03,000 --> 00:00:04,000\nOui.\n"
    assert sources(data) == ["En 1984", "Oui."]


@pytest.mark.parametrize(
    "times", ["0:0:1,5-->0:0:2,5", "00:00:01.000 --> 00:00:02.000", " 00:00:01,0 -> 00:00:02,0 X1:0"]
)
def test_times_are_read_as_players_read_them(times: str) -> None:
    assert sources(f"1\n{times}\nBonjour.".encode()) == ["Bonjour."]


def test_a_cue_of_one_number_keeps_it_where_cues_have_no_numbers() -> None:
    times = "00:00:0{},000 --> 00:00:0{},500\n"
    text = "\n".join([times.format(1, 1) + "Partez dans\n", times.format(2, 2) + "5", times.format(3, 3) + "4"])
    assert [segment.source for segment in FORMAT.read(text.encode()).segments] == ["Partez dans⟨1|⟩5", "4"]


def test_a_file_without_times_is_refused() -> None:
    with pytest.raises(InputError, match=r"this has no subtitles: no line with two times"):
        FORMAT.read(b"Bonjour.\n")


@pytest.mark.parametrize(
    "data",
    [
        srt("<" * 200_000),
        srt("{\\" * 100_000),
        srt("\n" * 300_000),
        b"1\n" * 200_000 + srt("Oui."),
        vtt("&" * 300_000, "<c" * 100_000),
        ass("\\N" * 200_000),
        srt(" " * 300_000 + "mot " * 50_000),
        b"0" * 500_000,
        srt(*["mot"] * 5_000),
        srt(*[""] * 60_000, pause=-1.99),
    ],
)
def test_hostile_files_end_soon(data: bytes) -> None:
    check_ends_soon(FORMAT, data)


def test_who_speaks_in_a_cue_stays_at_its_beginning() -> None:
    data = vtt("<v Marie>Je pense que", "<v Marie>nous partons ce soir.")
    [segment] = FORMAT.read(data).segments
    assert segment.source == "Je pense que⟨1|⟩nous partons ce soir."
    document = FORMAT.read(data).with_segments([replace(segment, target="I think⟨1|⟩we leave tonight.")])
    assert FORMAT.write(document) == vtt("<v Marie>I think", "<v Marie>we leave tonight.")


def test_the_language_in_the_first_line_becomes_english() -> None:
    data = vtt("Bonjour à tous.").replace(b"WEBVTT", b"WEBVTT Kind: captions; Language: fr", 1)
    [segment] = FORMAT.read(data).segments
    made = FORMAT.write(FORMAT.read(data).with_segments([replace(segment, target="Hello.")]))
    assert made.startswith(b"WEBVTT Kind: captions; Language: en\n")
