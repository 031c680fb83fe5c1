// What the last word in the search box may go on to. Arrows choose, Enter takes, Escape closes.
"use strict";

for (const field of document.querySelectorAll("[data-completions]")) {
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);

  let found = [];
  let here = -1;
  let timer = 0;
  let asked = 0;

  const close = () => {
    asked++;
    clearTimeout(timer);
    list.hidden = true;
    here = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const take = (completion) => {
    field.value = completion.query;
    close();
    field.focus();
  };

  const go = (to) => {
    list.children[here]?.setAttribute("aria-selected", "false");
    here = (to + found.length) % found.length;
    list.children[here].setAttribute("aria-selected", "true");
    list.children[here].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[here].id);
  };

  const show = (completions) => {
    close();
    found = completions;
    list.replaceChildren(...found.map((completion, number) => {
      const item = document.createElement("li");
      item.id = `completion-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = completion.value;
      // Before the field loses its focus, which would close the list.
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(completion);
      });
      return item;
    }));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const number = ++asked;
    const address = new URL(field.dataset.completions, location);
    address.searchParams.set("q", field.value);
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (number === asked && response.ok && document.activeElement === field) show(answer.completions);
    } catch {
      // The network is away: the box is a plain one then.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    // Only what is typed at the end is completed.
    if (!field.value || field.selectionEnd !== field.value.length) return close();
    timer = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") go(here + 1);
    else if (event.key === "ArrowUp") go(here < 0 ? found.length - 1 : here - 1);
    else if (event.key === "Enter" && here >= 0) take(found[here]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
}
