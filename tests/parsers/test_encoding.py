"""Bytes become text by the WHATWG rules, and every departure from them is told."""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.parsers.decoding.encoding import beyond_ascii, decode
from pipeline.parsers.decoding.prescan import LATE_BYTES, declared_label
from tools.corpus import CORPUS

HTML = "text/html"
SPANISH = "<p>Niños: 37 °C, “sí”</p>"


def test_valid_utf8_is_handed_on_without_a_copy() -> None:
    """A page that says UTF-8 and is UTF-8 comes back as the very bytes object that was given."""
    body = ('<meta charset="utf-8">' + SPANISH).encode()
    read = decode(body, HTML)
    assert read.utf8 is body
    assert (read.encoding.name, read.encoding.decided_by, read.issue) == ("utf-8", "meta", None)


def test_a_byte_order_mark_beats_the_header_and_is_not_text() -> None:
    """BOM first: the HTTP charset that contradicts it is not believed, and the mark itself is stripped."""
    read = decode(b"\xef\xbb\xbf" + SPANISH.encode(), "text/html; charset=iso-8859-1")
    assert read.utf8 == SPANISH.encode()
    assert (read.encoding.name, read.encoding.decided_by) == ("utf-8", "bom")


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32be"),
    ],
)
def test_every_byte_order_mark_is_known(mark: bytes, codec: str, name: str) -> None:
    """UTF-16 and UTF-32 in both orders are read by their mark (UTF-32's mark begins like UTF-16's)."""
    read = decode(mark + SPANISH.encode(codec))
    assert (read.utf8.decode(), read.encoding.name, read.encoding.decided_by) == (SPANISH, name, "bom")


def test_the_header_beats_the_meta() -> None:
    """The HTTP charset decides over a meta that says something else."""
    body = ('<meta charset="iso-8859-2">' + "<p>naïve</p>").encode("cp1252")
    read = decode(body, 'text/html; charset="ISO-8859-1"')
    assert "naïve" in read.utf8.decode()
    assert (read.encoding.name, read.encoding.decided_by) == ("windows-1252", "http")


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b'<meta charset="iso-8859-2">', "iso-8859-2"),
        (b"<META CHARSET=iso-8859-2>", "iso-8859-2"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        (b"<meta content='text/html;charset = \"koi8-r\"' http-equiv=content-type>", "koi8-r"),
        (b'<meta name="x" content="text/html; charset=koi8-r">', None),
        (b'<!-- <meta charset="koi8-r"> --><meta charset="gbk">', "gbk"),
        (b'<!--><meta charset="gbk">-->', "gbk"),
        (b'<a title="<meta charset=koi8-r>"><meta charset=gbk>', "gbk"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b'<meta charset="x-user-defined">', "windows-1252"),
        (b"<meta charset=gbk", None),
        (b'<meta charset="gbk><title>x</title>', None),
        (b"<metacharset=gbk>", None),
        (b'<?xml version="1.0" encoding="gbk"?><feed>', "gbk"),
        (b'<?xml version="1.0" encoding="gbk"?><meta charset="big5">', "big5"),
        (b"<p>no declaration, though it speaks of a charset</p>", None),
    ],
)
def test_the_prescan_reads_declarations_as_the_standard_does(head: bytes, label: str | None) -> None:
    """Comments, attribute values and unfinished tags declare nothing; utf-16 in a meta means UTF-8."""
    assert declared_label(head) == label


def test_a_declaration_below_the_first_1024_bytes_still_counts() -> None:
    """A browser re-parses when it meets a late meta; past 64 KB it is not looked for."""
    late = b"<title>" + b"x" * 2000 + b'</title><meta charset="iso-8859-7">' + "Ελλάδα".encode("iso-8859-7")
    read = decode(late, HTML)
    assert ("Ελλάδα" in read.utf8.decode(), read.encoding.name, read.encoding.decided_by) == (
        True,
        "iso-8859-7",
        "meta",
    )
    far = b"<title>" + b"x" * LATE_BYTES + b'</title><meta charset="iso-8859-7">'
    assert decode(far, HTML).encoding.decided_by == "default"


def test_plain_ascii_without_a_word_about_it_is_the_default() -> None:
    """Nothing decides, nothing needs deciding: WHATWG's windows-1252, and the bytes are not copied."""
    body = b"<p>fever</p>"
    read = decode(body, HTML)
    assert read.utf8 is body
    assert (read.encoding.name, read.encoding.decided_by) == ("windows-1252", "default")


def test_undeclared_utf8_is_detected() -> None:
    """Valid multi-byte UTF-8 is never anything else."""
    read = decode(SPANISH.encode(), HTML)
    assert (read.utf8, read.encoding.name, read.encoding.decided_by) == (SPANISH.encode(), "utf-8", "detected")


