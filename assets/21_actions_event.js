/* What was seen or done at the bedside, without a measured value. */
(function () {
  "use strict";

  const { actions, sheet, outbox } = Chairside;

  actions.event = function (dataset) {
    const session = dataset.session;
    sheet.open({
      id: "event", title: "Event", submit: "Save event", small: true,
      fields: [
        { name: "text", label: "What happened", kind: "textarea", required: true, maxLength: 1000,
          path: "detail.text", missing: "Say what happened." },
        { name: "occurred_at", label: "When", kind: "datetime", stamps: true },
      ],
      send: function (values, key) {
        const body = { kind: "other", detail: { text: values.text } };
        if (values.occurred_at) body.occurred_at = values.occurred_at;
        return outbox.save({ path: "/sessions/" + session + "/events", body, key, label: "Event", session });
      },
    });
  };
})();
