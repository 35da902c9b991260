"""Month names in 29 languages, weekdays in six, zones and regions: folded, as data."""

from __future__ import annotations

from pipeline.parsers.dates.folding import fold

_NAMES = {
    1: "january jan enero ene janvier janv januar janner janeiro gennaio gen",
    2: "february feb febrero fevrier fevr fev februar fevereiro febbraio febb",
    3: "march mar marzo mars marz mrz marco",
    4: "april apr abril abr avril avr aprile",
    5: "may mayo mai maio maggio mag",
    6: "june jun junio juin juni junho giugno giu",
    7: "july jul julio juillet juil juli julho luglio lug",
    8: "august aug agosto ago agos aout",
    9: "september sept sep septiembre setiembre septembre setembro settembre set sett",
    10: "october oct octubre octobre oktober okt outubro out ottobre ott",
    11: "november nov noviembre novembre novembro",
    12: "december dec diciembre dic decembre dezember dez dezembro dicembre",
}
_MORE_NAMES = {
    1: "januari tammikuuta stycznia ledna januara ianuarie ocak января январь янв січня",
    2: "februari helmikuuta lutego unora februara februarie subat февраля февраль фев лютого",
    3: "maart mars marts maaliskuuta marca brezna martie mart марта март мар березня",
    4: "april huhtikuuta kwietnia dubna aprila aprilie nisan апреля апрель апр квітня",
    5: "mei maj toukokuuta maja kvetna mayis мая май травня",
    6: "juni kesakuuta czerwca cervna juna iunie haziran июня июнь июн червня",
    7: "juli heinakuuta lipca cervence jula iulie temmuz июля июль июл липня",
    8: "augusti augustus elokuuta sierpnia srpna augusta agustos августа август авг серпня",
    9: "syyskuuta wrzesnia zari septembra septembrie eylul сентября сентябрь сен вересня",
    10: "oktober lokakuuta pazdziernika rijna oktobra octombrie ekim октября октябрь окт жовтня",
    11: "november marraskuuta listopada novembra noiembrie kasim ноября ноябрь ноя листопада",
    12: "desember joulukuuta grudnia prosince decembra decembrie aralik декабря декабрь дек грудня",
}
"""Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Slovak, Romanian, Turkish, Russian, Ukrainian: as dates
use them. Croatian is left out: its "listopad" and "srpnja" are other months than its neighbours'."""
_STILL_MORE_NAMES = {
    1: "ιανουαριου ιανουαριος ינואר בינואר януари gener ionawr ژانویه جانفي",  # noqa: RUF001
    2: "februar φεβρουαριου φεβρουαριος פברואר בפברואר февруари febrer chwefror pebrero فوریه شباط فيفري",
    3: "marcius μαρτιου μαρτιος מרץ במרץ март març mawrth marso آذار",
    4: "aprilis απριλιου απριλιος אפריל באפריל април ebrill آوریل نيسان أفريل",
    5: "majus μαιου μαιος מאי במאי maig أيار ماي",
    6: "junius ιουνιου ιουνιος יוני ביוני юни juny mehefin hunyo ژوئن حزيران جوان",  # noqa: RUF001
    7: "julius ιουλιου ιουλιος יולי ביולי юли juliol gorffennaf hulyo ژوئیه تموز جويلية يوليوز",
    8: "augusztus αυγουστου αυγουστος אוגוסט באוגוסט август agost awst آب أوت غشت",
    9: "szeptember σεπτεμβριου σεπτεμβριος ספטמבר בספטמבר септември medi setyembre سپتامبر أيلول شتنبر",
    10: "οκτωβριου οκτωβριος אוקטובר באוקטובר октомври hydref oktubre اکتبر",
    11: "νοεμβριου νοεμβριος נובמבר בנובמבר ноември tachwedd nobyembre نوامبر نونبر",
    12: "δεκεμβριου δεκεμβριος דצמבר בדצמבר декември desembre rhagfyr disyembre دسامبر دجنبر",
}
"""Hungarian, Greek, Hebrew, Bulgarian, Catalan, Welsh, Tagalog, our months in Persian, and Arabic of the Levant and the
Maghreb."""
_OTHER_SCRIPTS = {
    1: "يناير जनवरी",
    2: "فبراير फरवरी फ़रवरी",
    3: "مارس मार्च maret",
    4: "أبريل ابريل إبريل अप्रैल",
    5: "مايو मई",
    6: "يونيو يونيه जून",
    7: "يوليو يوليه जुलाई",
    8: "أغسطس اغسطس अगस्त agustus",
    9: "سبتمبر सितंबर सितम्बर",
    10: "أكتوبر اكتوبر अक्टूबर अक्तूबर",
    11: "نوفمبر नवंबर नवम्बर",
    12: "ديسمبر दिसंबर दिसम्बर",
}
"""Arabic as in Egypt and the Gulf, Hindi, and what Indonesian has of its own."""
MONTHS: dict[str, int] = {
    fold(name): month for names_by_month in (_NAMES, _MORE_NAMES, _STILL_MORE_NAMES, _OTHER_SCRIPTS) for month, names in
    names_by_month.items() for name in names.split()
}  # fmt: skip

