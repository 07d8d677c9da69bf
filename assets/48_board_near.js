/* Tells the board's next answer whether somebody is near its rooms: tiles keep their places until nobody is (A1). */
(function () {
  "use strict";

  const LOOK_MS = 500;
  let told = false;

  function tell() {
    const places = ["board-rooms", "board-free"].map((id) => document.getElementById(id)).filter(Boolean);
    const near = places.some((place) => Chairside.still.free(place) !== true);
    if (!places.length || near === told) return;
    told = near;
    window.dash_clientside.set_props("board-near", { data: near });
  }

  // Coming is told at once; that somebody has left shows only with time.
  ["pointerover", "focusin"].forEach((kind) => document.addEventListener(kind, tell));
  setInterval(tell, LOOK_MS);
})();
