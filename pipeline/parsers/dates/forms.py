"""The forms in which pages write a date, as one pattern over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.parsers.dates.calendars import ERA, REPUBLIC, THAI_YEAR, YEARS
from pipeline.parsers.dates.folding import EAST
from pipeline.parsers.dates.words import MONTHS, THAI_MONTHS
from pipeline.patterns import NAMES_YEAR, YEAR, any_of, stretches, when_used

MONTH = any_of(MONTHS) + r"(?![^\W\d_])\.?"
"""The name of a month in folded text."""
_THAI_MONTH = any_of(THAI_MONTHS)
_SAME = r"(?:\([^()\n]{1,12}\)\ ?)?"
"""The same year in the other count: "2023年(令和5年)6月5日"."""
_ERA = ERA.replace(" ", r"\ ")
_REPUBLIC = REPUBLIC.replace(" ", r"\ ")
_OF = r"(?:(?:de|del|of)\ +|d')?"
_DATE = rf"""
    (?<![^\W{EAST}])(?<!/)(?<!\d[.\-:])
    (?:
        (?=(?P<m>{MONTH}))(?:
            (?P<mdy>(?P<mdy_m>(?P=m))\ *(?P<mdy_d>\d\d?)(?:st|nd|rd|th)?,?\ *(?:of\ +)?(?P<mdy_y>{YEAR}))
          | (?P<asc>(?P<asc_m>(?P=m))\ +(?P<asc_d>\d\d?)\ (?P<asc_t>\d\d:\d\d:\d\d)\ (?:(?P<asc_z>[a-z]{{1,5}})\ )?
                (?P<asc_y>{YEAR}))
          | (?P<my>(?P<my_m>(?P=m)),?[\ /-]+{_OF}(?P<my_y>{YEAR}))
        )
      | (?=\d\d?(?!\d))(?:
            (?=\d\d?(?:[^/:;,)]|/[a-z]))(?P<dmy>(?P<dmy_d>\d\d?)(?:st|nd|rd|th|er|[oa.°])?[\ /-]*{_OF}
                (?P<dmy_m>{MONTH}),?[\ /-]*{_OF}(?P<dmy_y>{YEAR}))
          | (?=\d\d?\ ?[/.|-]\ ?(?:\d\d?\ ?[/.|-]\ ?)?(?:{YEAR}|25\d\d))(?:
                (?P<num>(?P<num_a>\d\d?)\ ?(?P<num_s>[/.|-])\ ?(?P<num_b>\d\d?)\ ?(?P=num_s)\ ?(?P<num_y>{YEAR}))
              | (?P<nmy>(?P<nmy_m>\d\d?)[/.-](?P<nmy_y>{YEAR}))
              | (?P<thn>(?P<thn_d>\d\d?)(?P<thn_s>[/.-])(?P<thn_m>\d\d?)(?P=thn_s)(?P<thn_y>25\d\d)(?!\d))
            )
          | (?=\d\d?\ thang)(?P<viet>(?P<viet_d>\d\d?)\ thang\ (?P<viet_m>\d\d?)(?:,|\ nam)?\ (?P<viet_y>{YEAR}))
        )
      | (?={YEAR}[-/.\ ])(?:
            (?P<ymd>(?P<ymd_y>{YEAR})(?P<ymd_s>[-/.])(?P<ymd_m>\d\d?)(?P=ymd_s)(?P<ymd_d>\d\d?)(?!\d)
                (?:(?:t|\ )(?P<time>\d\d:\d\d(?::\d\d(?:[.,:]\d{{1,9}})?)?)
                    (?P<offset>\ ?(?:z|[+-]\d\d:?\d\d))?(?![\d:]))?)
          | (?P<kor>(?P<kor_y>{YEAR})\.\ (?P<kor_m>\d\d?)\.\ (?P<kor_d>\d\d?)(?=\.(?!\d)|\s*(?:$|[()|\n])))
          | (?P<ytd>(?P<ytd_y>{YEAR})(?P<ytd_s>\.(?:\ gada)?|\ m\.)?[\ -](?P<ytd_m>{MONTH})
                (?:[\ -](?P<ytd_d>\d\d?)(?!\d|,?\ {YEAR})(?:\ d\.)?|(?(ytd_s)(?!\ ?\d)|(?!))))
          | (?P<lav>(?P<lav_y>{YEAR})\.\ ?gada\ (?P<lav_d>\d\d?)\.\ ?(?P<lav_m>{MONTH}))
          | (?P<ym>(?P<ym_y>{YEAR})[-/](?P<ym_m>0[1-9]|1[0-2]))
        )
      | (?=[^\x00-/:-\x7f])(?:
            (?=\d{{4}}|\D)(?P<east>(?P<east_y>{YEAR}|{_ERA})\ ?{_SAME}[年년]\ ?{_SAME}(?P<east_m>\d\d?)\ ?[月월]
                (?:\ ?(?P<east_d>\d\d?)\ ?[日일])?)(?:\d\d?:\d\d(?::\d\d)?)?
          | (?=\d{{0,2}}\ ?[\u0e00-\u0e7f])(?P<thai>(?:(?P<thai_d>\d\d?)\ ?)?(?P<thai_m>{_THAI_MONTH})
                \ ?(?:พ\.ศ\.\ ?)?(?P<thai_y>{THAI_YEAR})(?!\d))
          | (?P<twn>(?P<twn_y>{_REPUBLIC})(?P<twn_s>[/.-])(?P<twn_m>\d\d?)(?P=twn_s)(?P<twn_d>\d\d?)(?!\d))
          | (?={YEAR})(?P<y>{YEAR}(?!\ (?:gmt|utc|bst|cet|[ecmp][sd]t|hrs?)(?![a-z])|[\ /-]?[hqtw]\d))
        )
    )
    (?![^\W{EAST}]|[/-]\d|\.\d)
"""
DATE = when_used(_DATE, re.VERBOSE)
"""A date anywhere in folded text. Two-digit years are not read: their century is not stated.

What cannot begin at a place is passed over by a look ahead: to open a group costs more the more groups stand before it.
"""
_BEFORE_YEAR = 40
_AFTER_YEAR = 44
"""Longest writing of a date before and after its year ("22nd of September, 2020"; a time with decimals and offset)."""


def dates_in(folded: str) -> Iterator[re.Match[str]]:
    """Matches of :data:`DATE` in order; only the neighbourhoods of years are searched, which is ten times faster."""
    years = NAMES_YEAR if folded.isascii() else YEARS
    for start, end in stretches(years.finditer(folded), _BEFORE_YEAR, _AFTER_YEAR):
        yield from DATE.finditer(folded, start, end)
