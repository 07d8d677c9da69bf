/* What keeps the dose closed, each reason with its way out; a clinician's override; a dose that is held. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, el, clock } = Chairside;

  function press(words, act, look) {
    return el("button", { type: "button", class: "button" + (look ? " " + look : ""), onclick: act }, words);
  }

  /** The ways out of one reason: {code of the way: words}. */
  const WAYS = {
    record: { hold: "Take it again", baseline: "Record a set" },
    override: { hold: "Override" },
    people: { people: "Name them" },
  };

  function reasonRow(reason, go) {
    const ways = reason.way_out.filter((way) => WAYS[way]).map((way) => press(WAYS[way][reason.code],
      () => go(way, reason)));
    const kind = reason.hard ? el("small", {}, "Hard hold: asks for a clinician's password") : null;
    return el("li", { class: "closed-reason" }, el("span", {}, el("b", {}, reason.text), kind),
      el("span", { class: "row" }, ways));
  }

  /** Says why the dose is closed; `record` opens the sheet for what was given all the same. */
  Chairside.doseClosed = async function (session, data, dose, record) {
    const offered = dose.offered_baseline, person = await api.me();
    const held = dose.closed.filter((one) => one.code === "hold");
    const asks = held.length > 0 && !dose.asked_at && !(person && person.roles.includes("clinician"));
    const go = function (way, reason) {
      opened.close();
      if (way === "record") actions.record({ session: data.session });
      else if (way === "people") actions.weight({ session: data.session });
      else override(session, data, dose, reason);
    };
    const reasons = el("ul", { class: "closed-reasons" }, dose.closed.map((one) => reasonRow(one, go)));
    const { filled, open, against } = dose.checklist;
    const listed = filled ? (open ? open + " not answered" : "all answered") : "not filled in";
    const rest = el("div", { class: "row" },
      press("Checklist: " + listed, () => { opened.close(); actions.checklist({ ...data, then: "dose" }); }),
      asks && press("Ask a clinician", () => { opened.close(); ask(session, data, dose, held); }),
      held.length > 0 && press("Hold the dose", () => { opened.close(); hold(session, data); }),
      press("It was already given: record it", () => { opened.close(); record(); }, "quiet"));
    const opened = sheet.open({
      id: "dose-closed", title: "Not ready for the dose", who: sheet.whose(session), cancel: "Close",
      submit: offered ? "Accept baseline " + offered.text.split(" ")[0] : null,
      fields: [{ kind: "static", node: reasons }, offered && { kind: "static",
        value: "Last set before the dose: " + offered.text },
        dose.asked_at && { kind: "static",
          value: "Clinician asked " + clock.hhmm(Date.parse(dose.asked_at)) + " to override the hold." },
        against.length > 0 && { kind: "static", label: "From the checklist", value: against.join(". ") + "." },
        { kind: "static", node: rest }],
      send: (values, key) => outbox.save({
        path: "/sessions/" + data.session + "/baseline", body: { reading_id: offered.reading_id }, key,
        label: "Baseline " + offered.text, session: data.session,
      }),
      done: () => actions.dose(data),
    });
  };

  function ask(session, data, dose, held) {
    Chairside.askClinician({ session: data.session, who: sheet.whose(session), detail: { for: "dose" },
      what: held.map((one) => one.text).join("; "), done: () => actions.dose(data) });
  }

  const why = { name: "reason", label: "Reason", kind: "textarea", rows: 2, required: true, maxLength: 1000,
    path: "detail.reason" };

  const PAIR = ["systolic", "diastolic"];

  /** What this override covers: the value it names, of a pressure both, and every soft hold. */
  function covered(dose, reason) {
    const both = (one) => PAIR.includes(one.measure) && PAIR.includes(reason.measure);
    const holds = dose.closed.filter((one) => one.code === "hold");
    return holds.filter((one) => !one.hard || one.measure === reason.measure || both(one));
  }

  /** A clinician opens the dose against these values: by name and reason, a hard hold also by password. */
  async function override(session, data, dose, reason) {
    const person = await api.me();
    const clinician = Boolean(person && person.roles.includes("clinician"));
    const own = clinician && reason.hard;
    const values = covered(dose, reason).map((one) => el("li", {}, one.text));
    sheet.open({
      id: "hold-override", title: "Override the hold", who: sheet.whose(session), submit: "Override the hold",
      small: true, intro: "A newer value that holds closes the dose again.",
      owner: own ? person.username : undefined,
      fields: [
        { kind: "static", label: "Overridden", node: el("ul", { class: "plain-list" }, values) },
        { ...why, missing: "Say why the dose is given all the same." },
        !clinician && { name: "username", label: "Clinician's username", kind: "text", width: "half",
          path: "second", required: true },
        (own || !clinician) && { name: "password", label: own ? "Your password" : "Clinician's password",
          kind: "password", width: own ? "" : "half", path: "second.password", required: true,
          autocomplete: "new-password" },
      ],
      send: function (typed, key) {
        const body = { kind: "hold_override",
          detail: { reason: typed.reason, measure: reason.measure, value: reason.value } };
        if (typed.password) {
          body.second = { username: own ? person.username : typed.username, password: typed.password };
        }
        // Never kept for later: by then other values may stand.
        return outbox.direct({ path: "/sessions/" + data.session + "/events", body, key, session: data.session });
      },
      done: () => actions.dose(data),
    });
  }

  function hold(session, data) {
    sheet.open({
      id: "hold", title: "Hold the dose", who: sheet.whose(session), submit: "Hold the dose", small: true,
      intro: "The record says that the dose waits, and why.",
      fields: [{ ...why, missing: "Say why the dose is held." }],
      send: (values, key) => outbox.event({ session: data.session, key, label: "Dose held",
        body: { kind: "hold", detail: { reason: values.reason } } }),
    });
  }
})();
