// Suggestions while typing, for every search box with data-suggest (the address to ask): the combobox of the ARIA
// authoring guide, with a list that opens below. Without this file the boxes are plain search boxes.
"use strict";

const WAIT = 120; // Milliseconds without a key before asking: shorter than a pause, longer than the next letter.

for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);

function combobox(input) {
  const list = document.createElement("div");
  const told = document.createElement("p");
  let options = [];
  let active = -1;
  let timer = 0;
  let asking = null; // Aborts the question under way.
  let typed = input.value; // What the reader wrote, while an option is looked at.

  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  told.className = "unseen";
  told.setAttribute("aria-live", "polite");
  input.after(list, told);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  close();

  input.addEventListener("input", (event) => { if (!event.isComposing) ask(); });
  input.addEventListener("compositionend", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", onKey);
  // The box keeps the focus while the list is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  addEventListener("pageshow", close); // Back from the page that a suggestion led to.

  function ask() {
    typed = input.value;
    clearTimeout(timer);
    if (!typed.trim()) return close();
    timer = setTimeout(load, WAIT);
  }

  async function load() {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return close();
      const { groups } = await answer.json();
      if (document.activeElement === input) show(groups);
    } catch (error) {
      if (error.name !== "AbortError") close(); // Without the server there is still the box.
    }
  }

  function show(groups) {
    options = [];
    active = -1;
    list.replaceChildren(...groups.map(group));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    told.textContent = options.length ? `${input.dataset.suggestLabel}: ${options.length}` : "";
  }

  function group({ kind, label, suggestions }) {
    const made = element("div", "group");
    const name = element("span", "kind", label);
    const inside = element("div");
    name.id = `${list.id}-${kind}`;
    made.setAttribute("role", "group");
    made.setAttribute("aria-labelledby", name.id);
    inside.append(...suggestions.map(option));
    made.append(name, inside);
    return made;
  }

  function option({ text, detail, url, fill }) {
    const made = element("div");
    made.id = `${list.id}-${options.length}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.lang = "zh-Hans";
    made.append(element("b", "", text), " ", element("span", "quiet", detail));
    Object.assign(made.dataset, { url, fill, text });
    options.push(made);
    return made;
  }

  function element(name, className = "", text = "") {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // The keys are the input method's.
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // Otherwise it also empties the box.
      input.value = typed;
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!list.hidden) move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "ArrowDown") ask();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(options[active]);
    } else if (event.key === "Enter" || event.key === "Tab") {
      close();
    }
  }

  // One step through the options and the box itself, round and round.
  function move(step) {
    options[active]?.setAttribute("aria-selected", "false");
    active = (active + step + options.length + 2) % (options.length + 1) - 1;
    const chosen = options[active];
    input.value = chosen ? chosen.dataset.fill || chosen.dataset.text : typed;
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  // A record has a page; anything else is looked for, under the filters of the form that the box stands in.
  function choose({ dataset: { url, fill } }) {
    close();
    if (!fill) return location.assign(url);
    input.value = fill;
    input.form.requestSubmit();
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    options = [];
    active = -1;
    told.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
