// Photos taken on this tablet: original bytes with their hash, encrypted until the house gives a receipt for each.

import { sha256 } from "./lock.js";
import { change, deviceName, nextNumber, ofOwner, read } from "./store.js";

export const LARGEST = 12 * 1024 * 1024;
const KINDS = ["image/jpeg", "image/png", "image/webp"];

/** The photos of one person. What is said about a photo and its bytes are sealed apart: lists need not open bytes. */
export class Photos {
  constructor(lock) {
    this.lock = lock;
    this.unreadable = 0;
  }

  /** Take a file from the camera; returns what is known of it, or the name of the word that says why not. */
  async take(file, { sheet, item, caption }) {
    if (file.size > LARGEST) {
      return { refused: "photo_too_heavy" };
    }
    if (!KINDS.includes(file.type)) {
      return { refused: "photo_no_photo" };
    }
    const bytes = await file.arrayBuffer();
    const about = {
      id: crypto.randomUUID(),
      sheet,
      item,
      caption: caption.slice(0, 300),
      type: file.type,
      size: bytes.byteLength,
      sha256: await sha256(bytes),
      device: await deviceName(),
      counter: await nextNumber(),
      at: new Date().toISOString(),
    };
    const content = await this.lock.sealBytes(`photos/${about.id}/bytes`, bytes);
    await this.#put(about, content);
    return about;
  }

  /** Return what is known of every photo kept here, in the order in which they were taken. */
  async all() {
    const found = [];
    this.unreadable = 0;
    for (const record of await ofOwner("photos", this.lock.owner)) {
      try {
        found.push(await this.lock.open(`photos/${record.id}`, record));
      } catch {
        this.unreadable += 1;
      }
    }
    return found.sort((one, other) => one.counter - other.counter);
  }

  /** Return the bytes of a photo as they came from the camera. */
  async bytes(id) {
    const record = await read("photos", (store) => store.get(id));
    return this.lock.openBytes(`photos/${id}/bytes`, record.content);
  }

  /** Write down what became of a photo that stays here for now. */
  async note(about) {
    const record = await read("photos", (store) => store.get(about.id));
    if (record) {
      await this.#put(about, record.content);
    }
  }

  async forget(id) {
    await change(["photos"], (store) => store("photos").delete(id));
  }

  async #put(about, content) {
    const sealed = await this.lock.seal(`photos/${about.id}`, about);
    const record = { id: about.id, owner: this.lock.owner, ...sealed, content };
    await change(["photos"], (store) => store("photos").put(record));
  }
}
