// Opens every page of the site in Chromium, follows its internal links, lists the external ones, and takes pictures:
// node check.mjs SITE PICTURES CHROMIUM

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";

const [, , site, pictures, executablePath] = process.argv;
const { chromium } = createRequire(join(process.env.BLOBCOPY_SITE_TOOLS, "tools.js"))("playwright-core");

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const PICTURES = [
  { name: "first-page", page: "", width: 1280, colorScheme: "light" },
  { name: "first-page-dark", page: "", width: 1280, colorScheme: "dark" },
  { name: "first-page-narrow", page: "", width: 390, colorScheme: "light" },
  { name: "recipe", page: "authorization/", width: 1280, colorScheme: "light" },
  { name: "recipe-dark-narrow", page: "authorization/", width: 390, colorScheme: "dark" },
  { name: "python-reference", page: "reference/python/clients/", width: 1280, colorScheme: "light" },
];

const findings = new Set();
const external = new Set();

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
  const file = join(site, normalize(path), path.endsWith("/") ? "index.html" : "");
  try {
    const content = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath,
  // Chromium refuses to run as root within its sandbox. No name is resolved: a page that needs another site shows it here.
  args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  const ids = await openEveryPage();
  await takePictures();
  await search();
  await tabs();
  console.log([...external].sort().join("\n"));
  console.log(`${external.size} external links, not fetched; ${ids.size} pages, ${findings.size} findings`);
} finally {
  await browser.close();
  server.close();
}
for (const finding of findings) console.error(finding);
process.exit(findings.size ? 1 : 0);

// A page that reports what fails on it.
async function newPage(options) {
  const page = await browser.newPage(options);
  // A reference page is large, and the machine may be busy.
  page.setDefaultTimeout(120_000);
  const report = (what) => findings.add(`${page.url().replace(origin, "/")}: ${what}`);
  page.on("request", (request) => {
    const isOwn = /^(data|blob):/.test(request.url()) || request.url().startsWith(origin);
    if (!isOwn) report(`loads ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 400 && report(`${response.status()} ${response.url()}`));
  page.on("pageerror", (error) => report(error.message));
  return page;
}

// From the first page along the links. Rust's own pages are rustdoc's to check: only the first ones are opened.
async function openEveryPage() {
  const page = await newPage();
  const [ids, links, waiting] = [new Map(), [], [origin]];
  while (waiting.length) {
    const url = waiting.pop();
    if (ids.has(url)) continue;
    await page.goto(url, { waitUntil: "domcontentloaded" });
    const found = await page.evaluate(() => ({
      ids: [...document.querySelectorAll("[id], a[name]")].map((element) => element.id || element.name),
      links: [...document.querySelectorAll("a[href]")].map((element) => element.href),
    }));
    ids.set(url, new Set(found.ids));
    if (url.includes("/rustdoc/")) continue;
    for (const link of found.links) {
      const [target, anchor] = link.split("#");
      if (!link.startsWith(origin)) {
        external.add(link);
        continue;
      }
      links.push({ url, target, anchor });
      waiting.push(target);
    }
  }
  for (const { url, target, anchor } of links) {
    const isThere = !anchor || ids.get(target).has(decodeURIComponent(anchor));
    if (!isThere) findings.add(`${url.replace(origin, "/")}: no #${anchor} in ${target.replace(origin, "/")}`);
  }
  return ids;
}

async function takePictures() {
  for (const { name, page: path, width, colorScheme } of PICTURES) {
    const page = await newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(origin + path, { waitUntil: "networkidle" });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) findings.add(`/${path}: ${overflow} pixels wider than a window of ${width}`);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    await page.close();
  }
}

// The search runs in a worker, and needs its index.
async function search() {
  const page = await newPage();
  await page.goto(origin);
  await page.locator(".md-search__button").click();
  await page.locator("dialog input").fill("user delegation");
  const result = page.locator("dialog").getByText("Another account, with a login").first();
  await result.waitFor().catch(() => findings.add("/: the search does not find the recipe for another account"));
}

// The README's example has the four interfaces as tabs, and a choice holds on other pages too.
async function tabs() {
  const page = await newPage();
  await page.goto(origin);
  const labels = await page.locator(".tabbed-labels").first().locator("label").allInnerTexts();
  if (labels.join() !== "Rust,Python,Node.js,Shell") findings.add(`/: tabs ${labels}`);
  await page.locator(".tabbed-labels label", { hasText: "Python" }).first().click();
  await page.goto(`${origin}authorization/`);
  const chosen = page.locator("#another-account-with-its-key ~ .tabbed-set code:visible").first();
  if (!(await chosen.innerText()).startsWith("other = ")) findings.add("/authorization/: the tab Python is not chosen");
}
