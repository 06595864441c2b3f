// Pages kept for when there is no network: as the house drew them, sealed with their owner's key.

import { change, read } from "./store.js";

export class Pages {
  constructor(lock) {
    this.lock = lock;
  }

  /** Keep a page (its HTML and, for a grid, how it stands) under a path. */
  async keep(path, page) {
    const sealed = await this.lock.seal(`pages/${path}`, { ...page, at: new Date().toISOString() });
    await change(["pages"], (store) => store("pages").put({ owner: this.lock.owner, path, kept: Date.now(), ...sealed }));
  }

  /** Return the page kept under a path, or `null`. */
  async find(path) {
    const record = await read("pages", (store) => store.get([this.lock.owner, path]));
    if (!record) {
      return null;
    }
    try {
      return await this.lock.open(`pages/${path}`, record);
    } catch {
      return null;
    }
  }

  async forget(which) {
    const paths = await read("pages", (store) => store.getAllKeys());
    const over = paths.filter(([owner, path]) => owner === this.lock.owner && which(path));
    await change(["pages"], (store) => over.forEach((key) => store("pages").delete(key)));
  }

  /** Forget everybody's pages that were kept more than so many days ago: nothing of anybody's work is in them. */
  async forgetOld(days) {
    const before = Date.now() - days * 86_400_000;
    const old = (await read("pages", (store) => store.getAll())).filter((page) => page.kept < before);
    await change(["pages"], (store) => old.forEach(({ owner, path }) => store("pages").delete([owner, path])));
  }
}

/** Read a page that the house drew; nothing in it runs. */
export const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Show a kept page in the place of this one. */
export function show(html) {
  const page = parse(html);
  const root = document.documentElement;
  for (const name of ["lang", "data-theme"]) {
    root.setAttribute(name, page.documentElement.getAttribute(name) ?? "");
  }
  document.title = page.title;
  for (const { name } of [...document.body.attributes]) {
    document.body.removeAttribute(name);
  }
  for (const { name, value } of page.body.attributes) {
    document.body.setAttribute(name, value);
  }
  document.body.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
}
