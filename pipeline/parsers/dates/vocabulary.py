"""The words pages put before a date, by language, as data; of the first six, folded already (lower case, no accents).

A line is ``role: label, label, ...``; ``role?`` marks *bare* labels, everyday words ("updated") that are believed only
where a field begins with them and nothing but the date follows, or by whom; ``reviewed+modified`` gives one date both
roles, and its "and" may be written "&" or "/". A page that does not say its language may be in one of the first six.
"""

from __future__ import annotations

from pipeline.parsers.dates.vocabulary_leaflets import LEAFLETS
from pipeline.parsers.dates.vocabulary_more import MORE_LATIN
from pipeline.parsers.dates.vocabulary_scripts import OTHER_SCRIPTS

LATIN = """
[en]
reviewed: last reviewed, last medically reviewed, last clinically reviewed, last medical review, last review, last
    full review, last review date, date last reviewed, date of last review, date of review, date of medical review, date
    of last medical review, date reviewed, review date, medical review date, medically reviewed, clinically reviewed,
    medical review, clinical review, most recently reviewed, last checked, last reviewed for accuracy, last reviewed for
    medical accuracy, last reviewed for clinical accuracy, last reviewed this page, last reviewed this information, last
    checked this information, we reviewed this page, we reviewed this information, most recent review, last peer review,
    last peer reviewed, reviewed and approved, fact checked, fact-checked, last checked this page, reviewed with no
    changes, reviewed without changes, reviewed no changes, expert reviewed, reviewed for medical accuracy, reviewed for
    accuracy, latest review, latest medical review, scientifically reviewed, review completed, medical review completed,
    clinical review completed, medically checked, last clinical review, clinically checked, clinically verified,
    medically verified, medically fact checked
reviewed?: reviewed, review:, checked
next_review_due: next review due, next review date, next review, next scheduled review, next planned review, next
    medical review, next full review, next full review date, date of next review, next update due, next planned update,
    next update, review due, due for review, review due date, date for review, next revision, planned review, planned
    review date, scheduled review, scheduled review date, proposed review date, future review date, expected review
    date, anticipated review date, next due, next review is due, next review is scheduled for, revision due, revision
    due date, next check, next check due, scheduled for review, next full review due, next review scheduled, next review
    planned, review again by, next reviewed, to be updated by, next content review, next page review, review date due
next_review_due?: we will review it, we will next review it, we expect to review it, for review, we will review it
    again, we will review it again by, we will revise it, we will update it, we plan to review it, is due for review,
    next due for review, is due to be reviewed, due to be reviewed, will be reviewed, will next be reviewed, will be
    reviewed again, to be reviewed, to be reviewed by, review by, we will check it again, we will look at it again, we
    will review this page, we will update this page, we will review this information
modified: last updated, last update, last modified, last revised, last revision, last edited, last changed, date
    last updated, date last modified, date of last update, date of last revision, date of
    revision, date last revised, date revised, date updated, date modified, latest update, most
    recent update, update date, revision date, most recently updated, last substantive update, last full update,
    last updated this page, last updated this information, last amended, medically updated, last update posted,
    last updated or reviewed, last reviewed or updated, last reviewed or revised, date last updated or reviewed
modified?: updated, revised, modified, update, revision, rev, rev., current version, changes to this summary, latest
    updates to this summary, updates to this summary, edited, edited on, changed on
major_revision: last major update, last major revision, major revision
published: originally published, first published, date published, publication date, publish date, published online,
    first posted, originally posted, date posted, date issued, issue date, date of issue, date of publication, date of
    first publication, date first published, issue published, release date, original publication date, epublished,
    epub, post date, online since, first published online, for immediate release, for release
published?: published, posted, issued, released, publication
created: date created, date of creation, creation date, date written, originally created, originally
    written, production date, date produced, date of production, leaflet produced, date of preparation, date prepared,
    preparation date, leaflet prepared
created?: created, produced, prepared
current_as_of: information valid as of, valid as of, information correct at, information accurate at, accurate at,
    current as of, up to date as of, accurate as of, correct as of, current as at, correct as at,
    accurate as at, valid as at, up to date as at
evidence_through: last evidence review, date of last review of the evidence, last review of the evidence, last review
    of evidence, evidence review date, literature review current through, literature current through, evidence current
    to, evidence is current to, evidence current through, evidence is up to date to, searches current to, literature
    search date, evidence last checked, evidence last reviewed, last literature review, search date, date of search,
    date of literature search
source_reviewed: english version reviewed, english version last reviewed, english version last updated,
    original version reviewed, source last
    reviewed
unlabelled: date approved, approval date, date of approval, date ratified, date authorised, date of authorisation
unlabelled?: approved, ratified
amended: corrected on, amended on, correction published, date of correction
amended?: correction, erratum, amended, corrected, addendum, clinical editor's comments, editor's note
generated: page generated, generated on, date printed, printed on, page rendered
copyright: copyright, (c), ©
cited: accessed, last accessed, date accessed, retrieved, cited, date cited, date retrieved, viewed on
reviewed+modified: last reviewed and updated, last medically reviewed and updated, medically reviewed and updated,
    last updated and reviewed, reviewed and updated, reviewed/updated, last reviewed and revised, last revised and
    reviewed, last reviewed and modified, last modified and reviewed, last review and update, reviewed/revised,
    reviewed/updated, updated/reviewed, last full review/revision, last review/revision, full review/revision
reviewed+modified?: reviewed and revised, revised and reviewed, updated and reviewed
[es]
reviewed: ultima revision, ultima revision medica, fecha de revision, fecha de la revision, fecha de la ultima
    revision, fecha de ultima revision, revisado por ultima vez, revisada por ultima vez, revision medica, revisado
    medicamente, revisada medicamente, verificado medicamente, verificada medicamente, validado medicamente, validada
    medicamente, fecha de verificacion, fecha de validacion, validacion medica
reviewed?: revisado, revisada, revision, reviso, verificado, verificada, validado, validada
next_review_due: proxima revision, fecha de la proxima revision, fecha de proxima revision, proxima actualizacion,
    proxima revision prevista
modified: esta página se editó por última vez,
    ultima actualizacion, fecha de actualizacion, fecha de la ultima actualizacion, actualizado por ultima
    vez, actualizada por ultima vez, ultima modificacion, fecha de modificacion, ultima vez actualizado
modified?: actualizado, actualizada, actualizacion, modificado, modificada, actualizo, modifico
published: fecha de publicacion, publicado originalmente, publicado por primera vez, publicada por primera vez,
    primera publicacion, fecha de primera publicacion, para publicacion inmediata, para divulgacion inmediata
published?: publicado, publicada, publicacion, se publico
created: fecha de creacion, fecha de elaboracion
created?: creado, creada, elaborado, elaborada
current_as_of: contenido actual a partir del, contenido actual a partir de, vigente al, actual a partir de,
    vigente desde, vigente desde el, vigente a partir del, vigente a partir de
evidence_through: fecha de busqueda, revision de la literatura actualizada hasta
source_reviewed: version en ingles revisada, version en ingles revisada por, version en ingles actualizada
cited: consultado, consultada, fecha de consulta, fecha de acceso, acceso el, citado
reviewed+modified: revisado y modificado, revisada y modificada, revisado y actualizado, actualizado y revisado,
    revisada y actualizada, ultima revision y actualizacion, ultima actualizacion y revision
[fr]
reviewed: derniere revision, date de derniere revision, date de revision, derniere relecture,
    derniere verification, relecture medicale, verifie medicalement, valide medicalement, date de validation, derniere
    validation, validation medicale, verification medicale, revise medicalement, relu et valide, relue et validee,
    revu et valide, verifie et valide, derniere relecture medicale, relu medicalement
reviewed?: revise, revisee, revision, relu, relue, verifie, verifiee, valide, validee, revu, revue
next_review_due: prochaine revision, prochaine mise a jour, prochaine relecture, prochaine revision prevue, prochaine
    mise a jour prevue
modified: la dernière modification de cette page a été faite,
    derniere mise a jour, date de mise a jour, derniere modification, date de modification, derniere
    actualisation
modified?: mise a jour, mis a jour, mises a jour, modifie, modifiee, actualise, actualisee, actualisation
published: date de publication, date de mise en ligne, date de parution, premiere publication, premiere
    mise en ligne
published?: publie, publiee, publication, mis en ligne, mise en ligne, paru
created: date de creation
created?: cree, creee, redige
current_as_of: a jour au, contenu a jour en date du
cited: consulte, consultee, date de consultation, dernier acces
reviewed+modified: verifie et revise, verifiee et revisee, revise et mis a jour, revisee et mise a jour, relu et
    mis a jour, revu et mis a jour, revue et mise a jour, verifie et mis a jour, derniere relecture et mise a
    jour, derniere revision et mise a jour, derniere mise a jour et relecture, derniere mise a jour et revision
[de]
reviewed: zuletzt gepruft, letzte prufung, letzte uberprufung, zuletzt uberpruft, medizinisch gepruft, fachlich
    gepruft, arztlich gepruft, medizinische prufung, medizinisch uberpruft, letzte medizinische prufung, letzte
    inhaltliche uberprufung, letzte inhaltliche prufung, letzte fachliche prufung, letzte fachliche uberprufung,
    letzte vollstandige uberprufung, letzte vollstandige prufung, letzte redaktionelle uberprufung, letzte
    redaktionelle prufung, letzte medizinische uberprufung, fachliche prufung, letzte arztliche prufung, letzte
    arztliche uberprufung, wissenschaftlich gepruft, wissenschaftlich uberpruft, letzte wissenschaftliche prufung,
    letzte wissenschaftliche uberprufung, arztlich uberpruft, fachlich uberpruft, letzte revision
reviewed?: gepruft, uberpruft, faktencheck
next_review_due: nachste geplante aktualisierung, nachste aktualisierung, nachste prufung, nachste uberprufung,
    nachste revision, nachste uberarbeitung, nachste geplante uberarbeitung, nachste geplante uberprufung, nachste
    geplante prufung
modified: letzte inhaltliche anderung, letzte inhaltliche aktualisierung, letzte inhaltliche uberarbeitung, letzte
    fachliche aktualisierung, letzte uberarbeitung, letzte aktualisierung, zuletzt aktualisiert, letzte anderung,
    zuletzt geandert, aktualisierungsdatum, zuletzt bearbeitet, zuletzt uberarbeitet, datum der letzten
    aktualisierung, letztes update, anderungsdatum
modified?: aktualisiert, aktualisierung, geandert, uberarbeitet, redaktionell uberarbeitet, aktualisierte fassung vom,
    uberarbeitete fassung vom, aktualisierte fassung, uberarbeitete fassung
published: erstveroffentlichung, veroffentlichungsdatum, erstmals veroffentlicht, erscheinungsdatum
published?: veroffentlicht, erschienen, publiziert, gepostet, veroffentlichung
created: erstellungsdatum
created?: erstellt, geschrieben, verfasst
current_as_of: stand der information, stand der informationen, informationsstand, bearbeitungsstand
current_as_of?: stand
evidence_through: letzte literaturrecherche, literaturrecherche
cited: abgerufen, zuletzt abgerufen, letzter zugriff, letzter abruf, zugriff am, aufgerufen
reviewed+modified: zuletzt gepruft und aktualisiert, zuletzt aktualisiert und gepruft, letzte prufung und
    aktualisierung, letzte uberprufung und aktualisierung, letzte aktualisierung und uberprufung
reviewed+modified?: gepruft und uberarbeitet, uberpruft und uberarbeitet, gepruft und aktualisiert, uberpruft und
    aktualisiert, aktualisiert und gepruft
[pt]
reviewed: revisto pela ultima vez, revisado pela ultima vez, ultima revisao, data de revisao, data da revisao, data
    da ultima revisao, revisao medica, revisado
    clinicamente, revisto clinicamente, revisao clinica, revisao cientifica, validado clinicamente, verificado
    clinicamente, data de validacao
reviewed?: revisado, revisada, revisto, revista, revisao, validado, validada, verificado, verificada
next_review_due: proxima revisao, data da proxima revisao, proxima atualizacao
modified: ultima atualizacao, data de atualizacao, data da ultima atualizacao, ultima modificacao, atualizado
    pela ultima vez
modified?: atualizado, atualizada, atualizacao, modificado, modificada
published: data de publicacao, data da publicacao, publicado originalmente, primeira publicacao, publicado pela primeira
    vez
published?: publicado, publicada, publicacao
created: data de criacao, data da criacao, data de elaboracao
created?: criado, criada
cited: acessado, acesso em, consultado, data de acesso, citado
reviewed+modified: ultima revisao e atualizacao, ultima atualizacao e revisao
reviewed+modified?: revisado e corrigido, revisto e corrigido, revisado e atualizado, revisto e atualizado, atualizado
    e revisado, atualizado e revisto
[it]
reviewed: ultima revisione, data di revisione, data dell'ultima revisione, revisione medica, ultima verifica,
    revisione scientifica, ultima revisione medica, ultima revisione scientifica
reviewed?: revisionato, revisionata, verificato, verificata, validato, validata, revisione
next_review_due: prossima revisione, prossimo aggiornamento, data prossima revisione, data della prossima revisione
modified: aggiornato l'ultima volta, ultimo aggiornamento, data di aggiornamento, data ultimo aggiornamento, ultima
    modifica, data di
    modifica
modified?: aggiornato, aggiornata, aggiornamento, modificato, modificata
published: data di pubblicazione, pubblicato originalmente, data pubblicazione, prima pubblicazione, pubblicato per la
    prima volta
published?: pubblicato, pubblicata, pubblicazione
created: data di creazione, data creazione
created?: creato, creata
cited: consultato, consultata, ultimo accesso, accesso il
reviewed+modified: ultima revisione e aggiornamento, ultimo aggiornamento e revisione
reviewed+modified?: revisionato e rivisto, revisionato e aggiornato, verificato e aggiornato, rivisto e aggiornato,
    aggiornato e revisionato, aggiornato e verificato
[nl]
reviewed: laatst beoordeeld, laatst gecontroleerd, laatste controle, laatste beoordeling, medisch gecontroleerd,
    medisch beoordeeld, laatst nagekeken, medisch nagekeken, medisch nagelezen
reviewed?: gecontroleerd, beoordeeld, nagekeken, nagelezen
next_review_due: volgende controle, volgende beoordeling, volgende herziening
modified: deze pagina is voor het laatst bewerkt,
    voor het laatst bijgewerkt, voor het laatst herzien, voor het laatst goedgekeurd, laatst bijgewerkt,
    laatst gewijzigd, laatst aangepast, laatst herzien, laatst geactualiseerd, laatste
    update, laatste wijziging, laatste herziening, datum laatste wijziging, datum van herziening, laatste aanpassing
modified?: bijgewerkt, gewijzigd, aangepast, herzien, geactualiseerd
published: publicatiedatum, datum van publicatie, datum publicatie, eerste publicatie, eerst gepubliceerd
published?: gepubliceerd, geplaatst
cited: geraadpleegd
[sv]
reviewed: senast granskad, senast granskat, senast faktagranskad, medicinskt granskad
reviewed?: granskades, granskad, granskat, faktagranskad
next_review_due: nästa granskning, nästa översyn
modified: sidan redigerades senast,
    senast uppdaterad, senast uppdaterat, senast ändrad, senast ändrat,
    senast reviderad, senaste uppdatering
modified?: ändrades senast, uppdaterades senast, uppdaterades, uppdaterad, uppdaterat, ändrad, reviderad
published: publiceringsdatum
published?: publicerades, publicerad, publicerat
created?: skapad
[da]
reviewed: sidst fagligt gennemgået, sidst gennemgået, fagligt gennemgået, senest gennemgået, lægefagligt gennemgået
next_review_due: næste revision, næste gennemgang
modified: sidst fagligt opdateret, sidst faglig opdateret, senest fagligt opdateret, seneste opdatering, sidst
    opdateret, senest opdateret, sidst ændret, senest ændret, sidst revideret, senest revideret
modified?: opdateret, ændret, revideret
published: udgivelsesdato
published?: udgivet, publiceret, offentliggjort
created?: oprettet
[nb nn no]
reviewed: sist gjennomgått, faglig gjennomgått, sist kontrollert, sist kvalitetssikret, faglig kvalitetssikret
reviewed?: kvalitetssikret
next_review_due: neste revisjon, neste gjennomgang
modified: siste faglige endring, siste endring, siste oppdatering, siste faglige oppdatering, sist faglig endret,
    sist oppdatert, sist faglig oppdatert, sist endret, sist revidert, sist endra
modified?: oppdatert, endret, revidert
published: først publisert, publiseringsdato
published?: publisert
created?: opprettet
[fi]
reviewed: viimeksi tarkistettu, tarkistettu viimeksi, viimeksi tarkastettu
reviewed?: tarkistettu, tarkastettu
next_review_due: seuraava tarkistus, seuraava päivitys
modified: viimeksi päivitetty, päivitetty viimeksi, viimeksi muokattu, viimeksi muutettu, viimeisin päivitys,
    viimeisin muutos, sivu päivitetty, sisältö päivitetty
modified?: päivitetty, muokattu, muutettu
published: julkaisupäivä, julkaistu ensimmäisen kerran
published?: julkaistu
created?: luotu
[pl]
reviewed: data weryfikacji, ostatnia weryfikacja, data ostatniej weryfikacji, data recenzji, data ostatniej recenzji,
    ostatni przegląd, zweryfikowano medycznie, zweryfikowano merytorycznie, zweryfikowana medycznie, zweryfikowany
    medycznie, zweryfikowana merytorycznie, zweryfikowany merytorycznie, weryfikacja merytoryczna, weryfikacja
    medyczna, data ostatniego przeglądu
reviewed?: zweryfikowano, zweryfikowana, zweryfikowany, zweryfikowane, weryfikacja, recenzja
next_review_due: następna aktualizacja, następna weryfikacja, następny przegląd
modified: tę stronę ostatnio edytowano,
    data ostatniej aktualizacji ulotki, data aktualizacji, data ostatniej aktualizacji, ostatnia aktualizacja,
    ostatnia modyfikacja, data
    modyfikacji, data ostatniej modyfikacji, ostatnio zaktualizowano
modified?: zaktualizowano, zaktualizowana, zaktualizowany, aktualizacja
published: data publikacji, data dodania
published?: opublikowano, opublikowana, opublikowany
created: data utworzenia
created?: utworzono
current_as_of?: stan na, stan na dzień
[cs]
reviewed: poslední revize, naposledy revidována, naposledy revidováno, datum revize, datum revize textu, datum
    poslední revize, naposledy zkontrolováno, odborně zkontrolováno
reviewed?: revidováno
next_review_due: příští revize, datum příští revize, příští aktualizace, další revize, datum další revize
modified: poslední aktualizace, datum aktualizace, naposledy aktualizováno, poslední změna, datum poslední
    aktualizace, naposledy upraveno
modified?: aktualizováno
published: datum publikace, datum zveřejnění
published?: publikováno, zveřejněno, vydáno
created?: vytvořeno
[ro]
reviewed: a fost revizuit, ultima revizuire, data revizuirii, data ultimei revizuiri
reviewed?: revizuit, verificat, revizuit medical, verificat medical
next_review_due: următoarea revizuire, data următoarei revizuiri
modified: ultima actualizare, data actualizării, data ultimei actualizări, ultima modificare
modified?: actualizat
published: data publicării
published?: publicat
[tr]
reviewed: son inceleme, son gözden geçirme, inceleme tarihi, son inceleme tarihi, gözden geçirme tarihi, tıbbi olarak
    incelendi, son kontrol tarihi
next_review_due: sonraki gözden geçirme, bir sonraki gözden geçirme
modified: son güncelleme, son güncelleme tarihi, güncelleme tarihi, güncellenme tarihi, son güncellenme
modified?: güncellendi, güncellenme
published: yayın tarihi, yayınlanma tarihi, yayımlanma tarihi
published?: yayınlandı
created: oluşturma tarihi, oluşturulma tarihi
[id]
reviewed: terakhir ditinjau, ditinjau secara medis, tanggal ditinjau, tanggal tinjauan
reviewed?: ditinjau
next_review_due: tinjauan berikutnya
modified: terakhir diperbarui, tanggal diperbarui, pembaruan terakhir, tanggal pembaruan, terakhir diupdate
modified?: diperbarui, diupdate
published: tanggal terbit, tanggal publikasi
published?: dipublikasikan, diterbitkan, dipublish
created?: dibuat
[hu]
reviewed: utolsó felülvizsgálat, legutóbbi felülvizsgálatának dátuma, utolsó ellenőrzés, szakmailag ellenőrizve,
    legutóbbi felülvizsgálat, orvosilag ellenőrizve, utoljára ellenőrizve, utoljára felülvizsgálva
reviewed?: lektorálva, felülvizsgálva
next_review_due: következő felülvizsgálat, következő frissítés
modified: utolsó frissítés, utoljára frissítve, utolsó módosítás, frissítés dátuma, legutóbbi frissítés, utoljára
    módosítva
modified?: frissítve, módosítva
published: megjelenés dátuma, közzététel dátuma
published?: közzétéve, megjelent, megjelenés, publikálva
created?: létrehozva
"""  # noqa: RUF001  letters of other languages

VOCABULARY = LATIN + MORE_LATIN + OTHER_SCRIPTS + LEAFLETS
