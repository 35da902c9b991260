"""The language that a tag names, by its first part: "pt" of "pt-BR" and "por", "fil" of "fil-PH", which is no "fi"."""

from __future__ import annotations

from functools import lru_cache

_LONG = (
    "afr=af amh=am ara=ar aze=az bul=bg ben=bn bos=bs cat=ca ces=cs cze=cs cym=cy wel=cy dan=da deu=de ger=de ell=el"
    " gre=el eng=en spa=es est=et eus=eu baq=eu fas=fa per=fa fin=fi fra=fr fre=fr gle=ga glg=gl heb=he hin=hi hrv=hr"
    " hun=hu hye=hy arm=hy ind=id isl=is ice=is ita=it jpn=ja kat=ka geo=ka kaz=kk khm=km kor=ko lit=lt lav=lv mkd=mk"
    " mac=mk msa=ms may=ms mlt=mt mya=my bur=my nob=nb nld=nl dut=nl nno=nn nor=no pol=pl por=pt ron=ro rum=ro rus=ru"
    " slk=sk slo=sk slv=sl som=so sqi=sq alb=sq srp=sr swe=sv swa=sw tam=ta tha=th tgl=tl tur=tr ukr=uk urd=ur vie=vi"
    " zho=zh chi=zh iw=he in=id ji=yi"
)
_SHORT = dict(pair.split("=") for pair in _LONG.split())
"""ISO 639-2 by 639-1, which BCP 47 asks for where a language has both; codes of old by those of today."""


@lru_cache(maxsize=256)
def primary_of(tag: str | None) -> str:
    """The language of a tag as BCP 47 writes it, in small letters; empty where there is no tag."""
    first = (tag or "").replace("_", "-").partition("-")[0].strip().lower()
    return _SHORT.get(first, first)
