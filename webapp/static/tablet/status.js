// The line that is always in sight: everything is sent, or what waits, since when, and why.

import { find, icon, make, write } from "./dom.js";
import { countOfOthers } from "./store.js";
import { count, lengthOf, say, timeOf, what } from "./words.js";

const SKEW = 120_000;
const ROOM = 500 * 1024 * 1024;
const REJOICE = 8_000;

export class Status {
  constructor(tablet) {
    this.tablet = tablet;
    this.trouble = "";
    this.sending = false;
    this.joy = "";
    this.advice = new Map();
  }

  /** Hear what the sender tells. */
  hear({ trouble, sending, over, kept, skew }) {
    if (trouble !== undefined) {
      this.trouble = trouble;
      this.sending = sending;
    }
    if (kept) {
      this.#count(kept);
    }
    if (over) {
      this.#rejoice();
    }
    if (skew !== undefined) {
      const words = skew > 0 ? "clock_ahead" : "clock_behind";
      this.advise("clock", Math.abs(skew) > SKEW ? say(words, { length: lengthOf(Math.abs(skew)) }) : "");
    }
  }

  /** Draw the line anew from what is kept here. */
  async draw() {
    const { log, photos } = this.tablet;
    const operations = await log.all();
    const pictures = await photos.all();
    const waiting = {
      answers: pointsIn(operations.filter((each) => !each.refused)),
      begins: operations.filter((each) => each.kind === "begin" && !each.refused).length,
      photos: pictures.filter((each) => !each.refused).length,
    };
    const times = [...operations, ...pictures].filter((each) => !each.refused).map((each) => each.at);
    this.#show(waiting, times.sort()[0]);
    this.#warnAtSignOut(waiting);
    const others = await countOfOthers(this.tablet.lock.owner);
    const unreadable = log.unreadable + photos.unreadable;
    this.advise("others", others ? count("of_colleague", others) : "");
    this.advise("unreadable", unreadable ? say("unreadable", { n: unreadable }) : "");
    return waiting;
  }

  /** Show or take back a piece of advice above the page. */
  advise(name, words) {
    this.advice.set(name, words);
    const place = find("[data-advice]");
    const shown = [...this.advice.values()].filter(Boolean).join("\n");
    if (!place || place.dataset.shown === shown) {
      return;
    }
    place.dataset.shown = shown;
    place.replaceChildren(
      ...[...this.advice.values()].filter(Boolean).map((each) => make("p", { class: "advice-line" }, icon("warning"), make("span", {}, each))),
    );
  }

  /** Something is not on the disk yet: nobody may believe meanwhile that everything has left. */
  waits() {
    const band = find("[data-sending]");
    if (band) {
      band.dataset.mood = "waiting";
    }
  }

  #show(waiting, since) {
    const band = find("[data-sending]");
    if (!band) {
      return;
    }
    band.hidden = false;
    const some = waiting.answers + waiting.begins + waiting.photos > 0;
    const lines = [];
    if (some && this.sending && !this.trouble) {
      lines.push(say("sending", { what: what(waiting) }));
    } else if (some) {
      lines.push(say("waiting", { what: what(waiting), since: timeOf(since) }));
    } else if (!this.trouble) {
      lines.push(this.joy || say("all_sent"));
    }
    if (this.trouble) {
      lines.push(say(this.trouble));
    }
    band.dataset.mood = this.trouble || some || this.tablet.page?.busy ? "waiting" : "good";
    write(find("[data-sending-state]"), lines.join(" – "));
    this.#acts(some);
  }

  #acts(some) {
    const place = find("[data-sending-acts]");
    const acts = [];
    if (this.trouble === "sign_in_again") {
      acts.push(make("a", { class: "button button-second", href: location.pathname }, say("sign_in")));
    } else if (some && (!this.sending || this.trouble) && this.trouble !== "other_person") {
      acts.push(make("button", { class: "button button-second", type: "button", click: () => this.tablet.sender.wake() }, say("send_now")));
    }
    const drawn = acts.map((act) => act.textContent).join();
    if (place.dataset.drawn !== drawn) {
      place.dataset.drawn = drawn;
      place.replaceChildren(...acts);
    }
  }

  #count({ operations, photos }) {
    this.gone ??= { answers: 0, photos: 0, begins: 0 };
    this.gone.answers += pointsIn(operations);
    this.gone.begins += operations.filter((each) => each.kind === "begin").length;
    this.gone.photos += photos.length;
  }

  #rejoice() {
    const gone = this.gone && what(this.gone);
    this.gone = undefined;
    if (!gone) {
      return;
    }
    this.joy = say("back", { what: gone });
    setTimeout(() => {
      this.joy = "";
      this.draw();
    }, REJOICE);
  }

  #warnAtSignOut(waiting) {
    const form = find('form[action$="/sign-out"]');
    if (!form) {
      return;
    }
    const words = what(waiting);
    let told = find("[data-stays]", form);
    if (!told) {
      told = make("p", { "data-stays": true, class: "soft" });
      form.append(told);
    }
    write(told, words ? say("stays_encrypted", { what: words }) : "");
  }
}

/** An answer that was changed before it left counts once: people count points, not operations. */
const pointsIn = (operations) =>
  new Set(operations.filter((each) => each.kind === "answer").map((each) => `${each.sheet}/${each.item}`)).size;

/** Ask the browser to keep what it holds for good, and say when it will not, or when there is little room. */
export async function checkRoom(status, beforeLeaving) {
  if (!navigator.storage?.persist) {
    return;
  }
  const durable = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  status.advise("durable", durable || !beforeLeaving ? "" : say("not_durable"));
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  status.advise("room", quota - usage < ROOM ? say("little_room") : "");
}
