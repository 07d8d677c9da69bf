/* The dose: what fits the protocol is offered; what was given is always stored; no amount is proposed. */
(function () {
  "use strict";

  const { actions, sheet, outbox, amounts, clock, el } = Chairside;
  const BOXES = {
    amount: { label: "Amount (mg)", kind: "number", hint: "It is never filled in for you." },
    amount_given: { label: "Amount given (mg)", kind: "number" },
    lot: { label: "Lot", kind: "text", maxLength: 60 },
    drawn: { label: "Drawn (mg)", kind: "number", width: "third" },
    given: { label: "Given (mg)", kind: "number", width: "third" },
    wasted: { label: "Wasted (mg)", kind: "number", width: "third" },
    volume_ml: { label: "Volume (mL)", kind: "number" },
    number: { label: "Device number", kind: "number", decimals: 0 },
    from: { label: "From", kind: "number" }, to: { label: "To", kind: "number" }, unit: { label: "Unit", kind: "text" },
    reason: { label: "Reason", kind: "text", maxLength: 500 }, text: { label: "Words", kind: "text", maxLength: 1000 },
  };
  const GIVES = ["dose_start", "bolus", "booster"];

  const soFar = (dose) => (dose.given.amount_mg === null ? null
    : Number(dose.given.amount_mg.toFixed(1)) + " mg");

  function box(code, dose) {
    const known = BOXES[code] || { label: code.replaceAll("_", " "), kind: "text" };
    const says = ["amount", "amount_given"].includes(code)
      ? (mg) => (mg ? amounts.perKg(mg, dose.weight_kg) + (dose.last_dose ? ". Last: " + dose.last_dose.text
        : "") : "") : null;
    const computed = code === "amount_given" && dose.infusion && soFar(dose);
    const hint = computed ? "Computed until " + clock.hhmm(Date.parse(dose.given.seen_at)) + ": " + computed
      : known.hint;
    return { width: "half", ...known, hint, name: code, path: "detail." + code, optional: true, hidden: true, says };
  }

  function detail(choice, dose, values) {
    const given = { ...(choice.detail || {}) };
    choice.fields.forEach(function (code) {
      if (values[code] !== null && values[code] !== undefined && values[code] !== "") given[code] = values[code];
    });
    if (GIVES.includes(choice.kind) && dose.planned) {
      given.drug = given.drug || dose.planned.drug;
      given.route = given.route || dose.planned.route;
    }
    if (GIVES.includes(choice.kind) && given.amount !== undefined) given.unit = "mg";
    if (choice.kind === "device_given" && given.number === undefined) {
      given.number = Number((/\d+/.exec(choice.label) || [1])[0]);
    }
    return given;
  }

  function facts(dose) {
    const lines = [];
    if (dose.planned && dose.planned.amount) lines.push("Planned: " + amounts.perKg(dose.planned.amount,
      dose.weight_kg));
    const unclear = dose.given.unclear.join(" ").replace(/\.$/, "");
    if (dose.started && unclear) lines.push("Total unclear: " + unclear);
    else if (dose.started && soFar(dose)) lines.push("Given so far " + soFar(dose));
    if (dose.last_dose) lines.push("Last: " + dose.last_dose.text);
    if (!dose.weight_kg) lines.push("No weight recorded");
    dose.overrides.forEach((one) => lines.push(one.text.replace(/\.$/, "")));
    return lines.length ? lines.join(". ") + "." : null;
  }

  /** Given beside planned, and how long until the next device may be given. */
  function devices(dose) {
    const known = dose.devices;
    if (!known) return null;
    const count = "Devices: " + known.given + (known.planned ? " of " + known.planned : "") + " given";
    const left = known.next_at ? Date.parse(known.next_at) - clock.now() : 0;
    if (left <= 0) return el("p", { class: "device-line" }, el("b", {}, count));
    const timer = el("b", { class: "reading", role: "timer", "aria-label": "Next device in",
      "data-until": known.next_at });
    const wait = el("span", {}, "Next device in ", timer);
    setTimeout(() => wait.replaceChildren(known.gap_min + " min have passed since the last device"), left);
    return el("p", { class: "device-line" }, el("b", {}, count), wait);
  }

  /** What the pre-dose checklist says against the dose, or that it was not filled in, with the way to it. */
  function checklist(session, data, dose, close) {
    const { filled, against, told, open } = dose.checklist;
    if (dose.started && !against.length) return null;
    const go = el("button", { type: "button", class: "button", onclick: () => {
      close();
      actions.checklist({ ...data, then: "dose" });
    } }, filled ? "Open checklist" : "Fill in checklist");
    const missing = open === 1 ? "1 item not answered" : open + " items not answered";
    const title = filled ? (open ? "Pre-dose checklist: " + missing : "Pre-dose checklist")
      : "Pre-dose checklist not filled in";
    const strong = against.map((words) => el("li", {}, el("b", {}, words)));
    const lines = [...strong, ...told.map((words) => el("li", {}, words))];
    return el("div", { class: "checklist-words", role: "group", "aria-label": title },
      el("div", { class: "row" }, el("b", { class: "checklist-title" }, title), go),
      lines.length ? el("ul", { class: "plain-list" }, lines) : null);
  }

  /** Asks what the server asks about these amounts; true when all was kept. */
  function askAmounts(opened, session, data, dose, choice, told, at) {
    const name = choice.fields.includes("amount") ? "amount" : "amount_given";
    const device = choice.kind === "device_given";
    const said = [told.amount, told.amount_given, told.drawn, told.wasted].some((mg) => mg !== undefined);
    if (choice.kind === "waste" || (!device && !said)) return true;
    const asked = { protocol: session.protocol.code, session_id: data.session, weight_kg: dose.weight_kg,
      amount_mg: told[name], drawn_mg: told.drawn, given_mg: told.given, wasted_mg: told.wasted,
      device_at: device ? at || new Date(clock.now()).toISOString() : null };
    return amounts.askAll(opened, session.patient.id, asked, name);
  }

  function record(session, data, dose) {
    const codes = [...new Set(dose.choices.flatMap((choice) => choice.fields))];
    const chosen = (label) => dose.choices.find((choice) => choice.label === label);
    const only = dose.choices.length === 1 ? dose.choices[0] : null;
    const names = dose.choices.map((choice) => choice.label);
    const list = checklist(session, data, dose, () => opened.close());
    const opened = sheet.open({
      id: "dose", title: "Dose", who: sheet.whose(session), intro: facts(dose),
      submit: only ? only.label : "Save",
      fields: [
        list && { kind: "static", node: list },
        dose.devices && { kind: "static", node: devices(dose) },
        !only && { name: "choice", label: "What happened", kind: "radio", options: names, required: true,
          missing: "Choose what happened.", onChange: (label) => turn(chosen(label)) },
        ...codes.map((code) => box(code, dose)),
        { name: "occurred_at", label: "When", kind: "datetime", stamps: true },
        ...Chairside.witness.fields(),
      ],
      send: async function (values, key, sheetNow) {
        const choice = only || chosen(values.choice);
        const told = detail(choice, dose, values);
        if (!(await askAmounts(sheetNow, session, data, dose, choice, told, values.occurred_at))) return null;
        const second = choice.takes_witness
          ? await Chairside.witness.second(sheetNow, values, choice.asks_witness || values.wasted > 0) : null;
        if (second === undefined) return null;
        const body = { kind: choice.kind, detail: told };
        if (values.occurred_at) body.occurred_at = values.occurred_at;
        if (second) body.second = second;
        return outbox.event({ session: data.session, body, key, label: choice.label });
      },
    });
    function turn(choice) {
      codes.forEach((code) => opened.field(code).show(choice.fields.includes(code)));
      Chairside.witness.show(opened, choice.takes_witness);
      opened.submitAs(choice.label);
    }
    if (only) {
      turn(only);
      opened.field(only.fields[0]).control.focus();
    }
  }

  actions.dose = async function (dataset) {
    const data = { ...dataset };
    const loaded = await sheet.loadAll("/sessions/" + data.session, "/sessions/" + data.session + "/dose");
    if (!loaded) return;
    const [session, dose] = loaded;
    if (!(await Chairside.recordLeftOpen.ask({ session, left_open: dose.left_open }))) return;
    if (!dose.choices.length) sheet.tell("Dose", "Nothing of the dose is left to record.");
    else if (dose.closed.length) Chairside.doseClosed(session, data, dose, () => record(session, data, dose));
    else record(session, data, dose);
  };
})();
