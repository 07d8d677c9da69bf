/* What follows a stored event: Undo for eight seconds, and the next step that some kinds offer. */
(function () {
  "use strict";

  const { api, clock, el, glyph } = Chairside;
  const UNDO_MS = 8000;

  async function undo(event, key, button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const body = { reason_code: "other", reason: "undone" };
    const result = await api.send("POST", "/events/" + event.id + "/strike", body, { key });
    const { say } = Chairside.recordToast;
    if (result.ok) {
      say("Undone.", "The event stays in the record, struck.");
      Chairside.live.refresh(event.session_id);
    } else {
      say("Not undone.", result.status ? api.words(result) : "The server did not answer. Strike it in the log.");
    }
  }

  function offerUndo(event, label) {
    const key = api.newKey();
    const at = clock.hhmmss(Date.parse(event.recorded_at));
    const button = el("button", { type: "button", class: "button", onclick: () => undo(event, key, button) }, "Undo");
    Chairside.recordToast.show(UNDO_MS, glyph("tick"),
      el("p", {}, el("b", {}, label + ". Saved " + at + "."), " Undo strikes it."), button);
  }

  function pauseStep(pause, send) {
    const options = [5, 10, pause.longest_min].map((one) => ({ value: String(one), label: one + " min" }));
    return {
      title: "In the bathroom. Pause the checks?", submit: "Pause checks", cancel: "Not now",
      intro: "What comes due meanwhile is due when the pause ends.",
      fields: [{ name: "minutes", label: "For", kind: "radio", options, required: true, path: "detail.minutes",
        missing: "Choose for how long." }],
      send: (values, key) => send({ kind: "schedule_paused", detail: { reason: "bathroom",
        minutes: Number(values.minutes) } }, key),
    };
  }

  function resumeStep(pause, send) {
    return {
      title: "Back from the bathroom. Resume the checks?", submit: "Resume now", cancel: "Not now",
      intro: "Paused until " + clock.hhmm(Date.parse(pause.until)) + ".",
      send: (_values, key) => send({ kind: "schedule_resumed", detail: {} }, key),
    };
  }

  function transferStep(session) {
    const address = "/api/v1/sessions/" + session + "/transfer.pdf";
    const link = el("a", { class: "button primary", href: address, target: "_blank", rel: "noopener" },
      "Transfer summary");
    return { title: "Saved, and urgent", cancel: "Close", fields: [{ kind: "static", node: link }],
      intro: "The alert is open. One page for those who take the patient over:" };
  }

  function nextStep(kind, event, form, send) {
    const urgent = kind === "red_flag" || (kind === "adverse_event" && event.alerts.length > 0);
    if (urgent) return transferStep(form.session.id);
    if (kind === "to_bathroom" && !form.pause.refusal) return pauseStep(form.pause, send);
    return kind === "back_from_bathroom" && form.pause.until ? resumeStep(form.pause, send) : null;
  }

  /** Shows the step that follows in `steps`, or closes it; `send(body, key)` stores another event. */
  Chairside.eventAfter = function (steps, kind, event, form, send) {
    const next = nextStep(kind, event, form, send);
    steps.dialog.addEventListener("close", () => offerUndo(event, form.kinds[kind].label), { once: true });
    if (next) steps.show(next);
    else steps.close();
  };
})();
