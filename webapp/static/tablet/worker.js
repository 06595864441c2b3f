// The service worker of the tablet. It keeps the public shell of the application, of one version at a time, and no page
// of anybody's. It sees people sign in and out, and forgets keys then, network or not.
// VERSION and FILES stand above, written by the house.

const NAME = `beffroi-tablet-${VERSION}`;
const SHELL = "/tablet/shell";
const TABLET = /^\/[a-z][a-z0-9_]*\/tablet(\/|$)/;
const SIGNS_IN = /^\/[a-z][a-z0-9_]*\/sign-in$/;
const SIGNS_OUT = /^\/[a-z][a-z0-9_]*\/sign-out$/;
const PATIENCE = 8_000;
const GONE = [502, 503, 504];

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(navigate(request, address));
  } else if (request.method === "GET" && FILES.includes(address.pathname + address.search)) {
    event.respondWith(fileOf(request));
  }
});

async function keepShell() {
  const kept = await caches.open(NAME);
  // Without cookies: what is kept is what anybody sees.
  await kept.addAll(FILES.map((file) => new Request(file, { credentials: "omit", cache: "reload" })));
}

async function forgetOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("beffroi-tablet-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fileOf(request) {
  return (await (await caches.open(NAME)).match(request)) ?? fetch(request);
}

async function navigate(request, address) {
  if (request.method === "POST" && SIGNS_OUT.test(address.pathname)) {
    return leave(request, address);
  }
  const over = await finishLeaving();
  if (request.method === "POST" && SIGNS_IN.test(address.pathname)) {
    const answer = await fetch(request);
    // Whoever it is now, what is kept here is not theirs until the house gives them their key.
    if (answer.type === "opaqueredirect") {
      await dropKeys();
    }
    return answer;
  }
  if (!TABLET.test(address.pathname)) {
    return over ? fetch(request) : shell();
  }
  if (!over) {
    return shell();
  }
  return pageOrShell(request);
}

/** The page from the house; the shell when there is no network, no server, or only a shadow of either. */
async function pageOrShell(request) {
  try {
    const patience = request.method === "GET" ? AbortSignal.timeout(PATIENCE) : undefined;
    const answer = await fetch(request, { signal: patience });
    return GONE.includes(answer.status) ? await shell() : answer;
  } catch {
    return shell();
  }
}

async function shell() {
  const kept = await caches.match(SHELL);
  return kept ?? Response.error();
}

/** Signing out: the keys go first. Without a network the house hears of it as soon as there is one. */
async function leave(request, address) {
  const form = await request.clone().formData();
  await dropKeys();
  try {
    const answer = await fetch(request);
    if (!GONE.includes(answer.status)) {
      return answer;
    }
  } catch {
    // Told later.
  }
  await writeFact("leaving", { path: address.pathname, token: String(form.get("csrf") ?? "") });
  return shell();
}

/** Tell the house of a sign-out that it has not heard of; returns whether nothing is left to tell. */
async function finishLeaving() {
  const leaving = await readFact("leaving");
  if (!leaving) {
    return true;
  }
  try {
    const headers = { "X-Beffroi-Token": leaving.token };
    const answer = await fetch(leaving.path, { method: "POST", headers, redirect: "manual", body: new URLSearchParams() });
    if (GONE.includes(answer.status)) {
      return false;
    }
  } catch {
    return false;
  }
  await writeFact("leaving", undefined);
  return true;
}

// ------------------------------------------------------------------ the memory of the tablet: see store.js

function memory() {
  return new Promise((resolve) => {
    const asked = indexedDB.open("beffroi-tablet");
    // Not made yet: there is nothing in it.
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(null);
  });
}

async function onFacts(names, mode, work) {
  const opened = await memory();
  if (!opened) {
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const all = opened.transaction(names, mode);
    const asked = work(all);
    all.oncomplete = () => resolve(asked?.result);
    all.onabort = () => reject(all.error);
  }).finally(() => opened.close());
}

const dropKeys = () => onFacts(["keys"], "readwrite", (all) => all.objectStore("keys").clear());
const readFact = (name) => onFacts(["facts"], "readonly", (all) => all.objectStore("facts").get(name));
const writeFact = (name, value) =>
  onFacts(["facts"], "readwrite", (all) =>
    value === undefined ? all.objectStore("facts").delete(name) : all.objectStore("facts").put(value, name),
  );
