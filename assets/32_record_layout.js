/* The drawer's frame: banner, boxes, scales, keypad and foot, built once for each opening. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "Backspace", "0", "Next"];
  const NOTE_LENGTH = 100;

  function bornWords(patient) {
    const born = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    return `born ${born.format(Date.parse(patient.birth_date))} (${patient.age}) · MRN ${patient.mrn}`;
  }

  /** In the compact form the drawer covers the top bar, so the other rooms stand here. */
  const MOST_ROOMS = 4;

  function roomLink(chip) {
    const { el } = Chairside;
    const level = ["urgent", "advisory", "late"].find((name) => chip.classList.contains(name)) || "";
    const shape = chip.querySelector(".glyph");
    return el("a", { href: chip.getAttribute("href"), class: `record-room-link ${level}`, "aria-label": chip.getAttribute("aria-label") },
      el("span", {}, chip.querySelector(".chip-room").textContent), shape ? shape.cloneNode(true) : null);
  }

  /** The other rooms in their order; beyond four the quieter ones fold into "+5", which leads to the board. */
  function roomLinks() {
    const { el, chips } = Chairside;
    const others = [...document.querySelectorAll("#chips > .chip:not([aria-current])")];
    const kept = chips.loudest(others, others.length > MOST_ROOMS ? MOST_ROOMS - 1 : MOST_ROOMS);
    const links = others.filter((chip) => kept.has(chip)).map(roomLink);
    const folded = others.filter((chip) => !kept.has(chip));
    const { level, said, shape } = chips.behind(folded);
    if (folded.length) links.push(el("a", { href: "/", class: `record-room-link folded ${level}`, "aria-label": said }, el("span", {}, "+" + folded.length), shape));
    return links;
  }

  function banner(drawer) {
    const { el } = Chairside;
    const { session } = drawer.spec;
    const since = session.dose_started_at
      ? el("span", { "data-since": session.dose_started_at, "data-format": "minute" })
      : el("span", {}, "No dose recorded");
    drawer.connection = el("span", { class: "record-connection", "aria-hidden": "true" });
    return el("header", { class: "record-banner" },
      el("span", { class: "record-room" }, el("span", { class: "spoken" }, "Room "), String(session.room).replace(/^Room /, "")),
      el("div", { class: "record-patient" }, el("h2", {}, session.patient.name), el("span", {}, bornWords(session.patient))),
      el("span", { class: "record-practice badge bare" }, "PRACTICE"),
      el("nav", { class: "record-rooms", "aria-label": "Other rooms" }, roomLinks()),
      drawer.connection,
      el("p", { class: "record-context" }, el("b", {}, session.route_label || ""), " · ", since),
      el("p", { class: "record-silent" }, "Nothing heard from the server for 10 s. Values may be old."));
  }

  function head(drawer, measure, label, unit) {
    const { el } = Chairside;
    const previous = el("span", { class: "record-previous" });
    drawer.previous.set(measure.code, previous);
    const units = unit ? el("span", { class: "record-unit" }, ` ${unit}`) : null;
    return el("div", { class: "record-head", "aria-hidden": "true" }, el("span", { class: "record-label" }, label, units), previous);
  }

  function vital(drawer, field) {
    const { el } = Chairside;
    const { measure } = field;
    return el("div", { class: "record-vital" }, head(drawer, measure, drawer.words.shown(measure), measure.unit), field.node);
  }

  function pair(drawer, upper, lower) {
    const { el } = Chairside;
    const boxes = el("div", { class: "record-pair-boxes" }, upper.node, el("span", { class: "record-slash", "aria-hidden": "true" }, "/"), lower.node);
    return el("div", { class: "record-vital record-pair", role: "group", "aria-label": "Blood pressure" },
      head(drawer, upper.measure, "Blood pressure", upper.measure.unit), boxes);
  }

  function vitals(drawer, fields) {
    const upper = fields.find((f) => f.code === "systolic");
    const lower = fields.find((f) => f.code === "diastolic");
    const rest = fields.filter((f) => f !== upper && f !== lower);
    return Chairside.el("div", { class: "record-vitals" }, pair(drawer, upper, lower), rest.map((f) => vital(drawer, f)));
  }

  function qualifier(drawer, spec) {
    const { el } = Chairside;
    const list = el("select", { class: "select", "aria-label": spec.label, autocomplete: "off" },
      el("option", { value: "" }, spec.label), spec.choices.map((c) => el("option", { value: c.value }, c.label)));
    list.addEventListener("change", () => drawer.qualify(spec.code, list.value));
    drawer.qualifiers.set(spec.code, list);
    return list;
  }

  function context(drawer) {
    const { el } = Chairside;
    drawer.note = el("input", { type: "text", class: "input", "aria-label": "Note", placeholder: `Note, ${NOTE_LENGTH} characters`, maxlength: String(NOTE_LENGTH), autocomplete: "off" });
    drawer.note.addEventListener("input", () => { drawer.entry.note = drawer.note.value; drawer.changed(); });
    return el("div", { class: "record-qualifiers" }, drawer.spec.qualifiers.map((q) => qualifier(drawer, q)), drawer.note);
  }

  function keypad(drawer) {
    const { el, glyph } = Chairside;
    const keys = KEYS.map((key) => {
      const face = key === "Backspace" ? glyph("backspace") : key;
      const kind = key.length > 1 ? "record-key quieter" : "record-key";
      return el("button", { type: "button", class: kind, tabindex: "-1", "aria-label": key, onpointerdown: drawer.stay, onclick: () => drawer.keys.press(key) }, face);
    });
    return el("div", { class: "record-keypad", role: "group", "aria-label": "Keypad" }, keys);
  }

  function options(drawer) {
    const { el } = Chairside;
    const nextBox = el("button", { type: "button", class: "button", onpointerdown: drawer.stay, "aria-pressed": String(Chairside.recordKeys.isOn()) }, "Next box by itself");
    nextBox.addEventListener("click", () => {
      Chairside.recordKeys.remember(!Chairside.recordKeys.isOn());
      nextBox.setAttribute("aria-pressed", String(Chairside.recordKeys.isOn()));
    });
    const more = el("button", { type: "button", class: "button", "aria-expanded": "false", "aria-controls": "record-more" }, "More measures");
    more.addEventListener("click", () => {
      const open = drawer.more.hidden;
      drawer.more.hidden = !open;
      drawer.scales.hidden = open;
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "Back to scales" : "More measures";
      const first = drawer.path().find((f) => (open ? drawer.more : drawer.scales).contains(f.node));
      if (first) first.focus();
    });
    return el("div", { class: "record-options" }, nextBox, more);
  }

  function left(drawer) {
    const { el } = Chairside;
    const face = drawer.fields.filter((f) => f.measure.place === "main");
    drawer.scales = el("div", { class: "record-scales" }, face.filter((f) => f.kind !== "box").map((f) => f.node));
    drawer.more = el("div", { class: "record-more", id: "record-more", role: "group", "aria-label": "More measures", hidden: true },
      drawer.fields.filter((f) => f.measure.place === "more").map((f) => vital(drawer, f)));
    return el("div", { class: "record-left" }, vitals(drawer, face.filter((f) => f.kind === "box")), drawer.verdict.node, drawer.scales, drawer.more, context(drawer));
  }

  function right(drawer) {
    const { el } = Chairside;
    const { menu, button, named } = drawer.reasons;
    return el("div", { class: "record-right" }, drawer.time.node,
      el("div", { class: "record-pad" }, keypad(drawer), button, named, menu), options(drawer),
      el("p", { class: "record-hint" }, "Bar: last answer. Tap again to take back."));
  }

  function foot(drawer) {
    const { el } = Chairside;
    drawer.count = el("p", { class: "record-count" });
    drawer.saveButton = el("button", { type: "button", class: "button primary record-save", onclick: () => drawer.save(false) }, "Save set");
    const cancel = el("button", { type: "button", class: "button record-cancel", onclick: () => drawer.close() }, "Cancel");
    return el("footer", { class: "record-foot" }, drawer.count, cancel, drawer.saveButton);
  }

  /** The whole dialog for a drawer whose fields and parts exist. */
  function build(drawer) {
    const { el } = Chairside;
    drawer.previous = new Map();
    drawer.qualifiers = new Map();
    return el("dialog", { class: "record", id: "record", "aria-label": "Record" },
      banner(drawer), el("div", { class: "record-body" }, left(drawer), right(drawer)), foot(drawer));
  }

  Chairside.recordLayout = { build };
})();
