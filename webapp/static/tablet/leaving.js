// Before a step is taken, what is kept on the tablet leaves: once a grid is handed in, the house takes no answer more.

import { find } from "./dom.js";

const PATIENCE = 8_000;
const PAUSE = 100;

/** Finish the notes that were still being written when their page was left. */
export async function finishNotes(log) {
  for (const operation of await log.all()) {
    if (operation.open) {
      await log.keep({ ...operation, open: false });
    }
  }
}

/** Hold the page's form back until it is kept and everything has left, or until it is plain that nothing can leave now. */
export function sendFirst(tablet, keepDraft) {
  const form = find("form[data-draft]");
  let waiting = false;
  let sent = false;
  form?.addEventListener(
    "submit",
    async (event) => {
      if (sent) {
        sent = false;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) {
        return;
      }
      waiting = true;
      await keepDraft().catch((error) => console.warn(error));
      await everythingLeft(tablet).catch((error) => console.warn(error));
      waiting = false;
      sent = true;
      form.requestSubmit(event.submitter);
    },
    true,
  );
}

async function everythingLeft({ log, photos, sender }) {
  const limit = Date.now() + PATIENCE;
  const stays = async () => [...(await log.all()), ...(await photos.all())].some((each) => !each.refused && !each.later);
  while ((await stays()) && Date.now() < limit) {
    await sender.wake();
    if (sender.trouble) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
