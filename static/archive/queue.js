// One key per answer; not while something is typed, and not with a modifier.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) target.focus();
  else target.click();
});
// Enter in a field gives the answer beside it, not the first one of the form.
for (const field of document.querySelectorAll("form.answers input[data-key]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.blur();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    field.parentElement.querySelector("button").click();
  });
}
// A second press of the same answer sends nothing: the form is on its way.
for (const form of document.querySelectorAll("form.answers, form.last")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