THAI_MONTHS: dict[str, int] = {
    name: month
    for month, names in enumerate(
        (
            *("มกราคม ม.ค.", "กุมภาพันธ์ ก.พ.", "มีนาคม มี.ค.", "เมษายน เม.ย.", "พฤษภาคม พ.ค.", "มิถุนายน มิ.ย."),
            *("กรกฎาคม ก.ค.", "สิงหาคม ส.ค.", "กันยายน ก.ย.", "ตุลาคม ต.ค.", "พฤศจิกายน พ.ย.", "ธันวาคม ธ.ค."),
        ),
        start=1,
    )
    for name in names.split()
}
"""Read before years of Thailand alone."""

_WEEKDAY_NAMES = {
    0: "monday mon lunes lundi montag segunda-feira segunda lunedi",
    1: "tuesday tues tue martes mardi dienstag terca-feira martedi",
    2: "wednesday wed miercoles mercredi mittwoch quarta-feira mercoledi",
    3: "thursday thurs thur thu jueves jeudi donnerstag quinta-feira giovedi",
    4: "friday fri viernes vendredi freitag sexta-feira venerdi",
    5: "saturday sat sabado samedi samstag sonnabend sabato",
    6: "sunday sun domingo dimanche sonntag domenica",
}
WEEKDAYS: dict[str, int] = {name: number for number, names in _WEEKDAY_NAMES.items() for name in names.split()}
"""Monday is 0, as :meth:`datetime.date.weekday` counts."""

_SHORT_NAMES = {
    "de": "mo di mi do fr sa so",
    "es": "lun mar mie jue vie sab dom",
    "fr": "lun mar mer jeu ven sam dim",
    "it": "lun mar mer gio ven sab dom",
    "pt": "seg ter qua qui sex sab dom",
}
SHORT_WEEKDAYS: dict[str, dict[str, int]] = {
    language: {name: number for number, name in enumerate(names.split())} for language, names in _SHORT_NAMES.items()
}
"""Short names by language; they are other words elsewhere: "do" is Portuguese for "of the", "mar" is March too."""

ZONES: dict[str, str] = {
    "z": "z", "gmt": "z", "utc": "z", "ut": "z", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00",
}  # fmt: skip
"""Zones RFC 822 defines; every other abbreviation is ambiguous."""

MDY_REGIONS = frozenset(("US", "AS", "GU", "MP", "PR", "UM", "VI"))
DMY_REGIONS = frozenset(
    (
        *("GB", "IE", "AU", "NZ", "IN", "SG", "ZA", "ES", "MX", "AR", "CO", "CL"),
        *("PE", "VE", "EC", "UY", "PY", "BO", "CR", "FR", "BE", "CH", "LU", "MC"),
        *("DE", "AT", "LI", "IT", "SM", "PT", "BR", "AO", "MZ", "NL", "GR"),
    )
)
"""Order of CLDR's short date pattern; regions that use both, or year first, decide nothing."""
