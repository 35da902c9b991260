// Opens a report in headless Chromium, does what a reader does, and prints what was seen as one JSON object.
//   node browser.mjs CHROMIUM FILE [FOLDER FOR SCREENSHOTS]
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file, folder] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const address = pathToFileURL(file).href;
const seen = { dialogs: 0, requests: [], errors: [] };

async function open(options) {
  // bypassCSP lets axe in; that the policy itself holds is seen by the page of its own below
  const context = await browser.newContext({ bypassCSP: true, ...options });
  const page = await context.newPage();
  page.on("dialog", (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== address) seen.requests.push(request.url()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  const started = Date.now();
  await page.goto(address);
  return { context, page, started };
}

async function judged(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((one) => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 120)}`);
}

async function ready(page) {
  await page.waitForSelector("html[data-ready=yes]", { timeout: 30000 });
}

seen.axe = {};
for (const [name, width, colorScheme] of [["narrow", 375, "light"], ["middle", 800, "dark"], ["wide", 1440, "light"]]) {
  const { context, page, started } = await open({ viewport: { width, height: 900 }, colorScheme });
  await ready(page);
  seen[`ready_${name}`] = Date.now() - started;
  seen[`overflow_${name}`] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  if (folder) await page.screenshot({ path: `${folder}/${name}-whole.png`, fullPage: true });
  seen[`columns_${name}`] = await page.evaluate(() => {
    const places = [...document.querySelectorAll("#finding-table tbody tr:first-child td")].map((cell) => cell.getBoundingClientRect());
    return { beyond: places.filter((place) => place.right > innerWidth + 1).length, rows: new Set(places.map((place) => Math.round(place.top))).size };
  });
  seen.axe[name] = await judged(page);
  await page.emulateMedia({ media: "print" });
  seen[`ink_${name}`] = await page.evaluate(() => getComputedStyle(document.body).color);
  await context.close();
}

{
  const { context, page } = await open({ viewport: { width: 1280, height: 900 }, bypassCSP: false });
  await ready(page);
  const rows = (table) => page.locator(`#${table}-table tbody tr`);
  const count = (name) => page.locator(`#${name}-count`).innerText();
  seen.title = await page.title();
  seen.scripts_in_rows = await page.locator("table script, details script").count();
  seen.all_findings = await count("finding");
  seen.evidence = await rows("finding").filter({ has: page.locator("summary") }).count();
  await page.selectOption("#finding-filters [name=severity]", "error");
  seen.errors_only = await count("finding");
  seen.severities = [...new Set(await rows("finding").locator("td:first-child").allInnerTexts())];
  await page.fill("#finding-filters [name=words]", "no such words anywhere");
  seen.nothing = await rows("finding").count();
  await page.fill("#finding-filters [name=words]", "");
  await page.selectOption("#finding-filters [name=severity]", "");
  seen.back = await count("finding");
  const first = await rows("finding").first().innerText();
  const next = page.locator("#finding-pager button", { hasText: "Next" });
  seen.pages_on = (await next.isEnabled()) ? (await next.click(), (await rows("finding").first().innerText()) !== first) : null;
  seen.turned_to = await page.evaluate(() => Math.round(document.querySelector("#finding-count").getBoundingClientRect().top / 100));
  seen.all_pages = await count("page");
  await page.fill("#page-filters [name=words]", "SCRIPT>\u00e1lert");
  seen.alert_rows = await rows("page").allInnerTexts();
  await page.fill("#page-filters [name=words]", "");
  await page.selectOption("#page-filters [name=order]", "title");
  const titles = (await rows("page").locator("td:first-child").allInnerTexts());
  seen.sorted = titles.join("|") === [...titles].sort((a, b) => a.localeCompare(b)).join("|");
  await page.emulateMedia({ media: "print" });
  seen.printed = await page.locator("#page-pager").innerText();
  await page.emulateMedia({ media: "screen" });
  // keyboard: the first stop is the skip link, and it leads to the report; summaries and filters are stops too
  await page.reload();
  await ready(page);
  await page.keyboard.press("Tab");
  seen.first_stop = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Enter");
  seen.skipped_to = await page.evaluate(() => location.hash);
  await page.keyboard.press("Tab");
  const stops = new Set();
  for (let n = 0; n < 600 && stops.size < 5; n += 1) {
    stops.add(await page.evaluate(() => document.activeElement.tagName));
    await page.keyboard.press("Tab");
  }
  seen.stops = [...stops].sort();
  const summary = page.locator("#attention summary, #changes summary").last();
  await summary.focus();
  const before = await summary.evaluate((node) => node.parentElement.open);
  await page.keyboard.press("Enter");
  seen.toggles = (await summary.evaluate((node) => node.parentElement.open)) !== before;
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator("#theme").click();
  seen.theme_changes = (await paper()) !== light;
  seen.pressed = await page.locator("#theme").getAttribute("aria-pressed");
  await context.close();
}

{
  const { context, page } = await open({ javaScriptEnabled: false, bypassCSP: false });
  seen.without_script = {
    findings: await page.locator("#finding-table tbody tr").count(),
    charts: await page.locator("svg.chart:visible").count(),
    filters: await page.locator("form:visible").count(),
    headings: await page.locator("h2:visible").count(),
  };
  await page.emulateMedia({ media: "print" });
  seen.print_hides_navigation = !(await page.locator("nav").isVisible());
  await context.close();
}

await browser.close();
console.log(JSON.stringify(seen));
