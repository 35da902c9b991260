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
  return { opened: closed.length, overflow: document.documentElement.scrollWidth - innerWidth };
});
await browser.close();
console.log(JSON.stringify(seen));
