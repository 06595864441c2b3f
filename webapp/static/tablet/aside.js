// What the house refused: set aside with its reasons, so that the rest goes on. Only its author removes it.

import { find, make } from "./dom.js";
import { say, timeOf } from "./words.js";

/** Draw the list of what was refused above the page; nothing where nothing was. */
export async function drawAside(tablet) {
  const operations = (await tablet.log.all()).filter((each) => each.refused);
  const pictures = (await tablet.photos.all()).filter((each) => each.refused);
  let place = find("[data-aside]");
  if (!place) {
    place = make("div", { "data-aside": true, class: "aside-place" });
    find("[data-advice]")?.after(place);
  }
  const drawn = [...operations, ...pictures].map((each) => each.id).join();
  if (place.dataset.drawn === drawn) {
    return;
  }
  place.dataset.drawn = drawn;
  if (!drawn) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    make(
      "section",
      { class: "aside", "aria-labelledby": "aside-title" },
      make("h2", { id: "aside-title" }, say("set_aside_title")),
      make("p", {}, say("set_aside_lead")),
      make(
        "ul",
        { role: "list" },
        ...operations.map((each) => line(each, titleOf(each), () => tablet.tryAgain(each), () => tablet.remove(each))),
        ...pictures.map((each) =>
          line(each, say("photo_alt", { code: each.item }), () => tablet.tryPhotoAgain(each), () => tablet.removePhoto(each), () =>
            save(tablet, each),
          ),
        ),
      ),
    ),
  );
}

function titleOf(operation) {
  if (operation.kind === "begin") {
    return say("begin_asked", { at: timeOf(operation.at) });
  }
  const answer = operation.value ? say(`answer_${operation.value}`) : say("no_answer");
  return `${operation.item}, ${answer}, ${timeOf(operation.at)}`;
}

function line(each, title, again, remove, copy) {
  const sure = make("button", { class: "button button-grave", type: "button", hidden: true, click: remove }, say("remove_sure"));
  const ask = () => {
    sure.hidden = false;
    sure.focus();
  };
  return make(
    "li",
    {},
    make("p", {}, make("strong", {}, title)),
    each.note ? make("p", { class: "contest-note" }, each.note) : null,
    ...each.refused.filter(Boolean).map((reason) => make("p", { class: "aside-why" }, reason)),
    make(
      "p",
      { class: "row" },
      make("button", { class: "button button-second", type: "button", click: again }, say("try_again")),
      copy ? make("button", { class: "button button-second", type: "button", click: copy }, say("save_copy")) : null,
      make("button", { class: "button button-second", type: "button", click: ask }, say("remove")),
      sure,
    ),
  );
}

async function save(tablet, photo) {
  const blob = new Blob([await tablet.photos.bytes(photo.id)], { type: photo.type });
  giveFile(blob, `${photo.item}-${photo.id.slice(0, 8)}.${photo.type.split("/")[1]}`);
}

/** Let the person save a file. */
export function giveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
