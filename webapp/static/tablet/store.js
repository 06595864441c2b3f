// The tablet's own memory. What people typed lies in it encrypted; only ids, owners' marks and counters are readable.

const NAME = "beffroi-tablet";
const VERSION = 1;
const SEALED = ["log", "photos"];

let opening;

/** Open the memory, made at the first use. */
export function memory() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const made = asked.result;
      made.createObjectStore("facts");
      made.createObjectStore("keys", { keyPath: "owner" });
      made.createObjectStore("pages", { keyPath: ["owner", "path"] });
      for (const name of SEALED) {
        made.createObjectStore(name, { keyPath: "id" }).createIndex("owner", "owner");
      }
    };
    asked.onsuccess = () => {
      // Another version of this page wants to change the memory: let it.
      asked.result.onversionchange = () => {
        asked.result.close();
        opening = undefined;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

/** Do everything of `work` or nothing, and answer once it is on the disk: a battery may die the next moment. */
export async function change(names, work) {
  const opened = await memory();
  return new Promise((resolve, reject) => {
    const all = opened.transaction(names, "readwrite", { durability: "strict" });
    const answer = work((name) => all.objectStore(name));
    all.oncomplete = () => resolve(answer?.result ?? answer);
    all.onabort = () => reject(all.error ?? new DOMException("The change was given up.", "AbortError"));
  });
}

/** Read with `ask`, which gets a store and returns a request. */
export async function read(name, ask) {
  const opened = await memory();
  return new Promise((resolve, reject) => {
    const asked = ask(opened.transaction(name).objectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Return every record of an owner in a store. */
export const ofOwner = (name, owner) => read(name, (store) => store.index("owner").getAll(owner));

/** Return how many records of other people lie in the log and among the photos. */
export async function countOfOthers(owner) {
  let count = 0;
  for (const name of SEALED) {
    const all = await read(name, (store) => store.count());
    count += all - (await read(name, (store) => store.index("owner").count(owner)));
  }
  return count;
}

/** Return the name of this device, drawn at random once. */
export async function deviceName() {
  const known = await read("facts", (store) => store.get("device"));
  if (known) {
    return known;
  }
  const drawn = `tablette-${crypto.randomUUID().slice(0, 8)}`;
  await change(["facts"], (store) => store("facts").put(drawn, "device"));
  return drawn;
}

/** Return the next number of this device: it orders what was done, which clocks do not. */
export async function nextNumber() {
  const opened = await memory();
  return new Promise((resolve, reject) => {
    const one = opened.transaction("facts", "readwrite");
    const facts = one.objectStore("facts");
    const asked = facts.get("counter");
    let next = 0;
    asked.onsuccess = () => {
      next = (asked.result ?? 0) + 1;
      facts.put(next, "counter");
    };
    one.oncomplete = () => resolve(next);
    one.onabort = () => reject(one.error);
  });
}
