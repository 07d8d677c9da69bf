/* Who has a room: from now on sessions that open there take that nurse; a running one keeps its own. */
(function () {
  "use strict";

  const { actions, sheet, outbox, el } = Chairside;

  function staying(dataset) {
    return el("p", {}, "The running session stays with " + dataset.stays + ". ",
      el("a", { href: "/session/" + dataset.running }, "Hand over there"), ".");
  }

  actions["room-nurse"] = async function (dataset) {
    const loaded = await sheet.loadAll("/rooms", "/staff");
    if (!loaded) return;
    const [rooms, staff] = loaded;
    const room = rooms.items.find((one) => one.id === dataset.room);
    const people = staff.items.map((one) => ({ value: one.id, label: one.display_name }));
    const options = [...people, { value: "", label: "Nobody" }];
    sheet.open({
      id: "room-nurse", title: "Nurse of " + dataset.name, submit: "Save", small: true,
      intro: "Sessions that start here take this nurse.",
      fields: [
        dataset.running ? { kind: "static", node: staying(dataset) } : null,
        { name: "nurse_id", label: "Nurse", kind: options.length > 8 ? "select" : "radio", options,
          value: (room && room.nurse_id) || "" },
      ],
      send: (values) => outbox.direct({ path: "/rooms/" + dataset.room + "/nurse",
        body: { nurse_id: values.nurse_id || null } }),
      done: () => Chairside.live.refresh(),
    });
  };
})();
