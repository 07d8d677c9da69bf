/* A session nobody has charted in for hours: most likely yesterday's. Asked once a page visit, before the
   drawer or the sheet of another entry. */
(function () {
  "use strict";
  const Chairside = window.Chairside;
  const answered = new Set();

  function dayWords(date) {
    return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(date));
  }

  /** True when entries may be taken here: nothing is asked, or the answer was Continue. */
  function ask(spec) {
    const session = spec.session.id;
    if (!spec.left_open || answered.has(session)) return Promise.resolve(true);
    return new Promise((resolve) => {
      let goesOn = false;
      const opened = Chairside.sheet.open({
        id: "left-open", title: `Session of ${dayWords(spec.left_open.date)}, ${spec.left_open.name}`, small: true,
        who: spec.session.room, intro: "Nobody has charted here for hours. Continue or end it?",
        fields: [], submit: "Continue", cancel: "End it",
        send: async () => { goesOn = true; answered.add(session); opened.close(); return null; },
      });
      const end = opened.form.querySelector(".sheet-foot button[type=button]");
      end.addEventListener("click", () => Chairside.actions.finish({ session }));
      opened.dialog.addEventListener("close", () => resolve(goesOn));
    });
  }

  Chairside.recordLeftOpen = { ask };
})();
