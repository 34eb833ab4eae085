// Tabs, filters and sorting of the tables, and the way between a row and its sentence. Without
// this script both tables stand below one another and the links lead the same ways.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase()
      .replace(/\s+/g, " ").trim();

  const bar = $(".bar");
  const search = $("input[type=search]", bar);
  const filters = all("[data-filter]", bar);
  const clear = $(".clear", bar);
  const tables = { records: $("#records"), facts: $("#facts") };
  const rows = { records: all("tbody tr", tables.records), facts: all("tbody tr", tables.facts) };
  const words = new WeakMap();
  let shown = "records";

  document.documentElement.classList.add("tabbed");
  bar.hidden = false;

  // What a row says, without accents, made when it is first searched.
  function said(row) {
    if (!words.has(row)) words.set(row, plain(all("td", row).map((cell) => cell.textContent).join(" ")));
    return words.get(row);
  }

  function holds(row, name, value) {
    if (name === "doubtful") return row.hasAttribute("data-doubtful");
    if (name === "place" || name === "period")
      return all("." + name, row).some((part) => part.dataset.v === value);
    return row.dataset[name] === value;
  }

  function filter() {
    const asked = plain(search.value).split(" ").filter(Boolean);
    const chosen = filters
      .filter((f) => !f.hidden && (f.type === "checkbox" ? f.checked : f.value))
      .map((f) => [f.dataset.filter, f.value]);
    let count = 0;
    for (const row of rows[shown]) {
      const fits = chosen.every(([name, value]) => holds(row, name, value)) &&
        asked.every((word) => said(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    $("output b", bar).textContent = count.toLocaleString(document.documentElement.lang);
    $("#nothing").hidden = count > 0 || rows[shown].length === 0;
    clear.hidden = !asked.length && !chosen.length;
  }

  function show(name) {
    shown = name;
    for (const key in tables) tables[key].hidden = key !== name;
    for (const tab of all("[role=tab]", bar))
      tab.setAttribute("aria-selected", String(tab.dataset.table === name));
    for (const f of filters)
      if (f.dataset.filter === "role" || f.dataset.filter === "source") f.hidden = name === "records";
    filter();
    $("#tables").style.setProperty("--bar", bar.offsetHeight + "px");
  }

  function reset() {
    search.value = "";
    for (const f of filters) f.type === "checkbox" ? (f.checked = false) : (f.value = "");
    filter();
  }

  function sort(table, head) {
    const column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of all("th", table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => {
      const cell = row.cells[column];
      return head.classList.contains("n")
        ? (cell.dataset.n === undefined ? NaN : Number(cell.dataset.n))
        : cell.textContent;
    };
    const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const keyed = rows[table.id].map((row) => [key(row), row]);
    keyed.sort(([a], [b]) => {
      if (typeof a === "string") return (down ? -1 : 1) * compare(a, b);
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return down ? b - a : a - b;
    });
    $("tbody", table).append(...keyed.map(([, row]) => row));
  }

  // The figure and its row belong together: whichever is led to, both are shown.
  function follow() {
    for (const old of all(".here, .linked")) old.classList.remove("here", "linked");
    const found = /^#(r\d+-)([qf])(\d+)$/.exec(location.hash);
    if (!found) return;
    const figure = document.getElementById(found[1] + "q" + found[3]);
    const row = document.getElementById(found[1] + "f" + found[3]);
    if (figure) {
      figure.classList.add("here");
      figure.closest(".s")?.classList.add("here");
      for (const id of (figure.dataset.links || "").split(" ").filter(Boolean))
        document.getElementById(id)?.classList.add("linked");
    }
    if (row) row.classList.add("here");
    if (found[2] === "f" && row) {
      if (shown !== "facts") show("facts");
      if (row.hidden) reset();
      row.scrollIntoView({ block: "center" });
    } else if (figure) {
      figure.scrollIntoView({ block: "center" });
    }
  }

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  for (const f of filters) f.addEventListener("change", filter);
  clear.addEventListener("click", reset);
  for (const tab of all("[role=tab]", bar)) tab.addEventListener("click", () => show(tab.dataset.table));
  for (const table of Object.values(tables))
    for (const head of all("thead th", table)) {
      head.classList.add("sort");
      head.tabIndex = 0;
      head.addEventListener("click", () => sort(table, head));
      head.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(table, head); }
      });
    }
  addEventListener("hashchange", follow);
  // A second click on the same link leads there again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  addEventListener("resize", () => $("#tables").style.setProperty("--bar", bar.offsetHeight + "px"));
  show("records");
  follow();
})();
