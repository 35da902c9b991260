"""Words that can hurt when they change, in six languages and in signs of Chinese and Japanese, as data; lower case.

One list for all of them: a page quotes other languages, and many do not say in which they are. So a word that means
something harmless in one of the others is left out (Italian "due", Portuguese "mais", German "Kind"), where the edits
that matter nearly always change another word of the list, too (so is the Chinese one, which stands in "general").
"""

from __future__ import annotations

from pipeline.changes.values import Touch

_NUMBERS = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions half halves third thirds quarter quarters double triple dozen dozens"
    " cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuno veinticuatro treinta cuarenta cincuenta sesenta setenta ochenta noventa"
    " cien ciento doscientos quinientos mil medio media mitad tercio cuarto doble triple docena"
    " null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend halb halbe"
    " halben hälfte drittel viertel doppelt doppelte dreifach dutzend"
    " zéro deux trois quatre cinq huit neuf dix onze douze treize quatorze quinze vingt trente quarante"
    " cinquante soixante cent mille demi demie moitié quart quarts triple douzaine"
    " tre quattro cinque sette otto dieci undici dodici tredici quattordici quindici sedici diciotto venti trenta"
    " quaranta cinquanta sessanta settanta ottanta novanta cento mezzo mezza metà terzo quarto doppio doppia dozzina"
    " dois duas três cinco sete oito nove dez onze treze quinze dezesseis dezasseis dezessete dezoito dezenove vinte"
    " trinta cinquenta sessenta oitenta cem meio meia metade terço dobro triplo dúzia"
    " 二 三 四 五 六 七 八 九 两 兩 半 倍"
)
_UNITS = (
    "% ° °c °f mg mcg μg ug ng kg g ml dl l cc iu mmol mol meq mmhg kpa bpm kcal kj cal cm mm msv"
    " gram grams milligram milligrams microgram micrograms nanogram nanograms kilogram kilograms unit units liter"
    " liters litre litres milliliter milliliters millilitre millilitres deciliter deciliters calorie calories"
    " kilocalorie kilocalories kilojoule kilojoules inch inches mile miles oz ounce ounces lb lbs pound pounds cup"
    " cups degree degrees fahrenheit celsius percent tablet tablets capsule capsules pill pills puff puffs spray"
    " sprays lozenge lozenges sachet sachets drop drops teaspoon teaspoons tsp tablespoon tablespoons tbsp dose"
    " doses second seconds minute minutes hr hrs hour hours day days week weeks fortnight month months trimester"
    " trimesters year years decade decades"
    " miligramo miligramos microgramo microgramos gramo gramos kilogramo kilogramos mililitro mililitros litro"
    " litros unidad unidades tableta tabletas comprimido comprimidos pastilla pastillas cápsula cápsulas gota gotas"
    " parche parches cucharada cucharadas cucharadita cucharaditas dosis grado grados segundo segundos minuto"
    " minutos hora horas día días semana semanas mes meses año años"
    " milligramm mikrogramm gramm kilogramm milliliter liter einheit einheiten tablette tabletten kapsel kapseln"
    " tropfen esslöffel teelöffel messlöffel hübe pflaster dosis dosen grad prozent sekunde sekunden minuten stunde"
    " stunden tage tagen woche wochen monat monate monaten jahr jahre jahren"
    " milligramme milligrammes microgramme microgrammes gramme grammes unité unités comprimé comprimés gélule"
    " gélules goutte gouttes cuillère cuillères bouffée bouffées degré degrés seconde secondes heure heures jour"
    " jours semaine semaines mois année années"
    " milligrammo milligrammi microgrammo microgrammi grammo grammi litri millilitri unità compressa compresse"
    " capsula capsule goccia gocce cucchiaio cucchiai cucchiaino cucchiaini dosi grado gradi secondo secondi minuti"
    " ore giorno giorni settimana settimane mese mesi anno anni"
    " miligrama miligramas micrograma microgramas grama gramas unidade unidades adesivo adesivos colher colheres dia"
    " dias mês ano anos"
    " 毫 微 錠 滴"
)
_COMPARATORS = (
    "< > = ≤ ≥ ≠ ± ~ ≈ ≮ ≯ less fewer least most minimum maximum min max exceed exceeds exceeding above below under"
    " over than within until before after between"
    " menos menor menores mayor mayores mínimo máximo excede exceda exceder encima debajo antes después entre hasta"
    " weniger mehr mindestens höchstens maximal minimal unter über oberhalb unterhalb bis vor nach zwischen"
    " überschreiten"
    " moins plus dessus dessous avant après jusqu jusqu'à jusqu'au inférieur inférieure supérieur supérieure"
    " dépasser dépassez"
    " meno più almeno massimo minimo sotto sopra oltre prima dopo tra fino inferiore superiore superare"
    " máxima mínima acima abaixo depois após até inferior superior exceder"
)
_NEGATIONS = (
    "not no never none nor neither nothing nobody nowhere non without cannot don't doesn't didn't isn't aren't"
    " wasn't weren't won't wouldn't shouldn't can't couldn't mustn't needn't haven't hasn't hadn't avoid avoids"
    " avoiding stop except unless only contraindicated unsafe unlikely unable"
    " nunca jamás sin ni nada nadie ningún ninguna ninguno evite evitar excepto salvo solo sólo solamente tampoco"
    " nicht nichts kein keine keinen keiner keinem keines nie niemals niemand ohne außer nur vermeiden vermeide"
    " weder"
    " ne pas jamais rien aucun aucune sans ni sauf seulement évitez éviter arrêtez"
    " nessun nessuna nessuno niente senza evitare eviti né solo soltanto tranne"
    " não nem sem nenhum nenhuma ninguém somente apenas só exceto evitem"
    " 不 勿 无 無 禁 忌 避 停"
)
_FREQUENCIES = (
    "daily weekly fortnightly monthly yearly annually hourly nightly once twice thrice every each times bedtime prn"
    " bid tid qid alternate"
    " diario diaria diariamente semanal mensual anual cada vez veces alternos alternas"
    " täglich wöchentlich monatlich jährlich stündlich einmal zweimal dreimal viermal jeden jede zweiten dritten"
    " fois chaque quotidien quotidienne quotidiennement hebdomadaire mensuel mensuelle annuel annuelle"
    " volta volte ogni giornaliero giornaliera giornalmente settimanale mensile annuale alterni"
    " vezes diário diária mensal alternados"
)
_AGES = (
    "age ages aged infant infants newborn newborns baby babies toddler toddlers child children kid kids teen teens"
    " teenager teenagers adolescent adolescents adult adults older younger elderly senior seniors boy boys girl"
    " girls pregnant pregnancy breastfeeding"
    " edad bebé bebés recién niño niña niños niñas adolescente adolescentes adulto adulta adultos adultas embarazada"
    " embarazadas embarazo lactancia ancianos"
    " kinder kindern säugling säuglinge säuglingen neugeborene neugeborenen kleinkinder kleinkindern jugendliche"
    " jugendlichen erwachsene erwachsenen älter ältere älteren jünger jüngere jüngeren schwangere schwangeren"
    " schwangerschaft stillzeit stillende stillenden"
    " enfant enfants nourrisson nourrissons adulte adultes âge âgé âgés âgée âgées enceinte enceintes"
    " grossesse allaitement allaitante"
    " bambino bambini bambina bambine neonato neonati adolescenti adulti età gravidanza incinta allattamento anziani"
    " criança crianças bebê bebês grávida grávidas gravidez amamentação idade idoso idosos"
)
_KINDS: tuple[tuple[Touch, str], ...] = (
    ("age", _AGES),
    ("frequency", _FREQUENCIES),
    ("comparator", _COMPARATORS),
    ("unit", _UNITS),
    ("number", _NUMBERS),
    ("negation", _NEGATIONS),
)
LEXICON: dict[str, Touch] = {word: kind for kind, words in _KINDS for word in words.split()}
"""Why a change of a word is critical."""
LEXICON["once"] = "frequency"

