// The key of a person's work on this tablet. The house gives it to whoever is signed in; the tablet forgets it when they
// sign out, when somebody else signs in, and when their session would have ended.

import { change, read } from "./store.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Seals what one person types, and opens it again; each record is bound to its owner and its place. */
export class Lock {
  constructor(owner, key) {
    this.owner = owner;
    this.key = key;
  }

  async sealBytes(place, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(this.#how(place, iv), this.key, bytes);
    return { iv, data };
  }

  async openBytes(place, { iv, data }) {
    return crypto.subtle.decrypt(this.#how(place, iv), this.key, data);
  }

  seal(place, value) {
    return this.sealBytes(place, encoder.encode(JSON.stringify(value)));
  }

  async open(place, sealed) {
    return JSON.parse(decoder.decode(await this.openBytes(place, sealed)));
  }

  #how(place, iv) {
    return { name: "AES-GCM", iv, additionalData: encoder.encode(`${this.owner}/${place}`) };
  }
}

/** Return the lock of the person who is signed in, from this tablet or from the house; everybody else's key is dropped. */
export async function lockOf(owner, desk) {
  await dropKeys((kept) => kept.owner !== owner || kept.until <= Date.now());
  const kept = await read("keys", (store) => store.get(owner));
  if (kept) {
    return new Lock(owner, kept.key);
  }
  const given = await askKey(desk);
  if (!given || given.owner !== owner) {
    return null;
  }
  return new Lock(owner, given.imported);
}

/** Ask the house for the key of whoever is signed in and keep it; `null` if nobody is. Throws without a network. */
export async function askKey(desk) {
  const answer = await fetch(`${desk}key`, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) {
    return null;
  }
  const given = await answer.json();
  const raw = Uint8Array.from(atob(given.key), (sign) => sign.charCodeAt(0));
  // Not extractable: scripts use it and never see it.
  const imported = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  const until = Date.now() + given.seconds * 1000;
  await dropKeys((kept) => kept.owner !== given.owner);
  await change(["keys"], (store) => store("keys").put({ owner: given.owner, key: imported, until }));
  return { ...given, key: undefined, imported };
}

/** Return the lock of the last person who was signed in here, while their key may still be kept; else `null`. */
export async function lockKeptHere() {
  await dropKeys((kept) => kept.until <= Date.now());
  const kept = await read("keys", (store) => store.getAll());
  return kept.length === 1 ? new Lock(kept[0].owner, kept[0].key) : null;
}

/** Forget the keys of which `which` is true, all of them by default. It needs no network. */
export async function dropKeys(which = () => true) {
  const kept = await read("keys", (store) => store.getAll());
  const over = kept.filter(which);
  if (over.length) {
    await change(["keys"], (store) => over.forEach((each) => store("keys").delete(each.owner)));
  }
}

/** Return the SHA-256 of bytes in hexadecimal. */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the SHA-256 of a text in hexadecimal. */
export const sha256OfText = (text) => sha256(encoder.encode(text));
