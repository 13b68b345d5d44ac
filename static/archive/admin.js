// An article's own lines may stand far down its page: begin there.
for (const dump of document.querySelectorAll(".dump")) {
  const first = dump.querySelector("tr.own");
  if (first) {
    dump.scrollTop = first.getBoundingClientRect().top - dump.getBoundingClientRect().top;
  }
}

// What is wrong may stand far below, even folded away: begin there, unless the top of the form says what it is.
{
  const note = document.querySelector(".errornote");
  const wrong = document.querySelector("fieldset .errorlist, .inline-group .errorlist");
  if (note && wrong && !note.nextElementSibling?.matches(".errorlist")) {
    for (let part = wrong.closest("details"); part; part = part.parentElement.closest("details")) {
      part.open = true;
    }
    const around = wrong.closest(".form-row, td, .inline-group");
    around?.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }
}
