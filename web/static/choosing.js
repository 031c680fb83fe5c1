// Sources found by name or address while it is typed. Those that are ticked stay, and go with the form.
"use strict";

for (const box of document.querySelectorAll("[data-choosing]")) {
  const field = box.querySelector("input[type=search]");
  const button = box.querySelector("button");
  const chosen = box.querySelector("[data-chosen]");
  const said = box.querySelector("[data-said]");
  const list = box.querySelector("[data-found]");
  let timer = 0;
  let asked = 0;

  const tick = (source) => {
    const label = document.createElement("label");
    label.className = "check";
    label.title = source.address;
    const input = document.createElement("input");
    Object.assign(input, { type: "checkbox", name: "sources", value: source.id });
    label.append(input, " ", source.name);
    return label;
  };

  const show = (answer) => {
    for (const input of list.querySelectorAll(":checked")) chosen.append(input.parentElement);
    const known = new Set([...chosen.querySelectorAll("input")].map((input) => input.value));
    list.replaceChildren(...answer.sources.filter((one) => !known.has(String(one.id))).map(tick));
    said.textContent = answer.text;
  };

  const ask = async () => {
    clearTimeout(timer);
    const number = ++asked;
    const address = new URL(box.dataset.choosing, location);
    address.searchParams.set("q", field.value);
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (number === asked && response.ok) show(answer);
    } catch {
      // The network is away: the list stays as it was.
    }
  };

  // Without a script it sends the whole form; with one, Enter in another field goes to «Save».
  button.type = "button";
  button.addEventListener("click", ask);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    ask();
  });
}
