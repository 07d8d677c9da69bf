/* What was seen or done at the bedside: one tap stores it, a second step asks what a kind has to say. */
(function () {
  "use strict";

  const { actions, sheet, outbox, api, clock, eventBoxes } = Chairside;
  const known = new Map();          // the last form of each session, for when the server does not answer

  const formPath = (session) => "/sessions/" + session + "/event-form";

  /** The form and the names of the staff; without an answer the last ones seen, which still record what happens. */
  async function load(session) {
    const [form, staff] = await Promise.all([api.send("GET", formPath(session)), api.send("GET", "/staff")]);
    if (form.ok && staff.ok) known.set(session, [form.data, staff.data.items.map((one) => one.display_name)]);
    const refused = [form, staff].find((one) => !one.ok && one.status);
    return refused ? { refused } : { loaded: known.get(session) };
  }

  function given(form, drug) {
    const last = eventBoxes.sameDrug(form, drug);
    return last ? "Given before: " + last.text : "";
  }

  /** The same drug given shortly before is shown with its time and asked about; the server is asked anew. */
  async function askIfAgain(steps, form, values) {
    const fresh = await api.send("GET", formPath(form.session.id));
    const last = eventBoxes.sameDrug(fresh.ok ? fresh.data : form, values.drug);
    const at = values.occurred_at ? Date.parse(values.occurred_at) : clock.now();
    if (!last || Math.abs(at - Date.parse(last.occurred_at)) > form.ask_again_min * 60000) return true;
    steps.field("drug").say("");
    return steps.ask("drug", "Given again within " + form.ask_again_min / 60 + " h? First: " + last.text + ".",
      "Save this one too");
  }

  async function ready(steps, form, kind, values) {
    if (kind !== "rescue_medication") return true;
    const unitMissing = values.amount !== null && !values.unit;
    if (unitMissing) steps.field("unit").fail("Which unit?");
    return !unitMissing && askIfAgain(steps, form, values);
  }

  /** The boxes of a kind, with what one of them shows or asks for when it is filled. */
  function boxesOf(choice, form, context, steps) {
    const boxes = eventBoxes.boxes(form.kinds[choice.kind], context)
      .filter((box) => !choice.of || box.name !== "of");
    const named = (name) => boxes.find((box) => box.name === name);
    if (named("drug")) named("drug").says = (drug) => given(form, drug);
    if (named("criterion")) {
      named("criterion").hidden = true;
      named("serious").onChange = (answer) => steps.field("criterion").show(answer === "yes");
    }
    return boxes;
  }

  function bodyOf(choice, form, values) {
    const body = { kind: choice.kind, detail: eventBoxes.detail(form.kinds[choice.kind], values) };
    if (choice.of) body.detail.of = choice.of;
    if (values.occurred_at) body.occurred_at = values.occurred_at;
    return body;
  }

  /** One event sheet over its form. */
  function open(form, staff) {
    const session = form.session.id, context = { staff, medications: form.awaiting_response };
    const state = { details: false }, held = new Map();
    let busy = false;

    const send = (body, key) => outbox.event({ session, body, key, label: form.kinds[body.kind].label });
    const after = (kind, event) => Chairside.eventAfter(steps, kind, event, form, send);

    /** Stores at once. A tap that was not stored goes out again under its own key. */
    async function store(kind, button) {
      if (busy) return;
      busy = true;
      button.setAttribute("aria-busy", "true");
      const tapped = held.get(kind) || { key: api.newKey(), body: { kind, detail: {} } };
      held.set(kind, tapped);
      const result = await send(tapped.body, tapped.key);
      busy = false;
      button.removeAttribute("aria-busy");
      if (result.ok || (result.status && result.status < 500)) held.delete(kind);
      if (result.ok) after(kind, result.data);
      else steps.fail(api.words(result));
    }

    /** The second step: the kind's own boxes and its time. */
    function ask(choice) {
      steps.show({
        title: form.kinds[choice.kind].label + (choice.of ? ": " + choice.about : ""), submit: "Save event",
        back: () => steps.show(first()),
        fields: [...boxesOf(choice, form, context, steps),
          { name: "occurred_at", label: "When", kind: "datetime", stamps: true }],
        send: async function (values, key) {
          if (!(await ready(steps, form, choice.kind, values))) return null;
          const result = await send(bodyOf(choice, form, values), key);
          if (!result.ok) return result;
          after(choice.kind, result.data);
          return null;
        },
      });
    }

    function tap(choice, button) {
      if (form.kinds[choice.kind].one_tap && !state.details) store(choice.kind, button);
      else ask(choice);
    }

    function handOver() {
      steps.close();
      actions.handover({ session });
    }

    const first = () => Chairside.eventFirst(form, state, tap, handOver);
    const steps = Chairside.stepSheet("event", form.session.room + " · " + form.session.patient, first());
  }

  actions.event = async function (dataset) {
    const { loaded, refused } = await load(dataset.session);
    if (loaded) {
      if (await Chairside.recordLeftOpen.ask(loaded[0])) open(...loaded);
    } else sheet.tell("Not loaded", refused ? api.words(refused) : "The server did not answer. Nothing was changed.");
  };

  // Seen once, the sheet opens without the server too.
  window.addEventListener("load", function () {
    const page = document.getElementById("page");
    if (page && page.dataset.session) load(page.dataset.session);
  });
})();
