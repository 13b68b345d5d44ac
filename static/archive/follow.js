// While something is at work, its part of the page is fetched anew; without scripts there is a link for it.
const EVERY = 2000;

async function follow(part) {
  while (part && part.dataset.follow) {
    await new Promise((done) => setTimeout(done, EVERY));
    let text;
    try {
      const answer = await fetch(part.dataset.follow, { credentials: "same-origin" });
      if (!answer.ok) return;
      text = await answer.text();
    } catch {
      continue;
    }
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
    if (!fresh) return;
    part.replaceWith(fresh);
    part = fresh;
  }
}

follow(document.querySelector("[data-follow]"));
