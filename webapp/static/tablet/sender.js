// Sends what is kept here, by itself and as often as it takes, and forgets it only on a receipt that proves it is kept.

import { askKey } from "./lock.js";
import { asSent, digestOf } from "./log.js";

const BATCH = 50;
const FIRST_PAUSE = 4_000;
const LONGEST_PAUSE = 60_000;
const PATIENCE = 25_000;
const PATIENCE_PHOTO = 180_000;

/**
 * One person's sender in one page. It tells `listen` what is going on: `trouble` (why nothing leaves: `no_network`,
 * `no_server`, `sign_in_again`, `other_person`, or nothing), `sending`, `over` (a trouble has just ended), `kept` (the
 * operations and photos that the house has just kept), `skew` (of the clocks, in milliseconds), `changed`.
 */
export class Sender {
  #timer;
  #pause = FIRST_PAUSE;
  #running = false;
  #again = false;

  constructor({ lock, log, photos, desk, token, listen }) {
    Object.assign(this, { lock, log, photos, desk, token, listen });
    this.trouble = "";
    this.sending = false;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.#meet("no_network"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  /** Try now. */
  wake() {
    this.#pause = FIRST_PAUSE;
    clearTimeout(this.#timer);
    return this.#round();
  }

  async #round() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    let left = 0;
    try {
      // Two pages of the same person on one tablet take turns; whatever both would send is one and the same anyway.
      left = await navigator.locks.request(`beffroi-send-${this.lock.owner}`, () => this.#send());
    } finally {
      this.#running = false;
    }
    if (this.#again) {
      this.#again = false;
      return this.#round();
    }
    if (left) {
      this.#plan();
    }
  }

  #plan() {
    clearTimeout(this.#timer);
    const jitter = 0.8 + Math.random() * 0.4;
    this.#timer = setTimeout(() => this.#round(), this.#pause * jitter);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  /** Send everything that may leave; return how much stays here to be sent later. */
  async #send() {
    const operations = (await this.log.all()).filter((each) => !each.open && !each.refused);
    const photos = (await this.photos.all()).filter((each) => !each.refused);
    if (!operations.length && !photos.length) {
      if (this.trouble && this.trouble !== "no_network") {
        return this.#look();
      }
      this.#meet("");
      return 0;
    }
    this.#meet(this.trouble, { sending: true });
    let stays = 0;
    for (let start = 0; start < operations.length; start += BATCH) {
      const kept = await this.#sendOperations(operations.slice(start, start + BATCH));
      if (kept === null) {
        this.#meet(this.trouble, { sending: false });
        return operations.length + photos.length;
      }
      stays += kept;
    }
    for (const photo of photos) {
      const kept = await this.#sendPhoto(photo);
      if (kept === null) {
        this.#meet(this.trouble, { sending: false });
        return photos.length;
      }
      stays += kept;
    }
    this.#meet("", { sending: false });
    return stays;
  }

  /** Find out whether a trouble is over when there is nothing to send. */
  async #look() {
    const answer = await this.#ask("key", { headers: {} });
    if (answer === null) {
      return 1;
    }
    this.#meet("");
    return 0;
  }

  async #sendOperations(operations) {
    const sent = Date.now();
    const body = JSON.stringify({ owner: this.lock.owner, operations: operations.map(asSent) });
    const answer = await this.#ask("sync", { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (answer === null) {
      return null;
    }
    if (answer.unreadable) {
      return this.#setApart(operations);
    }
    const { receipts, now } = answer;
    const skew = (sent + Date.now()) / 2 - new Date(now).getTime();
    const known = new Map(receipts.map((receipt) => [receipt.id, receipt]));
    const kept = [];
    let stays = 0;
    for (const operation of operations) {
      const receipt = known.get(operation.id);
      if (receipt?.state === "kept" && receipt.digest === (await digestOf(operation))) {
        kept.push(operation);
      } else if (receipt?.state === "refused") {
        await this.log.keep({ ...operation, refused: receipt.reasons, later: undefined });
      } else {
        stays += 1;
        await this.log.keep({ ...operation, later: receipt?.reasons?.[0] });
      }
    }
    // Told first, forgotten afterwards: in between, the page knows both and shows the answer once.
    await this.listen({ kept: { operations: kept, photos: [] }, skew });
    await this.log.forget(kept.map((each) => each.id));
    await this.listen({ changed: true });
    return stays;
  }

  /** A batch that the house cannot read: find the operation that spoils it, and let the others go. */
  async #setApart(operations) {
    if (operations.length === 1) {
      await this.log.keep({ ...operations[0], refused: [""] });
      return 0;
    }
    const middle = Math.ceil(operations.length / 2);
    let stays = 0;
    for (const part of [operations.slice(0, middle), operations.slice(middle)]) {
      const kept = await this.#sendOperations(part);
      if (kept === null) {
        return null;
      }
      stays += kept;
    }
    return stays;
  }

  async #sendPhoto(photo) {
    const form = new FormData();
    for (const [name, value] of Object.entries({
      owner: this.lock.owner,
      id: photo.id,
      item: photo.item,
      caption: photo.caption,
      taken_at: photo.at,
      device: photo.device,
      sha256: photo.sha256,
    })) {
      form.append(name, value);
    }
    form.append("photo", new Blob([await this.photos.bytes(photo.id)], { type: photo.type }), "photo");
    const where = `sheets/${photo.sheet}/photos`;
    const answer = await this.#ask(where, { method: "POST", body: form, headers: {}, patience: PATIENCE_PHOTO });
    if (answer === null) {
      return null;
    }
    if (answer.state === "kept" && answer.id === photo.id && answer.sha256 === photo.sha256) {
      await this.listen({ kept: { operations: [], photos: [photo] } });
      await this.photos.forget(photo.id);
      await this.listen({ changed: true });
      return 0;
    }
    if (answer.state === "later") {
      await this.photos.note({ ...photo, later: answer.reasons?.[0] });
      return 1;
    }
    await this.photos.note({ ...photo, refused: answer.reasons ?? answer.sentences ?? [""], later: undefined });
    await this.listen({ changed: true });
    return 0;
  }

  /**
   * Ask the house and return what it says, `null` if nothing can be had now (the trouble is told), or
   * `{ unreadable: true }` where it cannot read what was sent.
   */
  async #ask(where, { headers, patience = PATIENCE, ...how }, second = false) {
    let answer;
    try {
      answer = await fetch(this.desk + where, {
        ...how,
        headers: { Accept: "application/json", "X-Beffroi-Token": this.token, ...headers },
        cache: "no-store",
        signal: AbortSignal.timeout(patience),
      });
    } catch {
      return this.#give(navigator.onLine ? "no_server" : "no_network");
    }
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => null) : null;
    if (answer.ok && said && !answer.redirected) {
      return said;
    }
    if (answer.status === 401 || answer.redirected) {
      return this.#give("sign_in_again");
    }
    if (answer.status === 409 && said?.other) {
      return this.#give("other_person");
    }
    if (answer.status === 403 && !second) {
      return (await this.#renewToken()) ? this.#ask(where, { headers, patience, ...how }, true) : null;
    }
    if (how.body instanceof FormData && (said?.state || [400, 404, 409, 413, 422].includes(answer.status))) {
      return said ?? {};
    }
    return answer.status === 400 ? { unreadable: true } : this.#give("no_server");
  }

  /** After signing in again, in this page or another, the session has a new token: take it if it is the same person. */
  async #renewToken() {
    try {
      const given = await askKey(this.desk);
      if (given === null) {
        return this.#give("sign_in_again");
      }
      if (given.owner !== this.lock.owner) {
        return this.#give("other_person");
      }
      this.token = given.token;
      return true;
    } catch {
      return this.#give("no_server");
    }
  }

  #give(trouble) {
    this.#meet(trouble);
    return null;
  }

  #meet(trouble, { sending = this.sending } = {}) {
    const over = this.trouble !== "" && trouble === "" && !sending;
    this.trouble = trouble;
    this.sending = sending;
    this.listen({ trouble, sending, over });
  }
}
