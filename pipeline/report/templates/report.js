"use strict";
// Better with this script, complete without it: search and filters over every row, and a switch of light and dark.
// Words of pages only ever become text nodes.
(() => {
  const PER_PAGE = 50;
  const SEVERITIES = ["error", "warning", "info"];

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function link(url, text) {
    // only http and https lead anywhere; anything else stays text
    if (!/^https?:\/\//i.test(url)) return document.createTextNode(text || url);
    const made = element("a", text || url);
    made.href = url;
    made.rel = "noreferrer";
    return made;
  }

  // every day on one line
  function unbroken(text) {
    const made = element("span");
    made.append(...text.split(/(\d{4}-\d\d-\d\d)/).map((part, n) => (n % 2 ? element("span", part, "day") : part)));
    return made;
  }

  // as people type: whatever the case and without accents
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  function row(cells) {
    const made = element("tr");
    for (const cell of cells) {
      const data = element("td");
      data.append(cell);
      made.append(data);
    }
    return made;
  }

  // A table that shows what passes its form, a page at a time.
  function listing(name, rows, matches, order, draw, noun) {
    const form = document.getElementById(`${name}-filters`);
    const body = document.querySelector(`#${name}-table tbody`);
    const count = document.getElementById(`${name}-count`);
    const pager = document.getElementById(`${name}-pager`);
    const back = element("button", "Previous");
    const on = element("button", "Next");
    const where = element("span");
    back.type = on.type = "button";
    where.setAttribute("role", "status");
    pager.append(back, where, on);
    let shown = rows;
    let page = 0;

    function paint() {
      const pages = Math.max(1, Math.ceil(shown.length / PER_PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      body.replaceChildren(...shown.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map(draw));
      where.textContent = `Page ${page + 1} of ${pages}`;
      back.disabled = page === 0;
      on.disabled = page === pages - 1;
    }

    function choose() {
      const wanted = Object.fromEntries(new FormData(form));
      const words = plain(wanted.words).split(/\s+/).filter(Boolean);
      shown = rows.filter((one) => matches(one, wanted) && words.every((word) => one.text.includes(word)));
      if (order) shown.sort(order(wanted));
      page = 0;
      paint();
      count.textContent = `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun}.`;
    }

    form.addEventListener("input", choose);
    form.addEventListener("submit", (event) => event.preventDefault());
    const turn = (step) => {
      page += step;
      paint();
      count.scrollIntoView();
    };
    back.addEventListener("click", () => turn(-1));
    on.addEventListener("click", () => turn(1));
    choose();
  }

  function pagesOf(data) {
    return data.pages.map(([origin, path, title, site, type, language, review, gone]) => {
      const url = data.origins[origin] + path;
      return {
        url, title: (title || url) + (gone ? " (gone)" : ""), site: data.sites[site], type: data.types[type], language: data.languages[language],
        review, text: plain(`${title} ${url}`),
      };
    });
  }

  function findingsOf(data, pages) {
    return data.findings.map(([severity, rule, site, where, message, since]) => {
      const page = typeof where === "number" ? pages[where] : null;
      const url = page ? page.url : where;
      return {
        severity: SEVERITIES[severity], rule: data.rules[rule], site: data.sites[site], url, message, since,
        text: plain(`${url} ${page ? page.title : ""} ${message} ${data.rules[rule]}`),
      };
    });
  }

  function showFindings(findings) {
    // the gravest stand in the file with their evidence, in the same order
    findings.forEach((one, number) => { one.number = number; });
    const written = [...document.querySelectorAll("#finding-table tbody tr")];
    listing("finding", findings,
      (one, wanted) => (!wanted.severity || one.severity === wanted.severity)
        && (!wanted.rule || one.rule === wanted.rule) && (!wanted.site || one.site === wanted.site),
      null,
      (one) => written[one.number] || row([element("span", one.severity, `badge ${one.severity}`), one.rule,
        one.url ? link(one.url) : one.site, unbroken(one.message), one.since]),
      "findings");
  }

  function showPages(pages) {
    const byReview = (a, b) => (a.review || "9999").localeCompare(b.review || "9999") || a.text.localeCompare(b.text);
    const byTitle = (a, b) => a.title.localeCompare(b.title);
    listing("page", pages,
      (one, wanted) => (!wanted.site || one.site === wanted.site) && (!wanted.type || one.type === wanted.type),
      (wanted) => (wanted.order === "title" ? byTitle : byReview),
      (one) => row([element("bdi", one.title), link(one.url), one.type, one.language, one.review || "not stated"]),
      "pages");
  }

  function themes() {
    const button = document.getElementById("theme");
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    let chosen = dark.matches ? "dark" : "light";
    const show = () => {
      button.setAttribute("aria-pressed", String(chosen === "dark"));
      document.documentElement.dataset.theme = chosen;
    };
    button.addEventListener("click", () => {
      chosen = chosen === "dark" ? "light" : "dark";
      show();
    });
    show();
    button.hidden = false;
  }

  async function unpack() {
    const packed = atob(document.getElementById("rows").textContent.trim());
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  themes();
  if (typeof DecompressionStream === "undefined") return;
  unpack().then((data) => {
    const pages = pagesOf(data);
    showFindings(findingsOf(data, pages));
    showPages(pages);
    for (const hidden of document.querySelectorAll(".needs-script[hidden]")) hidden.hidden = false;
    document.documentElement.dataset.ready = "yes";
  });
})();
