"""Pages are decoded as browsers do, and no codec of Python's that is no charset is ever used."""

import codecs

import pytest
from dateline_shared.charset import decoded, unescaped
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("\ufeffö".encode(), "text/html; charset=windows-1252", "ö"),
        ("\ufeffö".encode("utf-16-be"), "text/html; charset=utf-8", "ö"),
        ("ö".encode(), "text/html; charset=iso-8859-1", "ö"),
        (b"\xf6", "text/html; charset=ISO-8859-1", "ö"),
        (b"\x93a\x94", 'text/html; charset="latin1"', "“a”"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>\xc1", "text/html", "а"),
        (b'<?xml version="1.0" encoding="windows-1251"?>\xe0', "application/xhtml+xml", "а"),
        (b"<meta charset=koi8-r>\xe0", "text/html; charset=windows-1251", "а"),
        (b"<title>" + b" " * 4096 + b"<meta charset=koi8-r>\xf6", "text/html", "ö"),
        ("橋".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", "橋"),
        (b"a\x81b", "", "a\N{REPLACEMENT CHARACTER}b"),
    ],
)
def test_page_is_decoded_as_browsers_do(body: bytes, content_type: str, text: str) -> None:
    assert decoded(body, content_type=content_type).endswith(text)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Größe".encode(), "text/html", "Größe"),
        ("Größe".encode(), "text/html; charset=iso-8859-1", "Größe"),  # against what was declared
        ("Größe".encode("latin-1"), "text/html; charset=iso-8859-1", "Größe"),
        ("Größe".encode("latin-1"), "text/html", "Größe"),
        ("“Größe” – 5 €".encode("cp1252"), "text/html; charset=ISO-8859-1", "“Größe” – 5 €"),  # as browsers take that name
        ("Größe — ".encode() + b"\xe9", "text/html", "Größe — é"),  # one wrong byte
        ("Größe — ".encode() + b"\xe9", "text/html; charset=utf-8", "Größe — é"),
        ("Мост".encode("cp1251"), "text/html; charset=windows-1251", "Мост"),
        ("<meta charset=koi8-r>Мост".encode("koi8-r"), "text/html", "<meta charset=koi8-r>Мост"),
        ("<META content='text/html; CHARSET = KOI8-R'>Мост".encode("koi8-r"), "", "<META content='text/html; CHARSET = KOI8-R'>Мост"),
        ("<?xml version='1.0' encoding='koi8-r'?>Мост".encode("koi8-r"), "text/xml", "<?xml version='1.0' encoding='koi8-r'?>Мост"),
        ("<?xml".encode("utf-16-le"), "text/xml", "<?xml"),
        (b"-" + b"a9z" * 20_000, "text/html; charset=punycode", "-" + "a9z" * 20_000),
        ("Größe".encode("latin-1"), "text/html; charset=utf-8", "Größe"),  # against what was declared
        ("三座桥".encode("gb18030"), "text/html; charset=GB2312", "三座桥"),
        ("閉鎖".encode("cp932"), "text/html; charset=x-sjis", "閉鎖"),
        ("閉鎖".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "閉鎖"),
        ("다리".encode("cp949"), "text/html; charset=ks_c_5601-1987", "다리"),
        (codecs.BOM_UTF8 + "Größe".encode(), "text/html; charset=koi8-r", "Größe"),
        (codecs.BOM_UTF16_BE + "Größe".encode("utf-16-be"), "text/html", "Größe"),
        (b"<meta charset=utf-16>plain", "text/html", "<meta charset=utf-16>plain"),
        (b"plain", "text/html; charset=rot13", "plain"),  # a codec, but none of bytes
        (b"plain", "text/html; charset=no-such", "plain"),
        (b"", "", ""),
    ],
)
def test_document_is_decoded_as_it_is_written(body: bytes, content_type: str, text: str) -> None:
    assert decoded(body, content_type=content_type) == text


@pytest.mark.parametrize("charset", ["utf-7", "punycode", "idna", "unicode_escape", "rot13", "zip", "undefined", "x-unknown"])
def test_what_is_no_charset_of_the_web_is_as_good_as_none(charset: str) -> None:
    assert decoded(b"\\u0041+AGE-\xf6", content_type=f"text/html; charset={charset}") == "\\u0041+AGE-ö"


@given(st.binary(max_size=60), st.sampled_from(["", "utf-16", "gb2312", "shift_jis", "iso-2022-jp", "euc-kr", "big5", "macintosh"]))
def test_every_body_is_decoded(body: bytes, charset: str) -> None:
    assert isinstance(decoded(body, content_type=f"text/html; charset={charset}"), str)


def test_references_are_resolved_however_long_their_numbers_are() -> None:
    assert unescaped("R&amp;D &#8211; &#x2014; &#" + "1" * 5000 + "; &#999999999;.") == "R&D \u2013 \u2014 \ufffd \ufffd."
