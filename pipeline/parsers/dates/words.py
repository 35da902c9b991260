"""Month names in 50 languages, weekdays in six, zones and regions: folded, as data."""

from __future__ import annotations

from pipeline.parsers.dates.folding import fold
from pipeline.parsers.language_tags import primary_of
from pipeline.patterns import word_set

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
    11: "november marraskuuta novembra noiembrie kasim ноября ноябрь ноя листопада",
    12: "desember joulukuuta grudnia prosince decembra decembrie aralik декабря декабрь дек грудня",
}
"""Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Slovak, Romanian, Turkish, Russian, Ukrainian: as dates
use them."""
_STILL_MORE_NAMES = {
    1: "ιανουαριου ιανουαριος ינואר בינואר януари gener ionawr ژانویه جانفي",  # noqa: RUF001
    2: "februar φεβρουαριου φεβρουαριος פברואר בפברואר февруари febrer chwefror pebrero فوریه شباط فيفري",
    3: "marcius μαρτιου μαρτιος מרץ במרץ март març mawrth marso آذار",
    4: "aprilis απριλιου απριλιος אפריל באפריל април ebrill آوریل نيسان أفريل",
    5: "majus μαιου μαιος מאי במאי maig أيار ماي",
    6: "junius ιουνιου ιουνιος יוני ביוני юни juny mehefin hunyo ژوئن حزيران جوان",  # noqa: RUF001
    7: "julius ιουλιου ιουλιος יולי ביולי юли juliol gorffennaf hulyo ژوئیه جولای تموز جويلية يوليوز",
    8: "augusztus αυγουστου αυγουστος אוגוסט באוגוסט август agost awst آگوست آب أوت غشت",
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
_BY_THEMSELVES = {
    1: "styczeń leden tammikuu січень",
    2: "luty únor helmikuu лютий",
    3: "marzec březen maaliskuu березень",
    4: "kwiecień duben huhtikuu квітень",
    5: "květen toukokuu травень",
    6: "czerwiec červen kesäkuu червень",
    7: "lipiec červenec heinäkuu липень",
    8: "sierpień srpen elokuu серпень",
    9: "wrzesień září syyskuu вересень",
    10: "październik říjen lokakuu жовтень",
    11: "listopadu marraskuu листопад",
    12: "grudzień prosinec joulukuu грудень",
}
"""Polish, Czech, Finnish and Ukrainian as months stand beside a year alone ("marzec 2023")."""
_WITHIN = {
    1: "styczniu lednu januári januarju siječnju tammikuussa jaanuaris январе січні",
    2: "lutym únoru februári februarju veljači helmikuussa veebruaris феврале лютому",
    3: "marcu březnu marci ožujku maaliskuussa märtsis марте березні",
    4: "kwietniu dubnu apríli aprilu travnju huhtikuussa aprillis апреле квітні",
    5: "maju květnu máji svibnju toukokuussa мае травні",
    6: "czerwcu červnu júni juniju lipnju kesäkuussa juunis июне червні",
    7: "lipcu červenci júli juliju srpnju heinäkuussa juulis июле липні",
    8: "sierpniu srpnu avgustu kolovozu elokuussa augustis августе серпні",
    9: "wrześniu septembri septembru rujnu syyskuussa septembris сентябре вересні",
    10: "październiku říjnu októbri oktobru lokakuussa oktoobris октябре жовтні",
    11: "listopadzie novembri novembru studenome studenom marraskuussa novembris ноябре листопаді",
    12: "grudniu prosinci decembri decembru prosincu joulukuussa detsembris декабре грудні",
}
"""What happened "in March" in Polish, Czech, Slovak, Slovene, Croatian, Finnish, Estonian, Russian and Ukrainian."""
_NAMES_OF_THE_EAST = {
    1: "siječnja siječanj januarja јануар јануара jaanuar janvaris janvari sausio janúar janar",
    2: "veljače veljača februarja фебруар фебруара veebruar februaris februari vasario febrúar shkurt",
    3: "ožujka ožujak marec март марта märts marts marta kovo mars",
    4: "travnja travanj april aprila април априла aprill aprilis balandžio apríl prill",
    5: "svibnja svibanj maj maja мај маја mai maijs maija gegužės maí",
    6: "lipnja lipanj junija јун јуна јуни juuni jūnijs jūnija birželio júní qershor",
    7: "srpnja srpanj julija јул јула јули juuli jūlijs jūlija liepos júlí korrik",
    8: "kolovoza kolovoz avgusta avgust август августа augusts rugpjūčio ágúst gusht",
    9: "rujna rujan septembar septembra септембар септембра септември septembris rugsėjo shtator",
    10: "oktobar oktobra октобар октобра октомври oktoober oktobris spalio október tetor",
    11: "studenoga studenog studeni novembar novembra новембар новембра ноември novembris lapkričio nóvember nëntor",
    12: "prosinca prosinac decembar decembra децембар децембра декември detsember decembris gruodžio dhjetor",
}
"""Croatian, Slovene, Serbian in both scripts, Macedonian, Estonian, Latvian, Lithuanian, Icelandic and Albanian."""
_NAMES_OF_THE_SOUTH = {
    1: "জানুয়ারি জানুয়ারী جنوری ஜனவரி",
    2: "ফেব্রুয়ারি ফেব্রুয়ারী فروری பிப்ரவரி",
    3: "মার্চ مارچ மார்ச் machi",
    4: "এপ্রিল اپریل ஏப்ரல் aprili",
    5: "মে مئی மே",
    6: "জুন جون ஜூன்",
    7: "জুলাই جولائی ஜூலை julai",
    8: "আগস্ট اگست ஆகஸ்ட் agosti ogos",
    9: "সেপ্টেম্বর ستمبر செப்டம்பர் septemba",
    10: "অক্টোবর اکتوبر அக்டோபர் oktoba",
    11: "নভেম্বর نومبر நவம்பர் novemba",
    12: "ডিসেম্বর دسمبر டிசம்பர் desemba disember",
}
"""Bengali, Urdu, Tamil, Swahili and Malay."""
_NAMES_OF_THE_CAUCASUS = {
    1: "yanvar қаңтар იანვარი հունվարի հունվար januarie eanáir jannar",
    2: "fevral ақпан თებერვალი փետրվարի փետրվար februarie feabhra frar",
    3: "наурыз მარტი մարտի մարտ márta marzu",
    4: "aprel сәуір აპრილი ապրիլի ապրիլ aibreán",
    5: "мамыр მაისი մայիսի մայիս bealtaine mejju",
    6: "iyun маусым ივნისი հունիսի հունիս junie meitheamh ġunju",
    7: "iyul шілде ივლისი հուլիսի հուլիս julie iúil lulju",
    8: "avqust тамыз აგვისტო օգոստոսի օգոստոս lúnasa awwissu",
    9: "sentyabr қыркүйек სექტემბერი սեպտեմբերի սեպտեմբեր settembru",
    10: "oktyabr қазан ოქტომბერი հոկտեմբերի հոկտեմբեր ottubru",
    11: "noyabr қараша ნოემბერი նոյեմբերի նոյեմբեր samhain novembru",
    12: "dekabr желтоқсан დეკემბერი դեկտեմբերի դեկտեմբեր nollaig diċembru",
}
"""Azerbaijani, Kazakh, Georgian and Armenian, and what Afrikaans, Irish and Maltese have of their own."""
_WRITTEN = (
    *(_NAMES, _MORE_NAMES, _STILL_MORE_NAMES, _OTHER_SCRIPTS),
    *(_BY_THEMSELVES, _WITHIN, _NAMES_OF_THE_EAST, _NAMES_OF_THE_SOUTH, _NAMES_OF_THE_CAUCASUS),
)
_FULL = {
    fold(name): month
    for names_by_month in _WRITTEN
    for month, names in names_by_month.items()
    for name in names.split()
}
_MONTHS_OF: dict[str, dict[str, int]] = {
    "listopadu": {"cs": 11, "hr": 10, "bs": 10},
    "listopada": {"pl": 11, "hr": 10, "bs": 10},
    "listopad": {"pl": 11, "cs": 11, "hr": 10, "bs": 10},
    "mac": {"ms": 3},
    "agt": {"id": 8},
    "مه": {"fa": 5},
    "می": {"fa": 5},
}
"""Names that are another month in another language, or no month: by the language of the page."""
_SHORT_MONTHS = {
    "pl": "sty lut mar kwi maj cze lip sie wrz paz lis gru",
    "cs": "led uno bre dub kve cvn cvc srp zar rij lis pro",
    "tr": "oca sub mar nis may haz tem agu eyl eki kas ara",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "nb no nn": "jan feb mars apr mai juni juli aug sep okt nov des",
    "hu": "jan febr marc apr maj jun jul aug szept okt nov dec",
    "ro": "ian feb mar apr mai iun iul aug sept oct nov dec",
    "hr bs": "sij velj ozu tra svi lip srp kol ruj lis stu pro",
    "id": "jan feb mar apr mei jun jul agu sep okt nov des",
    "ca": "gen febr marc abr maig juny jul ag set oct nov des",
    "ru": "янв февр мар апр мая июн июл авг сент окт нояб дек",
    "uk": "січ лют бер квіт трав черв лип серп вер жовт лист груд",  # noqa: RUF001
    "bg": "яну фев март апр май юни юли авг сеп окт ное дек",
    "el": "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",  # noqa: RUF001  letters of other languages
}
"""As systems shorten them (CLDR); those that are not among the names above are months in their language alone."""
for _tags, _names in _SHORT_MONTHS.items():
    for _number, _name in enumerate(_names.split(), start=1):
        if _name not in _FULL:
            _MONTHS_OF.setdefault(_name, {}).update(dict.fromkeys(_tags.split(), _number))
MONTHS: dict[str, int] = _FULL | dict.fromkeys(_MONTHS_OF, 0)


def month_of(name: str, language: str | None) -> int | None:
    """The number of a month by its folded name; ``None`` where the page's language would have to say, and does not.

    "15. listopada" is in October in Croatia and in November in Poland.
    """
    spoken = _MONTHS_OF.get(name)
    if spoken is None:
        return MONTHS[name]
    return spoken.get(primary_of(language))


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
    0: "monday mon lunes lundi montag segunda-feira segunda lunedi maandag mandag poniedzialek maanantai",
    1: "tuesday tues tue martes mardi dienstag terca-feira martedi dinsdag tisdag tirsdag wtorek tiistai",
    2: "wednesday wed miercoles mercredi mittwoch quarta-feira mercoledi woensdag onsdag sroda keskiviikko",
    3: "thursday thurs thur thu jueves jeudi donnerstag quinta-feira giovedi donderdag torsdag czwartek torstai",
    4: "friday fri viernes vendredi freitag sexta-feira venerdi vrijdag fredag piatek perjantai",
    5: "saturday sat sabado samedi samstag sonnabend sabato zaterdag lordag lørdag sobota lauantai",
    6: "sunday sun domingo dimanche sonntag domenica zondag sondag søndag niedziela sunnuntai",
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
DMY_REGIONS = word_set("""
GB IE AU NZ IN SG ZA ES MX AR CO CL PE VE EC UY PY BO CR FR BE CH LU MC DE AT LI IT SM PT BR AO MZ NL GR DK NO FI IS
PL CZ SK SI HR BA RS ME MK AL RO MD BG EE RU UA BY GE AZ KZ TR CY MT IL EG SA AE QA KW BH OM JO LB SY IQ YE LY TN DZ
MA NG PK BD TH VN ID MY HK GT HN NI SV DO CU
""")
"""Order of CLDR's short date pattern; regions that use both, or year first, decide nothing."""
