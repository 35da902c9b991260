"""Words that turn a sentence round when one takes the place of another, in six languages and two scripts of signs.

None of them can hurt by coming or going alone, as a number or a "not" can: "high" in a new sentence is a word like any
other, "high" in the place of "low" is not. Each line is one thing of which a page can say this or that; what stands
between two bars says the same of it. One list for all languages, as in :mod:`pipeline.changes.lexicon`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_SCALES = """
increase increases increased increasing raise raises raised raising rise rises rising grow grows gain gains add adds
  aumentar aumente aumenta aumentan incremente incrementar subir suba sube elevar eleve
  erhöhen erhöht erhöhe erhöhung steigern steigert steigt steigen zunehmen
  augmenter augmente augmentez augmentent aumentare aumenti aumentano aumentam
  | decrease decreases decreased decreasing reduce reduces reduced reducing lower lowers lowered lowering fall falls
  falling decline declines lose loses limit limits lessen cut
  disminuir disminuya disminuye disminuyen reducir reduzca reduce reducen bajar baje baja limite limitar
  senken senkt senke reduzieren reduziert verringern verringert sinkt sinken abnehmen
  réduire réduisez réduit diminuer diminuez diminue baisser baissez limitez
  ridurre riduca riduce riducono diminuire diminuisce limitare reduzir reduza reduz diminuir diminua diminui
high higher highest elevated alto alta altos altas elevado elevada elevados elevadas hoch hohe hohen hoher hohes höher
  höhere haut haute hauts hautes élevé élevée élevés élevées alti alte elevato elevata
  | low lower lowest bajo baja bajos bajas niedrig niedrige niedrigen niedriger niedriges bas basse basses faible
  faibles basso bassa bassi baixo baixa baixos baixas | normal normale normales normali normais
left izquierdo izquierda links linke linken linker linkes gauche sinistro sinistra esquerdo esquerda
  | right derecho derecha rechts rechte rechten rechter rechtes droit droite destro destra direito direita
hot warm heat caliente calor warme warmen warmes heiß heiße heißes chaud chaude caldo calda quente
  | cold cool ice frío fría hielo kalt kalte kalten kaltes kühl froid froide glace freddo fredda frio fria gelo
may can might could optional puede pueden podría kann können könnte darf dürfen pouvez peut peuvent può possono
  pode podem | must should shall required debe deben debería muss müssen soll sollen sollte sollten devez doit doivent
  deve devono devem
safe safely harmless seguro segura seguros seguras sicher sichere unbedenklich sûr sûre sicuro sicura
  | dangerous harmful risky toxic peligroso peligrosa dañino gefährlich gefährliche schädlich schädliche
  dangereux dangereuse nocif pericoloso dannoso perigoso perigosa nocivo
allowed permitted approved recommended permitido permitida aprobado recomendado recomendada erlaubt zugelassen
  empfohlen autorisé permis recommandé recommandée consentito raccomandato aprovado
  | forbidden banned prohibited discouraged prohibido prohibida desaconsejado verboten untersagt interdit
  déconseillé déconseillée vietato sconsigliato proibido desaconselhado
start starts begin begins continue continues keep comience empiece continúe siga beginnen fortsetzen
  commencez continuez iniziare continuare comece
  | stop stops discontinue discontinues quit suspenda deje absetzen beenden arrêtez interrompez interrompere sospendere
  suspender pare
empty vacío nüchtern leeren vide vuoto vazio | full lleno voll vollen plein pieno cheio
morning mornings mañana morgens morgen matin mattino mattina manhã | noon midday mediodía mittags midi mezzogiorno
  | afternoon afternoons tarde nachmittags pomeriggio
  | evening evenings night nights noche abends abend nachts nacht soir nuit sera notte noite
always siempre immer toujours sempre | sometimes occasionally manchmal gelegentlich parfois talvolta
  | rarely seldom never raramente rara selten nie rarement jamais nunca
all todos todas alle tous toutes tutti tutte | some algunos algunas einige certains certaines alcuni alcune alguns
  algumas | many muchos muchas viele molti molte muitos muitas | few pocos pocas wenige pochi poche poucos poucas
and | or
y | o
und | oder
et | ou
both ambos ambas beide beiden entrambi entrambe | either cualquiera
positive positives positivo positiva positiv positive positiven positif | negative negatives negativo negativa negativ
  negativen négatif négative
benign benigno benigna gutartig gutartige bénin bénigne | malignant maligno maligna bösartig bösartige malin maligne
common frequent often likely común frecuente frecuentes häufig häufige fréquent fréquents frequente comum comune
  | uncommon rare rarely raro rara raros selten seltene rares rari
