// Small comforts of every page; each page works without them.

// A form is sent once, even when the finger taps twice. The server holds to the same rule by the command id.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", "true");
  }
});

// Coming back with the browser's arrow, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
});

// Open menus close when people look elsewhere.
const openMenus = () => document.querySelectorAll("details.menu-drop[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What went wrong is read first.
document.getElementById("mistakes")?.focus();

// A drawing wider than the page opens at the state in which the case stands.
for (const drawing of document.querySelectorAll(".drawing")) {
  const live = drawing.querySelector(".live");
  if (live) {
    const [where, frame] = [live.getBoundingClientRect(), drawing.getBoundingClientRect()];
    drawing.scrollLeft += where.left + where.width / 2 - (frame.left + frame.width / 2);
  }
}
