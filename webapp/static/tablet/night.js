// The list of the night: each visit is fetched while there is a network, so that it opens without one.

import { find, findAll, write } from "./dom.js";
import { standingAt } from "./log.js";
import { parse } from "./pages.js";
import { count, say } from "./words.js";

const FRESH = 10 * 60_000;

export class NightPage {
  constructor(tablet) {
    this.tablet = tablet;
  }

  async start() {
    await this.draw();
    await this.#prepare();
    await this.draw();
  }

  /** Say of each visit how much is unanswered, with what is kept here. */
  async draw() {
    const operations = (await this.tablet.log.all()).filter((each) => each.kind === "answer" && !each.refused);
    for (const link of findAll("a.night-visit")) {
      const page = await this.tablet.pages.find(link.pathname);
      const left = find("[data-left]", link);
      if (page?.state && left) {
        write(left, leftOf(page.state, operations));
      }
    }
  }

  async fold() {}

  async #prepare() {
    const links = findAll("a[data-prepare]");
    const line = find("[data-prepared]");
    let ready = 0;
    for (const link of links) {
      ready += (await this.#prepareOne(link.pathname)) ? 1 : 0;
      line.hidden = false;
      write(line, say(ready < links.length ? "preparing" : "prepared", { n: ready, total: links.length }));
    }
    if (links.length) {
      write(line, say("prepared", { n: ready, total: links.length }));
    }
  }

  /** Keep one visit's page; returns whether it is here, from now or from before. */
  async #prepareOne(path) {
    const known = await this.tablet.pages.find(path);
    if (known && (this.tablet.kept || Date.now() - new Date(known.at).getTime() < FRESH)) {
      return true;
    }
    try {
      return (await fetchPage(path, this.tablet)) !== null || known !== null;
    } catch {
      return known !== null;
    }
  }
}

/** Fetch a page of this person's and keep it; `null` if the house shows something else (a sign-in, a refusal). */
export async function fetchPage(path, tablet) {
  const answer = await fetch(path, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(20_000) });
  if (!answer.ok || answer.redirected) {
    return null;
  }
  const html = await answer.text();
  const { owner, state } = parse(html).body.dataset;
  if (owner !== tablet.lock.owner) {
    return null;
  }
  const page = { html, state: state ? JSON.parse(state) : null };
  await tablet.pages.keep(path, page);
  return page;
}

function leftOf(state, operations) {
  const left = state.items.filter((item) => {
    const ours = operations.filter((each) => each.sheet === state.sheet && each.item === item);
    const standing = standingAt(state.standing[item] ?? [], ours);
    return !(standing.length > 1 || standing[0]?.value);
  });
  return left.length ? count("unanswered", left.length) : say("all_answered");
}
