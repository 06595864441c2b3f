// Before the tablet's own script has taken the page over, what is tapped is held, not sent: the page would go away with it,
// and take along whatever is typed meanwhile. Read before the page is drawn; it knows nothing but these forms.
(() => {
  if (!(isSecureContext && "indexedDB" in window && crypto.subtle)) {
    return;
  }
  const held = [];
  const hold = (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("[data-answer], [data-settle], [data-begin], [data-photo], [data-draft]")) {
      return;
    }
    event.preventDefault();
    held.push([form, submitter]);
    if (submitter?.matches(".answer")) {
      for (const button of form.querySelectorAll(".answer")) {
        button.setAttribute("aria-pressed", String(button === submitter));
      }
    }
  };
  document.addEventListener("submit", hold, true);
  document.addEventListener("input", () => (window.beffroiHeld.typed = true), { capture: true, once: true });
  document.documentElement.classList.add("scripting");
  window.beffroiHeld = {
    typed: false,
    take() {
      document.removeEventListener("submit", hold, true);
      return held.splice(0);
    },
  };
})();
