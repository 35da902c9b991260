// Opens a page on the narrowest screen there is, and all that can be opened in it; prints what sticks out as one JSON object.
//   node narrow.mjs CHROMIUM FILE
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
await page.goto(pathToFileURL(file).href);
const seen = await page.evaluate(() => {
  const closed = [...document.querySelectorAll("details")];
  for (const one of closed) one.open = true;
  // a word stands on one line: cells without an address, and numbers of the cards
  const broken = [...document.querySelectorAll("td:not(:has(a)), .card strong")].flatMap((cell) =>
    [...cell.childNodes].filter((node) => node.nodeType === 3).flatMap((node) =>
      [...node.data.matchAll(/\w+/g)].filter((word) => {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        return range.getClientRects().length > 1;
      }).map((word) => word[0])));
  // 353 that became 386 is not read as 353386
  const touching = [...document.querySelectorAll("del.critical + ins.critical")].filter((come) => {
    const [was, is] = [come.previousElementSibling.getBoundingClientRect(), come.getBoundingClientRect()];
    return Math.abs(was.top - is.top) < 2 && is.left - was.right < 2;
  }).length;
  // and a day on one line, in what the file holds and in what the script adds
  const days = document.createTreeWalker(document.querySelector("#findings") || document.body, NodeFilter.SHOW_TEXT);
  let cut = 0;
  while (days.nextNode()) {
    for (const day of days.currentNode.data.matchAll(/\d{4}-\d\d-\d\d/g)) {
      const range = document.createRange();
      range.setStart(days.currentNode, day.index);
      range.setEnd(days.currentNode, day.index + 10);
      cut += new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1;
    }
  }
  // what goes on to the right of the screen shows an edge there
  const wide = [...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth);
  const unmarked = wide.filter((one) => !getComputedStyle(one).backgroundImage.includes("gradient")).length;
  const marked = document.querySelectorAll("del.critical").length > 0;
  // a chart is drawn for this screen: none has to be pushed, and its words are as large as others
  const drawn = [...document.querySelectorAll("svg.chart")].filter((one) => one.getBoundingClientRect().width);
  const charts = drawn.filter((one) => one.parentElement.scrollWidth <= one.parentElement.clientWidth
    && Math.min(...[...one.querySelectorAll("text")].map((word) => parseFloat(getComputedStyle(word).fontSize)))
      * one.getBoundingClientRect().width / one.viewBox.baseVal.width >= 11).length;  // whatever font is there
  return { charts, opened: closed.length, overflow: document.documentElement.scrollWidth - innerWidth, broken, touching, marked, cut, unmarked };
});
await browser.close();
console.log(JSON.stringify(seen));
