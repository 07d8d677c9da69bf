/* The boxes of the note: words are saved with a button, kept as a draft while they are not, never lost on reload. */
(function () {
  "use strict";

  const { el, api, clock, outbox } = Chairside;
  const PARTS = {
    assessment: { label: "Assessment", rows: 4, placeholder: "What you make of this session" },
    plan: { label: "Plan", rows: 3, placeholder: "Next date, dose, what to change" },
    patient_words: { label: "Patient's words", rows: 3, placeholder: "What the patient said, as said" },
  };
  const LONGEST = 10000, KEEP_AFTER_MS = 400;
  let watcher = null;

  const draftName = (session) => "note " + session;

  function box(name, id) {
    const part = PARTS[name];
    const area = el("textarea", { id: id + "-" + name, class: "input", name, rows: part.rows, maxlength: LONGEST,
      placeholder: part.placeholder, spellcheck: "true", autocomplete: "off" });
    const theirs = el("div", { class: "theirs", hidden: true });
    return { name, area, theirs, stored: "",
      node: el("div", { class: "field" }, el("label", { for: area.id }, part.label), area, theirs) };
  }

  class Words {
    constructor(place) {
      this.place = place;
      this.session = place.dataset.session;
      this.user = document.documentElement.dataset.user || "";
      this.boxes = place.dataset.parts.split(" ").map((name) => box(name, "note"));
      this.version = 0;
      this.said = el("p", { class: "words-said", role: "status" });
      this.problem = el("p", { class: "field-error", role: "alert" });
      this.button = el("button", { type: "button", class: "button wide", onclick: () => this.save() }, "Save words");
      this.section = el("section", { class: "panel stack own-boxes", "aria-label": "Your words" },
        this.boxes.map((one) => one.node), this.problem, this.said, this.button);
      this.section.addEventListener("input", () => this.typed());
      place.replaceChildren(this.section);
      this.load();
    }

    get changed() {
      return this.boxes.filter((one) => one.area.value.trim() !== one.stored.trim());
    }

    async load() {
      const result = await api.send("GET", "/sessions/" + this.session + "/note");
      if (!result.ok) { this.problem.textContent = api.words(result); return; }
      const draft = await outbox.draft(draftName(this.session), this.user);
      this.take(result.data);
      this.boxes.forEach((one) => { if (draft && draft[one.name] !== undefined) one.area.value = draft[one.name]; });
      this.show(draft && this.changed.length ? "Not saved yet: your words from before are here." : "");
    }

    /** What is stored now; a box that somebody is typing in keeps their words. */
    take(note) {
      const typed = this.changed;
      this.version = note.text.version;
      this.place.hidden = note.state === "signed";
      this.boxes.forEach((one) => {
        const words = note.text[one.name] || "";
        if (!typed.includes(one)) one.area.value = words;
        one.stored = words;
      });
    }

    /** Somebody saved meanwhile: boxes nobody types in show it at once, the others when they are saved. */
    async follow(version) {
      if (version === this.version || this.saving || this.changed.length) return;
      const result = await api.send("GET", "/sessions/" + this.session + "/note");
      if (result.ok && !this.changed.length) this.take(result.data);
    }

    typed() {
      this.show();
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), KEEP_AFTER_MS);
    }

    keep() {
      const changed = this.changed;
      if (!changed.length) return outbox.dropDraft(draftName(this.session), this.user);
      const draft = Object.fromEntries(changed.map((one) => [one.name, one.area.value]));
      return outbox.keepDraft(draftName(this.session), this.user, draft);
    }

    show(words) {
      const unsaved = this.changed, changed = unsaved.length > 0;
      this.boxes.forEach((one) => one.node.classList.toggle("unsaved", unsaved.includes(one)));
      this.button.classList.toggle("primary", changed);
      this.said.textContent = words !== undefined ? words : changed ? "Not saved yet." : "";
    }

    async save() {
      const changed = this.changed;
      if (!changed.length) { this.show("Nothing to save."); return; }
      if (this.saving) return;
      this.saving = true;
      this.button.textContent = "Saving";
      this.problem.textContent = "";
      const body = Object.fromEntries(changed.map((one) => [one.name, one.area.value.trim() || null]));
      const result = await outbox.direct({ method: "PATCH", path: "/sessions/" + this.session + "/note", body,
        ifMatch: this.version, session: this.session });
      this.saving = false;
      this.button.textContent = "Save words";
      if (result.ok) await this.saved(result.data.text, changed, body);
      else await this.refused(result);
    }

    async saved(text, changed, body) {
      this.version = text.version;
      changed.forEach((one) => { one.stored = body[one.name] || ""; });
      this.boxes.forEach((one) => { one.theirs.hidden = true; });
      this.show(this.changed.length ? undefined : "Saved " + clock.hhmmss(text.at ? Date.parse(text.at) : clock.now()));
      await this.keep();
    }

    async refused(result) {
      this.problem.textContent = api.words(result);
      if (result.status !== 412) return;
      const now = await api.send("GET", "/sessions/" + this.session + "/note");
      if (!now.ok) return;
      this.version = now.data.text.version;
      this.boxes.forEach((one) => this.beside(one, now.data.text[one.name] || ""));
    }

    /** The other person's words stand beside mine; nothing of either is lost until somebody saves. */
    beside(one, words) {
      const mine = one.area.value.trim();
      if (mine === one.stored.trim()) one.area.value = words;
      const differs = one.area.value.trim() !== words.trim();
      one.stored = words;
      one.theirs.hidden = !differs;
      one.theirs.replaceChildren(el("p", {}, el("b", {}, "Saved meanwhile: "), words || "nothing"),
        el("button", { type: "button", class: "button", onclick: () => {
          one.area.value = words;
          one.theirs.hidden = true;
          this.typed();
        } }, "Use these"));
    }
  }

  function place() {
    const found = document.getElementById("note-words");
    if (!found || !found.dataset.session || found.words) return;
    found.words = new Words(found);
    const state = document.getElementById("note-before");
    new MutationObserver(() => {
      const version = state.querySelector("[data-text-version]");
      if (version) found.words.follow(Number(version.dataset.textVersion));
    }).observe(state, { childList: true, subtree: true });
    watcher.disconnect();
  }

  watcher = new MutationObserver(place);
  window.addEventListener("DOMContentLoaded", function () {
    if (!/\/note$/.test(location.pathname)) return;
    watcher.observe(document.body, { childList: true, subtree: true });
    place();
  });
})();
