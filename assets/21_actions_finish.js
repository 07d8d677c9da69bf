/* The end of a session: its gates, the escort, and what each way of ending asks for. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, el, gateList } = Chairside;
  const RENEW_MS = 30000;

  const ENDS = [
    { value: "completed", label: "Completed" }, { value: "aborted", label: "Aborted" },
    { value: "against_advice", label: "Against advice" }, { value: "transferred", label: "Transferred" },
  ];
  const SHOWN = { completed: [], aborted: ["reason"], against_advice: ["reason", "witness", "told"],
    transferred: ["summary", "where"] };
  const NEEDS = { ...SHOWN, transferred: [] };
  const WORDS = {
    against_advice: "No gate holds the patient. Say who stood by and who was told.",
    transferred: "No gate holds the patient, nothing has to be filled in.",
  };

  function summaryLink(id) {
    return el("a", { class: "button", href: "/api/v1/sessions/" + id + "/transfer.pdf", target: "_blank",
      rel: "noopener" }, "Open the transfer summary");
  }

  function finishFields(id, end, list, turn) {
    return [
      { name: "end", label: "How it ended", kind: "radio", options: ENDS, required: true, value: end, onChange: turn },
      { name: "summary", kind: "static", node: summaryLink(id), hidden: true },
      { name: "where", path: "reason", label: "Where to, and why", kind: "text", optional: true, hidden: true,
        maxLength: 1000 },
      { name: "reason", label: "Reason", kind: "text", required: true, hidden: true, maxLength: 1000 },
      { name: "witness", label: "Witness", kind: "text", width: "half", required: true, hidden: true, maxLength: 120 },
      { name: "told", label: "Clinician told", kind: "text", width: "half", required: true, hidden: true,
        maxLength: 120 },
      { name: "gates", kind: "static", node: list.node, read: () => true },
      { name: "username", label: "Clinician's username", kind: "text", width: "half", required: true, hidden: true,
        path: "second.username" },
      { name: "password", label: "Clinician's password", kind: "password", width: "half", required: true,
        hidden: true, path: "second.password", autocomplete: "new-password" },
    ];
  }

  function ending(values, list) {
    const body = { end: values.end };
    NEEDS[values.end].forEach((code) => { if (values[code]) body[code] = values[code]; });
    if (values.where) body.reason = values.where;
    if (values.gates === undefined) return body;
    body.gates = Object.fromEntries(list.said().map((code) => [code, { ok: true }]));
    const overrides = list.overrides();
    if (overrides.length) body.overrides = overrides;
    if (values.escort_name) {
      body.escort = { name: values.escort_name };
      if (values.escort_relation) body.escort.relation = values.escort_relation;
      if (values.escort_time) body.escort.time = values.escort_time;
    }
    if (values.username) body.second = { username: values.username, password: values.password };
    return body;
  }

  /** Who takes the patient home, in the row of that gate. */
  function placeEscort(opened, row) {
    const fields = [
      { name: "escort_name", label: "Escort", kind: "text", path: "escort.name", maxLength: 120 },
      { name: "escort_relation", label: "Relation", kind: "text", path: "escort.relation", maxLength: 80 },
      { name: "escort_time", label: "Left at", kind: "time", path: "escort.time" },
    ].map((spec) => opened.add({ ...spec, width: "third" }));
    row.more.append(...fields.map((field) => field.node));
    row.given = () => Boolean(fields[0].read());
    row.word = () => "escort " + fields[0].read();
  }

  /** The reason box of one gate; a second tap takes the override back. */
  function toggleOverride(opened, row) {
    const name = "override_" + row.gate.gate;
    const known = opened.field(name);
    const field = known || opened.add({ name, kind: "text", maxLength: 500,
      label: row.gate.label + ": reason to override" });
    if (!known) row.more.append(field.node);
    const wanted = !known || field.node.hidden;
    field.show(wanted);
    row.reason = () => (field.node.hidden ? "" : field.read());
    row.override.textContent = wanted ? "Do not override" : "Override";
    row.override.setAttribute("aria-expanded", String(wanted));
    if (wanted) field.control.focus();
  }

  /** Asks for the gates again at every change of the session, and now and then: time alone opens and shuts some. */
  function keepTrue(opened, id, list) {
    let asked = 0;
    async function renew() {
      const mine = asked += 1;
      const result = await api.send("GET", "/sessions/" + id + "/gates");
      if (mine !== asked || !opened.dialog.open) return;
      if (result.ok) list.update(result.data.gates);
      else list.stale();
    }
    const follow = (event) => { if (!event.detail.session_id || event.detail.session_id === id) renew(); };
    const timer = setInterval(renew, RENEW_MS);
    document.addEventListener("chairside:change", follow);
    opened.dialog.addEventListener("close", function () {
      clearInterval(timer);
      document.removeEventListener("chairside:change", follow);
    });
    return renew;
  }

  /** Closed gates are named in the list, where they can be answered. */
  async function send(opened, id, list, values, key) {
    const result = await outbox.direct({ path: "/sessions/" + id + "/discharge", body: ending(values, list), key,
      session: id });
    if (!result.data || result.data.code !== "gates_closed") return result;
    opened.field("gates").show(true);
    list.shut(result.data.errors);
    const count = result.data.errors.length;
    const words = count === 1 ? "Not ready to leave: one gate is shut." : "Not ready to leave: " + count
      + " gates are shut.";
    return { ...result, data: { ...result.data, detail: words, errors: [] } };
  }

  /** What the chosen end asks for, and a clinician's sign-in once one is needed. */
  function conduct(opened, list, dosed, isClinician) {
    const judged = (end) => end === "completed" || (end === "aborted" && dosed);
    function askClinician() {
      const approval = list.rows.get("approval");
      const wanted = !isClinician && judged(opened.field("end").read())
        && (list.overrides().length > 0 || Boolean(approval && !approval.gate.open));
      ["username", "password"].forEach((name) => opened.field(name).show(wanted));
      if (approval) approval.given = () => Boolean(opened.field("username").read());
    }
    function turn(end) {
      opened.field("end").say(WORDS[end] || "");
      ["summary", "where", "reason", "witness", "told"].forEach((name) => opened.field(name)
        .show(SHOWN[end].includes(name)));
      opened.field("gates").show(judged(end));
      askClinician();
    }
    return { askClinician, turn };
  }

  actions.finish = async function (dataset) {
    const { session: id, end = "completed" } = dataset;
    const [loaded, person] = await Promise.all([sheet.loadAll("/sessions/" + id, "/sessions/" + id + "/gates"),
      api.me()]);
    if (!loaded) return;
    const [session, { gates, drug_given: drugGiven }] = loaded;
    const isClinician = Boolean(person && person.roles.includes("clinician"));
    let opened = null, conducted = null, renew = null;
    const ask = ({ gate }) => Chairside.askClinician({ session: id, who: sheet.whose(session),
      what: gate.label + ": " + gate.text, detail: { for: "leaving", gate: gate.gate }, done: () => renew() });
    const list = gateList({
      overrideOf: (row) => { toggleOverride(opened, row); list.redraw(); },
      askOf: isClinician ? null : ask,
      changed: () => conducted.askClinician(),
    });
    opened = sheet.open({
      id: "finish", title: "Finish session", submit: "Finish session", who: sheet.whose(session),
      fields: finishFields(id, end, list, (chosen) => conducted.turn(chosen)),
      send: (values, key) => send(opened, id, list, values, key),
    });
    conducted = conduct(opened, list, drugGiven, isClinician);
    list.update(gates);
    if (list.rows.has("escort")) placeEscort(opened, list.rows.get("escort"));
    conducted.turn(end);
    renew = keepTrue(opened, id, list);
  };
})();
