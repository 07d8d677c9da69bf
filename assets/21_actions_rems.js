/* The REMS worksheet: copy a field or all of it, answer what no record says, mark it as sent. */
(function () {
  "use strict";

  const { actions, sheet, outbox, copy } = Chairside;
  const YES_NO = [{ value: "yes", label: "Yes" }, { value: "no", label: "No" }];

  actions["rems-copy"] = async function (dataset, button) {
    if (!await copy(dataset.text)) {
      sheet.open({ id: "rems-text", title: "Text of the worksheet", cancel: "Close",
        fields: [{ name: "text", label: "Select and copy", kind: "textarea", rows: 16, value: dataset.text }] });
      return;
    }
    const word = button.firstChild, before = word.textContent;
    if (before === "Copied") return;
    word.textContent = "Copied";
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { word.textContent = before; }, 2000);
  };

  /** One question as a field of the sheet: nothing is preset but what a person answered before. */
  function asField(one) {
    const shared = { name: one.code, label: one.label, hint: one.beside.join(". ") || undefined, optional: false };
    if (one.question.kind === "yes_no") {
      return { ...shared, kind: "radio", options: YES_NO, value: one.answer === null ? undefined : one.answer };
    }
    if (one.question.kind === "minutes") {
      return { ...shared, kind: "number", decimals: 0, width: "half", label: one.label + ", minutes",
        hint: "Whole minutes from the first device.", value: one.answer === null ? "" : String(one.answer) };
    }
    return { ...shared, kind: "text", width: "half", maxLength: one.question.longest, optional: true,
      value: one.answer === null ? "" : one.answer };
  }

  /** Only what differs from before is sent; a box that was emptied takes its answer back. */
  function changes(asked, values) {
    const given = {};
    asked.forEach(function (one) {
      const value = values[one.code] === "" || values[one.code] === undefined ? null : values[one.code];
      if (value !== one.answer) given[one.code] = value;
    });
    return given;
  }

  const answer = async function (dataset) {
    const path = "/sessions/" + dataset.session + "/rems";
    const worksheet = await sheet.load(path);
    if (!worksheet) return;
    const open = worksheet.sections.flatMap((section) => section.fields).filter((one) => one.question);
    const asked = dataset.field ? open.filter((one) => one.code === dataset.field) : open;
    if (!asked.length) { sheet.tell("Nothing to answer", "The record says it by now."); return; }
    sheet.open({
      id: "rems-answer", title: asked.length === 1 ? asked[0].label : "Answer what the record does not say",
      intro: "Recorded values stay as they are.", submit: "Save answers", small: asked.length === 1,
      fields: asked.map(asField),
      send: function (values, key, opened) {
        const given = changes(asked, values);
        if (!Object.keys(given).length) { opened.fail("Nothing was answered yet."); return null; }
        return outbox.direct({ method: "PATCH", path, body: { answers: given }, key, ifMatch: worksheet.version,
          session: dataset.session });
      },
      done: () => Chairside.live.refresh(),
      again: () => answer(dataset),
    });
  };
  actions["rems-answer"] = answer;

  actions["rems-sent"] = async function (dataset) {
    const path = "/sessions/" + dataset.session + "/rems";
    const worksheet = await sheet.load(path);
    if (!worksheet) return;
    const blank = worksheet.blank.length;
    sheet.open({
      id: "rems-sent", title: "Mark as sent", submit: "Mark as sent", small: true,
      intro: "You sent it yourself; Chairside keeps when and with which reference."
        + (blank ? " " + blank + (blank === 1 ? " field is" : " fields are") + " still blank." : ""),
      fields: [
        { name: "reference", label: "Reference", kind: "text", required: true, maxLength: 100,
          hint: "Confirmation number, or fax and page count." },
        { name: "sent_at", label: "Sent", kind: "datetime" },
        { name: "note", label: "Note", kind: "textarea", optional: true, rows: 2, maxLength: 1000 },
      ],
      send: function (values, key) {
        const body = { reference: values.reference };
        if (values.sent_at) body.sent_at = values.sent_at;
        if (values.note) body.note = values.note;
        return outbox.direct({ path: path + "/sent", body, key, session: dataset.session });
      },
      done: () => Chairside.live.refresh(),
    });
  };
})();
