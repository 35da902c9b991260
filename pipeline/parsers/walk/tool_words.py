"""What pages offer to do with themselves and tell of how they are read, in more languages: parts of patterns.

In small letters; the hints as pages write them.
"""

MORE_TOOLS = (
    r"|(?:skriv ut|udskriv|dela|del|lyssna|lyt|lytt)(?: (?:på )?(?:sidan|artikeln|siden|artikke?len))?"
    r"|(?:till?(?:baka till)? )?(?:toppen(?: av sid[ae]n)?|sidans topp)"
    r"|(?:tulosta|jaa|kuuntele)(?: (?:sivu|artikkeli))?|sivun alkuun|takaisin (?:ylös|alkuun)"
    r"|(?:wy)?drukuj|(?:udostępnij|posłuchaj)(?: (?:artykułu?|stronę))?|(?:powrót )?(?:do|na) (?:góry|górę)"
    r"|(?:vy)?tisk(?:nout)?(?: (?:článek|stránku))?|sdílet(?: (?:článek|stránku))?|(?:zpět )?nahoru"
    r"|(?:vy)?tlačiť|zdieľať(?: (?:článok|stránku))?|(?:späť )?hore|nyomtatás"
    r"|megosztás|(?:vissza )?az? (?:oldal )?tetejére"
    r"|(?:распечатать|поделиться|слушать)(?: (?:статью|стать[её]й|страницу))?|версия для печати"
    r"|наверх|(?:в|к) начал[оу](?: страницы)?|роздрукувати|поділитися|вгору"  # noqa: RUF001  letters of other languages
    r"|yazdır|paylaş|(?:sayfa )?(?:başına dön|yukarı(?: çık)?)|εκτύπωση|κοινοποίηση|tipărește|distribuie"  # noqa: RUF001
    r"|cetak|bagikan|kembali ke atas|in trang|chia sẻ|พิมพ์|แชร์"
    r"|(?:(?:この)?(?:ページ|記事)を)?(?:印刷|シェア)(?:する)?|(?:この)?ページの?(?:先頭|トップ|上部?)[へに](?:戻る)?"
    r"|(?:打印|列印|分享)(?:本[页頁文])?|(?:返回|回到?)(?:顶部|頂部|頂端|页首|頁首)"
    r"|인쇄(?:하기)?|공유(?:하기)?|(?:맨 ?위|상단|위)으?로(?: ?(?:이동|가기))?"
    r"|طباعة(?: (?:المقال|الصفحة))?|شارك(?: (?:المقال|الصفحة))?|مشاركة|(?:العودة )?(?:لل|إلى ال)أعلى"
    r"|הדפסה?|הדפס|שת(?:ף|פו)|שיתוף|(?:חזרה )?למעלה"
)
"""Words of nothing but such offers: to be printed, shared, heard, left for the top."""
MINUTES = (
    r"мин(?:ут\w{0,2})?\.?|хв(?:илин\w?)?\.?|分(?:钟|鐘|間)?|분|دقائق|دقيقة|דקות|דקה|dk\.?|dakika|perc|phút"
    r"|λεπτ\w{1,2}|menit|นาที"
)
"""What a minute is called in them."""
READING = (
    r"leestijd|läsning|lästid|læsetid|lesetid|lukuaika|czytania|čtení|čítania|чтения|читання|olvasás|okuma|de citire"
    r"|ανάγνωσης?|membaca|đọc|للقراءة|قراءة|קריאה|阅读|閱讀|읽기"
)
"""What stands behind so many minutes."""
READING_TIME = (
    r"l[äæe]s(?:e)?tid|lukuaika|czas czytania|przeczytasz w|doba čtení|čas (?:čtení|čítania)"
    r"|(?:время )?(?:на )?(?:чтения|прочтения|чтение)|читать|час читання|olvasási idő|okuma süresi|timp de citire"
    r"|χρόνος ανάγνωσης|waktu (?:baca|membaca)|thời gian đọc"
    r"|読了(?:時間|目安)?|(?:预计|預計)?(?:阅读|閱讀)(?:时间|時間|时长)|읽는 ?(?:데|시간)|읽기"
    r"|(?:وقت|مدة|زمن) القراءة|זמן קריאה"
)
"""What stands before them."""
CALLED = (
    r"vues|katselukertoja|luettu|katsottu|zobrazen[oé]|přečteno|prečítané|visad|megtekintve|(?:okunma|görüntülenme)"
    r"|vizualizări|прочитан[оа]|перегляд(?:ів|и)|조회|צפיות"  # noqa: RUF001  letters of other languages
)
"""What stands before how often a page was called up."""
CALLED_BEHIND = (
    r"vues|visualiza[çc](?:ões|iones)|visualizzazioni|visningar|visninger|katselukertaa|lukukertaa|zobrazení"
    r"|(?:keer|times?|gånger) (?:bekeken|gelezen|viewed|visad|läst)|перегляд(?:ів|и)|megtekintés|görüntülenme|okunma"
    r"|مشاهدة|צפיות|次(?:浏览|阅读|瀏覽|閱讀)"
)
"""What stands behind it."""
READING_HINTS = {
    "sv": ("ästid", "äsning"), "da": ("æsetid",), "nb": ("esetid",), "no": ("esetid",), "fi": ("ukuaika",),
    "pl": ("zytania", "zytasz w"), "cs": ("čtení",), "sk": ("čítania",), "ru": ("тения", "тение", "Читать"),
    "uk": ("итання",), "hu": ("lvasás",), "tr": ("kuma",), "ro": ("e citire",), "el": ("νάγνωση",),
    "id": ("baca",), "vi": ("đọc",), "ar": ("قراءة",), "he": ("קריאה",), "ja": ("読了", "読めます"),
    "zh": ("阅读", "閱讀"), "ko": ("읽",),
}  # fmt: skip
"""Of these, in the page's language, each line that tells how long a page takes in the words above holds one."""
CALLED_HINTS = {
    "fr": (" vues", "Vues", "\xa0vues"), "pt": ("isualizações",), "sv": ("isningar", "isad "), "nb": ("isninger",),
    "no": ("isninger",), "fi": ("kertaa", "kertoja"), "cs": ("obrazen", "řečteno"), "sk": ("obrazen", "rečítané"),
    "nl": ("bekeken", "gelezen"), "uk": ("ерегляд", "рочитан"), "hu": ("egtekint",), "tr": ("örüntülenme", "kunma"),
    "ro": ("izualizări",), "ar": ("مشاهدة",), "he": ("צפיות",), "zh": ("次浏览", "次阅读", "次瀏覽", "次閱讀"),
}  # fmt: skip
"""The same of each line that tells how often it was called up."""
