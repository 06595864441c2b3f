// The words of the scripts, in the language of the page; times as people say them in Calais.

let words = {};

/** Take the words that the page carries. */
export function learnWords() {
  const all = JSON.parse(document.body.dataset.words || "{}");
  words = all[language()] ?? all.fr ?? {};
}

export const language = () => document.documentElement.lang || "fr";

/** Return a sentence with its parameters. */
export function say(name, parameters = {}) {
  const sentence = words[name];
  if (sentence === undefined) {
    throw new Error(`No word is called ${name}.`);
  }
  return sentence.replace(/\{(\w+)\}/g, (_, key) => parameters[key] ?? "");
}

/** Return a sentence that counts: its form for one, or for many. */
export const count = (name, n) => (n === 1 ? say(`${name}_one`) : say(`${name}_many`, { n }));

/** Return the time of a moment (ISO), with its day if it is not today. */
export function timeOf(moment) {
  const at = new Date(moment);
  const parts = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" })
    .formatToParts(at)
    .reduce((all, part) => ({ ...all, [part.type]: part.value }), {});
  const time = language() === "fr" ? `${Number(parts.hour)}\u00a0h\u00a0${parts.minute}` : `${parts.hour}:${parts.minute}`;
  return dayOf(at) === dayOf(new Date()) ? time : `${dayOf(at)}, ${time}`;
}

const dayOf = (at) =>
  new Intl.DateTimeFormat(language() === "fr" ? "fr-FR" : "en-GB", {
    timeZone: "Europe/Paris",
    day: "numeric",
    month: "short",
  }).format(at);

/** Return a length of time in minutes, or in hours where it is long. */
export function lengthOf(milliseconds) {
  const minutes = Math.round(milliseconds / 60000);
  return minutes < 120 ? say("minutes", { n: minutes }) : say("hours", { n: Math.round(minutes / 60) });
}

/** Return so many answers, photos and openings in words. */
export function what({ answers = 0, photos = 0, begins = 0 }) {
  const parts = [];
  if (begins) parts.push(say("begins"));
  if (answers) parts.push(count("answers", answers));
  if (photos) parts.push(count("photos", photos));
  return parts.reduceRight((other, one) => (other ? say("and", { one, other }) : one), "");
}
