"""Words of authorities, societies, jobs and their like, in more languages: no person is named by one. Data."""

from __future__ import annotations

from pipeline.patterns import when_used, word_set

_WORDS = word_set("""
deutsches deutsche österreichische schweizerische schweizerisches bundesamt bundeszentrale krankenkasse
krankenkassen
gesundheit umschau verlag ärztliches ärztliche behörde
santé publique autorité assurance maladie fédération française française ligue direction générale
agenzia fondazione ministero salute farmaco italiana organizzazione associazione superiore redazionale
organización asociación agencia salud española sanidad pediatría fundación redactor redactora
organização associação ministério saúde fundação redação portuguesa
genootschap vereniging gezondheid redactie nederlands nederlandse rijksinstituut
norsk norske dansk danske svenska styrelsen direktoratet helse forening foreningen
organizacja fundusz zdrowia zdrowie medycyna towarzystwo narodowy narodowe ministerstwo instytut redakcja
polskie
ministerstvo zdravotnictví zdraví společnost ústav redakce ministerstva spoločnosť
организация здравоохранения минздрав министерство редакция служба общество
sağlık bakanlığı bakanlığı kurulu yayın tıbbi tibbi derneği editörlüğü grubu
organization organisation authority administration federation league trust alliance initiative
diseases disorders pediatrics paediatrics pediatric paediatric oncology surgery obstetrics psychiatry nutrition
nursing pharmacy anesthesia anaesthesia orthopedics orthopaedics rehabilitation dentistry midwifery patient
patients education solutions online
support diabetes cancer asthma arthritis dementia epilepsy stroke disease australia uk usa
children's women's men's people's
scientist scientists investigator investigators instructor lecturer practitioner practitioners commissioner
educator
educators counselor counsellor analyst advisor advisors adviser advisers representative attorney epidemiologist
""")  # noqa: RUF001  letters of other languages
_WITHIN = when_used(
    r"\w*(?:ausschuss|krankenkasse|versicherung|stiftung|hilfe|zentrale|forschungszentrum|informationsdienst|"
    r"gesellschaft|verband|bundesamt|landesamt|ministerium|behörde|direktorat\w*|styrelsen|myndighet\w*|förbund\w*|"
    r"helseinformatikk)|bundes\w{4,}"
    r"|[a-zäöüéèíóáñç]{3,}(?:ology|iatrics|ología|iatría|ologie|iatrie|ologia|iatria)",
)
_PHRASES = when_used(
    r"(?:the )?(?:johns hopkins|kaiser permanente|mount sinai|jean hailes|robert koch-?institut|red cross"
    r"|croix[ -]rouge|croce rossa|cruz (?:roja|vermelha)|rode kruis|rotes kreuz|røde kors|röda korset)(?:\W.*)?"
)
"""Houses that are named as people are."""


def names_house(words: str) -> bool:
    """Whether words are the name of an authority, a society, a hospital or the like, by a word in it.

    The last part of a word with a hyphen tells as much as the whole: "Robert Koch-Institut".
    """
    small = words.lower()
    if _PHRASES.fullmatch(small) is not None:
        return True
    return any(
        each in _WORDS or _WITHIN.fullmatch(each) is not None
        for token in small.replace("\u2019", "'").split()
        for each in {token.strip(".,"), token.rpartition("-")[2]}
    )
