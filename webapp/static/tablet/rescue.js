// The last resort: an encrypted copy of what is not sent, which the same person takes up on another tablet.

import { giveFile } from "./aside.js";
import { find, make } from "./dom.js";
import { change, ofOwner, read } from "./store.js";
import { say } from "./words.js";

const FORMAT = "beffroi-rescue-1";
const STORES = ["log", "photos"];

/** Put the rescue file at the end of the page. */
export function offerRescue(tablet) {
  const told = make("p", { role: "status" });
  const opened = make("input", { type: "file", id: "rescue-file", class: "photo-input", accept: ".json" });
  opened.addEventListener("change", async () => {
    const taken = await takeUp(tablet, opened.files[0]).catch(() => null);
    opened.value = "";
    told.textContent = taken === null ? say("rescue_refused") : say("rescue_taken", { n: taken });
    await tablet.refresh();
    tablet.sender.wake();
  });
  find("main")?.append(
    make(
      "details",
      { class: "more rescue" },
      make("summary", {}, say("rescue")),
      make(
        "div",
        { class: "stack" },
        make("p", {}, say("rescue_more")),
        make("p", { class: "row" },
          make("button", { class: "button button-second", type: "button", click: () => save(tablet) }, say("rescue_save")),
          opened,
          make("label", { class: "button button-second", for: "rescue-file" }, say("rescue_open")),
        ),
        told,
      ),
    ),
  );
}

async function save(tablet) {
  const { owner } = tablet.lock;
  const kept = { format: FORMAT, owner };
  for (const name of STORES) {
    kept[name] = (await ofOwner(name, owner)).map((record) => ({
      id: record.id,
      ...asText(record),
      ...(record.content ? { content: asText(record.content) } : {}),
    }));
  }
  giveFile(new Blob([JSON.stringify(kept)], { type: "application/json" }), `beffroi-${new Date().toISOString().slice(0, 10)}.json`);
}

async function takeUp(tablet, file) {
  const given = JSON.parse(await file.text());
  const { owner } = tablet.lock;
  if (given.format !== FORMAT || given.owner !== owner) {
    return null;
  }
  let taken = 0;
  for (const name of STORES) {
    for (const { id, iv, data, content } of given[name]) {
      const record = { id, owner, ...asBytes({ iv, data }), ...(content ? { content: asBytes(content) } : {}) };
      await tablet.lock.open(`${name}/${id}`, record);
      if (!(await read(name, (store) => store.get(id)))) {
        await change([name], (store) => store(name).put(record));
        taken += 1;
      }
    }
  }
  return taken;
}

const asText = ({ iv, data }) => ({ iv: toText(iv), data: toText(data) });
const asBytes = ({ iv, data }) => ({ iv: toBytes(iv), data: toBytes(data).buffer });

function toText(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