def test_declared_latin_1_over_utf8_bytes_is_refuted_and_told() -> None:
    """The bytes are UTF-8 whatever the page says: read as such, with an issue that shows both."""
    read = decode(('<meta charset="iso-8859-1">' + SPANISH).encode(), HTML)
    assert SPANISH in read.utf8.decode()
    assert (read.encoding.name, read.encoding.decided_by) == ("utf-8", "detected")
    assert read.issue is not None
    assert read.issue.code == "encoding-mismatch"
    assert read.issue.evidence["declared"] == "windows-1252"


def test_a_single_byte_declaration_never_beats_valid_utf8() -> None:
    """ISO-8859-2 can read any bytes, so that it can proves nothing."""
    read = decode(("<meta charset='iso-8859-2'>" + "<p>corazón</p>").encode(), HTML)
    assert "corazón" in read.utf8.decode()
    assert read.issue is not None


def test_declared_utf8_over_latin_1_bytes_is_refuted_and_told() -> None:
    """No high byte is UTF-8, so the declaration is wrong: no letter is lost to U+FFFD."""
    read = decode('<html lang="es"><p>Niños, médico, corazón</p>'.encode("cp1252"), "text/html; charset=utf-8")
    assert "Niños, médico, corazón" in read.utf8.decode()
    assert (read.encoding.name, read.encoding.decided_by) == ("windows-1252", "detected")
    assert read.issue is not None
    assert (read.issue.code, read.issue.evidence["declared_by"]) == ("encoding-mismatch", "http")


def test_utf8_with_a_few_foreign_bytes_stays_utf8_and_lists_them() -> None:
    """A pasted windows-1252 quote costs one character, and the issue says which byte stood where."""
    body = "<p>Niños, médico, corazón ".encode() + b"\x93" + b"</p>"
    read = decode(body, "text/html; charset=utf-8")
    assert read.encoding.name == "utf-8"
    assert read.replacements == 1
    assert read.utf8.decode().count("\ufffd") == 1
    assert read.issue is not None
    assert read.issue.code == "encoding-damaged"
    assert read.issue.evidence["bytes"] == f"93 at byte {body.index(0x93)}"


def test_the_holes_of_windows_1252_are_controls_not_losses() -> None:
    """WHATWG maps 0x81 to U+0081, where Python's codec gives up."""
    read = decode(b"<p>caf\xe9 \x81</p>", "text/html; charset=windows-1252")
    assert (read.utf8.decode(), read.replacements, read.issue) == ("<p>café \x81</p>", 0, None)


def test_an_unknown_label_is_passed_over_and_told() -> None:
    """A server that invents an encoding leaves the decision to the meta."""
    read = decode(('<meta charset="utf-8">' + SPANISH).encode(), "text/html; charset=utf8mb4-ish")
    assert (read.encoding.name, read.encoding.decided_by) == ("utf-8", "meta")
    assert read.issue is not None
    assert read.issue.code == "encoding-label-unknown"


@pytest.mark.parametrize("label", ["x-nonsense", "ebcdic-us", "h\xe9", "hex"])
def test_an_xml_declaration_of_an_unknown_encoding_is_passed_over_and_told(label: str) -> None:
    """What nobody can decode is named, and the bytes decide."""
    body = f'<?xml version="1.0" encoding="{label}"?><html lang=es><p>corazón y niño'.encode("cp1252")
    read = decode(body)
    assert read.encoding.name == "windows-1252"
    assert read.utf8.decode().endswith("corazón y niño")
    assert read.issue is not None
    assert read.issue.code == "encoding-label-unknown"


@pytest.mark.parametrize("words", ["El niño", "El niño tosía", "piñón"])
def test_single_letters_beyond_ascii_are_no_text_by_pairs_of_bytes(words: str) -> None:
    """The bytes of "niño" are valid Big5, which would swallow the letter behind."""
    read = decode(f"<p>{words}</p>".encode("cp1252"))
    assert read.utf8.decode() == f"<p>{words}</p>"


def test_little_text_by_pairs_of_bytes_is_still_told() -> None:
    """A heading is enough: its characters stand side by side."""
    read = decode("<title>流行性感冒</title><h1>流行性感冒</h1>".encode("big5"))
    assert (read.encoding.name, read.encoding.decided_by) == ("big5", "detected")


def test_what_else_is_installed_decides_nothing(tmp_path: Path) -> None:
    """beautifulsoup4 would ask chardet where another package has brought it; pages read as they do without it."""
    (tmp_path / "chardet.py").write_text(
        "def detect(data):\n    return {'encoding': 'windows-1251', 'confidence': 1.0}\n"
    )
    program = (
        "from pipeline.parsers.decoding.encoding import decode\n"
        "body = 'インフルエンザは、インフルエンザウイルスによって起こります。'.encode('cp932')\n"
        "print(decode(body).encoding.name)\n"
    )
    where = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": where},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "shift_jis"


