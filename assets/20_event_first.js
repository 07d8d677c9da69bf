/* The event sheet's first step: big buttons for what happens often, then every kind by its group. */
(function () {
  "use strict";

  const { el } = Chairside;
  const AT_ONCE = "One tap saves, at this minute.", ASKS = "Each button asks for words and time first.";

  function tile(choice, tap, first) {
    const about = choice.about ? el("small", {}, choice.about) : null;
    const button = el("button", { type: "button", class: "button event-tile" + (choice.of ? " asked" : ""),
      autofocus: first, onclick: () => tap(choice, button) }, el("span", {}, choice.label, about));
    return button;
  }

  function tab(group, place) {
    return el("button", { type: "button", role: "tab", id: "event-tab-" + group.group,
      "aria-selected": String(place === 0), "aria-controls": "event-group-" + group.group,
      tabindex: place === 0 ? "0" : "-1" }, group.label);
  }

  function panel(group, place, form, tap) {
    return el("div", { class: "event-tiles small", role: "tabpanel", id: "event-group-" + group.group,
      "aria-labelledby": "event-tab-" + group.group, hidden: place !== 0 },
      group.kinds.map((kind) => tile({ kind, label: form.kinds[kind].label }, tap)));
  }

  /** Whether a tap stores at once, or asks for words and another time before. */
  function detailsSwitch(state, form) {
    const said = el("span", {});
    const say = function () {
      button.setAttribute("aria-pressed", String(state.details));
      said.textContent = state.details ? ASKS : AT_ONCE;
    };
    const button = el("button", { type: "button", class: "button",
      onclick: () => { state.details = !state.details; say(); } }, "Details");
    say();
    const care = form.fall_care ? el("b", { class: "flag push" }, "Dizzy: help with walking") : null;
    return el("p", { class: "event-switch" }, button, said, care);
  }

  /** The step for `form`; a tap calls `tap(choice, button)`, and `state.details` says how it is meant. */
  Chairside.eventFirst = function (form, state, tap, handOver) {
    const last = el("button", { type: "button", class: "button event-tile", onclick: handOver }, "Handover");
    const tabs = el("div", { class: "tab-row", role: "tablist", "aria-label": "All events" }, form.groups.map(tab));
    const node = el("div", { class: "event-first" }, detailsSwitch(state, form),
      el("div", { class: "event-tiles" }, form.first.map((choice, place) => tile(choice, tap, place === 0)), last),
      el("div", { class: "tabs" }, tabs), form.groups.map((group, place) => panel(group, place, form, tap)));
    return { title: "Event", fields: [{ kind: "static", node }] };
  };
})();
