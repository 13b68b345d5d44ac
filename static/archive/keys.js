// Keys for those who like them: / to the search box; in an article with marks n to the next, p to the previous one.
// Single keys get in the way of speech input: the switch in the footer turns them off, and this browser remembers it.
"use strict";

(() => {
  const STORED = "keys-off";
  const control = document.querySelector(".keys-switch");
  const hints = [...document.querySelectorAll(".keys")];
  const hops = [...document.querySelectorAll(".hop")];
  let on = true;
  try { on = localStorage.getItem(STORED) === null; } catch { /* A browser that stores nothing: on, as at first. */ }

  const show = () => {
    control.hidden = false;
    control.setAttribute("aria-pressed", String(on));
    for (const hint of hints) hint.hidden = !on;
  };
  control.addEventListener("click", () => {
    on = !on;
    try { if (on) localStorage.removeItem(STORED); else localStorage.setItem(STORED, "1"); } catch { /* For this page. */ }
    show();
  });
  show();

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = event.key === "/" && document.querySelector("main input[type=search], input[type=search]");
    const step = { n: 1, p: -1 }[event.key];
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (step && hops.length) {
      const now = hops.findIndex((hop) => `#${hop.id}` === location.hash);
      const next = now < 0 ? (step > 0 ? 0 : hops.length - 1) : (now + step + hops.length) % hops.length;
      // The place is not kept in the history: going back leads to the results.
      location.replace(`#${hops[next].id}`);
    }
  });
})();
