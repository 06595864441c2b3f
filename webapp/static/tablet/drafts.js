// What is being written in the form of a step is kept here until the house has taken the step.

import { find, make } from "./dom.js";
import { say } from "./words.js";

const PAUSE = 300;
const HIDDEN = ["csrf", "command", "version"];

/** Put back what was typed before, keep the page's form as it is typed, and return how to keep it at once. */
export async function keepDraft(tablet) {
  const form = find("form[data-draft]");
  if (!form) {
    return async () => {};
  }
  const path = `draft:${tablet.path}`;
  const known = await tablet.pages.find(path);
  if (known && putBack(form, known.typed)) {
    form.before(make("p", { class: "notice notice-information", role: "status" }, say("draft_back")));
  }
  let soon;
  const keep = () => {
    clearTimeout(soon);
    return tablet.pages.keep(path, { typed: typedIn(form) });
  };
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(keep, PAUSE);
  });
  if (window.beffroiHeld?.typed) {
    await keep();
  }
  return keep;
}

/** Forget the drafts of a step that was taken. */
export const forgetDrafts = (tablet, step) =>
  tablet.pages.forget((path) => path.startsWith("draft:") && path.endsWith(`/steps/${step}`));

const typedIn = (form) => [...new FormData(form)].filter(([name]) => !HIDDEN.includes(name));

/** Fill in fields that are still empty; tell whether anything was put back. */
function putBack(form, typed) {
  let changed = false;
  for (const [name, value] of typed) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.value === value && !field.checked) {
          field.checked = changed = true;
        }
      } else if (!field.value && value) {
        field.value = value;
        changed = true;
      }
    }
  }
  return changed;
}
