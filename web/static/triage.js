// Going through mentions without leaving the list, or from one's page to the next.
"use strict";

const KEPT = "molva-list";
const STATES = { KeyN: "new", KeyW: "working", KeyD: "done", KeyX: "irrelevant" };
const STEPS = { KeyJ: 1, KeyK: -1 };
const rows = [...document.querySelectorAll("[data-rows] > article")];
const neighbours = document.querySelector("[data-neighbours]");
let here = -1;

// In the list: one press changes the state and the row stays, so that the next press can undo it.
const show = (form, chosen) => {
  const row = form.closest("article");
  const chip = row.querySelector("[data-state-chip]");
  chip.textContent = chosen.dataset.words;
  chip.className = `chip state-${chosen.value}`;
  chip.hidden = chosen.value === "new";
  row.classList.toggle("faded", ["done", "irrelevant"].includes(chosen.value));
  for (const button of form.querySelectorAll("button")) button.hidden = button === chosen;
  chosen.removeAttribute("aria-busy");
  delete form.dataset.sent;
};
for (const form of document.querySelectorAll("[data-rows] form[data-states]")) {
  form.addEventListener("submit", async (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, chosen));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") return show(form, chosen);
    // Whatever is wrong, the page that comes of it says so.
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "state", value: chosen.value }));
    form.submit();
  });
}

const stand = (at) => {
  rows[here]?.classList.remove("is-here");
  here = Math.max(0, Math.min(rows.length - 1, at));
  rows[here].classList.add("is-here");
  rows[here].querySelector("a").focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
};

// The list as it was is what a mention's page leads back to, and through.
if (rows.length) {
  const list = { address: location.pathname + location.search, ids: rows.map((row) => row.id.replace("mention-", "")) };
  sessionStorage.setItem(KEPT, JSON.stringify(list));
  for (const [at, row] of rows.entries()) {
    row.addEventListener("focusin", () => {
      rows[here]?.classList.remove("is-here");
      here = at;
      row.classList.add("is-here");
    });
  }
}
if (neighbours) {
  const list = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const at = list?.ids.indexOf(neighbours.dataset.neighbours) ?? -1;
  if (at >= 0) {
    neighbours.closest(".crumbs").querySelector("a").href = `${list.address}#mention-${list.ids[at]}`;
    for (const link of neighbours.querySelectorAll("a")) {
      const other = list.ids[at + Number(link.dataset.step)];
      if (other) link.href = link.dataset.address.replace("0", other);
      link.hidden = !other;
    }
  }
}

addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.code];
  if (step && rows.length) return stand(here + step);
  if (step) return neighbours?.querySelector(`a[data-step="${step}"]:not([hidden])`)?.click();
  const state = STATES[event.code];
  const place = rows.length ? rows[here] : neighbours && document;
  const button = state && place?.querySelector(`form[data-states] button[value="${state}"]:not([hidden])`);
  if (!button) return;
  button.form.requestSubmit(button);
  if (rows.length && ["done", "irrelevant"].includes(state)) stand(here + 1);
});
