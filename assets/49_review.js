/* The review page: a session is chosen without loading the page anew; j and k step through the day's, o lays the
   earlier sessions of the course under it, s signs or adds to its note, p prints it. */
(function () {
  "use strict";

  const STEPS = { j: 1, k: -1 };
  const SIGNING = '[data-action="sign"], #review-chosen:not([hidden]) [data-action="addendum"]';

  const list = () => Array.from(document.querySelectorAll("#review-day-list [data-review]"));

  function choose(id) {
    window.dash_clientside.set_props("address", { search: id ? "?session=" + id : "" });
    window.scrollTo(0, 0);
  }

  function step(by) {
    const links = list();
    if (!links.length) return;
    const at = links.findIndex((link) => link.getAttribute("aria-current"));
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
    links[next].scrollIntoView({ block: "nearest" });
    choose(links[next].dataset.review);
  }

  function follow(selector) {
    const link = document.querySelector("#review-chosen:not([hidden]) " + selector);
    if (link) link.click();
    return Boolean(link);
  }

  Chairside.actions.overlay = function (_data, button) {
    const yes = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(yes));
    window.dash_clientside.set_props("review-overlaid", { data: yes });
  };

  document.addEventListener("keydown", function (event) {
    if (!document.getElementById("review-chosen") || Chairside.keys.deaf(event)) return;
    const key = event.key.toLowerCase();
    if (STEPS[key]) step(STEPS[key]);
    else if (key === "o") follow('[data-action="overlay"]');
    else if (key === "p") follow("[data-review-print]");
    else if (key === "s") follow(SIGNING) || follow("[data-review-note]");
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest && event.target.closest("a[data-review]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(link.dataset.review);
  });
})();
