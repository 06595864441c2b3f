// The log of what was done on this tablet: operations with ids of their own, kept until the house says that it has them.

import { sha256OfText } from "./lock.js";
import { change, deviceName, nextNumber, ofOwner } from "./store.js";

/** The operations of one person. Those that cannot be opened with today's key are counted and left alone. */
export class Log {
  constructor(lock) {
    this.lock = lock;
    this.unreadable = 0;
  }

  /** Make an operation, not yet kept. */
  async make(kind, given) {
    return {
      id: crypto.randomUUID(),
      kind,
      ...given,
      device: await deviceName(),
      counter: await nextNumber(),
      at: new Date().toISOString(),
    };
  }

  /** Keep an operation, or a later writing of the same one; answers once it is on the disk. */
  async keep(operation) {
    const sealed = await this.lock.seal(`log/${operation.id}`, operation);
    const record = { id: operation.id, owner: this.lock.owner, ...sealed };
    await change(["log"], (store) => store("log").put(record));
  }

  /** Return every operation in the order of the tablet. */
  async all() {
    const found = [];
    this.unreadable = 0;
    for (const record of await ofOwner("log", this.lock.owner)) {
      try {
        found.push(await this.lock.open(`log/${record.id}`, record));
      } catch {
        this.unreadable += 1;
      }
    }
    return found.sort((one, other) => one.counter - other.counter);
  }

  /** Forget operations that the house has, or that their author removed. */
  async forget(ids) {
    await change(["log"], (store) => ids.forEach((id) => store("log").delete(id)));
  }
}

/** Return the digest by which a receipt proves that the house kept this very operation. */
export function digestOf(operation) {
  const { id, sheet, item, value, note, replaces, device, counter, at } = operation;
  const parts =
    operation.kind === "begin" ? [id, sheet, "begin"] : [id, sheet, item, value, note, replaces, device, counter, at];
  return sha256OfText(JSON.stringify(parts));
}

/** Return what leaves the tablet of an operation. */
export function asSent({ id, kind, sheet, item, value, note, replaces, device, counter, at }) {
  return kind === "begin" ? { id, kind, sheet, at } : { id, kind, sheet, item, value, note, replaces, device, counter, at };
}

/**
 * Return what stands at one item: the answers that the house told, with the operations of this tablet laid over them.
 * Each has a value, a note and the ids that a new answer must replace; two or more contest each other.
 */
export function standingAt(told, operations) {
  let standing = told.map((each) => ({ ...each, ids: [...each.ids] }));
  for (const operation of operations) {
    if (standing.some((each) => each.ids.includes(operation.id))) {
      continue;
    }
    const gone = new Set(operation.replaces);
    for (const each of standing) {
      each.ids = each.ids.filter((id) => !gone.has(id));
    }
    standing = standing.filter((each) => each.ids.length);
    standing.push({ value: operation.value, note: operation.note, ids: [operation.id], at: operation.at, here: true });
  }
  return alike(standing);
}

function alike(standing) {
  const kept = [];
  for (const each of standing) {
    const same = kept.find((other) => other.value === each.value && other.note === each.note);
    if (same) {
      same.ids.push(...each.ids);
    } else {
      kept.push(each);
    }
  }
  return kept;
}
