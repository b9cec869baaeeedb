"use strict";
// None of this does a page need to be read: sorting by a column, charts in the page's colours, following the data
// without losing what its reader did, telling a figure of a chart, printing what is closed, waiting.

const LOOK_EVERY_MS = 1000;
const LOADING_AFTER_MS = 250;
const IS_WIDE = matchMedia("(min-width: 48rem)");
const FIGURES = [".chart [aria-roledescription='bar']", ".chart [aria-roledescription='point']", ".chart [aria-roledescription='rect mark']"].join(", ");

function sortBy(table, column, descending) {
  const body = table.tBodies[0];
  const key = (row) => row.cells[column].dataset.sort ?? "";
  const compare = (a, b) => {
    const [one, two] = [key(a), key(b)];
    if (one === "" || two === "") return (one === "") - (two === "");
    const [first, second] = [Number(one), Number(two)];
    const found = Number.isNaN(first) || Number.isNaN(second) ? one.localeCompare(two) : first - second;
    return descending ? -found : found;
  };
  body.append(...[...body.rows].sort(compare));
}

function sort(table, cell, order) {
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  cell.setAttribute("aria-sort", order);
  sortBy(table, cell.cellIndex, order === "descending");
}

function makeSortable(table) {
  for (const cell of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      sort(table, cell, cell.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending");
    });
  }
}

async function draw(place) {
  const address = IS_WIDE.matches ? place.dataset.wide : place.dataset.narrow;
  if (!place.dataset.shown) place.classList.add("waiting");
  try {
    const answer = await fetch(address, { headers: { "X-Shows": document.body.dataset.version } });
    if (!answer.ok || !answer.headers.get("Content-Type").startsWith("image/svg")) throw new Error();
    const chart = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    chart.setAttribute("aria-label", `Chart: ${place.dataset.title}`);
    const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    place.replaceChildren(document.adoptNode(chart));
    makeReachable(place, chart, focused);
    place.dataset.shown = address;
    place.classList.remove("waiting");
  } catch {
    if (!place.dataset.shown) place.classList.replace("waiting", "failed");
  }
}

// A chart is one stop of the Tab key, at one of its figures; arrow keys go on from there.
function makeReachable(place, chart, focused) {
  const figures = [...place.querySelectorAll(FIGURES)];
  chart.setAttribute("role", figures.length ? "group" : "img");
  figures.forEach((figure, at) => figure.setAttribute("tabindex", at ? -1 : 0));
  const same = focused && figures.find((figure) => figure.getAttribute("aria-label") === focused);
  if (same) stopAt(same, figures);
}

function stopAt(figure, figures) {
  for (const other of figures) other.setAttribute("tabindex", other === figure ? 0 : -1);
  figure.focus({ preventScroll: true });
}

// Figures stand in the order of their table; in a map of cells, left and right stay in the row.
function nextFigure(figure, figures, key) {
  const [at, step] = [figures.indexOf(figure), key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1];
  if (key === "Home") return figures[0];
  if (key === "End") return figures.at(-1);
  if (!figure.matches("[aria-roledescription='rect mark']") || key === "ArrowUp" || key === "ArrowDown") return figures[at + step];
  const place = (each) => each.getBoundingClientRect();
  const row = figures.filter((each) => Math.abs(place(each).top - place(figure).top) < 1);
  row.sort((one, other) => place(one).left - place(other).left);
  return row[row.indexOf(figure) + step];
}

