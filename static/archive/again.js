// 待识别: with the box ticked, one portion after another is asked for until nothing waits or the box is cleared.
const form = document.querySelector("form.again");
const on = form?.querySelector("[name=on]");
const KEY = "extract-again";

if (on) {
  on.parentElement.hidden = false;
  on.checked = sessionStorage.getItem(KEY) === "on";
  const go = () => on.checked && form.requestSubmit();
  on.addEventListener("change", () => {
    sessionStorage.setItem(KEY, on.checked ? "on" : "");
    go();
  });
  setTimeout(go, 500);
} else {
  sessionStorage.removeItem(KEY);
}
