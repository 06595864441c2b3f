"use strict";

// Verifies files against the manifest that this page carries. Nothing leaves the page: its policy allows no address.
(() => {
  const byId = (id) => document.getElementById(id);
  const text = byId("manifest").textContent;
  const manifest = JSON.parse(text);
  const OWN = ["manifest.json", "SHA256SUMS", "verifier.html"];
  const SAID = { good: "Intacte", bad: "Modifiée", missing: "Manquante", waiting: "Non donnée" };
  let given = [];
  let round = 0;

  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

  function say(state, words) {
    byId("summary").dataset.state = state;
    byId("summary").textContent = words;
  }

  async function hashEach(files, mine) {
    const read = [];
    for (const [index, { file, path }] of files.entries()) {
      if (mine !== round) return null;
      say("", `Lecture ${index + 1} sur ${files.length}…`);
      try {
        const bytes = await file.arrayBuffer();
        read.push({ name: file.name, path, digest: await sha256(bytes), bytes });
      } catch {
        read.push({ name: file.name, path, digest: null, bytes: null });
      }
      if (!OWN.includes(file.name)) read.at(-1).bytes = null;
    }
    return read;
  }

  // A piece is known by its bytes; a file that bears its name and has others is that piece, changed.
  function judge(piece, read) {
    const same = read.filter((each) => each.digest === piece.sha256);
    if (same.length) return { state: "good", note: same.some((each) => each.name === piece.name) ? "" : same[0].name };
    return { state: read.some((each) => each.name === piece.name) ? "bad" : "missing", note: "" };
  }

  function showPieces(read) {
    const states = [];
    for (const row of byId("pieces").rows) {
      const piece = manifest.pieces.find((each) => each.name === row.dataset.name);
      const { state, note } = judge(piece, read);
      const cell = row.lastElementChild;
      cell.dataset.state = state === "missing" ? "bad" : state;
      cell.textContent = note ? `${SAID[state]}, sous le nom ${note}` : SAID[state];
      states.push(state);
    }
    return states;
  }

  function judgeOwn(each, read, expected) {
    if (each.name === "manifest.json") return each.digest === expected ? "" : "n’est pas la liste que porte cette page";
    if (each.name !== "SHA256SUMS" || each.bytes === null) return "";
    const sums = new Map();
    for (const line of new TextDecoder().decode(each.bytes).split("\n")) if (line) sums.set(line.slice(66), line.slice(0, 64));
    const agrees = manifest.pieces.every((piece) => sums.get(piece.name) === piece.sha256) && sums.get("manifest.json") === expected;
    const page = read.find((one) => one.name === "verifier.html");
    return agrees && (!page || sums.get("verifier.html") === page.digest) ? "" : "ne concorde pas avec cet envoi";
  }

  function showOthers(read, expected) {
    const faults = [];
    byId("list").replaceChildren();
    const known = new Set(manifest.pieces.map((piece) => piece.sha256));
    const there = new Set(read.map((each) => each.digest));
    for (const each of read) {
      let fault = "";
      if (OWN.includes(each.name)) fault = judgeOwn(each, read, expected);
      else {
        const named = manifest.pieces.find((piece) => piece.name === each.name);
        // Told in its row, unless the piece itself is there too.
        if (known.has(each.digest) && (!named || named.sha256 === each.digest)) continue;
        if (named && !there.has(named.sha256)) continue;
        if (named) fault = "porte le nom d’une pièce et a un autre contenu";
        else if (each.name.endsWith(".zip")) fault = "est l’archive elle-même\u00a0: décompressez-la, puis donnez le dossier";
        else fault = "est en trop\u00a0: ce fichier ne fait pas partie de l’envoi";
      }
      const line = document.createElement("li");
      line.textContent = fault ? `${each.path} ${fault}.` : `${each.path}\u00a0: fichier d’accompagnement.`;
      if (fault) line.className = "bad";
      if (fault) faults.push(each.path);
      byId("list").append(line);
    }
    byId("others").hidden = byId("list").children.length === 0;
    return faults;
  }

  const count = (number, one, many) => `${number}\u00a0${number < 2 ? one : many}`;

  function conclude(states, faults) {
    const bad = states.filter((state) => state === "bad").length;
    const missing = states.filter((state) => state === "missing").length;
    if (!bad && !missing && !faults.length) return say("good", `Les ${count(states.length, "pièce est intacte", "pièces sont intactes")}.`);
    const said = [];
    if (bad) said.push(count(bad, "pièce modifiée", "pièces modifiées"));
    if (missing) said.push(count(missing, "pièce manquante", "pièces manquantes"));
    if (faults.length) said.push(count(faults.length, "fichier qui n’est pas de l’envoi", "fichiers qui ne sont pas de l’envoi"));
    return say("bad", `Envoi non conforme\u00a0: ${said.join(", ")}.`);
  }

  async function verify(files) {
    const mine = ++round;
    given = [...given, ...files];
    const expected = await sha256(new TextEncoder().encode(text));
    const read = await hashEach(given, mine);
    if (read === null) return;
    conclude(showPieces(read), showOthers(read, expected));
    byId("when").textContent = `Vérifié le ${new Date().toLocaleString("fr-FR")}.`;
  }

  const listed = (files) => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

  function entriesOf(reader) {
    return new Promise((good, wrong) => reader.readEntries(good, wrong));
  }

  async function filesBelow(entry) {
    if (entry.isFile) {
      const file = await new Promise((good, wrong) => entry.file(good, wrong));
      return [{ file, path: entry.fullPath.replace(/^\//, "") }];
    }
    const reader = entry.createReader();
    const found = [];
    for (let some = await entriesOf(reader); some.length; some = await entriesOf(reader)) {
      for (const each of some) found.push(...(await filesBelow(each)));
    }
    return found;
  }

  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (!entries.length || entries.some((entry) => !entry)) return listed(transfer.files);
    return (await Promise.all(entries.map(filesBelow))).flat();
  }

  function begin() {
    for (const id of ["folder", "files"]) {
      byId(id).addEventListener("change", (event) => {
        const files = listed(event.target.files);
        event.target.value = "";
        if (files.length) verify(files);
      });
    }
    const frame = byId("drop");
    for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
    frame.addEventListener("dragover", () => frame.classList.add("over"));
    frame.addEventListener("dragleave", () => frame.classList.remove("over"));
    document.addEventListener("drop", async (event) => {
      frame.classList.remove("over");
      verify(await dropped(event.dataTransfer));
    });
    byId("print").addEventListener("click", () => window.print());
    byId("again").addEventListener("click", () => {
      round += 1;
      given = [];
      for (const row of byId("pieces").rows) {
        row.lastElementChild.dataset.state = "waiting";
        row.lastElementChild.textContent = SAID.waiting;
      }
      byId("list").replaceChildren();
      byId("others").hidden = true;
      byId("when").textContent = "";
      say("", "Aucune pièce n’est encore donnée.");
    });
  }

  async function start() {
    if (!window.crypto || !crypto.subtle) {
      say("bad", "Ce navigateur ne calcule pas d’empreinte ici. Ouvrez cette page depuis le disque, ou utilisez sha256sum -c SHA256SUMS.");
      return;
    }
    const digest = await sha256(new TextEncoder().encode(text));
    const shown = byId("digest");
    if (digest !== shown.dataset.said) say("bad", "La liste que porte cette page a été modifiée.");
    shown.textContent = digest;
    begin();
  }

  start();
})();
