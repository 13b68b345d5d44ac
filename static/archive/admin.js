// An article's own lines may stand far down its page: begin there.
for (const dump of document.querySelectorAll(".dump")) {
  const first = dump.querySelector("tr.own");
  if (first) {
    dump.scrollTop = first.getBoundingClientRect().top - dump.getBoundingClientRect().top;
  }
}
