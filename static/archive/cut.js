// 分篇: the first box that is clicked and the next one choose all lines between them; a third begins anew.
// With the keyboard the arrows go from line to line and the space bar clicks.
const sheet = document.querySelector(".dealt");
const written = sheet?.querySelector("[name=lines]");
const boxes = sheet ? [...sheet.querySelectorAll("[name=line]")] : [];
let first = null;

// The chosen lines as a person would write them: 3-9, 12.
function ranges() {
  const runs = [];
  let open = false;
  for (const box of boxes) {
    if (box.checked && open) {
      runs.at(-1)[1] = box.value;
    } else if (box.checked) {
      runs.push([box.value, box.value]);
    }
    open = box.checked;
  }
  return runs.map(([start, end]) => (start === end ? start : `${start}-${end}`)).join(", ");
}

function choose(at) {
  if (first === null) {
    for (const [place, box] of boxes.entries()) {
      box.checked = place === at;
    }
    first = at;
  } else {
    const [start, end] = [Math.min(first, at), Math.max(first, at)];
    for (const [place, box] of boxes.entries()) {
      box.checked = place >= start && place <= end;
    }
    first = null;
  }
  written.value = ranges();
}

for (const [at, box] of boxes.entries()) {
  box.addEventListener("click", () => choose(at));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && boxes[at + step]) {
      event.preventDefault();
      boxes[at + step].focus();
    }
  });
}

if (sheet) {
  written.value = ranges();
  // The numbers say it already: the address stays short.
  sheet.addEventListener("submit", () => {
    if (written.value.trim()) {
      for (const box of boxes) {
        box.disabled = true;
      }
    }
  });
  // Back in the browser's history they can be ticked again.
  window.addEventListener("pageshow", () => {
    for (const box of boxes) {
      box.disabled = false;
    }
  });
  sheet.querySelector("tr.moves")?.scrollIntoView({ block: "center" });
  document.getElementById("preview")?.scrollIntoView({ block: "start" });
}