@pytest.mark.parametrize("label", ["rot13", "unicode_escape", "idna", "hex", "undefined"])
def test_python_codecs_that_are_no_encoding_of_text_cannot_be_named_by_a_page(label: str) -> None:
    """A page must not choose among Python's transforms."""
    read = decode(b"<p>abc\\u0041</p>", f"text/html; charset={label}")
    assert read.utf8 == b"<p>abc\\u0041</p>"
    assert read.encoding.decided_by == "default"


def test_wide_text_without_a_mark_is_seen_by_its_zero_bytes() -> None:
    """UTF-16 without a mark is found out, and so is UTF-32."""
    for codec, name in (("utf-16-le", "utf-16le"), ("utf-16-be", "utf-16be"), ("utf-32-le", "utf-32le")):
        read = decode(SPANISH.encode(codec))
        assert (read.utf8.decode(), read.encoding.name) == (SPANISH, name)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), min_size=1))
def test_text_declared_truly_is_never_changed(text: str) -> None:
    """Whatever the text, UTF-8 said by the server comes through whole."""
    assert decode(text.encode(), "text/html; charset=utf-8").utf8.decode() == text


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=shift_jis"]))
def test_any_bytes_become_valid_utf8_and_losses_are_counted(body: bytes, content_type: str | None) -> None:
    """No bytes crash the reader; U+FFFD it put in are counted and come with an issue."""
    read = decode(body, content_type)
    assert read.utf8.decode().count("\ufffd") >= read.replacements
    assert (read.replacements == 0) or (read.issue is not None)


@pytest.mark.corpus
def test_html5lib_encoding_cases() -> None:
    """Every sniffing case of html5lib-tests that needs no script engine names the expected encoding."""
    seen = 0
    for path in sorted((CORPUS / "html5lib-tests" / "encoding").glob("*.dat")):
        for case in re.split(rb"(?:^|\n)#data\n", path.read_bytes())[1:]:
            data, expected = case.split(b"\n#encoding\n")
            wanted = expected.split()[0].decode().lower()
            label = declared_label(data[:LATE_BYTES])
            read = decode(data)
            # The Yahoo case declares EUC-JP over bytes that are UTF-8: the declaration is read, then refuted.
            assert wanted in {read.encoding.name, label}, data[:200]
            seen += 1
    assert seen == 82


UNDECIDABLE = {
    "EUC-TW/_ude_euc-tw1.txt",
    "IBM866/_ude_1.txt",
    "Johab/mdir-doc.txt",
    "MacRoman/ioreg_output.txt",
    "TIS-620/pharmacy.kku.ac.th.centerlab.xml",  # bytes outside TIS-620, read as WHATWG's windows-874
    "TIS-620/pharmacy.kku.ac.th.healthinfo-ne.xml",
    "iso-8859-2-polish/_ude_1.txt",
    "windows-1254-turkish/_ude_1.txt",
}
SUPERSETS = {
    "GB2312": "gb18030",
    "Big5": "big5hkscs",
    "SHIFT_JIS": "cp932",
    "EUC-KR": "cp949",
    "utf-8-sig": "utf-8-sig",
}
PYTHON = {"MacCyrillic": "mac_cyrillic", "MacRoman": "mac_roman", "EUC-TW": "big5"}


@pytest.mark.corpus
def test_pages_in_52_encodings() -> None:
    """Every page of the encoding corpus reads as its folder says, declared or not, but for eight known ones."""
    wrong = set()
    for folder in sorted((CORPUS / "encoding").iterdir()):
        if not folder.is_dir() or folder.name == "mojibake-cases":
            continue
        label = re.sub(r"^((?:iso-8859|windows)-\d+)-.*", r"\1", folder.name)
        codec = SUPERSETS.get(label) or PYTHON.get(label) or label
        for path in folder.iterdir():
            body = path.read_bytes()
            if decode(body).utf8.decode() != body.decode(codec, "replace").lstrip("\ufeff"):
                wrong.add(f"{folder.name}/{path.name}")
    assert wrong == UNDECIDABLE


@given(
    st.lists(
        st.one_of(
            st.sampled_from([b"a" * 2046, b"a" * 2048, b"a" * 5000, "é".encode(), "日".encode(), "😀".encode()]),
            st.binary(max_size=3),
        ),
        max_size=8,
    )
)
@example([b"a" * 2047, b"\xc3", b"a" * 2048, b"\xa9"])
@example([b"a" * 2047, "é".encode()])
def test_stretches_beyond_ascii_are_utf8_exactly_if_the_text_is(pieces: list[bytes]) -> None:
    """Characters cut by the end of a stretch are whole again, and no two halves of different ones meet."""
    text = b"".join(pieces)
    beyond = beyond_ascii(text)
    assert beyond.translate(None, bytes(range(128))) == text.translate(None, bytes(range(128)))
    assert _is_utf8(beyond) == _is_utf8(text)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
