// Begins a page of the tablet: finds out whose it is, opens what is kept, and lets the forms go through the log.

import { drawAside } from "./aside.js";
import { find, make, write } from "./dom.js";
import { forgetDrafts, keepDraft } from "./drafts.js";
import { finishNotes, sendFirst } from "./leaving.js";
import { dropKeys, lockKeptHere, lockOf } from "./lock.js";
import { Log } from "./log.js";
import { fetchPage, NightPage } from "./night.js";
import { Pages, show } from "./pages.js";
import { Photos } from "./photos.js";
import { offerRescue } from "./rescue.js";
import { Sender } from "./sender.js";
import { SheetPage } from "./sheet.js";
import { checkRoom, Status } from "./status.js";
import { learnWords, say, timeOf } from "./words.js";

const KEEP_DAYS = 3;
const AGAIN = 5_000;
const others = new BroadcastChannel("beffroi-tablet");

/** Everything of one person in one page. */
class Tablet {
  constructor(lock, { kept }) {
    this.lock = lock;
    this.kept = kept;
    this.path = location.pathname;
    this.desk = document.body.dataset.desk;
    this.log = new Log(lock);
    this.photos = new Photos(lock);
    this.pages = new Pages(lock);
    this.status = new Status(this);
    this.sender = new Sender({
      lock,
      log: this.log,
      photos: this.photos,
      desk: this.desk,
      token: document.body.dataset.token,
      listen: (told) => this.hear(told),
    });
  }

  async start() {
    const { page, state } = document.body.dataset;
    const known = this.kept ? await this.pages.find(this.path) : null;
    if (page === "sheet") {
      this.page = new SheetPage(this, known?.state ?? JSON.parse(state));
      this.page.takeOver();
    } else if (page === "night") {
      this.page = new NightPage(this);
      offerRescue(this);
    }
    if (known) {
      this.status.advise("kept", `${say("kept_copy")}. ${say("prepared_at", { at: timeOf(known.at) })}`);
    }
    checkRoom(this.status, page === "night").catch(() => {});
    this.pages.forgetOld(KEEP_DAYS).catch(() => {});
    await this.status.draw();
    await drawAside(this);
    if (page === "step") {
      sendFirst(this, await keepDraft(this));
      await finishNotes(this.log);
    }
    const done = new URLSearchParams(location.search).get("done");
    if (done) {
      await forgetDrafts(this, done);
    }
    this.sender.wake();
    await this.page?.start();
    document.documentElement.classList.add("scripted");
    for (const [form, submitter] of takeHeld()) {
      form.requestSubmit(submitter);
    }
  }

  /** Hear the sender. */
  async hear(told) {
    this.status.hear(told);
    if (told.trouble === "other_person") {
      lockScreen(say("other_person"));
      return;
    }
    if (told.kept) {
      await this.page?.fold(told.kept);
    }
    if (told.over) {
      this.status.advise("kept", "");
    }
    if (told.changed) {
      others.postMessage("changed");
      await this.refresh();
      this.page?.look?.();
    } else {
      await this.status.draw();
      if (this.drawnTrouble !== this.sender.trouble) {
        this.drawnTrouble = this.sender.trouble;
        await this.page?.draw();
      }
    }
  }

  /** Draw anew what depends on what is kept here. */
  async refresh() {
    await this.status.draw();
    await drawAside(this);
    await this.page?.draw();
  }

  /** The grid was opened or handed in meanwhile: show the page that the house draws now. */
  async drawAnew() {
    let page, folds;
    do {
      ({ folds } = this.page);
      page = await fetchPage(this.path, this).catch(() => null);
    } while (page && folds !== this.page.folds);
    if (!page) {
      await this.page.draw();
      return;
    }
    // A note that is being written comes along, with the place where its writer is, before another key is struck.
    const { scrollY } = window;
    const { id, selectionEnd } = document.activeElement ?? {};
    show(page.html);
    this.page.carryNotes();
    const field = id ? document.getElementById(id) : null;
    field?.focus({ preventScroll: true });
    if (field?.matches("textarea")) {
      field.setSelectionRange(selectionEnd, selectionEnd);
    }
    this.status.advice.clear();
    this.page.state = page.state;
    await this.refresh();
    scrollTo(0, scrollY);
  }

