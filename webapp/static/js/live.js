// The night refreshes itself while somebody looks at it and nobody has paused it. Without this script, a link does it.
const EVERY = 15_000;
let paused = false;
let lost = false;

function live() {
  return document.getElementById("live");
}

// What the server drew has the pause button hidden: only this script can make it work.
function dress() {
  const button = live()?.querySelector("[data-pause]");
  if (!button) {
    return;
  }
  button.hidden = false;
  button.setAttribute("aria-pressed", String(paused));
  button.textContent = paused ? button.dataset.resume : button.dataset.pause;
  live().querySelector(".live-lost").hidden = !lost;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#live [data-pause]")) {
    paused = !paused;
    dress();
  }
});

async function look() {
  const shown = live();
  if (!shown || paused || document.hidden || shown.dataset.over === "yes" || shown.contains(document.activeElement)) {
    return;
  }
  try {
    const answer = await fetch(`${shown.dataset.live}?since=${shown.dataset.mark}`, { redirect: "manual" });
    lost = answer.type === "opaqueredirect" || !answer.ok;
    if (answer.status === 200) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceWith(document.adoptNode(page.getElementById("live")));
    }
  } catch {
    lost = true;
  }
  dress();
}

dress();
if (live()?.dataset.over === "no") {
  setInterval(look, EVERY);
  // Coming back to the page, people see at once how things stand.
  document.addEventListener("visibilitychange", look);
}
