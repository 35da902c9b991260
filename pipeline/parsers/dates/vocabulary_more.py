"""The words pages put before a date in more languages, written as in :mod:`.vocabulary`."""

from __future__ import annotations

MORE_LATIN = """\
[ca]
reviewed: darrera revisió, última revisió, data de revisió
next_review_due: propera revisió
modified: darrera actualització, última actualització, data d'actualització, darrera modificació, data de
    modificació
modified?: actualitzat, actualitzada
published: data de publicació
published?: publicat
[cy]
reviewed: adolygwyd ddiwethaf, dyddiad adolygu, adolygwyd y dudalen ddiwethaf
next_review_due: adolygiad nesaf, dyddiad yr adolygiad nesaf
modified: diweddarwyd ddiwethaf, diweddariad diwethaf, diweddarwyd diwethaf
modified?: diweddarwyd
published: dyddiad cyhoeddi, cyhoeddwyd gyntaf
published?: cyhoeddwyd
[hr bs]
reviewed: posljednja revizija, zadnja revizija, datum revizije, stručno pregledano, medicinski pregledano
next_review_due: sljedeća revizija
modified: posljednje ažuriranje, zadnje ažuriranje, zadnje ažurirano, datum ažuriranja, datum zadnjeg ažuriranja,
    posljednja izmjena, zadnja izmjena, zadnji put ažurirano, posljednji put ažurirano, datum zadnje izmjene,
    datum posljednje izmjene
modified?: ažurirano, izmijenjeno
published: datum objave
published?: objavljeno
[sr]
reviewed: poslednja revizija, stručno pregledano, последња ревизија
modified: poslednje ažuriranje, datum ažuriranja, poslednja izmena, poslednji put ažurirano, последње ажурирање, датум
    ажурирања, последња измена
modified?: ažurirano, ажурирано
published: datum objavljivanja, datum objave, датум објављивања
published?: objavljeno, објављено
[sl]
reviewed: zadnji pregled, strokovno pregledano, nazadnje pregledano
modified: zadnja posodobitev, nazadnje posodobljeno, datum posodobitve, datum zadnje posodobitve, zadnja sprememba
modified?: posodobljeno
published: datum objave
published?: objavljeno
[sk]
reviewed: posledná revízia, dátum revízie
next_review_due: ďalšia revízia
modified: posledná aktualizácia, dátum aktualizácie, dátum poslednej aktualizácie, naposledy aktualizované, posledná
    zmena, posledná úprava
modified?: aktualizované, aktualizácia
published: dátum zverejnenia, dátum publikovania, dátum uverejnenia
published?: zverejnené, publikované, uverejnené
created?: vytvorené
[et]
reviewed: viimati üle vaadatud
modified: viimati uuendatud, viimati muudetud, viimane uuendus, viimane muudatus
modified?: uuendatud, muudetud
published: avaldamise kuupäev
published?: avaldatud
[lv]
reviewed: pēdējo reizi pārskatīts, pēdējoreiz pārskatīts
modified: pēdējo reizi atjaunināts, pēdējo reizi atjaunots, pēdējoreiz atjaunināts, pēdējoreiz atjaunots, pēdējās
    izmaiņas, atjaunināšanas datums
modified?: atjaunots, atjaunināts
published: publicēšanas datums
published?: publicēts
[lt]
reviewed: paskutinį kartą peržiūrėta
modified: paskutinį kartą atnaujinta, paskutinį kartą keista, paskutinis atnaujinimas, atnaujinimo data
modified?: atnaujinta, pakeista
published: paskelbimo data, publikavimo data
published?: paskelbta, publikuota
[is]
reviewed: síðast yfirfarið
modified: síðast uppfært, síðast breytt
modified?: uppfært
published: birtingardagur
published?: birt
[sq]
modified: përditësuar së fundi, përditësimi i fundit, përditësuar për herë të fundit
modified?: përditësuar
published: data e publikimit
published?: publikuar
[ms]
reviewed: semakan akhir, semakan terakhir, tarikh semakan
modified: kemas kini terakhir, kemaskini terakhir, terakhir dikemas kini, terakhir dikemaskini, tarikh kemas kini,
    tarikh kemaskini, dikemas kini pada, dikemaskini pada
modified?: dikemas kini, dikemaskini
published: tarikh terbit, tarikh siaran, tarikh diterbitkan
published?: diterbitkan
[sw]
modified: ilisasishwa mwisho, imesasishwa mwisho
modified?: imesasishwa, ilisasishwa
published: tarehe ya kuchapishwa
published?: imechapishwa
[af]
reviewed: laas hersien, laas nagegaan
modified: laas opgedateer, laaste opdatering, laas gewysig
modified?: opgedateer, bygewerk
published: datum gepubliseer
published?: gepubliseer
[az]
modified: son yenilənmə, son yenilənmə tarixi, yenilənmə tarixi
modified?: yenilənib, yeniləndi
published: dərc tarixi, dərc olunma tarixi, yayimlanma tarixi
published?: dərc edilib, dərc olunub, yayimlanib
[eu]
reviewed: azken berrikuspena
modified: azken eguneratzea, azken eguneraketa, azken aldaketa, eguneratze data
modified?: eguneratua, eguneratuta
published: argitaratze data, argitalpen data
published?: argitaratua
[ga]
reviewed: athbhreithnithe is déanaí, athbhreithniú deireanach
modified: nuashonraithe is déanaí, nuashonrú deireanach, an nuashonrú is déanaí
modified?: nuashonraithe
published: dáta foilsithe
published?: foilsithe
[mt]
modified: l-aħħar aġġornament, aġġornat l-aħħar
modified?: aġġornat
published: data tal-pubblikazzjoni
[fil tl]
reviewed: huling nirepaso, huling sinuri, huling nasuri, huling nirebyu, huling na-review
modified: huling na-update, huling binago
published: petsa ng paglathala
[de]
reviewed: letzte qualitatssicherung, letzte prufung durch unsere fachredaktion, qualitatsgesichert
modified: letzte bearbeitung
[fr]
reviewed: revision medicale, derniere revision medicale
[pt]
published?: postado, postada
[nl]
created?: geschreven
[sv]
reviewed: senast sakgranskad, senast sakgranskat
reviewed?: sakgranskad, sakgranskat
published: först publicerad, först publicerat
[fi]
reviewed: tarkastettu viimeksi, tarkistuspäivä, viimeisin tarkistuspäivä, viimeisin tarkistus, viimeisin tarkastus,
    lääketieteellisesti tarkastettu, lääketieteellisesti tarkistettu, sisältö tarkistettu, sisältö tarkastettu
modified: viimeinen päivitys, päivityspäivä, päivityspäivämäärä, viimeinen muutos
created?: kirjoitettu
[pl]
reviewed: sprawdzono merytorycznie, sprawdzono medycznie
published?: publikacja
[cs]
reviewed: odborná revize, poslední odborná revize, poslední kontrola, odborně zkontroloval, odborně zkontrolovala
reviewed?: zkontrolováno
modified: poslední úprava, datum poslední úpravy
modified?: aktualizace, upraveno, článek aktualizován, stránka aktualizována
published: datum vydání
published?: vloženo
[sk]
reviewed: odborná revízia, posledná odborná revízia, posledná kontrola
reviewed?: revidované, skontrolované
modified?: upravené
[ru]
reviewed: дата рецензирования
reviewed?: проверено врачом, проверено экспертом, статья проверена, статья проверена врачом
modified?: отредактировано
published: дата размещения
published?: добавлено
[ar]
reviewed: تدقيق طبي
[ja]
reviewed?: 監修
[ko]
reviewed?: 감수, 검토
"""