function goBetweenFigures() {
  document.addEventListener("keydown", (event) => {
    const figure = event.target.closest?.(FIGURES);
    if (!figure || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const figures = [...figure.closest(".drawn").querySelectorAll(FIGURES)];
    const next = nextFigure(figure, figures, event.key);
    if (!next) return;
    stopAt(next, figures);
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function dress(root) {
  root.querySelectorAll("table.sortable").forEach(makeSortable);
  root.querySelectorAll(".drawn").forEach(draw);
}

function keepCharts(from, to) {
  for (const place of to.querySelectorAll(".drawn")) {
    const before = [...from.querySelectorAll(".drawn[data-shown]")].find((each) => each.dataset.wide === place.dataset.wide);
    if (!before) continue;
    place.replaceChildren(...before.childNodes);
    place.dataset.shown = before.dataset.shown;
  }
}

// What a reader did with a page stays when the page is made anew. The two are compared part by part: each has its place,
// the nearest thing around it that has an id, and is the first, second … of its kind there.
const placeOf = (part) => part.parentElement.closest("[id]")?.id ?? "";

function partsOf(root, kind) {
  const numbers = new Map();
  return new Map([...root.querySelectorAll(kind)].map((part) => {
    const place = placeOf(part);
    numbers.set(place, (numbers.get(place) ?? 0) + 1);
    return [`${place} ${numbers.get(place)}`, part];
  }));
}

function inBoth(from, to, kind) {
  const before = partsOf(from, kind);
  return [...partsOf(to, kind)].filter(([name]) => before.has(name)).map(([name, after]) => [before.get(name), after]);
}

function keepOrder(before, after) {
  const cell = before.tHead.querySelector("[aria-sort]");
  const same = cell && after.tHead.rows[0].cells[cell.cellIndex];
  if (same && same.textContent === cell.textContent) sort(after, same, cell.getAttribute("aria-sort"));
}

function keepFields(before, after) {
  if (before.getAttribute("action") !== after.getAttribute("action")) return;
  for (const field of before.elements) {
    const same = field.name && after.elements[field.name];
    if (!same || !field.matches("select, input:not([type='hidden'])")) continue;
    if (field.type === "checkbox") same.checked = field.checked;
    else same.value = field.value;
  }
}

function keepDone(from, to) {
  for (const [before, after] of inBoth(from, to, "details")) after.open = before.open;
  for (const [before, after] of inBoth(from, to, "table.sortable")) keepOrder(before, after);
  for (const [before, after] of inBoth(from, to, "form")) keepFields(before, after);
}

// A button is the same only if it does the same: rows may have moved, and Enter must not decide about another.
function sameAs(part, from, to) {
  if (part.matches("summary, .scroll")) return inBoth(from, to, "summary, .scroll").find(([before]) => before === part)?.[1];
  const does = (each) => [placeOf(each), each.getAttribute("href"), each.form?.getAttribute("action"), each.value, each.getAttribute("aria-label"), each.textContent].join("\n");
  return [...to.querySelectorAll(part.tagName)].find((each) => does(each) === does(part));
}

function replaceMain(main) {
  const before = document.querySelector("main");
  const focused = before.contains(document.activeElement) && document.activeElement;
  const next = focused && (sameAs(focused, before, main) ?? main);
  const scrolled = inBoth(before, main, ".scroll").map(([one, other]) => [other, one.scrollLeft]);
  keepDone(before, main);
  before.replaceWith(main);
  for (const [part, left] of scrolled) part.scrollLeft = left;
  if (next) next.focus({ preventScroll: true });
}

function tellFigures() {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const tell = (figure, x, y) => {
    tip.hidden = !figure;
    if (!figure) return;
    tip.textContent = figure.getAttribute("aria-label");
    tip.style.left = `${Math.max(Math.min(x + 12, innerWidth - tip.offsetWidth - 8), 8)}px`;
    tip.style.top = `${Math.min(y + 12, innerHeight - tip.offsetHeight - 8)}px`;
  };
  const tellFocused = () => {
    const figure = document.activeElement?.closest?.(FIGURES);
    const place = figure?.getBoundingClientRect();
    tell(figure, place?.right, place?.bottom);
  };
  document.addEventListener("pointermove", (event) => tell(event.target.closest?.(FIGURES), event.clientX, event.clientY));
  document.addEventListener("focusin", tellFocused);
  document.addEventListener("focusout", () => tell(null));
  document.addEventListener("scroll", () => tip.hidden || tellFocused(), { passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && tell(null));
}

// Paper has nothing to open: what is closed is opened for it, but for filters, and closed again.
function printWhole() {
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("main details:not([open], .filters)")) {
      part.open = true;
      opened.push(part);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened.splice(0)) part.open = false;
  });
}

const isWriting = () => document.activeElement?.matches("input, select, textarea");

async function showAnew(version) {
  if (isWriting()) return;
  const answer = await ask(location.href, { "X-Live": "1" });
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  if (isWriting()) return;
  const main = page.querySelector("main");
  keepCharts(document.querySelector("main"), main);
  document.body.dataset.version = page.body.dataset.version;
  dress(main);
  replaceMain(main);
  if (page.body.dataset.version === version) document.querySelector("#live").textContent = ` · updated at ${new Date().toLocaleTimeString()}`;
}

// An answer with its text; nothing if the server is away, and the next look may find it.
async function ask(address, headers = {}) {
  try {
    const answer = await fetch(address, { headers });
    return { ok: answer.ok, status: answer.status, redirected: answer.redirected, text: await answer.text() };
  } catch {
    return null;
  }
}

function tellSignedOut({ words, sign_in: address }) {
  clearInterval(looking);
  document.removeEventListener("visibilitychange", look);
  const banner = document.createElement("div");
  banner.className = "banner";
  banner.setAttribute("role", "alert");
  banner.append(Object.assign(document.createElement("span"), { textContent: words }));
  if (address) {
    const form = new URL(address, location.href);
    form.searchParams.set("next", location.pathname + location.search);
    banner.append(Object.assign(document.createElement("a"), { href: form.href, textContent: "Sign in" }));
  }
  document.body.prepend(banner);
}

// One look at a time: a page that is being made anew is waited for.
let isLooking = false;
async function look() {
  if (isLooking || document.hidden) return;
  isLooking = true;
  try {
    const answer = await ask("/live");
    if (answer?.status === 401) return tellSignedOut(JSON.parse(answer.text));
    const version = answer?.ok && JSON.parse(answer.text).version;
    if (version && version !== document.body.dataset.version) await showAnew(version);
  } finally {
    isLooking = false;
  }
}

// A page that takes a while says so; one that comes back from the browser's memory does not.
function tellLoading() {
  let timer;
  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      document.documentElement.classList.add("loading");
      document.querySelector("main").setAttribute("aria-busy", "true");
      document.querySelector("#live").textContent = " · loading…";
    }, LOADING_AFTER_MS);
  };
  const leaves = (link) => link && link.origin === location.origin && !link.pathname.includes("/download.") && !link.hash;
  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (plain && leaves(event.target.closest?.("a[href]"))) begin();
  });
  document.addEventListener("submit", begin);
  window.addEventListener("pageshow", () => {
    clearTimeout(timer);
    document.documentElement.classList.remove("loading");
    document.querySelector("main").removeAttribute("aria-busy");
  });
}

let looking;
dress(document);
document.querySelector("nav.pages [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
tellFigures();
goBetweenFigures();
printWhole();
tellLoading();
IS_WIDE.addEventListener("change", () => document.querySelectorAll(".drawn").forEach(draw));
if (document.body.dataset.version) {
  looking = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
}
