/* Limits of one session or patient: moving one, taking it back, and changing set or protocol whole. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, clock, el, screening } = Chairside;
  const LONGEST_DAYS = 90, DAY_MS = 86400000, HOUR_MS = 3600000;
  const NEXT_DAY_HOURS = 6;         // a time of day that is no further ahead is meant, though it lies after midnight
  const LOUD = { urgent: 0, advisory: 1, info: 2 };

  const isClinician = (person) => Boolean(person && person.roles.includes("clinician"));
  const unit = (limit) => (limit.unit ? " " + limit.unit : "");

  /** The clinician standing by, for who is none. */
  function besideFields(person) {
    if (isClinician(person)) return [];
    return [
      { name: "username", label: "Clinician's username", kind: "text", width: "half", required: true,
        path: "second.username" },
      { name: "password", label: "Clinician's password", kind: "password", width: "half", required: true,
        path: "second.password", autocomplete: "new-password" },
    ];
  }

  /** Every limit of the sets once, loudest first within its measure. */
  function limitsOf(sets) {
    const found = new Map();
    sets.forEach((set) => set.limits.forEach(function (limit) {
      const key = [limit.measure, limit.kind, limit.level].join(" ");
      if (!found.has(key)) found.set(key, []);
      found.get(key).push({ ...limit, set: set.label });
    }));
    const places = [...new Set([...found.values()].map(([limit]) => limit.measure))];
    return new Map([...found].sort(([, [a]], [, [b]]) => LOUD[a.level] - LOUD[b.level]
      || places.indexOf(a.measure) - places.indexOf(b.measure)));
  }

  /** Where a limit stands, and how far it may go. */
  function standing(limits) {
    const many = limits.length > 1;
    return el("div", { class: "limit-now" }, limits.map((limit) => el("span", {},
      many ? limit.set + ": now " : "Now ", el("b", {}, limit.value + unit(limit)),
      limit.own === limit.value ? "" : ", in the set " + limit.own,
      limit.level !== "urgent" ? "" : limit.rail === null ? ". Can only be made stricter"
        : el("span", {}, ". Rail ", el("b", {}, limit.rail + unit(limit)), ", no further"))));
  }

  function moveFields(data, limits, person, turn) {
    const last = clock.day(clock.now() + (LONGEST_DAYS - 1) * DAY_MS);
    const scopes = [{ value: "session", label: "This session", detail: "To its end" },
      { value: "part", label: "Until a time", detail: "In this session, its end at the latest" },
      { value: "patient", label: "This patient", detail: "To a day, at most 90 days ahead" }];
    return [
      { name: "limit", label: "Limit", kind: "select", required: true, onChange: turn.limit, path: "measure",
        options: [...limits].map(([key, [limit]]) => ({ value: key, label: limit.label + ", now " + limit.value })) },
      { name: "standing", kind: "static", node: turn.place },
      data.session && { name: "scope", label: "For", kind: "radio", options: scopes, value: "session",
        onChange: turn.scope },
      { name: "value", label: "New value", kind: "number", width: "half", required: true },
      { name: "ends_at", label: "Ends at", kind: "time", width: "half", required: true, hidden: true,
        says: endWords },
      { name: "until", label: "Last day", kind: "date", width: "half", required: true, hidden: Boolean(data.session),
        hint: "At the latest " + last + "." },
      { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500 },
      ...besideFields(person),
    ];
  }

  /** The end of a day of the clinic as a time; nothing for a day that cannot be read. */
  function endOf(day) {
    const found = clock.moments(day, "23:59");
    return found.length ? new Date(found[found.length - 1]).toISOString() : undefined;
  }

  /** The next moment of a time of day; today's when that has passed, undefined in an hour that is left out. */
  function momentOf(time) {
    const now = clock.now();
    const [today, next] = [now, now + DAY_MS].map((at) => clock.moments(clock.day(at), time));
    return today.find((at) => at > now) || next.find((at) => at - now <= NEXT_DAY_HOURS * HOUR_MS) || today[0];
  }

  /** How far ahead the chosen end lies, so that a slip of the finger is seen. */
  function endWords(time) {
    const at = time ? momentOf(time) : null;
    if (!at) return "";
    const minutes = Math.round((at - clock.now()) / 60000);
    if (minutes <= 0) return "";
    const ahead = minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
    return "In " + ahead + ".";
  }

  /** The chosen end as a time; null, said at its field, for an hour that does not exist on this day. */
  function endIn(values, sheetNow) {
    if (values.until) return endOf(values.until);
    if (!values.ends_at) return undefined;
    const at = momentOf(values.ends_at);
    if (at) return new Date(at).toISOString();
    sheetNow.field("ends_at").fail("That hour does not exist on this day.");
    return null;
  }

  function moveBody(values, limit, until) {
    const body = { measure: limit.measure, kind: limit.kind, level: limit.level, value: values.value,
      reason: values.reason, until };
    if (values.username) body.second = { username: values.username, password: values.password };
    return body;
  }

  actions["move-limit"] = async function (dataset) {
    const data = { ...dataset };
    const path = data.session ? "/sessions/" + data.session : "/patients/" + data.patient;
    const [loaded, whole, person] = await Promise.all([sheet.load(path + "/overrides"), sheet.load(path), api.me()]);
    if (!loaded || !whole) return;
    const limits = limitsOf(loaded.sets);
    const patient = data.session ? whole.patient : whole;
    const place = el("div", { "aria-live": "polite" });
    const turn = {
      place,
      limit: (key) => place.replaceChildren(limits.has(key) ? standing(limits.get(key)) : ""),
      scope: function (scope) {
        const part = opened.field("ends_at");
        part.show(scope === "part");
        part.path = scope === "part" ? "until" : "ends_at";     // whose end a refusal is about
        opened.field("until").show(scope === "patient");
      },
    };
    const opened = sheet.open({
      id: "move-limit", title: "Move limit", submit: "Move limit",
      who: patient.family_name + ", " + patient.given_name,
      intro: "It counts for what is measured from now on. The set itself stays as it is.",
      fields: moveFields(data, limits, person, turn),
      send: function (values, key, sheetNow) {
        const forPatient = !data.session || values.scope === "patient";
        const [limit] = limits.get(values.limit);
        const until = endIn(values, sheetNow);
        if (until === null) return null;
        return outbox.direct({ path: (forPatient ? "/patients/" + patient.id : path) + "/overrides",
          body: moveBody(values, limit, until), key, session: data.session });
      },
      done: () => { if (!data.session) location.reload(); },
    });
    if (limits.has(data.limit)) {
      opened.field("limit").control.value = data.limit;
      turn.limit(data.limit);
    }
  };

  /** One move as a row, with the way back for a clinician. */
  function moveRow(move, limits, data, person) {
    const found = limits.get([move.measure, move.kind, move.level].join(" "));
    const text = (found ? found[0].label : move.measure) + " " + move.value;
    const until = move.until && Date.parse(move.until);
    const where = !move.session_id ? "this patient, until " + clock.day(until)
      : "this session, until " + (until ? clock.hhmm(until) : "the end");
    return el("li", {}, el("div", {}, el("b", {}, text + (found ? " instead of " + found[0].own : "")), ", for " + where
      + ". ", el("span", { class: "quiet-text" }, move.by.display_name + ": " + move.reason)),
      isClinician(person) ? el("button", { type: "button", class: "button", "data-action": "end-override",
        "data-override": move.id, "data-text": text, "data-session": data.session }, "End override") : null);
  }

  actions["moved-limits"] = async function (dataset) {
    const data = { ...dataset };
    const [loaded, person] = await Promise.all([sheet.load("/sessions/" + data.session + "/overrides"), api.me()]);
    if (!loaded) return;
    const limits = limitsOf(loaded.sets);
    const stand = loaded.items.filter((move) => !move.ended_at && (!move.until || Date.parse(move.until) > clock.now()));
    const opened = sheet.open({
      id: "moved-limits", title: "Moved limits", cancel: "Close",
      fields: [{ kind: "static", node: el("ul", { class: "moved-list" },
        stand.map((move) => moveRow(move, limits, data, person))) }],
    });
    opened.dialog.addEventListener("click", (event) => {
      if (event.target.closest('[data-action="end-override"]')) opened.close();
    });
  };

  actions["end-override"] = function (dataset) {
    const data = { ...dataset };
    sheet.open({
      id: "end-override", title: "End override", submit: "End override", small: true,
      intro: data.text + ". From now on the limit counts as without this override.",
      fields: [{ name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500 }],
      send: (values, key) => outbox.direct({ path: "/overrides/" + data.override + "/end", body: values, key,
        session: data.session }),
      done: () => { if (!data.session) location.reload(); },
    });
  };

  function rulesFields(session, protocols, sets, turn) {
    const named = (items) => items.map((one) => ({ value: one.code, label: one.label }));
    return [
      { name: "protocol", label: "Protocol", kind: "select", required: true, value: session.protocol.code,
        options: named(protocols.items), onChange: turn, hint: "Now version " + session.protocol.version + "." },
      { name: "threshold_set", label: "Limits", kind: "select", required: true, value: session.threshold_set.code,
        options: named(sets.items), hint: "Now version " + session.threshold_set.version + "." },
      { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500 },
    ];
  }

  actions.rules = async function (dataset) {
    const id = dataset.session;
    const path = "/sessions/" + id;
    const [loaded, person] = await Promise.all([sheet.loadAll(path, "/protocols", "/threshold-sets"), api.me()]);
    if (!loaded) return;
    const [session, protocols, sets] = loaded;
    const patient = await sheet.load("/patients/" + session.patient.id);
    if (!patient) return;
    if (session.dose_started_at && !isClinician(person)) {
      sheet.tell("A clinician changes these", "The dose has begun. Ask a clinician to sign in and change them.");
      return;
    }
    const named = (code) => protocols.items.find((one) => one.code === code);
    // A set that somebody chose is never dropped unasked, and who is asked "Standard or Cautious" is asked again (A23).
    const turn = function (code) {
      const field = opened.field("threshold_set"), was = named(session.protocol.code);
      const why = screening.whyLimits(patient.birth_date, patient.facts);
      if (why) {
        if (!field.control.querySelector('option[value=""]')) field.control.prepend(el("option", { value: "" }, "Choose"));
        field.control.value = "";
        field.say("Choose again: " + why + ".");
      } else if (was && session.threshold_set.code !== was.threshold_set) {
        field.say("Kept as chosen. Check that they fit the protocol.");
      } else {
        field.control.value = named(code).threshold_set;
        field.say("Set to those of the protocol. Check them.");
      }
    };
    const opened = sheet.open({
      again: () => actions.rules({ session: id }),
      id: "rules", title: "Limits and protocol", submit: "Change",
      who: session.patient.family_name + ", " + session.patient.given_name,
      intro: "Everything recorded is judged again. What stood before stays in the record.",
      fields: rulesFields(session, protocols, sets, turn),
      send: function (values, key, sheetNow) {
        const body = { reason: values.reason };
        if (values.protocol !== session.protocol.code) body.protocol = values.protocol;
        if (body.protocol || values.threshold_set !== session.threshold_set.code) {
          body.threshold_set = values.threshold_set;
        }
        if (!body.threshold_set) { sheetNow.fail("Nothing is changed yet."); return null; }
        return outbox.direct({ method: "PATCH", path, body, key, ifMatch: session.version, session: id });
      },
    });
  };
})();
