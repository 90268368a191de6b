// Opens pages in headless Chromium and fails on whatever a reader would stumble over.
//
//   node tests/browser/check.mjs [--shots FOLDER] FILE.html...
//
// Needs Chromium, and axe-core and playwright-core in target/browser (or where BROWSER_PACKAGES says).

import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const packages = process.env.BROWSER_PACKAGES ?? join(root, "target/browser");
const require = createRequire(join(packages, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [360, 768, 1280];
const MOST_BYTES = 2_000_000;

const binary = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
// Without most of these Chromium waits for a network that may not be there.
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
];

/** A page in a context of its own; whatever it asks of the network or says on the console is a complaint. */
async function opened(browser, file, complain, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const own = pathToFileURL(file).href;
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== own && !url.startsWith("data:")) complain(`asks the network for ${url}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`script error: ${error}`));
  page.on("dialog", (dialog) => {
    complain(`opens a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(own, { waitUntil: "load" });
  return { context, page };
}

const openAll = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));

/** Rules of accessibility, with everything that can be opened open. */
async function accessible(page, complain, where) {
  await openAll(page);
  await page.evaluate(axe);
  const found = await page.evaluate(
    (rules) => axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] }),
    RULES,
  );
  for (const { id, help, nodes } of found.violations) {
    for (const node of nodes.slice(0, 3)) {
      complain(`${where}: ${id}: ${help}\n      ${node.html.slice(0, 160)}\n      ${node.any.concat(node.all)[0]?.message ?? ""}`);
    }
  }
}

/** No width makes the page itself scroll sideways. */
async function fits(page, complain, shots) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const scrolls = document.documentElement.scrollWidth > room;
      const inBox = (element) => element.closest(".chart, .scroll, pre, .skip, .unseen");
      const wide = [...document.querySelectorAll("body *")].filter(
        (element) => !inBox(element.parentElement) && !inBox(element) && element.getBoundingClientRect().right > room + 1,
      );
      return { scrolls, wide: wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) };
    });
    if (over.scrolls || over.wide.length > 0) {
      complain(`at ${width} px something is too wide: ${over.wide.join(" | ") || "the page"}`);
    }
    await shots(page, `${width}`);
  }
}

/** Without scripts all is there, and nothing that does nothing. */
async function whole(browser, file, complain, shots) {
  const { context, page } = await opened(browser, file, complain, { javaScriptEnabled: false });
  const seen = await page.evaluate(() => {
    const shown = (element) => element.getClientRects().length > 0;
    const all = (name) => [...document.querySelectorAll(name)];
    return {
      answer: all(".lead, .cards").length > 0 && all(".lead, .cards").every(shown),
      // What is folded away is drawn once it is opened; of each chart one version is for this width.
      charts: all(".chart").filter((chart) => !chart.closest("details")).every((chart) => {
        const drawn = [...chart.querySelectorAll("svg")].filter(shown);
        return drawn.length === 1 && drawn[0].getBoundingClientRect().height > 100;
      }),
      sections: all("section").every((section) => section.innerText.trim().length > 0),
      tables: all("figure").every((figure) => figure.querySelector("details table tbody tr")),
      buttons: all("button").length,
    };
  });
  for (const what of ["answer", "charts", "sections", "tables"]) {
    if (!seen[what]) complain(`without scripts: not all of ${what} is there`);
  }
  if (seen.buttons > 0) complain("without scripts: there are buttons that do nothing");
  await shots(page, "no-scripts");
  await context.close();
}

/** Switches hide what is a scenario's in their own chapter, and nothing else. */
async function switches(page, complain) {
  const count = await page.locator(".key button").count();
  const state = (at) =>
    page.evaluate((at) => {
      const made = document.querySelectorAll(".key button")[at];
      const name = `series-${made.closest("li").dataset.slot}`;
      const chapter = made.closest(".chapter");
      const shown = (element) => element.getClientRects().length > 0;
      const marks = [...document.querySelectorAll("figure [class]")].filter((mark) => mark.closest("svg") && !mark.closest("title"));
      const own = marks.filter((mark) => mark.classList.contains(name) && chapter.contains(mark));
      const others = marks.filter((mark) => !own.includes(mark) && !own.some((one) => one.contains(mark)));
      return { own: own.length, ownShown: own.filter(shown).length, othersShown: others.filter(shown).length,
        pressed: made.getAttribute("aria-pressed"), name };
    }, at);
  let marks = 0;
  for (let at = 0; at < count; at += 1) {
    const before = await state(at);
    await page.locator(".key button").nth(at).click();
    const after = await state(at);
    await page.locator(".key button").nth(at).click();
    const again = await state(at);
    marks += before.own;
    if (before.pressed !== "true" || after.pressed !== "false" || again.pressed !== "true") complain(`switch ${at} does not say what it is set to`);
    if (after.ownShown > 0) complain(`switch ${at}: ${after.ownShown} marks of ${after.name} stay`);
    if (after.othersShown !== before.othersShown) complain(`switch ${at} hides what is not ${after.name}`);
    if (again.ownShown !== before.ownShown) complain(`switch ${at} does not bring ${after.name} back`);
  }
  if (count > 0 && marks === 0) complain("switches have nothing to hide");
  return count;
}