mild minor leve leves leicht leichte léger légère lieve | moderate moderado mäßig modéré moderato
  | severe serious major grave graves schwer schwere schweren sévère
acute agudo aguda akut akute aigu aiguë acuto acuta | chronic crónico crónica chronisch chronische chronique cronico
  cronica crônico crônica
immediately now promptly inmediatamente sofort umgehend immédiatement subito imediatamente | soon pronto bald bientôt
  presto | later eventually später
man men male males hombre hombres mann männer männern homme hommes uomo uomini homem homens
  | woman women female females mujer mujeres frau frauen femme femmes donna donne mulher mulheres
fast quickly rapid rapidly rápido rápidamente schnell rapide rapidement rapido rapidamente
  | slow slowly gradually lento lentamente langsam lent lentement
long longer largo larga lang lange longue lungo lunga longo longa | short shorter corto corta kurz kurze court courte
  corto breve curto curta
upper superior obere oberen supérieur supérieure superiore | lower inferior untere unteren inférieur inférieure
  inferiore
better improve improves improved mejor mejorar besser bessert mieux améliore meglio migliora melhor melhora
  | worse worsen worsens worsened peor empeora schlechter verschlimmert pire aggrave peggio peggiora pior piora
cause causes causa causan verursacht verursachen provoque provoquent provoca causam
  | prevent prevents previene previenen verhindert verhindern prévient empêche prevengono previne previnem
  | treat treats trata tratan behandelt behandeln traite cura
mouth oral orally swallow swallowed boca tragar schlucken bouche avaler avalez bocca inghiottire engolir
  | chew crush masticar kauen zerkauen croquer mâcher masticare mastigar | inject injected injection inyectar inyección
  spritzen injizieren injecter iniettare injetar | inhale inhaled inhalar einatmen inhaler inalare
  | skin piel peau pelle pele | eye eyes ojo ojos auge augen œil yeux occhio occhi olho olhos
  | ear ears oído oídos ohr ohren oreille oreilles orecchio ouvido | nose nasal nariz nase nez naso
  | rectum rectal rectally rektal | vein intravenous intravenously intravenös
上 | 下
左 | 右
前 | 后 後
高 | 低
增 増 | 减 減
多 | 少
早 朝 | 晚 晩 夕 夜 | 昼 午
热 熱 温 | 冷
急 | 慢
良 | 恶 悪
阳 陽 | 阴 陰
"""

_POLES: dict[str, list[tuple[int, int]]] = defaultdict(list)
"""Of each word the scales it stands on, and where on each."""
for _scale, _line in enumerate(re.sub(r"\n +", " ", _SCALES).strip().splitlines()):
    for _pole, _words in enumerate(_line.split("|")):
        for _word in _words.split():
            _POLES[_word].append((_scale, _pole))

_PREFIXES = ("un", "in", "im", "il", "ir", "ab", "dis", "non", "des", "dés")
"""Of words that say the contrary: unsafe, inactive, abnormal, unwirksam, desaconsejado."""

_STEM = 4
"""Letters of the shortest word that such a prefix turns round."""

_OVER_UNDER = re.compile(r"(hyper|hypo|hiper|hipo|iper|ipo)(?=\w{4})")


def opposed(gone: Iterable[str], come: Iterable[str]) -> frozenset[str]:
    """Of the words that went and those that came in their place, the ones that say the contrary; lower case."""
    old, new = {word.casefold() for word in gone}, {word.casefold() for word in come}
    old, new = old - new, new - old
    found: set[str] = set()
    for one, ours in _poles(old).items():
        for other, theirs in _poles(new).items():
            if one[0] == other[0] and one[1] != other[1]:
                found |= ours | theirs
    for shorter, longer in ((old, new), (new, old)):
        for word in longer:
            stems = {word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)}
            found |= {part for stem in stems & shorter if len(stem) >= _STEM for part in (stem, word)}
    return frozenset(found | _over_under(old, new))


def _poles(words: set[str]) -> dict[tuple[int, int], set[str]]:
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for word in words:
        for pole in _POLES.get(word, ()):
            found[pole].add(word)
    return found


def _over_under(old: set[str], new: set[str]) -> set[str]:
    """Too much in the place of too little: hyperthyroidism, hypothyroidism."""
    ours, theirs = (
        {_OVER_UNDER.sub("", word, 1): word for word in words if _OVER_UNDER.match(word)} for words in (old, new)
    )
    return {word for rest in ours.keys() & theirs.keys() for word in (ours[rest], theirs[rest])}
