/* The overlay of a course: which measures it shows. */
(function () {
  "use strict";

  Chairside.actions["overlay-measure"] = function (_data, button) {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    const pressed = button.parentElement.querySelectorAll('[aria-pressed="true"]');
    const measures = Array.from(pressed, (one) => one.dataset.measure);
    window.dash_clientside.set_props("overlay-measures", { data: measures });
  };
})();