/** Values show under the pointer, under a finger and by arrow keys, each once. */
async function values(browser, file, page, complain, shots) {
  const source = readFileSync(file, "utf8");
  const spots = await page.locator(".chart .spot:visible").count();
  if (spots === 0) {
    if (/class="spot/.test(source)) complain("places with values are lost");
    return 0;
  }
  const tip = page.locator(".tip");
  const place = page.locator(".chart .spot:visible").first();
  await place.scrollIntoViewIfNeeded();
  await place.hover();
  const text = await tip.textContent();
  if (!(await tip.isVisible()) || text.trim() === "") complain("no value shows under the pointer");
  if (await page.locator(".chart svg title").count()) complain("browsers show their own tip as well");
  await shots(page, "value", false);
  await page.keyboard.press("Escape");
  if (await tip.isVisible()) complain("Escape does not put the value away");
  const chart = page.locator(".chart:has(.spot)").first();
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  if (!(await tip.isVisible())) complain("arrow keys tell no value");
  await page.keyboard.press("ArrowRight");
  await page.mouse.move(2, 2);
  if (await tip.isVisible()) complain("the value stays when the pointer has left");

  const touched = await opened(browser, file, complain, { hasTouch: true, viewport: { width: 390, height: 800 } });
  const target = touched.page.locator(".chart .spot:visible").first();
  await target.scrollIntoViewIfNeeded();
  await target.tap();
  if (!(await touched.page.locator(".tip").isVisible())) complain("no value shows under a finger");
  await touched.context.close();
  return spots;
}

/** The switch of colours, where a page has one, changes them. */
async function colours(page, complain) {
  const made = page.locator("button.theme");
  if ((await made.count()) === 0) return;
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const seen = [];
  for (let press = 0; press < 3; press += 1) {
    await made.click();
    seen.push(await ground());
  }
  if (seen[0] === seen[1]) complain("the switch of colours changes nothing");
}

/** Paper is white, without what only screens need. */
async function printed(page, complain, shots) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const seen = await page.evaluate(() => ({
    ink: getComputedStyle(document.body).color,
    shown: [...document.querySelectorAll("nav, .skip, .theme, .copy")].filter((e) => e.getClientRects().length > 0).length,
  }));
  if (seen.ink !== "rgb(26, 26, 26)") complain(`print has ink ${seen.ink}`);
  if (seen.shown > 0) complain("print shows contents or buttons");
  await shots(page, "print");
  await page.emulateMedia({ media: null, colorScheme: null });
}

const args = process.argv.slice(2);
const at = args.indexOf("--shots");
const folder = at < 0 ? null : args.splice(at, 2)[1];
if (args.length === 0 || !binary) {
  console.error(binary ? "usage: node check.mjs [--shots FOLDER] FILE.html..." : "Chromium is missing");
  process.exit(2);
}
if (folder) mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath: binary, args: flags });
let failed = false;
try {
  for (const name of args) {
    const file = resolve(name);
    const complaints = new Set();
    const complain = (text) => complaints.add(text);
    const shots = async (page, look, fullPage = true) => {
      const path = folder && join(folder, `${basename(file, ".html")}-${look}.png`);
      // A page can be too long for a picture; pictures are for people and prove nothing.
      if (path) await page.screenshot({ path, fullPage }).catch((error) => console.error(`  no ${path}: ${error.name}`));
    };
    const size = statSync(file).size;
    if (size >= MOST_BYTES) complain(`${size} bytes are too many`);
    for (const colorScheme of ["light", "dark"]) {
      const { context, page } = await opened(browser, file, complain, { colorScheme });
      await shots(page, colorScheme);
      await accessible(page, complain, colorScheme);
      if (colorScheme === "light") await fits(page, complain, shots);
      await context.close();
    }
    await whole(browser, file, complain, shots);
    const { context, page } = await opened(browser, file, complain);
    const made = await switches(page, complain);
    const spots = await values(browser, file, page, complain, shots);
    await colours(page, complain);
    if (folder) await page.pdf({ path: join(folder, `${basename(file, ".html")}.pdf`), preferCSSPageSize: true, printBackground: true });
    await printed(page, complain, shots);
    await context.close();
    console.log(`${name}: ${size} bytes, ${made} switches, ${spots} places with values, ${complaints.size} complaints`);
    for (const complaint of complaints) console.error(`  ${complaint}`);
    failed ||= complaints.size > 0;
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
