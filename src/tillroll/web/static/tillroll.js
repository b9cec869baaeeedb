"use strict";
// None of this does a page need to be read: sorting by a column, charts in the page's colours, following the data,
// telling a bar's figure, waiting.

const LOOK_EVERY_MS = 1000;
const LOADING_AFTER_MS = 250;
const IS_WIDE = matchMedia("(min-width: 48rem)");

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

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const descending = cell.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sortBy(table, column, descending);
    });
  });
}

async function draw(place) {
  const address = IS_WIDE.matches ? place.dataset.wide : place.dataset.narrow;
  if (!place.dataset.shown) place.classList.add("waiting");
  try {
    const answer = await fetch(address, { headers: { "X-Shows": document.body.dataset.version } });
    const chart = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    if (!answer.ok || chart.tagName !== "svg") throw new Error();
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", `Chart: ${place.dataset.title}`);
    place.replaceChildren(document.adoptNode(chart));
    place.dataset.shown = address;
    place.classList.remove("waiting");
  } catch {
    if (!place.dataset.shown) place.classList.replace("waiting", "failed");
  }
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

function tellFigures() {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.(".chart [role='graphics-symbol'][aria-roledescription='bar'], .chart [role='graphics-symbol'][aria-roledescription='point']");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("aria-label");
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${event.clientY + 12}px`;
  });
}

async function showAnew(version) {
  const focused = document.activeElement;
  if (focused && focused.matches("input, select, textarea")) return false;
  const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  keepCharts(document.querySelector("main"), main);
  document.querySelector("main").replaceWith(main);
  document.body.dataset.version = page.body.dataset.version;
  dress(main);
  if (page.body.dataset.version === version) document.querySelector("#live").textContent = ` · updated at ${new Date().toLocaleTimeString()}`;
  return true;
}

// One look at a time: a page that is being made anew is waited for.
let isLooking = false;
async function look() {
  if (isLooking || document.hidden) return;
  isLooking = true;
  try {
    const answer = await fetch("/live");
    if (answer.status === 401) return clearInterval(looking);
    const { version } = await answer.json();
    if (answer.ok && version !== document.body.dataset.version) await showAnew(version);
  } catch {
    return; // the server is away: the next look may find it
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
tellLoading();
IS_WIDE.addEventListener("change", () => document.querySelectorAll(".drawn").forEach(draw));
if (document.body.dataset.version) {
  looking = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
}
