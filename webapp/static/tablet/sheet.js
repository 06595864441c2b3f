// The page of a grid: what is tapped or typed is kept on the tablet first, then shown, then sent.

import { find, findAll, icon, make, write } from "./dom.js";
import { finishNotes } from "./leaving.js";
import { standingAt } from "./log.js";
import { count, say, timeOf } from "./words.js";

const OPEN = "answering";
const READY = "ready";
const NOTE_PAUSE = 400;
const NOTE_END = 5_000;
const LOOK_EVERY = 20_000;
const LOOK_WHILE = 15 * 60_000;

export class SheetPage {
  #notes = new Map();
  #order = Promise.resolve();
  #underway = 0;
  #touched = Date.now();
  /** How often the house has kept something: what it told of the grid before that is out of date. */
  folds = 0;

  constructor(tablet, state) {
    this.tablet = tablet;
    this.state = state;
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, () => (this.#touched = Date.now()), { passive: true });
    }
  }

  /** Take over the page at once: its forms go through the tablet's log from now on, what was typed before included. */
  takeOver() {
    document.addEventListener("submit", (event) => this.#submit(event), true);
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("input", (event) => this.#typed(event));
    document.addEventListener("focusout", (event) => this.#left(event));
    document.addEventListener("change", (event) => this.#picture(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("pagehide", () => this.closeNotes());
    document.addEventListener("visibilitychange", () => this.closeNotes());
    for (const area of findAll("[data-note]").filter((each) => each.value !== each.defaultValue)) {
      this.#typed({ target: area });
    }
  }

  /** Show how the grid stands, and go on looking. */
  async start() {
    await finishNotes(this.tablet.log);
    await this.draw();
    setInterval(() => this.#lookNowAndThen(), LOOK_EVERY);
    if (this.tablet.kept) {
      this.look();
    }
  }

  /** Answer an item; `replaces` are the ids that the answer takes over, by default all that stand. */
  answer(item, value, note) {
    // What is typed from now on is a new note: only the one that was open when the answer was given goes into it.
    const open = this.#notes.get(item);
    clearTimeout(open?.soon);
    clearTimeout(open?.timer);
    this.#notes.delete(item);
    return this.#inOrder(async () => {
      const standing = await this.#standing(item);
      if (standing.length === 1 && standing[0].value === value && standing[0].note === note) {
        return;
      }
      if (!standing.length && !value && !note) {
        return;
      }
      const operation = (await this.#isStillOpen(open?.operation))
        ? { ...open.operation, value, note }
        : await this.#make(item, value, note, standing);
      await this.#keep({ ...operation, open: false });
      this.tablet.sender.wake();
    });
  }

  /** Draw every card from what the house told and what is kept here. */
  async draw() {
    const operations = await this.#operations();
    const pictures = (await this.tablet.photos.all()).filter((each) => each.sheet === this.state.sheet);
    const begins = (await this.tablet.log.all()).filter((each) => each.kind === "begin" && each.sheet === this.state.sheet);
    const asked = begins.find((each) => !each.refused);
    this.answerable = this.state.state === OPEN || (this.state.state === READY && Boolean(asked || this.state.begun));
    const counts = { left: [], contested: [] };
    for (const item of this.state.items) {
      const ours = operations.filter((each) => each.item === item);
      const standing = standingAt(this.state.standing[item] ?? [], ours);
      if (standing.length > 1) {
        counts.contested.push(item);
      } else if (!standing[0]?.value) {
        counts.left.push(item);
      }
      this.#drawCard(item, standing, ours);
      this.#drawPictures(item, pictures);
    }
    this.#drawBegin(asked);
    this.#drawBottom(counts);
  }

  /** Lay what the house has just kept over what it told, so that nothing flickers before the next look. */
  async fold({ operations, photos }) {
    this.folds += 1;
    const ours = operations.filter((each) => each.sheet === this.state.sheet);
    for (const operation of ours.filter((each) => each.kind === "answer")) {
      const standing = standingAt(this.state.standing[operation.item] ?? [], [operation]);
      this.state.standing[operation.item] = standing.map((each) => ({ ...each, here: undefined }));
    }
    // Until the house has told how the grid stands: a field that is shut for a moment loses what is being typed.
    this.state.begun ||= ours.some((each) => each.kind === "begin");
    for (const photo of photos.filter((each) => each.sheet === this.state.sheet)) {
      if (!this.state.photos.some((each) => each.id === photo.id)) {
        this.state.photos.push({ id: photo.id, item: photo.item, caption: photo.caption, at: photo.at });
      }
    }
    await this.#remember();
  }

  /** Ask the house how the grid stands now: answers of other tablets, a grid that was handed in. */
  async look() {
    const { desk } = this.tablet;
    const { folds } = this;
    let told;
    try {
      const version = encodeURIComponent(this.state.version);
      const answer = await fetch(`${desk}sheets/${this.state.sheet}/now?version=${version}`, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        signal: AbortSignal.timeout(20_000),
      });
      if (!answer.ok || answer.redirected) {
        if (answer.status === 401) this.tablet.sender.wake();
        return;
      }
      told = await answer.json();
    } catch {
      return;
    }
    if (told.unchanged) {
      return;
    }
    if (folds !== this.folds) {
      // The house has kept more since it was asked: shown now, its answer would take that back.
      await this.look();
      return;
    }
    const moved = told.state !== this.state.state;
    this.state = { ...told, now: undefined };
    await this.#remember();
    if (moved) {
      await this.tablet.drawAnew();
    } else {
      await this.draw();
    }
  }

  // ------------------------------------------------------------------ what people do

  #submit(event) {
    const form = event.target;
    if (!form.matches("[data-answer], [data-settle], [data-begin], [data-photo]")) {
      this.#leaveOnceKept(event, () => form.requestSubmit(event.submitter));
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (form.matches("[data-begin]")) {
      this.#begin();
      return;
    }
    if (form.matches("[data-photo]")) {
      return;
    }
    const item = form.closest("[data-item]").dataset.item;
    if (form.matches("[data-settle]")) {
      this.answer(item, form.elements.value.value, form.elements.note.value);
    } else if (event.submitter?.name === "value") {
      this.answer(item, event.submitter.value, form.elements.note.value);
    }
  }

  #click(event) {
    const back = event.target.closest("[data-take-back]");
    if (back) {
      const card = back.closest("[data-item]");
      this.answer(card.dataset.item, "", find("[data-note]", card).value);
    }
    const next = event.target.closest("[data-next]");
    if (next) {
      event.preventDefault();
      this.#goOn();
    }
    const away = event.target.closest("a[href]:not([href^='#'])");
    if (away) {
      this.#leaveOnceKept(event, () => location.assign(away.href));
    }
  }

  /** A page that leaves takes along what is not on the disk yet: what was just done is kept first. */
  #leaveOnceKept(event, leave) {
    if (this.busy) {
      event.preventDefault();
      event.stopPropagation();
      this.closeNotes().then(() => this.#order).then(leave);
    }
  }

  #key(event) {
    const card = event.target.closest?.("[data-item]");
    const place = ["1", "2", "3", "4"].indexOf(event.key);
    if (!card || place < 0 || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("textarea, input")) {
      return;
    }
    event.preventDefault();
    findAll(".answer", card)[place]?.click();
  }

  #begin() {
    return this.#inOrder(async () => {
      const known = (await this.tablet.log.all()).some(
        (each) => each.kind === "begin" && each.sheet === this.state.sheet && !each.refused,
      );
      if (!known) {
        await this.#keep(await this.tablet.log.make("begin", { sheet: this.state.sheet }));
      }
      this.tablet.sender.wake();
    });
  }

  #typed(event) {
    if (!event.target.matches("[data-note]")) {
      return;
    }
    const area = event.target;
    const item = area.closest("[data-item]").dataset.item;
    grow(area);
    const open = this.#notes.get(item) ?? {};
    clearTimeout(open.timer);
    clearTimeout(open.soon);
    open.soon = setTimeout(() => this.#keepNote(item), NOTE_PAUSE);
    open.timer = setTimeout(() => this.#closeNote(item), NOTE_END);
    open.area = area;
    open.strokes = (open.strokes ?? 0) + 1;
    this.#notes.set(item, open);
    this.tablet.status.waits();
  }

  #left(event) {
    if (event.target.matches?.("[data-note]")) {
      this.#closeNote(event.target.closest("[data-item]").dataset.item);
    }
  }

  /** Keep a note while it is being written: the same operation, written over. */
  #keepNote(item) {
    return this.#inOrder(async () => {
      const open = this.#notes.get(item);
      if (!open) {
        return;
      }
      if (!(await this.#isStillOpen(open.operation))) {
        const standing = await this.#standing(item);
        const value = standing.length === 1 ? standing[0].value : "";
        open.operation = await this.#make(item, value, open.area.value, standing);
      }
      open.operation = { ...open.operation, note: open.area.value, open: true };
      await this.#keep(open.operation, { quiet: true });
    });
  }

  /** Another page of the same person may have finished a note meanwhile: then what is typed on is a new operation. */
  async #isStillOpen(operation) {
    return Boolean(operation) && (await this.tablet.log.all()).some((each) => each.id === operation.id && each.open);
  }

  async #closeNote(item) {
    const open = this.#notes.get(item);
    if (!open) {
      return;
    }
    clearTimeout(open.soon);
    clearTimeout(open.timer);
    const { strokes } = open;
    await this.#keepNote(item);
    await this.#inOrder(async () => {
      // Its writer may have come back to it meanwhile: then it is still being written.
      if (this.#notes.get(item) !== open || !open.operation || open.strokes !== strokes) {
        return;
      }
      this.#notes.delete(item);
      const standing = standingAt(this.state.standing[item] ?? [], (await this.#operations()).filter((each) => each.item === item && each.id !== open.operation.id));
      const same = standing.length === 1 && standing[0].note === open.operation.note && standing[0].value === open.operation.value;
      if (same || (!standing.length && !open.operation.note && !open.operation.value)) {
        await this.tablet.log.forget([open.operation.id]);
        await this.draw();
        return;
      }
      await this.#keep({ ...open.operation, open: false });
      this.tablet.sender.wake();
    });
  }

  /** Finish every note that is being written. */
  closeNotes() {
    return Promise.all([...this.#notes.keys()].map((item) => this.#closeNote(item)));
  }

  /** The page was drawn anew under somebody who is typing: the notes that are being written go on in the new one. */
  carryNotes() {
    for (const [item, open] of this.#notes) {
      const area = document.getElementById(`note-${item}`);
      if (area?.matches(":enabled")) {
        area.value = open.area.value;
        open.area = area;
      } else {
        this.#closeNote(item);
      }
    }
  }

  async #picture(event) {
    if (!event.target.matches(".photo-input")) {
      return;
    }
    const input = event.target;
    const card = input.closest("[data-item]");
    const { item } = card.dataset;
    // A photo without a caption stops the press: the note says what it shows, or else the question does.
    const caption = find("[data-note]", card).value.trim().split("\n")[0] || find("h3", card).textContent.trim();
    for (const file of input.files) {
      await this.#inOrder(async () => {
        try {
          const taken = await this.tablet.photos.take(file, { sheet: this.state.sheet, item, caption });
          this.tablet.status.advise("photo", taken.refused ? say(taken.refused) : "");
        } catch (error) {
          this.tablet.fail(error);
        }
      });
    }
    input.value = "";
    await this.draw();
    await this.tablet.status.draw();
    this.tablet.sender.wake();
  }

  #goOn() {
    const open = findAll("[data-item]").filter((card) => card.hasAttribute("data-contested") || !card.dataset.value);
    const line = document.querySelector(".sending")?.getBoundingClientRect().bottom ?? 0;
    const focused = document.activeElement?.closest("[data-item]");
    const below = open.filter((card) =>
      focused
        ? focused.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING
        : card.getBoundingClientRect().top > line + 8,
    );
    const next = below[0] ?? open[0] ?? find("#steps-grid");
    if (next) {
      next.scrollIntoView({ block: "start" });
      next.setAttribute("tabindex", "-1");
      next.focus({ preventScroll: true });
    }
  }

  // ------------------------------------------------------------------ what is kept

  /** Whether something was tapped or typed that is not on the disk yet. */
  get busy() {
    return this.#underway > 0 || [...this.#notes.values()].some(({ area, operation }) => operation?.note !== area.value);
  }

  #inOrder(work) {
    this.#underway += 1;
    this.#order = this.#order
      .then(work)
      .catch((error) => this.tablet.fail(error))
      .finally(() => {
        this.#underway -= 1;
        return this.#underway ? undefined : this.tablet.status.draw();
      });
    this.tablet.status.waits();
    return this.#order;
  }

  #make(item, value, note, standing) {
    const replaces = standing.flatMap((each) => each.ids);
    return this.tablet.log.make("answer", { sheet: this.state.sheet, item, value, note, replaces });
  }

  async #keep(operation, { quiet = false } = {}) {
    await this.tablet.log.keep(operation);
    await this.tablet.status.draw();
    if (!quiet) {
      await this.draw();
    }
  }

  async #operations() {
    return (await this.tablet.log.all()).filter(
      (each) => each.kind === "answer" && each.sheet === this.state.sheet && !each.refused,
    );
  }

  async #standing(item) {
    const ours = (await this.#operations()).filter((each) => each.item === item);
    return standingAt(this.state.standing[item] ?? [], ours);
  }

  async #remember() {
    const { pages, path } = this.tablet;
    const page = await pages.find(path);
    if (page) {
      await pages.keep(path, { html: page.html, state: this.state });
    }
  }

  #lookNowAndThen() {
    const busy = Date.now() - this.#touched > LOOK_WHILE || document.visibilityState !== "visible";
    if (!busy && ![OPEN, READY, "assigned"].includes(this.state.state)) {
      return;
    }
    if (!busy) {
      this.look();
    }
  }

  // ------------------------------------------------------------------ what is shown

  #drawCard(item, standing, ours) {
    const card = document.getElementById(item);
    if (!card) {
      return;
    }
    const only = standing.length === 1 ? standing[0] : null;
    const value = only?.value ?? "";
    card.dataset.value = value;
    card.toggleAttribute("data-contested", standing.length > 1);
    for (const button of findAll(".answer", card)) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
    find("[data-fields]", card).disabled = !this.answerable;
    find(".photo-input", card).disabled = !this.answerable;
    const area = find("[data-note]", card);
    if (!this.#notes.has(item)) {
      area.value = only?.note ?? "";
      // Of two answers that contest each other one is chosen first, with its note: a new note would speak for neither.
      area.disabled = standing.length > 1;
    }
    grow(area);
    const mine = ours.filter((each) => standing.some((other) => other.ids.includes(each.id)));
    write(find("[data-by]", card), only?.value ? by(only) : "");
    write(find("[data-kept]", card), mine.length ? say("kept_here") : "");
    const later = mine.map((each) => each.later).find(Boolean);
    const why = find("[data-later]", card);
    why.hidden = !later;
    write(why, later ? say("later_because", { reason: later }) : "");
    find("[data-take-back]", card).hidden = !value || !this.answerable;
    this.#drawContest(card, standing);
  }

  #drawContest(card, standing) {
    const panel = find("[data-contest]", card);
    panel.hidden = standing.length < 2;
    const sides = find("[data-sides]", card);
    const drawn = JSON.stringify([this.answerable, standing.map((each) => [each.value, each.note, each.ids])]);
    if (sides.dataset.drawn === drawn) {
      return;
    }
    sides.dataset.drawn = drawn;
    sides.replaceChildren(...(standing.length < 2 ? [] : standing.map((each) => this.#side(each))));
  }

  #side(each) {
    const word = each.value ? say(`answer_${each.value}`) : say("no_answer");
    return make(
      "form",
      { class: "contest-side", "data-settle": true },
      make("input", { type: "hidden", name: "value", value: each.value }),
      make("input", { type: "hidden", name: "note", value: each.note }),
      make("p", {}, make("strong", { class: `answer-word answer-${each.value}` }, word)),
      each.note ? make("p", { class: "contest-note" }, each.note) : null,
      make("p", { class: "soft" }, by(each)),
      make("button", { class: "button button-second button-tall button-wide", disabled: !this.answerable }, say("settle")),
    );
  }

  #drawPictures(item, pictures) {
    const place = document.getElementById(item) && find("[data-pictures]", document.getElementById(item));
    if (!place) {
      return;
    }
    const sent = this.state.photos.filter((each) => each.item === item);
    const here = pictures.filter((each) => each.item === item && !sent.some((other) => other.id === each.id));
    const drawn = [...sent, ...here].map((each) => each.id + (each.refused ? "!" : "")).join() + here.length;
    if (place.dataset.drawn === drawn) {
      return;
    }
    place.dataset.drawn = drawn;
    const open = find("details", place)?.open ?? false;
    const total = sent.length + here.length;
    const { desk, photos } = this.tablet;
    const list = make(
      "ul",
      { class: "picture-list", role: "list" },
      ...sent.map((each) => {
        const alt = each.caption || say("photo_alt", { code: item });
        const picture = make("img", { src: `${desk}photo/${each.id}`, alt, loading: "lazy", width: 160, height: 120 });
        const views = make("a", { href: `${desk}photo/${each.id}/views` }, say("derive_photo"));
        return make("li", {}, picture, make("small", {}, timeOf(each.at)), " ", views);
      }),
      ...here.map((each) => {
        const picture = make("img", { alt: say("photo_alt", { code: item }), width: 160, height: 120 });
        photos.bytes(each.id).then((bytes) => {
          picture.src = URL.createObjectURL(new Blob([bytes], { type: each.type }));
          picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
        });
        return make("li", {}, picture, make("small", {}, `${timeOf(each.at)}, ${say("photo_waiting")}`));
      }),
    );
    const head = make("summary", { class: "act" }, icon("camera"), make("span", {}, say("show_photos", { n: total })));
    place.replaceChildren(...(total ? [make("details", { class: "pictures", open }, head, list)] : []));
  }

  #drawBegin(asked) {
    const closed = find("[data-grid-closed]");
    if (closed) {
      closed.hidden = this.answerable || !["assigned", READY].includes(this.state.state);
    }
    this.#offerToBegin(closed, asked);
    const form = find("form[data-begin]");
    if (!form) {
      return;
    }
    const button = find("button", form);
    button.disabled = Boolean(asked);
    if (asked) {
      button.dataset.words ??= button.textContent;
      write(button, say("begin_asked", { at: timeOf(asked.at) }));
    } else if (button.dataset.words) {
      write(button, button.dataset.words);
    }
  }

  /** Without a network the door that was last seen may be open by now: let the team begin, and the house check. */
  #offerToBegin(closed, asked) {
    const away = ["no_network", "no_server"].includes(this.tablet.sender.trouble);
    const made = find("[data-begin-away]");
    if (!closed || this.state.state !== READY || !(away || asked) || find("form[data-begin]:not([data-begin-away])")) {
      made?.remove();
      return;
    }
    if (!made) {
      closed.before(
        make(
          "form",
          { "data-begin": true, "data-begin-away": true, class: "stack-close" },
          make("button", { class: "button button-wide button-tall" }, say("begin_offline")),
          make("p", { class: "soft" }, say("begin_offline_more")),
        ),
      );
    }
  }

  #drawBottom({ left, contested }) {
    const parts = [];
    if (contested.length) {
      parts.push(count("contested", contested.length));
    }
    parts.push(left.length ? count("unanswered", left.length) : say("all_answered"));
    write(find("[data-left]"), parts.join(", "));
    find("[data-bottom]")?.toggleAttribute("data-complete", !left.length && !contested.length);
  }
}

function by(each) {
  if (each.here) {
    return say("given_here", { at: timeOf(each.at) });
  }
  const mark = each.ahead ? ` (${say("clock_mark")})` : "";
  return say("given_by", { author: each.author ?? document.body.dataset.person, at: timeOf(each.at) }) + mark;
}

/** Let a note be as tall as what is written in it. */
function grow(area) {
  area.rows = Math.min(8, Math.max(1, area.value.split("\n").length, Math.ceil(area.value.length / 42)));
}
