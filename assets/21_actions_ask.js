/* A nurse asks a clinician to override a hold or a gate: nothing opens by it, the clinicians' list shows it.
   Chairside.askClinician({session, who, what, detail: {for, gate?}, done}). */
(function () {
  "use strict";

  const { sheet, outbox } = Chairside;

  Chairside.askClinician = function ({ session, who, what, detail, done }) {
    sheet.open({
      id: "ask-clinician", title: "Ask a clinician", who, submit: "Ask", small: true,
      intro: "The review list shows it until it is answered. For an emergency call somebody.",
      fields: [
        { kind: "static", label: "To override", value: what },
        { name: "text", label: "Words for the clinician", kind: "textarea", rows: 2, optional: true, maxLength: 1000,
          path: "detail.text" },
      ],
      send: (values, key) => outbox.event({ session, key, label: "Clinician asked", body: { kind: "override_asked",
        detail: values.text ? { ...detail, text: values.text } : detail } }),
      done,
    });
  };
})();
