/* The record drawer: opens over its session's page, holds one entry, and is built anew each time. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const PAUSE_MS = 600;
  const TICK_MS = 1000;
  const specs = new Map();
  let current = null;

  async function load(session) {
    const known = specs.get(session);
    const result = await Chairside.api.send("GET", `/sessions/${session}/entry`, undefined, { timeoutMs: known ? 3000 : 10000 });
    if (result.ok) specs.set(session, result.data);
    return result.ok || !known || (result.status >= 400 && result.status < 500) ? result : { ok: true, data: known };
  }

  function create(spec) {
    const entries = Chairside.recordEntry;
    const drawer = {
      spec, session: spec.session.id, entry: entries.empty(spec), words: Chairside.recordWords,
      serverErrors: [], serverAsks: [], message: null, saving: false, tried: false, failed: false, saved: false, offered: null,
    };
    const pauses = { timer: 0, over: false };

    drawer.isOpen = () => drawer.dialog.open;
    drawer.fieldOf = (code) => drawer.fields.find((f) => f.code === code);
    drawer.path = () => drawer.fields.filter((f) => f.node.offsetParent !== null);
    drawer.setText = (code, text) => entries.setText(drawer.entry, code, text);
    drawer.choose = (code, value) => entries.choose(drawer.entry, code, value);
    drawer.skip = (codes, reason) => entries.skip(drawer.entry, codes, reason);
    drawer.save = (thenBoard) => Chairside.recordSave.save(drawer, thenBoard);
    // A tap on a key or a time button leaves the focus in the box, so that typing goes on there.
    drawer.stay = (event) => event.preventDefault();
    drawer.close = () => { if (drawer.dialog.open) drawer.dialog.close(); };

    /** A change of what is answered at one field: freezes the time, forgets what the server said of it. */
    drawer.answer = (field, change) => {
      change();
      const elsewhere = (item) => item.measure !== field.code;
      drawer.serverErrors = drawer.serverErrors.filter(elsewhere);
      drawer.serverAsks = drawer.serverAsks.filter(elsewhere);
      if (entries.hasAnswer(drawer.entry, spec)) drawer.time.freeze();
      else emptied(drawer);
      clearTimeout(pauses.timer);
      pauses.over = false;
      pauses.timer = setTimeout(() => { pauses.over = true; drawer.judge(); }, PAUSE_MS);
      drawer.changed();
    };

    /** Anything of the set changed: kept as the draft, judged and shown. */
    drawer.changed = () => {
      drawer.message = null;
      drawer.tried = false;
      if (drawer.failed) withdraw(drawer);
      drawer.entry.keptAt = Chairside.clock.now();
      if (entries.hasAnswer(drawer.entry, spec)) Chairside.outbox.keepDraft(drawer.session, spec.user.id, structuredClone(drawer.entry));
      drawer.judge();
    };

    drawer.qualify = (code, value) => {
      if (value) drawer.entry.qualifiers[code] = value;
      else delete drawer.entry.qualifiers[code];
      drawer.entry.qualifierTouched = true;
      drawer.changed();
    };

    drawer.restore = (entry) => {
      drawer.entry = structuredClone(entry);
      drawer.changed();
      drawer.showContext();
    };

    drawer.entered = (field) => {
      if (drawer.current && drawer.current !== field) drawer.current.waits = false;
      drawer.current = field;
      drawer.reasons.name(field);
      drawer.judge();
    };

    drawer.keep = (asks) => {
      entries.keep(drawer.entry, asks.confirms);
      drawer.serverAsks = drawer.serverAsks.filter((item) => item !== asks);
      drawer.changed();
      const field = drawer.fieldOf(asks.measure);
      if (field === drawer.current) drawer.keys.next(field);
      else drawer.current.focus();
    };

    drawer.change = (code) => drawer.fieldOf(code).select();

    drawer.tell = (line) => { drawer.message = line; drawer.judge(); };

    /** A box still being typed is not judged: its digits may yet become a possible value. */
    function isUnfinished(measure) {
      const field = drawer.current;
      if (!field || field.kind !== "box" || field.code !== measure.code || document.activeElement !== field.input) return false;
      const text = field.input.value;
      if (!Chairside.judge.canGrow(text, measure)) return false;
      const parsed = Chairside.judge.parse(text, measure);
      return !(pauses.over && parsed.kind === "value" && Chairside.judge.isExpected(parsed.value, measure));
    }

    /** Judges what stands there and shows it; once saving was tried a box still being typed counts. Returns the verdict. */
    drawer.judge = () => {
      if (!drawer.dialog) return null;
      const found = entries.read(drawer.entry, spec, drawer.tried ? null : isUnfinished);
      const judged = Chairside.judge.classify(found.values, spec, drawer.entry.confirmed, drawer.time.observed(), found.typed);
      found.unreadable.push(...drawer.serverErrors);
      judged.improbable.push(...drawer.serverAsks);
      const verdict = drawer.words.verdict(found, judged, spec);
      drawer.verdict.show(drawer.message || verdict || quietLine(drawer));
      showFields(drawer, found, judged);
      drawer.count.textContent = entries.countWords(drawer.entry, spec);
      return verdict;
    };

    /** Qualifiers and note as they stand in the entry. */
    drawer.showContext = () => {
      drawer.qualifiers.forEach((list, code) => { list.value = drawer.entry.qualifiers[code] || ""; });
      drawer.note.value = drawer.entry.note;
      drawer.time.show(true);
    };
    return drawer;
  }

  function emptied(drawer) {
    drawer.time.thaw();
    Chairside.outbox.dropDraft(drawer.session, drawer.spec.user.id);
  }

  /** Typed on after a failed save: the waiting copy is no longer what stands here. */
  function withdraw(drawer) {
    drawer.failed = false;
    Chairside.outbox.drop(drawer.entry.key);
  }

  function quietLine(drawer) {
    if (drawer.offered) {
      const steps = [{ label: "Bring back", act: () => bringBack(drawer) }];
      const ago = drawer.words.minutes(Chairside.clock.now() - (drawer.offered.firstAt || drawer.offered.keptAt));
      return { tone: "quiet", strong: `A half-typed set, ${ago} old.`, rest: "It was not saved.", steps };
    }
    return drawer.spec.baseline ? null : { tone: "quiet", strong: "", rest: "No baseline yet: no rise is judged." };
  }

  function bringBack(drawer) {
    const draft = drawer.offered;
    drawer.offered = null;
    drawer.restore(draft);
    (drawer.path().find((f) => f.isEmpty()) || drawer.current).focus();
  }

  function showFields(drawer, found, judged) {
    const refused = [...found.unreadable, ...judged.impossible];
    drawer.fields.forEach((field) => {
      const wrong = refused.find((item) => item.measure === field.code);
      const asked = judged.improbable.find((item) => item.confirms.includes(field.code));
      const levels = judged.flags.filter((flag) => flag.measure === field.code).map((flag) => flag.level);
      const level = ["urgent", "advisory"].find((name) => levels.includes(name)) || "";
      const kept = drawer.entry.confirmed.includes(field.code);
      field.node.classList.toggle("kept", kept);
      field.show(wrong ? "refused" : asked ? "ask" : level, wrong ? wrong.message : asked ? asked.message : "");
    });
  }

  function showPrevious(drawer) {
    const now = Chairside.clock.now();
    drawer.fields.forEach((field) => field.tell(drawer.words.previous(drawer.spec, field.code, now)));
    drawer.previous.forEach((node, code) => {
      node.textContent = code === "systolic" ? drawer.words.previousPair(drawer.spec, now) : drawer.words.previous(drawer.spec, code, now);
      node.classList.toggle("two-lines", node.textContent.includes("\n"));
    });
  }

  /** The top bar is in sight but inert under the drawer; a tap on one of its rooms still goes there. */
  function followRoom(drawer, event) {
    if (event.target !== drawer.dialog) return;
    const isUnder = (box) => event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    const chip = [...document.querySelectorAll("#chips a[href]")].find((a) => isUnder(a.getBoundingClientRect()));
    if (chip) window.location.assign(chip.href);
  }

  function mirrorConnection(drawer) {
    const pill = document.getElementById("connection");
    drawer.connection.className = `record-connection ${pill ? pill.className : ""}`;
    drawer.connection.textContent = pill ? pill.textContent : "";
  }

  function tick(drawer) {
    drawer.time.show(false);
    showPrevious(drawer);
    mirrorConnection(drawer);
  }

  function onCancel(drawer, event) {
    if (!drawer.reasons.isOpen()) return;
    event.preventDefault();
    drawer.reasons.dismiss();
  }

  function onClose(drawer, timer) {
    clearInterval(timer);
    drawer.dialog.remove();
    if (drawer.failed) Chairside.outbox.dropDraft(drawer.session, drawer.spec.user.id);
    if (current === drawer) current = null;
  }

  function listen(drawer) {
    const { dialog } = drawer;
    const timer = setInterval(() => tick(drawer), TICK_MS);
    dialog.addEventListener("keydown", drawer.keys.onKeydown);
    dialog.addEventListener("cancel", (event) => onCancel(drawer, event));
    dialog.addEventListener("click", (event) => followRoom(drawer, event));
    dialog.addEventListener("close", () => onClose(drawer, timer));
  }

  function show(spec) {
    const drawer = create(spec);
    drawer.keys = Chairside.recordKeys.create(drawer);
    drawer.time = Chairside.recordTime.create(drawer);
    drawer.reasons = Chairside.recordReasons.create(drawer);
    drawer.verdict = Chairside.recordVerdict.create(drawer);
    drawer.fields = spec.measures.map((measure) => Chairside.recordFields.fieldFor(drawer, measure));
    drawer.dialog = Chairside.recordLayout.build(drawer);
    drawer.current = drawer.fields[0];
    document.body.append(drawer.dialog);
    listen(drawer);
    drawer.dialog.showModal();
    drawer.showContext();
    tick(drawer);
    drawer.fields[0].focus();
    return drawer;
  }

  async function offerDraft(drawer) {
    const draft = await Chairside.outbox.draft(drawer.session, drawer.spec.user.id);
    if (!draft || drawer.saved || Chairside.recordEntry.hasAnswer(drawer.entry, drawer.spec)) return;
    drawer.offered = draft;
    drawer.judge();
  }

  /** Opens the drawer of one session; at most one is open. */
  async function open(session) {
    if (current) return;
    current = {};
    const result = await load(session);
    if (!result.ok) {
      current = null;
      Chairside.recordToast.say("The drawer did not open.", Chairside.api.words(result));
      return;
    }
    if (!(await Chairside.recordLeftOpen.ask(result.data))) {
      current = null;
      return;
    }
    current = show(result.data);
    await offerDraft(current);
  }

  function sessionOfPage() {
    const found = /^\/session\/([^/]+)$/.exec(window.location.pathname);
    return found ? decodeURIComponent(found[1]) : null;
  }

  function openFromHash() {
    const session = sessionOfPage();
    if (!session || window.location.hash !== "#record") return;
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    open(session);
  }

  // What the drawer needs is there before it is asked for, so that a set can be charted offline.
  function prepare() {
    const session = sessionOfPage();
    if (session && window.location.hash !== "#record") load(session);
    openFromHash();
  }

  // Entry is bound to the session in the address: from another page the way leads there first.
  Chairside.actions.record = ({ session }) => {
    if (session && session !== sessionOfPage()) window.location.assign(`/session/${encodeURIComponent(session)}#record`);
    else open(sessionOfPage());
  };
  window.addEventListener("hashchange", openFromHash);
  window.addEventListener("load", prepare);
  Chairside.record = { open };
})();
