// A button beside each reference that copies it. Without this file the fields are selected and copied by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "quiet";
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // Where the page is not served over HTTPS there is no clipboard.
    }
    said.textContent = document.querySelector(".citation").dataset.copied;
  });
}