  async tryAgain(operation) {
    await this.log.keep({ ...operation, refused: undefined });
    await this.refresh();
    this.sender.wake();
  }

  async remove(operation) {
    await this.log.forget([operation.id]);
    await this.refresh();
  }

  async tryPhotoAgain(photo) {
    await this.photos.note({ ...photo, refused: undefined });
    await this.refresh();
    this.sender.wake();
  }

  async removePhoto(photo) {
    await this.photos.forget(photo.id);
    await this.refresh();
  }

  /** What was just done could not be kept: say so, before anybody believes that it is. */
  async fail(error) {
    this.status.advise("fail", error?.name === "QuotaExceededError" ? say("no_room") : say("cannot_keep"));
    console.warn(error);
    await this.page?.draw().catch(() => {});
  }
}

/** Take what `early.js` held back until now; nothing is held from then on. */
const takeHeld = () => window.beffroiHeld?.take() ?? [];

/** The tablet cannot keep anything after all: say so, and let the page's forms work as the house drew them. */
function giveUp(error) {
  console.warn(error);
  document.documentElement.classList.remove("scripting");
  find("[data-advice]")?.append(make("p", { class: "advice-line" }, say("cannot_keep")));
  const [first] = takeHeld();
  first?.[0].requestSubmit(first[1]);
}

/** Show nothing of anybody: words only, and a way on. */
function lockScreen(...sentences) {
  const main = find("main");
  const list = location.pathname.split("/").slice(0, 2).join("/") + "/tablet/";
  main.replaceChildren(
    make("div", { class: "page-head" }, make("h1", {}, say("locked")), ...sentences.map((each) => make("p", {}, each))),
    make("p", { class: "row" },
      make("a", { class: "button button-tall", href: location.pathname }, say("retry")),
      location.pathname === list ? null : make("a", { class: "button button-second button-tall", href: list }, say("to_the_list")),
    ),
  );
  find("[data-bottom]")?.remove();
  find("[data-aside]")?.remove();
  document.title = say("locked");
  for (const name of ["owner", "token", "state"]) {
    delete document.body.dataset[name];
  }
}

/** A page that the house has just drawn. */
async function openLive() {
  // As the house drew it, before anything of this tablet is laid over it.
  const html = `<!doctype html>\n${document.documentElement.outerHTML}`;
  const { owner, desk, state, page } = document.body.dataset;
  learnWords();
  let lock = null;
  try {
    lock = await lockOf(owner, desk);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (!lock) {
    // The network went away between the page and its key.
    setTimeout(() => openLive().catch(giveUp), AGAIN);
    return;
  }
  const tablet = new Tablet(lock, { kept: false });
  if (page !== "step") {
    await tablet.pages.keep(location.pathname, { html, state: state ? JSON.parse(state) : null });
  } else if (!(await tablet.pages.find(location.pathname))) {
    await tablet.pages.keep(location.pathname, { html, state: null });
  }
  await tablet.start();
}

/** No network: open what this tablet keeps for the person who was last signed in here. */
async function openKept() {
  learnWords();
  const lock = await lockKeptHere();
  if (!lock) {
    lockScreen(say("locked_more"));
    return;
  }
  const page = await new Pages(lock).find(location.pathname);
  if (!page) {
    lockScreen(say("not_kept_more"));
    write(find("h1"), say("not_kept"));
    return;
  }
  show(page.html);
  learnWords();
  await new Tablet(lock, { kept: true }).start();
}

/** The browser may show a page again that it had put away: only to the person whose key is still here. */
async function lookAfterComingBack(event) {
  if (event.persisted && !(await lockKeptHere())) {
    location.reload();
  }
}

others.addEventListener("message", ({ data }) => data === "locked" && location.reload());
addEventListener("pageshow", lookAfterComingBack);
document.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith("/sign-out")) {
    dropKeys().catch(() => {});
    others.postMessage("locked");
  }
});

if (isSecureContext && "indexedDB" in window && crypto.subtle) {
  if (document.body.dataset.page === "shell") {
    openKept().catch(giveUp);
  } else {
    navigator.serviceWorker?.register("/tablet-worker.js", { scope: "/" }).catch(() => {});
    openLive().catch(giveUp);
  }
} else {
  learnWords();
  const place = find("[data-advice]");
  place?.append(make("p", { class: "advice-line" }, say("cannot_keep")));
}
