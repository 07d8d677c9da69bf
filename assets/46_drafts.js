/* A half-typed set is named, with its age, on its room's chip and tile; only to the person who typed it. */
(function () {
  "use strict";

  const EVERY_MS = 5000;
  const PLACES = "#chips a[data-session], .room-tile[data-session] .tile-body";

  function words(draft) {
    const since = Math.max(0, Math.floor((Chairside.clock.now() - draft.keptAt) / 60000));
    return "Half-typed set, " + since + " min";
  }

  async function mark(place, user) {
    const draft = await Chairside.outbox.draft(place.closest("[data-session]").dataset.session, user);
    if (draft) {
      place.dataset.draft = words(draft);
    } else {
      delete place.dataset.draft;
    }
  }

  function markAll() {
    const user = document.documentElement.dataset.user;
    if (user) {
      document.querySelectorAll(PLACES).forEach((place) => mark(place, user));
    }
  }

  Chairside.clock.ready.then(function () {
    markAll();
    setInterval(markAll, EVERY_MS);
    document.addEventListener("chairside:saved", markAll);
  });
})();
