"""The words pages put before a date, in six languages, folded (lower case, no accents), as data.

A line is ``role: label, label, ...``; ``role?`` marks *bare* labels, everyday words ("updated") that are believed only
where a field begins with them and nothing but the date follows, or by whom; ``reviewed+modified`` gives one date both
roles, and its "and" may be written "&" or "/".
"""

from __future__ import annotations

VOCABULARY = """
[en]
reviewed: last reviewed, last medically reviewed, last clinically reviewed, last medical review, last review,
    last full review, last review date, date last reviewed, date of last review, date reviewed, review date,
    medical review date, medically reviewed, clinically reviewed, medical review, clinical review, most recently
    reviewed, last checked
reviewed?: reviewed
next_review_due: next review due, next review date, next review, next scheduled review, next planned review,
    next medical review, date of next review, next update due, next planned update, next update, review due, due
    for review, review due date, date for review, next revision
next_review_due?: is due for review, next due for review, is due to be reviewed, due to be reviewed, will be
    reviewed, will next be reviewed, to be reviewed, to be reviewed by, review by
modified: last updated, last update, last modified, last revised, last revision, last edited, last changed, date
    last updated, date last modified, date of last update, date updated, date modified, latest update, most
    recent update, update date, revision date, most recently updated, last substantive update, last full update
modified?: updated, revised, modified, update
major_revision: last major update, last major revision, major revision
published: originally published, first published, date published, publication date, publish date, published
    online, first posted, originally posted, date posted, date issued, issue date, issue published, release date,
    original publication date, epublished, epub
published?: published, posted, issued, released
created: date created, creation date, originally created, originally written
created?: created
current_as_of: current as of, up to date as of, accurate as of, correct as of
evidence_through: literature review current through, literature current through, evidence current to, evidence
    is current to, evidence current through, evidence is up to date to, searches current to, literature search
    date, search date, date of search, date of literature search
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
reviewed: ultima revision, ultima revision medica, fecha de revision, fecha de la ultima revision, fecha de
    ultima revision, revisado por ultima vez, revisada por ultima vez, revision medica, revisado medicamente,
    revisada medicamente
reviewed?: revisado, revisada, revision
next_review_due: proxima revision, fecha de la proxima revision, fecha de proxima revision, proxima
    actualizacion
modified: ultima actualizacion, fecha de actualizacion, fecha de la ultima actualizacion, actualizado por ultima
    vez, actualizada por ultima vez, ultima modificacion, fecha de modificacion, ultima vez actualizado
modified?: actualizado, actualizada, actualizacion, modificado, modificada
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
reviewed?: revise, revisee, revision, relu, verifie
next_review_due: prochaine revision, prochaine mise a jour, prochaine relecture
modified: derniere mise a jour, date de mise a jour, derniere modification, date de modification, derniere
    actualisation
modified?: mise a jour, mis a jour, modifie, modifiee, actualise, actualisee, actualisation
published: date de publication, date de parution, premiere publication
published?: publie, publiee, publication, mis en ligne, mise en ligne, paru
created: date de creation
created?: cree, creee, redige
current_as_of: a jour au, contenu a jour en date du
cited: consulte, consultee, date de consultation, dernier acces
reviewed+modified: revise et mis a jour, revisee et mise a jour, relu et mis a jour, revu et mis a jour, revue et mise
    a jour, verifie et mis a jour, derniere relecture et mise a jour, derniere revision et mise a jour, derniere mise a
    jour et relecture, derniere mise a jour et revision
[de]
reviewed: zuletzt gepruft, letzte prufung, letzte uberprufung, zuletzt uberpruft, medizinisch gepruft, fachlich
    gepruft, arztlich gepruft, medizinische prufung, medizinisch uberpruft, letzte medizinische prufung,
    letzte inhaltliche uberprufung, letzte inhaltliche prufung, letzte fachliche prufung
reviewed?: gepruft, uberpruft
next_review_due: nachste geplante aktualisierung, nachste aktualisierung, nachste prufung, nachste uberprufung,
    nachste revision, nachste uberarbeitung, nachste geplante uberprufung
modified: letzte aktualisierung, zuletzt aktualisiert, letzte anderung, zuletzt geandert, aktualisierungsdatum,
    zuletzt bearbeitet, letztes update, anderungsdatum
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
"""
