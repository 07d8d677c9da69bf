/* The pre-dose checklist: no answer is preset, the last one stands beside; a part can be saved and gone on with. */
(function () {
  "use strict";

  const { actions, sheet, outbox, clock, el } = Chairside;
  const DAY_MS = 86400000;
  let count = 0;

  function lastWords({ last }) {
    return last ? el("small", {}, "Answered: " + last.text + " (" + last.at_text + ", " + last.by + ")") : null;
  }

  /** "Does not apply" is short to the eye and whole to the ear. */
  function answerWords(option) {
    if (option.value !== "na") return el("span", {}, option.label);
    return el("span", {}, el("span", { "aria-hidden": "true" }, "n/a"), el("span", { class: "spoken" }, option.label));
  }

  /** A choice: one row of answers, none of them chosen. */
  function choiceRow(item) {
    const name = "checklist-" + (count += 1);
    const radios = item.options.map((one) => el("input", { type: "radio", name, value: one.value,
      autocomplete: "off" }));
    const answers = item.options.map((one, place) => el("label", { class: "option" }, radios[place], answerWords(one)));
    const node = el("div", { class: "check-row", role: "radiogroup", "aria-label": item.label },
      el("span", { class: "check-asked" }, item.label, lastWords(item)),
      el("span", { class: "check-answers three" }, answers));
    return { node, read: () => (radios.find((one) => one.checked) || { value: "" }).value };
  }

  /** The latest moment not in the future at which the clinic's clock showed this time; null for none. */
  function latest(time) {
    const now = clock.now();
    const found = [0, 1].flatMap((back) => clock.moments(clock.day(now - back * DAY_MS), time));
    return found.filter((one) => one <= now).sort((a, b) => b - a)[0] || null;
  }

  function timeRow(item) {
    const id = "checklist-" + (count += 1);
    const box = el("input", { id, type: "time", class: "input", autocomplete: "off" });
    const said = el("small", { "aria-live": "polite" });
    box.addEventListener("input", function () {
      const at = box.value ? latest(box.value) : null;
      if (!at) { said.textContent = ""; return; }
      const minutes = Math.floor((clock.now() - at) / 60000);
      const day = clock.day(at) === clock.day(clock.now()) ? "today" : "yesterday";
      said.textContent = day + ", " + (minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + minutes % 60
        + " min") + " ago";
    });
    const node = el("div", { class: "check-row" }, el("span", { class: "check-asked" }, el("label", { for: id },
      item.label), lastWords(item), said), el("span", { class: "check-answers" }, box));
    return { node, read: () => (box.value && latest(box.value) ? new Date(latest(box.value)).toISOString() : "") };
  }

  function textRow(item) {
    const id = "checklist-" + (count += 1);
    const box = el("input", { id, type: "text", class: "input", autocomplete: "off", maxlength: 1000 });
    const node = el("div", { class: "check-row" }, el("span", { class: "check-asked" }, el("label", { for: id },
      item.label), lastWords(item)), el("span", { class: "check-answers wide" }, box));
    return { node, read: () => box.value.trim() };
  }

  const ROWS = { choice: choiceRow, time: timeRow, text: textRow };

  function group(one, rows) {
    const made = one.items.map((item) => ({ code: item.code, ...ROWS[item.kind](item) }));
    rows.push(...made);
    return { kind: "static", label: one.label, node: el("div", { class: "check-rows" }, made.map((row) => row.node)) };
  }

  actions.checklist = async function (dataset) {
    const data = { ...dataset };
    const path = "/sessions/" + data.session;
    const loaded = await sheet.loadAll(path, path + "/checklist");
    if (!loaded) return;
    const [session, form] = loaded;
    if (!(await Chairside.recordLeftOpen.ask({ session, left_open: form.left_open }))) return;
    const rows = [];
    sheet.open({
      id: "checklist", title: "Pre-dose checklist", submit: "Save answers", who: sheet.whose(session),
      note: "Parts can be saved and gone on with.",
      intro: form.against.length ? "Speaks against the dose: " + form.against.join(". ") + "." : null,
      fields: form.groups.map((one) => group(one, rows)),
      send: async function (values, key, opened) {
        const detail = Object.fromEntries(rows.map((row) => [row.code, row.read()]).filter(([, answer]) => answer));
        if (!Object.keys(detail).length) { opened.fail("Nothing is answered yet."); return null; }
        return outbox.event({ session: data.session, body: { kind: "pre_dose_checklist", detail }, key,
          label: "Pre-dose checklist" });
      },
      done: () => { if (data.then === "dose") actions.dose({ session: data.session }); },
    });
  };
})();
