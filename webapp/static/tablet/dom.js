// Making elements: text stays text, whatever people typed.

/** Make an element with attributes (`true` alone, functions as listeners) and children (nodes or text). */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(key, value);
    } else if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export const find = (selector, within = document) => within.querySelector(selector);
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Write words into an element only if they differ: what is read aloud is not read twice. */
export function write(element, words) {
  if (element && element.textContent !== words) {
    element.textContent = words;
  }
}

/** Make one of the icons of the page, by the example of one that is there. */
export function icon(name) {
  const known = find("svg.icon use");
  if (!known) {
    return null;
  }
  const drawing = known.closest("svg").cloneNode(true);
  drawing.querySelector("use").setAttribute("href", known.getAttribute("href").replace(/#.*$/, `#${name}`));
  return drawing;
}
