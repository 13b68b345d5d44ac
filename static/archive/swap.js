// On the search page, links to other searches and the form itself fetch the page of that address and put its <main> in
// place: no reload, the filters stay open, Back works. Without this file, and when anything goes wrong, the browser
// goes there as ever. Values are still chosen one by one and applied together: a box ticked changes nothing unasked.
"use strict";

(() => {
  const OUTSIDE = "header a[href*='next='], footer [name=next]"; // What leads back to this search from outside <main>.
  const FOLDED = ".filters details, .bars details, details.take-away"; // What stays open; single hits come and go.
  const main = document.querySelector("main");
  const told = document.createElement("p");
  let shown = here(); // The address of what the page shows.
  let asking = null; // Aborts the question under way.

  told.className = "unseen";
  told.setAttribute("aria-live", "polite");
  main.after(told);

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("main a[href]:not([target], [download])");
    // Those of the bars are SVG's, whose href is no string.
    if (link) follow(event, new URL(link.getAttribute("href"), location.href));
  });

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("main form.searching")) return;
    const url = new URL(event.target.action);
    url.search = new URLSearchParams([...new FormData(event.target)].filter(([, value]) => value));
    follow(event, url);
  });

  addEventListener("popstate", async (event) => {
    if (here() === shown) return stop(); // A step within the page (#filters), or back before the answer came.
    if (await put(location.href)) scrollTo({ top: event.state?.top ?? 0, behavior: "instant" });
  });

  function here() {
    return location.pathname + location.search;
  }

  function stop() {
    asking?.abort();
    main.removeAttribute("aria-busy");
  }

  async function follow(event, url) {
    if (url.origin !== location.origin || url.pathname !== location.pathname || url.hash) return;
    event.preventDefault();
    const from = scrollY;
    const arrived = () => {
      history.replaceState({ top: from }, "");
      if (url.href !== location.href) history.pushState(null, "", url.href);
    };
    if (!await put(url.href, arrived)) return;
    const results = main.querySelector(".results");
    const { top } = results.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) results.scrollIntoView({ behavior: "instant" });
  }

  // Fetch a page and put its <main> in place; false where the browser goes there itself, or another was asked for since.
  async function put(address, arrived = () => {}) {
    stop();
    const question = asking = new AbortController();
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: question.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || answer.redirected || !page.querySelector("main form.searching")) throw new Error(answer.status);
      arrived();
      replace(page);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
      return false;
    }
    main.removeAttribute("aria-busy");
    shown = here();
    return true;
  }

  function replace(page) {
    const next = page.querySelector("main");
    const open = new Map([...main.querySelectorAll(FOLDED)].map((each) => [nameOf(each), each.open]));
    for (const each of next.querySelectorAll(FOLDED)) each.open = open.get(nameOf(each)) ?? each.open;
    // The search box stays, and with it what suggest.js made of it.
    const box = main.querySelector("input[type=search]");
    const other = next.querySelector("input[type=search]");
    box.value = other.value;
    other.closest(".joined").replaceWith(box.closest(".joined"));
    main.replaceChildren(...next.childNodes);
    for (const each of document.querySelectorAll("head [rel=alternate]")) each.remove();
    document.head.append(...page.querySelectorAll("head [rel=alternate]"));
    const outside = page.querySelectorAll(OUTSIDE);
    document.querySelectorAll(OUTSIDE).forEach((each, place) => each.replaceWith(outside[place] ?? ""));
    document.title = told.textContent = page.title;
    const heading = main.querySelector(".count");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  // By what one of the FOLDED is the same in another page of results.
  function nameOf(details) {
    const part = details.closest(".filters, .take-away, .bars").classList[0];
    const facet = details.closest(".facet")?.querySelector("summary").textContent;
    return `${part} ${facet} ${details.matches(".facet details")}`;
  }
})();