ELIDED = frozenset({"c", "d", "j", "l", "m", "n", "qu", "s", "t", "un", "dell", "all", "nell", "dall", "sull"})
"""Articles and the like that lean on the next word ("l'enfant", "dell'adulto")."""

HEADINGS = (
    r"warnings?|cautions?|precautions?|side[ -]effects?|adverse (?:effects?|events?|reactions?)|overdos(?:e|age|ing)"
    r"|dos(?:e|es|age|ing)|contraindications?|interactions?|emergenc(?:y|ies)|red flags?|urgent (?:advice|care)"
    r"|when (?:not )?(?:to|should (?:i|you)|do i need to) (?:call|contact|see|seek|get|go|ask|consult|use|take)"
    r"|call (?:your|the|a|an|[0-9]{3})|(?:get|seek) (?:\w+ )?(?:help|care|attention|advice)|immediate action"
    r"|do not|don['\u2019]t|should not|shouldn['\u2019]t|(?:who|when) (?:can['\u2019]t|can ?not|can and cannot)"
    r"|(?:before|while) (?:taking|using)|how (?:should i|do i|to|is it|and when to) (?:take|taken|use|used|give|given)"
    r"|how (?:much|often) (?:should i|do i|to) (?:take|use|give)|important safety information"
    r"|advertencias?|precauci[oó]n(?:es)?|efectos (?:secundarios|adversos|colaterales)|reacciones adversas"
    r"|sobredosis|dosis|posolog[ií]a|contraindicaciones|interacciones|emergencias?|urgencias?"
    r"|cu[aá]ndo (?:debo )?(?:llamar|llame|contactar|consultar|buscar|acudir|ir)"
    r"|c[oó]mo (?:se |debo )?(?:tomar|toma|usar|usa)"
    r"|warnhinweise?|warnung(?:en)?|vorsicht\w*|nebenwirkung\w*|\w*dosierung\w*|überdosis|gegenanzeigen?"
    r"|kontraindikation\w*|wechselwirkung\w*|notf[aä]ll\w*|einnahme\w*"
    r"|wann (?:zum|zur|einen|sollte|sollten|soll|muss|müssen)"
    r"|effets? (?:secondaires?|indésirables?)|mises? en garde|précautions?|avertissements?|posologie|surdosage"
    r"|contre-indications?|urgences?|quand (?:consulter|appeler|faut-il)"
    r"|effetti (?:collaterali|indesiderati)|avvertenze|precauzioni|dosaggio|dosi|sovradosaggio|controindicazioni"
    r"|interazioni|emergenz[ae]|quando (?:chiamare|contattare|consultare|rivolgersi)"
    r"|efeitos? (?:colaterais|secundários?|adversos?|indesejáveis)|advertências?|precauções|dosagem"
    r"|sobredosagem|superdosagem|contraindicações|intera(?:ç|cç)ões|emergências?"
    r"|quando (?:procurar|chamar|ligar|consultar)"
    r"|副作用|不良反[应應応]|用法[・与與及和]?用量|用量|剂量|注意事[项項]|警告|禁忌|相互作用|何[时時]就[医醫]|受診の目安"
)
"""Headings under which a wrong word can hurt: warnings, side effects, when to call, overdose, dosage, interactions."""
