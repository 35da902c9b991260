"""Who wrote and checked a page, as pages of thirty languages say it, with their titles before the name."""

from __future__ import annotations

import pytest

from pipeline.parsers.about.credit_lines import stated_people

LINES = """
Beratender Experte: Prof. Dr. Erika Berg, Direktorin der Klinik|Prof. Dr. Erika Berg/reviewer
Escrito por Dr.ª Ana Sol, Médica de Família|Dr.ª Ana Sol/author
Revisão médica: Dr. Rui Paz, Clínico Geral e Psicólogo|Dr. Rui Paz/reviewer
Revisión médica: Dra. Ana Sol, Cardióloga Infantil|Dra. Ana Sol/reviewer
Fagmedarbejdere: Lars Holm, professor, Nordre Sygehus|Lars Holm/reviewer
נבדק על ידי: פרופ' מיכל לוי|פרופ' מיכל לוי/reviewer
執筆者：山田太郎 やまだたろう|山田太郎/author
監修：鈴木 一郎 先生（東京大学医学部附属病院）|鈴木 一郎/reviewer
Expertenprüfung durch: Univ.-Prof. Dr. Erika Berg, Fachärztin für Immunologie|Univ.-Prof. Dr. Erika Berg/reviewer
Rédaction : Marion Dubois, Journaliste santé|Marion Dubois/author
Validation médicale : Dr Catherine Roux, Médecin généraliste|Dr Catherine Roux/reviewer
Validé médicalement par Dr Catherine Roux le 3 mai 2021|Dr Catherine Roux/reviewer
Révisé par la Dre Anne Roy, pharmacienne|Dre Anne Roy/reviewer
Contenido revisado por Dra. Marta Ferrer Puga, Especialista en Alergología|Dra. Marta Ferrer Puga/reviewer
Por Isabel Gallardo Actualizado a: 12 de abril de 2023|Isabel Gallardo/author
Por Isabel Gallardo|Isabel Gallardo/author
Autor/es: María Pérez García. Pediatra. Centro de Salud Norte (Madrid)|María Pérez García/author
Autor/a: María Pérez García|María Pérez García/author
Supervisado por el Dr. Juan Ruiz, pediatra|Dr. Juan Ruiz/reviewer
Validado por Dra. Ana Sol|Dra. Ana Sol/reviewer
Revisione scientifica del Dott. Roberto Eusi|Dott. Roberto Eusi/reviewer
Revisione scientifica a cura del Dott. Roberto Eusi|Dott. Roberto Eusi/reviewer
Gecontroleerd door: drs. Peter Jansen, huisarts|drs. Peter Jansen/reviewer
Medisch gecontroleerd door dr. Jan Bos, internist|dr. Jan Bos/reviewer
Redaktör: Katja Öster, Guiden|Katja Öster/editor
Granskare: Anders Berg, läkare, specialist i allergologi, Norra Universitetssjukhuset, Solna|Anders Berg/reviewer
Sidansvarig: Karin Lund|
Forfattere: Terje Johansen, professor allmennmedisin|Terje Johansen/author
Fagmedarbeidere: Steinar Hun, professor|Steinar Hun/reviewer
Af: Ole Hilberg, overlæge, dr.med.|Ole Hilberg/author
Fagligt gennemgået af Hanne Madsen, overlæge|Hanne Madsen/reviewer
Medisinsk gjennomgått av Kari Nord, lege|Kari Nord/reviewer
Tarkistanut: Maija Virtanen, erikoislääkäri|Maija Virtanen/reviewer
Tekijä: Maija Virtanen|Maija Virtanen/author
Asiantuntija: Maija Virtanen, erikoislääkäri|Maija Virtanen/reviewer
Autorka: Anna Nowak|Anna Nowak/author
Konsultacja merytoryczna: prof. dr hab. n. med. Jan Kowalski|prof. dr hab. n. med. Jan Kowalski/reviewer
Weryfikacja medyczna: lek. Piotr Zieliński|lek. Piotr Zieliński/reviewer
Autor: Marta Nowak Weryfikacja medyczna: lek. Piotr Zieliński Data publikacji: 2 sty 2023|Marta Nowak/author;lek. Piotr Zieliński/reviewer
Zweryfikowane przez: lek. Piotr Zieliński|lek. Piotr Zieliński/reviewer
Tekst: Anna Nowak|
Autor: MUDr. Jana Nováková, Ph.D.|MUDr. Jana Nováková/author
Recenzent: prof. MUDr. Petr Panz, CSc.|prof. MUDr. Petr Panz/reviewer
Odborná revize: doc. MUDr. Petr Panz|doc. MUDr. Petr Panz/reviewer
Autor textu: Mgr. Jana Nová|Mgr. Jana Nová/author
Szerző: dr. Kovács Éva|dr. Kovács Éva/author
Lektorálta: Dr. Szabó Péter, allergológus|Dr. Szabó Péter/reviewer
Lektor: Dr. Szabó Péter|Dr. Szabó Péter/reviewer
Írta: Nagy Anna|Nagy Anna/author
Geschreven door Jan van den Berg, huisarts|Jan van den Berg/author
Dieser Text wurde von Dr. Erika Berg ärztlich geprüft.|Dr. Erika Berg/reviewer
Dieser Artikel wurde von unserer Redaktion verfasst.|
Uzm. Dr. Elif Kaya tarafından hazırlanmıştır.|Uzm. Dr. Elif Kaya/author
Tıbbi inceleme: Prof. Dr. Murat Demir|Prof. Dr. Murat Demir/reviewer
Bu yazı editör ekibi tarafından yazılmıştır.|
Медицинский редактор: Орлов Д. В.|Орлов Д. В./editor
लेखक: अनिता शर्मा, स्वास्थ्य संपादक|अनिता शर्मा/author
चिकित्सकीय समीक्षा: डॉ. राजेश कुमार वर्मा|डॉ. राजेश कुमार वर्मा/reviewer
लेखक: संपादकीय टीम|
كتابة: سارة العلي|سارة العلي/author
كتابة: فريق التحرير|
ผู้เขียน: นพ. สมชาย ใจดี|นพ. สมชาย ใจดี/author
נכתב על ידי: דנה לוי|דנה לוי/author
Revizuit medical de: Dr. Andrei Ion|Dr. Andrei Ion/reviewer
Verificat de: Dr. Elena Radu, medic specialist alergologie|Dr. Elena Radu/reviewer
Scris de Ioana Pop|Ioana Pop/author
Tıbbi Editör: Uzm. Dr. Ayşe Yıl|Uzm. Dr. Ayşe Yıl/editor
Yazar: Mehmet Demir|Mehmet Demir/author
Hazırlayan: Doç. Dr. Mehmet Demir|Doç. Dr. Mehmet Demir/author
Συντάκτης: Γιώργος Παππάς|Γιώργος Παππάς/author
Επιστημονική επιμέλεια: Μαρία Ιωάννου, ιατρός|Μαρία Ιωάννου/reviewer
Автор статьи: Воробьева Анна Сергеевна, аллерголог-иммунолог|Воробьева Анна Сергеевна/author
Автор: Воробьева Анна Сергеевна, врач|Воробьева Анна Сергеевна/author
Научный редактор: Иванов Пётр Петрович|Иванов Пётр Петрович/editor
Медицинский редактор: Иванов Пётр Петрович|Иванов Пётр Петрович/editor
Проверено врачом: Сидорова Мария Ивановна, терапевт|Сидорова Мария Ивановна/reviewer
Проверил: Иванов Пётр, врач-терапевт, Городская Больница|Иванов Пётр/reviewer
Перевірено лікарем: Ігор Бондар|Ігор Бондар/reviewer
Автор: д-р Иван Петров|д-р Иван Петров/author
Ditinjau oleh: dr. Merry Dame|dr. Merry Dame/reviewer
Ditinjau secara medis oleh dr. Tania Savitri|dr. Tania Savitri/reviewer
Ditinjau secara medis oleh dr. Tania Savitri · Ditulis oleh Ajeng Quamila · Tanggal diperbarui 07/09/2023|dr. Tania Savitri/reviewer;Ajeng Quamila/author
Ditulis oleh Ajeng Quamila|Ajeng Quamila/author
Penulis: Ajeng Quamila|Ajeng Quamila/author
Tham vấn y khoa: BS. Trần Thị Bình|BS. Trần Thị Bình/reviewer
Tác giả: Trần Thị Bình|Trần Thị Bình/author
Tham vấn y khoa: Bác sĩ Trần Thị Bình|Bác sĩ Trần Thị Bình/reviewer
审核专家：李建国 北京协和医院 主任医师|李建国/reviewer
מאת: ד"ר יעל כהן|ד"ר יעל כהן/author
كتابة: د. سارة أحمد|د. سارة أحمد/author
تمت المراجعة من قبل: د. خالد محمود|د. خالد محمود/reviewer
Revisado por Drª. Clarisse Bezerra - Médica|Drª. Clarisse Bezerra/reviewer
Fachliche Beratung: Prof. Dr. Karl Huber, Klinik Nord|Prof. Dr. Karl Huber/reviewer
Autor*in: Eva Rau|Eva Rau/author
Autor/in: Eva Rau|Eva Rau/author
Text: Eva Rau|
Redaktion: Eva Rau|Eva Rau/editor
Wissenschaftliche Beratung: Prof. Dr. Karl Huber|Prof. Dr. Karl Huber/reviewer
Autor: Ivana Horvat, dr. med.|Ivana Horvat/author
By: Ann Lee Updated: 12 March 2024 Published: 5 February 2020|Ann Lee/author
By Ann Lee Senior Writer|
Par Anne Roy Publié le 3 mai 2021 Mis à jour le 4 juin 2022|Anne Roy/author
Автор: Иван Петров Обновлено: 12.03.2024|Иван Петров/author
Updated 12 March 2024 Reviewed by Ann Lee, MD|Ann Lee/reviewer
Ultima modifica 26.09.2022 A cura di Anna Neri Revisione scientifica del Dott. Ugo Eusi|Anna Neri/author;Dott. Ugo Eusi/reviewer
Von Eva Rau Kategorien: Schlaf|
Versión en inglés revisada por: Ana Sol, MD, John Q. Donor, Jr. Professor of Medicine, Northern University. Also reviewed by Rui Paz, MD|Ana Sol/reviewer;Rui Paz/reviewer
Evaluación médica: Dr. Juan Ruiz - Medicina interna|Dr. Juan Ruiz/reviewer
Autor: Secretaría de Salud|
Escrito por: Lic. Ana López|Lic. Ana López/author
Odborný garant: prof. MUDr. Petr Panz, CSc.|prof. MUDr. Petr Panz/reviewer
Odborně zkontroloval: MUDr. Petr Panz|MUDr. Petr Panz/reviewer
Zpracovala: MUDr. Jana Nováková|MUDr. Jana Nováková/author
Recenzja: dr n. med. Jan Nowak|dr n. med. Jan Nowak/reviewer
Odborná revízia: MUDr. Peter Panz, PhD.|MUDr. Peter Panz/reviewer
Redakcja medyczna: dr n. med. Anna Nowak|dr n. med. Anna Nowak/editor
Responsabile scientifico: Dott. Ugo Eusi|Dott. Ugo Eusi/reviewer
Revisione scientifica a cura del Dott. Ugo Eusi, Responsabile di Urologia, Ospedale Nord|Dott. Ugo Eusi/reviewer
Validé par le Dr Anne Roy, Directrice de Recherche|Dr Anne Roy/reviewer
Revisó: Dr. Juan Ruiz|Dr. Juan Ruiz/reviewer
Elaboró: Dra. Ana Sol|Dra. Ana Sol/author
Revisor técnico: Dr. Rui Paz|Dr. Rui Paz/reviewer
Medische controle: Jan Bos|Jan Bos/reviewer
Kirjoittanut: Maija Virtanen, lääkäri|Maija Virtanen/author
Lääketieteellinen tarkastus: Maija Virtanen|Maija Virtanen/reviewer
Проверено экспертом: Иванов Пётр Петрович, врач|Иванов Пётр Петрович/reviewer
ייעוץ מקצועי: ד"ר יעל כהן|ד"ר יעל כהן/reviewer
تدقيق طبي: د. سارة أحمد، استشاري أمراض الدم|د. سارة أحمد/reviewer
감수: 소화기내과 김철수 교수|김철수/reviewer
تمت المراجعة بواسطة د. سارة أحمد في 14 مارس 2025|د. سارة أحمد/reviewer
נבדק על ידי ד"ר יעל כהן בתאריך 14.3.2025|ד"ר יעל כהן/reviewer
נבדק על ידי צוות הרופאים|
Fachlich geprüft: Dr. Erika Berg (14.03.2025)|Dr. Erika Berg/reviewer
Primary Medical Reviewer: Ann Lee MD - Family Medicine|Ann Lee/reviewer
"""  # noqa: E501, RUF001


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_people_are_named(line: str) -> None:
    """Behind the bar the people of the line, each with the role; a hospital, a place and a job are none."""
    words, _, named = line.rpartition("|")
    found = [f"{person.name}/{person.role}" for person in stated_people(words, byline=True)]
    assert ";".join(found) == named


@pytest.mark.parametrize("words", ["ED\u0130TOR: Ann Lee", "REV\u0130EWED BY Ann Lee", "\u017fkribent: Ann Lee"])
def test_letters_that_are_the_same_to_a_pattern_are_the_same_word(words: str) -> None:
    """Capitals of Turkish ended the reading of the page."""
    assert [person.name for person in stated_people(words)] == ["Ann Lee"]


WORKS = {
    "Granskare: Anders Berg, läkare, Norra sjukhuset, Solna": "Norra sjukhuset",
    "Tarkistanut: Maija Virtanen, Turun yliopistollinen keskussairaala": "Turun yliopistollinen keskussairaala",
    "Autorka: Anna Nowak, Szpital Miejski": "Szpital Miejski",
    "Автор: Иван Петров, Городская больница": "Городская больница",
    "감수: 소화기내과 김철수 교수": "소화기내과",
}


@pytest.mark.parametrize(("line", "works"), WORKS.items())
def test_where_somebody_works_is_told_in_the_words_of_the_language(line: str, works: str) -> None:
    """A hospital behind the name, or a department before it."""
    assert [person.affiliation for person in stated_people(line)] == [works]
