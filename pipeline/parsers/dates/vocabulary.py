"""The words pages put before a date, by language, as data; of the first six, folded already (lower case, no accents).

A line is ``role: label, label, ...``; ``role?`` marks *bare* labels, everyday words ("updated") that are believed only
where a field begins with them and nothing but the date follows, or by whom; ``reviewed+modified`` gives one date both
roles, and its "and" may be written "&" or "/". A page that does not say its language may be in one of the first six.
"""

from __future__ import annotations

VOCABULARY = """
[en]
reviewed: last reviewed, last medically reviewed, last clinically reviewed, last medical review, last review,
    last full review, last review date, date last reviewed, date of last review, date of review, date of medical review,
    date of last medical review, date reviewed, review date,
    medical review date, medically reviewed, clinically reviewed, medical review, clinical review, most recently
    reviewed, last checked, last reviewed for accuracy, last reviewed for medical accuracy, last reviewed for
    clinical accuracy, last reviewed this page, last reviewed this information, most recent
    review, last peer review, last peer reviewed, reviewed and approved, fact checked, fact-checked
reviewed?: reviewed
next_review_due: next review due, next review date, next review, next scheduled review, next planned review, next
    medical review, next full review, next full review date, date of next review, next update due, next planned
    update, next update, review due, due for review, review due date, date for review, next revision, planned review,
    planned review date, scheduled review, scheduled review date, proposed review date, future review date, expected
    review date, anticipated review date, revision due, revision due date
next_review_due?: is due for review, next due for review, is due to be reviewed, due to be reviewed, will be
    reviewed, will next be reviewed, to be reviewed, to be reviewed by, review by
modified: last updated, last update, last modified, last revised, last revision, last edited, last changed, date
    last updated, date last modified, date of last update, date of last revision, date of
    revision, date last revised, date revised, date updated, date modified, latest update, most
    recent update, update date, revision date, most recently updated, last substantive update, last full update,
    last updated this page, last updated this information, last amended, medically updated, last update posted
modified?: updated, revised, modified, update, revision, rev, rev.
major_revision: last major update, last major revision, major revision
published: originally published, first published, date published, publication date, publish date, published
    online, first posted, originally posted, date posted, date issued, issue date, date of
    issue, date of publication, date of first publication, date first published, issue published, release date,
    original publication date, epublished, epub
published?: published, posted, issued, released
created: date created, date of creation, creation date, date written, originally created, originally
    written, production date, date produced, date of production, leaflet produced
created?: created
current_as_of: information correct at, information accurate at, accurate at, current as of, up to date as of,
    accurate as of, correct as of
evidence_through: literature review current through, literature current through, evidence current to, evidence is
    current to, evidence current through, evidence is up to date to, searches current to, literature search date,
    evidence last checked, evidence last reviewed, last literature review, search date, date of search, date of
    literature search
source_reviewed: english version reviewed, english version last reviewed, original version reviewed, source last
    reviewed
amended: corrected on, amended on, correction published, date of correction
amended?: correction, erratum, amended, corrected, addendum, clinical editor's comments, editor's note
generated: page generated, generated on, date printed, printed on, page rendered
copyright: copyright, (c), ©
cited: accessed, last accessed, date accessed, retrieved, cited, date cited, date retrieved, viewed on
reviewed+modified: last reviewed and updated, last updated and reviewed, reviewed and updated, reviewed/updated,
    last reviewed and revised, last revised and reviewed, last reviewed and modified, last modified and reviewed,
    last review and update, reviewed/revised, reviewed/updated, updated/reviewed
reviewed+modified?: reviewed and revised, revised and reviewed, updated and reviewed
[es]
reviewed: ultima revision, ultima revision medica, fecha de revision, fecha de la revision, fecha de la ultima
    revision, fecha de ultima revision, revisado por ultima vez, revisada por ultima vez, revision medica, revisado
    medicamente, revisada medicamente
reviewed?: revisado, revisada, revision, reviso
next_review_due: proxima revision, fecha de la proxima revision, fecha de proxima revision, proxima
    actualizacion
modified: ultima actualizacion, fecha de actualizacion, fecha de la ultima actualizacion, actualizado por ultima
    vez, actualizada por ultima vez, ultima modificacion, fecha de modificacion, ultima vez actualizado
modified?: actualizado, actualizada, actualizacion, modificado, modificada, actualizo, modifico
published: fecha de publicacion, publicado originalmente, publicado por primera vez
published?: publicado, publicada, publicacion
created: fecha de creacion
created?: creado, creada
current_as_of: contenido actual a partir del, contenido actual a partir de, vigente al, actual a partir de
evidence_through: fecha de busqueda, revision de la literatura actualizada hasta
source_reviewed: version en ingles revisada, version en ingles revisada por, version en ingles actualizada
cited: consultado, consultada, fecha de consulta, fecha de acceso, acceso el, citado
reviewed+modified: revisado y actualizado, actualizado y revisado, revisada y actualizada, ultima revision y
    actualizacion, ultima actualizacion y revision
[fr]
reviewed: derniere revision, date de revision, derniere relecture, derniere verification, relecture medicale,
    verifie medicalement, valide medicalement, date de validation, derniere validation, revise medicalement, relu
    et valide, relue et validee, revu et valide, verifie et valide
reviewed?: revise, revisee, revision, relu, verifie, valide, validee
next_review_due: prochaine revision, prochaine mise a jour, prochaine relecture
modified: derniere mise a jour, date de mise a jour, derniere modification, date de modification, derniere
    actualisation
modified?: mise a jour, mis a jour, modifie, modifiee, actualise, actualisee, actualisation
published: date de publication, date de mise en ligne, date de parution, premiere publication
published?: publie, publiee, publication, mis en ligne, mise en ligne, paru
created: date de creation
created?: cree, creee, redige
current_as_of: a jour au, contenu a jour en date du
cited: consulte, consultee, date de consultation, dernier acces
reviewed+modified: revise et mis a jour, revisee et mise a jour, relu et mis a jour, revu et mis a jour, revue et
    mise a jour, verifie et mis a jour, derniere relecture et mise a jour, derniere revision et mise a jour,
    derniere mise a jour et relecture, derniere mise a jour et revision
[de]
reviewed: zuletzt gepruft, letzte prufung, letzte uberprufung, zuletzt uberpruft, medizinisch gepruft, fachlich
    gepruft, arztlich gepruft, medizinische prufung, medizinisch uberpruft, letzte medizinische prufung,
    letzte inhaltliche uberprufung, letzte inhaltliche prufung, letzte fachliche prufung, letzte fachliche
    uberprufung, letzte vollstandige uberprufung, letzte vollstandige prufung, letzte redaktionelle uberprufung,
    letzte redaktionelle prufung, letzte medizinische uberprufung, fachliche prufung
reviewed?: gepruft, uberpruft
next_review_due: nachste geplante aktualisierung, nachste aktualisierung, nachste prufung, nachste uberprufung,
    nachste revision, nachste uberarbeitung, nachste geplante uberarbeitung, nachste geplante uberprufung
modified: letzte aktualisierung, zuletzt aktualisiert, letzte anderung, zuletzt geandert, aktualisierungsdatum,
    zuletzt bearbeitet, zuletzt uberarbeitet, datum der letzten aktualisierung, letztes update, anderungsdatum
modified?: aktualisiert, aktualisierung, geandert, uberarbeitet
published: erstveroffentlichung, veroffentlichungsdatum, erstmals veroffentlicht, erscheinungsdatum
published?: veroffentlicht, erschienen, publiziert, gepostet, veroffentlichung
created: erstellungsdatum
created?: erstellt, geschrieben, verfasst
current_as_of: stand der information, stand der informationen, informationsstand
current_as_of?: stand
evidence_through: letzte literaturrecherche, literaturrecherche
cited: abgerufen, zuletzt abgerufen, letzter zugriff, letzter abruf, zugriff am, aufgerufen
reviewed+modified: zuletzt gepruft und aktualisiert, zuletzt aktualisiert und gepruft, letzte prufung und
    aktualisierung, letzte uberprufung und aktualisierung, letzte aktualisierung und uberprufung
reviewed+modified?: gepruft und aktualisiert, uberpruft und aktualisiert, aktualisiert und gepruft
[pt]
reviewed: ultima revisao, data de revisao, data da revisao, data da ultima revisao, revisao medica, revisado
    clinicamente, revisto clinicamente, revisao clinica, revisao cientifica
reviewed?: revisado, revisada, revisto, revista, revisao
next_review_due: proxima revisao, data da proxima revisao, proxima atualizacao
modified: ultima atualizacao, data de atualizacao, data da ultima atualizacao, ultima modificacao, atualizado
    pela ultima vez
modified?: atualizado, atualizada, atualizacao, modificado, modificada
published: data de publicacao, data da publicacao, publicado originalmente
published?: publicado, publicada, publicacao
created: data de criacao, data da criacao
created?: criado, criada
cited: acessado, acesso em, consultado, data de acesso, citado
reviewed+modified: ultima revisao e atualizacao, ultima atualizacao e revisao
reviewed+modified?: revisado e atualizado, revisto e atualizado, atualizado e revisado, atualizado e revisto
[it]
reviewed: ultima revisione, data di revisione, data dell'ultima revisione, revisione medica, ultima verifica,
    revisione scientifica
reviewed?: revisionato, revisionata, verificato, revisione
next_review_due: prossima revisione, prossimo aggiornamento
modified: ultimo aggiornamento, data di aggiornamento, data ultimo aggiornamento, ultima modifica, data di
    modifica
modified?: aggiornato, aggiornata, aggiornamento, modificato, modificata
published: data di pubblicazione, pubblicato originalmente, data pubblicazione
published?: pubblicato, pubblicata, pubblicazione
created: data di creazione, data creazione
created?: creato, creata
cited: consultato, consultata, ultimo accesso, accesso il
reviewed+modified: ultima revisione e aggiornamento, ultimo aggiornamento e revisione
reviewed+modified?: revisionato e aggiornato, verificato e aggiornato, rivisto e aggiornato, aggiornato e revisionato,
    aggiornato e verificato
[nl]
reviewed: laatst beoordeeld, laatst gecontroleerd, laatste controle, laatste beoordeling, medisch gecontroleerd,
    medisch beoordeeld
reviewed?: gecontroleerd, beoordeeld
next_review_due: volgende controle, volgende beoordeling, volgende herziening
modified: laatst bijgewerkt, laatst gewijzigd, laatst aangepast, laatst herzien, laatst geactualiseerd, laatste
    update, laatste wijziging, laatste herziening, datum laatste wijziging
modified?: bijgewerkt, gewijzigd, aangepast, herzien, geactualiseerd
published: publicatiedatum, datum van publicatie, datum publicatie
published?: gepubliceerd, geplaatst
cited: geraadpleegd
[sv]
reviewed: senast granskad, senast granskat, senast faktagranskad, medicinskt granskad
reviewed?: granskad, granskat, faktagranskad
next_review_due: nästa granskning
modified: senast uppdaterad, senast uppdaterat, senast ändrad, senast ändrat, senast reviderad, senaste uppdatering
modified?: uppdaterad, uppdaterat, ändrad, reviderad
published: publiceringsdatum
published?: publicerad, publicerat
[da]
reviewed: sidst gennemgået, fagligt gennemgået, senest gennemgået
modified: sidst opdateret, senest opdateret, sidst ændret, senest ændret, sidst revideret, senest revideret
modified?: opdateret, ændret, revideret
published: udgivelsesdato
published?: udgivet, publiceret, offentliggjort
[nb nn no]
reviewed: sist gjennomgått, faglig gjennomgått
modified: sist oppdatert, sist faglig oppdatert, sist endret, sist revidert, sist endra
modified?: oppdatert, endret, revidert
published: publiseringsdato
published?: publisert
[fi]
reviewed: viimeksi tarkistettu, tarkistettu viimeksi
reviewed?: tarkistettu
modified: viimeksi päivitetty, päivitetty viimeksi, viimeksi muokattu, viimeisin päivitys
modified?: päivitetty, muokattu
published: julkaisupäivä
published?: julkaistu
[pl]
reviewed: data weryfikacji, ostatnia weryfikacja
reviewed?: zweryfikowano
next_review_due: następna aktualizacja, następna weryfikacja
modified: data aktualizacji, data ostatniej aktualizacji, ostatnia aktualizacja, ostatnia modyfikacja, data
    modyfikacji
modified?: zaktualizowano, aktualizacja
published: data publikacji
published?: opublikowano
created: data utworzenia
[cs]
reviewed: poslední revize
modified: poslední aktualizace, datum aktualizace, naposledy aktualizováno, poslední změna
modified?: aktualizováno
published: datum publikace, datum zveřejnění
published?: publikováno, zveřejněno
[ro]
reviewed: ultima revizuire, data revizuirii
modified: ultima actualizare, data actualizării, data ultimei actualizări
modified?: actualizat
published: data publicării
published?: publicat
[tr]
reviewed: son inceleme, son gözden geçirme
modified: son güncelleme, son güncelleme tarihi, güncelleme tarihi, güncellenme tarihi, son güncellenme
modified?: güncellendi
published: yayın tarihi, yayınlanma tarihi, yayımlanma tarihi
[id]
reviewed: terakhir ditinjau, ditinjau secara medis
modified: terakhir diperbarui, tanggal diperbarui, pembaruan terakhir
modified?: diperbarui
published: tanggal terbit, tanggal publikasi
published?: dipublikasikan, diterbitkan
[ru]
reviewed: дата проверки, последняя проверка, дата последней проверки
reviewed?: проверено
next_review_due: следующая проверка
modified: дата обновления, последнее обновление, дата последнего обновления, дата изменения, последнее изменение
modified?: обновлено, изменено, обновление
published: дата публикации
published?: опубликовано
[uk]
reviewed: дата перевірки, остання перевірка
modified: дата оновлення, останнє оновлення, дата останнього оновлення
modified?: оновлено
published: дата публікації
published?: опубліковано
[ja]
reviewed: 最終確認日, 最終レビュー日, 最終監修日
modified: 最終更新日, 最終更新日時, 最終更新, 更新日, 更新日時, 更新年月日, 改訂日, 最終改訂日
modified?: 更新
published: 公開日, 掲載日, 公開日時, 投稿日, 発行日
created: 作成日
[zh]
reviewed: 审核日期, 审阅日期, 最后审核, 最后审阅, 最后审核日期, 最后审阅日期, 審核日期, 審閱日期, 最後審核, 最後審閱,
    最後審閱日期, 覆檢日期, 最近覆檢日期
next_review_due: 下次审核日期, 下次審核日期, 下次覆檢日期
modified: 更新时间, 更新日期, 最后更新, 最后更新日期, 最后更新时间, 最近更新, 最近更新日期, 上次更新, 最后修改,
    修订日期, 最后修订日期, 更新時間, 最後更新, 最後更新日期, 最後更新時間, 最後修訂日期, 最近修訂日期,
    修訂日期, 上次更新日期
modified?: 更新于, 更新於
published: 发布时间, 发布日期, 发表时间, 发表日期, 發布日期, 發佈日期, 發布時間, 出版日期, 刊登日期
published?: 发布于, 发表于, 發布於, 發佈於
[ko]
reviewed: 최종 검토일, 최종검토일, 검토일, 최근 검토일
modified: 최종수정일, 최종 수정일, 최종 업데이트, 최종업데이트, 최종 업데이트 날짜, 마지막 업데이트, 최근 업데이트,
    수정일, 업데이트 날짜, 갱신일, 최종 개정일
modified?: 업데이트, 수정
published: 게시일, 등록일, 발행일, 게시 날짜
created: 작성일
[vi]
reviewed: ngày kiểm duyệt, kiểm duyệt lần cuối, xem xét lần cuối, ngày xem xét
modified: cập nhật lần cuối, cập nhật gần nhất, cập nhật mới nhất, lần cập nhật cuối, lần cập nhật gần nhất, ngày
    cập nhật
modified?: cập nhật, đã cập nhật, cập nhật ngày
published: ngày đăng, ngày xuất bản
published?: đăng ngày, xuất bản
[ar]
reviewed: آخر مراجعة, تاريخ المراجعة, تاريخ آخر مراجعة, تمت المراجعة, تمت المراجعة الطبية
next_review_due: المراجعة القادمة, تاريخ المراجعة القادمة
modified: آخر تحديث, تاريخ آخر تحديث, تاريخ التحديث, تم التحديث, آخر تعديل
published: تاريخ النشر, تم النشر
[hi]
reviewed: अंतिम समीक्षा, समीक्षा की तिथि
modified: अंतिम अद्यतन, अंतिम अपडेट, पिछला अपडेट, अंतिम बार अपडेट किया गया, अंतिम अद्यतन तिथि
modified?: अपडेट किया गया
published: प्रकाशन तिथि
"""  # noqa: RUF001  letters of other languages
