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

// «/» to search.
addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if (event.key !== "/" || !search || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search.focus();
});

// What a query would match, a moment after the last key.
for (const box of document.querySelectorAll("[data-query-preview]")) {
  const field = box.querySelector("textarea");
  const count = box.querySelector("[data-count]");
  const examples = box.querySelector("[data-examples]");
  let timer = 0;
  let asked = 0;

  const marked = (text, places) => {
    const line = document.createDocumentFragment();
    // Places count characters; JavaScript counts UTF-16 units.
    const letters = [...text];
    let at = 0;
    for (const [start, end] of places) {
      if (start < at || end > letters.length) continue;
      const mark = document.createElement("mark");
      mark.textContent = letters.slice(start, end).join("");
      line.append(letters.slice(at, start).join(""), mark);
      at = end;
    }
    line.append(letters.slice(at).join(""));
    return line;
  };

  const show = (answer) => {
    count.textContent = answer.error ?? answer.text;
    count.classList.toggle("error", Boolean(answer.error));
    examples.replaceChildren(...answer.examples.map((example) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = example.href;
      link.append(marked(example.text, example.places));
      item.append(link);
      return item;
    }));
  };

  const ask = async () => {
    const number = ++asked;
    const address = new URL(box.dataset.queryPreview, location);
    address.searchParams.set("query", field.value);
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (number === asked && (response.ok || answer.error)) show({ examples: [], ...answer });
    } catch {
      // The network is away: the count stays as it was, saving the form will tell.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  if (field.value) ask();
}

// A form that takes its time says so, and is sent once.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
});

// A file that is too large is refused before it is sent.
for (const field of document.querySelectorAll("input[data-largest]")) {
  field.addEventListener("change", () => {
    const size = field.files[0]?.size ?? 0;
    field.setCustomValidity(size > Number(field.dataset.largest) ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}
