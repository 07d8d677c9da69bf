/* Correcting and striking a bedside event; both versions stay. */
(function () {
  "use strict";

  const { actions, sheet, outbox, clock, eventBoxes } = Chairside;
  const why = { name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500,
    missing: "Say why. The old entry stays readable." };

  actions["strike-event"] = (data) => Chairside.strikeSheet({ ...data }, "events", data.event);

  /** A box of the kind, empty, with what is stored beside it in grey; a choice can be left as it is. */
  function correctionBox(box, field, event, context) {
    const held = field.name in event.detail;
    const hint = held ? "Stored: " + eventBoxes.words(field, event.detail[field.name], context) : null;
    const left = held ? "As stored" : "Not given";
    const more = field.options || field.sort === "event" ? { kind: "select", width: "half", placeholder: left } : {};
    return { ...box, ...more, nowLabel: left, required: false, hint };
  }

  const correctionBoxes = (kind, event, context) => eventBoxes.boxes(kind, context).map((box) => correctionBox(box,
    kind.fields.find((one) => one.name === box.name), event, context));

  function correctionFields(kind, event, context) {
    const held = kind.fields.filter((field) => field.name in event.detail);
    return [
      ...correctionBoxes(kind, event, context),
      held.length && { name: "gone", label: "Take away", kind: "checks",
        options: held.map((field) => ({ value: field.name, label: field.label })) },
      { name: "occurred_at", label: "When", kind: "datetime",
        nowLabel: clock.hhmm(Date.parse(event.occurred_at)) + " as stored" },
      why,
    ];
  }

  function correction(kind, values) {
    const detail = eventBoxes.detail(kind, values);
    (values.gone || []).forEach((name) => { detail[name] = null; });
    const body = { reason: values.reason };
    if (Object.keys(detail).length) body.detail = detail;
    if (values.occurred_at) body.occurred_at = values.occurred_at;
    return body;
  }

  actions["correct-event"] = async function (dataset) {
    const data = { ...dataset };
    const loaded = await sheet.loadAll("/sessions/" + data.session + "/events", "/sessions/" + data.session
      + "/event-form", "/staff");
    const event = loaded && loaded[0].items.find((one) => one.id === data.event);
    if (!event) return;
    const form = loaded[1], kind = form.kinds[event.kind];
    const context = { staff: loaded[2].items.map((one) => one.display_name), medications: form.medications };
    sheet.open({
      again: () => actions["correct-event"](data),
      id: "correct-event", title: "Correct: " + kind.label, submit: "Save correction",
      who: clock.hhmm(Date.parse(event.occurred_at)) + " · " + sheet.whose(form.session),
      intro: "Fill only what changes. Minutes, checks and alerts are judged again.",
      fields: correctionFields(kind, event, context),
      send: function (values, key, opened) {
        const body = correction(kind, values);
        if (!body.detail && !body.occurred_at) { opened.fail("Nothing is changed yet."); return null; }
        return outbox.save({ path: "/events/" + event.id + "/corrections", body, key, ifMatch: event.version,
          label: "Correction", session: data.session });
      },
    });
  };
})();
