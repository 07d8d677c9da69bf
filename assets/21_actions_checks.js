/* Checks left out or put off by hand: always with a reason, a pause always with an end. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api } = Chairside;

  const send = (session, kind, detail, key, label) => outbox.event({ session, body: { kind, detail }, key, label });

  /** Skips each check of the row, one after the other; what was stored already answers again under its key. */
  actions["skip-check"] = function (dataset) {
    const { session, text } = dataset;
    const due = dataset.due.split(" ");
    const checks = dataset.check.split(" ").map((check, place) => ({ check, due_at: due[place], key: api.newKey() }));
    sheet.open({
      id: "skip-check", title: "Skip: " + text, submit: "Skip check", small: true,
      intro: "It counts as skipped, with your reason, and is not asked for again.",
      fields: [{ name: "reason", label: "Reason", kind: "text", required: true, maxLength: 500,
        missing: "Say why it is left out." }],
      send: async function (values) {
        let result = null;
        for (const one of checks) {
          const detail = { check: one.check, due_at: one.due_at, reason: values.reason };
          result = await send(session, "check_skipped", detail, one.key, "Skipped: " + text);
          if (!result.ok) return result;
        }
        return result;
      },
    });
  };

  actions["pause-checks"] = async function (dataset) {
    const session = dataset.session;
    const form = await sheet.load("/sessions/" + session + "/event-form");
    if (!form) return;
    const { pause } = form;
    if (pause.refusal) { sheet.tell("Checks not paused", pause.refusal); return; }
    sheet.open({
      id: "pause-checks", title: "Pause checks", submit: "Pause checks", small: true,
      who: sheet.whose(form.session), intro: "At most " + pause.longest_min + " min. Then the check is due.",
      fields: [
        { name: "reason", label: "Reason", kind: "radio", options: pause.reasons, required: true,
          path: "detail.reason", missing: "Choose why." },
        { name: "minutes", label: "Minutes", kind: "number", decimals: 0, required: true, path: "detail.minutes",
          width: "half", missing: "Say for how long." },
      ],
      send: (values, key) => send(session, "schedule_paused", { reason: values.reason, minutes: values.minutes },
        key, "Checks paused"),
    });
  };

  actions["resume-checks"] = async function (dataset, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const result = await send(dataset.session, "schedule_resumed", {}, api.newKey(), "Checks resumed");
    button.removeAttribute("aria-busy");
    if (!result.ok && result.status) sheet.tell("Checks not resumed", api.words(result));
  };
})();
