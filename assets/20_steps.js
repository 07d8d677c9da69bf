/* A sheet of several steps in one dialog: each step brings its own title, boxes and buttons. */
(function () {
  "use strict";

  const { sheet, el, api } = Chairside;
  const SETTLES_MS = 350;

  /** The second half of a double tap answers nothing in the step that has just come. */
  function settle(body) {
    body.classList.add("settling");
    setTimeout(() => body.classList.remove("settling"), SETTLES_MS);
  }

  function buttonsOf(form, goBack) {
    const cancel = form.querySelector('.sheet-foot [type="button"]');
    const back = el("button", { type: "button", class: "button quiet step-back", onclick: goBack }, "Back");
    cancel.before(back);
    return { submit: form.querySelector('[type="submit"]'), cancel, back };
  }

  function label(buttons, step, opened) {
    buttons.submit.hidden = !step.submit;
    if (step.submit) opened.submitAs(step.submit);
    buttons.cancel.textContent = step.cancel || "Cancel";
    buttons.back.hidden = !step.back;
  }

  function fill(opened, step) {
    opened.fields.splice(0).forEach((field) => field.node.remove());
    (step.fields || []).filter(Boolean).forEach((field) => opened.add(field));
  }

  function focus(opened, body, cancel) {
    const control = opened.fields.map((field) => field.control).find(Boolean);
    (control || body.querySelector("[autofocus]") || body.querySelector("a") || cancel).focus();
  }

  /** Opens the dialog with its first step: {title, intro?, fields?, submit?, cancel?, back?, send?}. `send` answers
      like that of a sheet; each step sends under a key of its own. The sheet's `show` puts the next step in it. */
  Chairside.stepSheet = function (id, who, first) {
    let now = first;
    const opened = sheet.open({ id, title: first.title, who, submit: "Save", fields: [],
      send: (values, key) => (now.send ? now.send(values, key) : null) });
    const body = opened.form.querySelector(".sheet-body"), heading = opened.form.querySelector("h2");
    const intro = el("p", { class: "sheet-intro" });
    const buttons = buttonsOf(opened.form, () => now.back());
    body.prepend(intro);

    opened.show = function (step) {
      now = step;
      fill(opened, step);
      heading.textContent = step.title;
      intro.textContent = step.intro || "";
      intro.hidden = !step.intro;
      label(buttons, step, opened);
      opened.fail("");
      opened.key = api.newKey();
      settle(body);
      focus(opened, body, buttons.cancel);
    };
    opened.show(first);
    return opened;
  };
})();
