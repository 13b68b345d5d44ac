// Keys for the marks in an article: n leads to the next, p to the previous. Without this the arrows beside them do.
(() => {
  const hops = [...document.querySelectorAll(".hop")];
  const keys = document.querySelector(".matches .keys");
  if (!hops.length || !keys) return;
  keys.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select")) return;
    const step = { n: 1, p: -1 }[event.key];
    if (!step) return;
    const now = hops.findIndex((hop) => `#${hop.id}` === location.hash);
    const next = now < 0 ? (step > 0 ? 0 : hops.length - 1) : (now + step + hops.length) % hops.length;
    // The place is not kept in the history: going back leads to the results.
    location.replace(`#${hops[next].id}`);
  });
})();
