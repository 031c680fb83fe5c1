// What the pages do beyond HTML. Everything works without it; nothing here builds HTML from text.
"use strict";

// Filters apply as they are chosen.
for (const form of document.querySelectorAll("form[data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=date]")) form.requestSubmit();
  });
  // An address of the filters that are set, without the empty ones.
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}
// The browser's «back» brings a page as it was left.
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-autosubmit] :disabled")) field.disabled = false;
});

// «/» to search, «j» and «k» through the rows, Enter to open.
const rows = [...document.querySelectorAll("[data-rows] > article")];
let here = -1;
addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  } else if (rows.length && (event.code === "KeyJ" || event.code === "KeyK")) {
    rows[here]?.classList.remove("is-here");
    here = Math.max(0, Math.min(rows.length - 1, here + (event.code === "KeyJ" ? 1 : -1)));
    rows[here].classList.add("is-here");
    rows[here].querySelector("a").focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  }
});
