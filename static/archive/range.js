// On the search page, dragging over the bars asks for the articles of those years, months or days: `from` and `to` in
// the address take the place of what was chosen of time before. A click on one bar stays a link; without this file and
// from the keyboard the fields 从 and 到 do the same.
"use strict";

(() => {
  const BARS = "svg[data-unit]";
  const TIME = ["page", "from", "to", "year", "month", "day"];
  const LEAST = 6; // Pixels: a hand that clicks is not quite still.
  const DAY = 86400000;
  const SVG = "http://www.w3.org/2000/svg";
  let drag = null; // { bars, from, x, to?, rect?, label? } from the press on; what is optional once it is a drag.
  let dragged = false; // Whether the click that follows is the end of a drag.

  document.addEventListener("pointerdown", (event) => {
    cancel();
    dragged = false;
    const bars = event.target.closest(BARS);
    if (bars && event.isPrimary && !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      drag = { bars, from: barAt(bars, event), x: event.clientX, pointer: event.pointerId };
    }
  });

  document.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    if (!drag.rect) {
      if (Math.abs(event.clientX - drag.x) < LEAST) return;
      begin();
    }
    drag.to = barAt(drag.bars, event);
    show();
  });

  document.addEventListener("pointerup", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    const { bars, rect } = drag;
    const range = rect && days(drag);
    cancel();
    if (!range) return;
    dragged = true;
    // A link, so that swap.js follows it like any other; the browser does without that.
    const link = document.createElement("a");
    link.href = address(...range);
    bars.after(link);
    link.click();
    link.remove();
  });

  document.addEventListener("pointercancel", cancel);
  addEventListener("blur", cancel);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") cancel(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(BARS)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    if (dragged && event.target.closest(BARS)) event.preventDefault();
  }, true);

  function begin() {
    drag.bars.setPointerCapture(drag.pointer);
    drag.rect = document.createElementNS(SVG, "rect");
    drag.rect.classList.add("range");
    drag.rect.setAttribute("height", "100%");
    drag.bars.append(drag.rect);
    drag.label = document.createElement("p");
    drag.label.className = "range-label";
    drag.bars.after(drag.label);
  }

  function show() {
    const { bars, rect, label } = drag;
    const [first, last] = ends(drag);
    const place = 100 / bars.dataset.bars;
    rect.setAttribute("x", `${first * place}%`);
    rect.setAttribute("width", `${(last - first + 1) * place}%`);
    const unit = bars.dataset.unit;
    const shown = { year: "numeric", month: unit === "year" ? undefined : "long", day: unit === "day" ? "numeric" : undefined };
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { ...shown, timeZone: "UTC" });
    label.textContent = [...new Set([first, last])].map((bar) => format.format(start(bars, bar))).join(" – ");
  }

  function cancel() {
    drag?.rect?.remove();
    drag?.label?.remove();
    drag = null;
  }

  // The bar at the pointer, or the nearest: 0 is the first.
  function barAt(bars, event) {
    const { left, width } = bars.getBoundingClientRect();
    const bar = Math.floor((event.clientX - left) / width * bars.dataset.bars);
    return Math.min(Math.max(bar, 0), bars.dataset.bars - 1);
  }

  function ends({ from, to }) {
    return [Math.min(from, to), Math.max(from, to)];
  }

  function days({ bars, from, to }) {
    const [first, last] = ends({ from, to });
    return [start(bars, first), new Date(start(bars, last + 1) - DAY)].map((day) => day.toISOString().slice(0, 10));
  }

  // The first day of a bar; the first bar's is written 2021, 2021-03 or 2021-03-05.
  function start(bars, bar) {
    const { unit, first } = bars.dataset;
    const [year, month = 1, day = 1] = first.split("-").map(Number);
    const its = { year, month: month - 1, day };
    its[unit] += bar;
    const date = new Date(0);
    date.setUTCFullYear(its.year, its.month, its.day);
    return date;
  }

  function address(from, to) {
    const url = new URL(location.href);
    for (const name of TIME) url.searchParams.delete(name);
    url.searchParams.set("from", from);
    url.searchParams.set("to", to);
    url.hash = "";
    return url.href;
  }
})();
