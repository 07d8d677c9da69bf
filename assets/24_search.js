/* Search boxes: the browser's own input, whose words go to Dash's store when typing rests. */
(function () {
  "use strict";

  const REST_MS = 200;
  const LONGEST = 100;

  function fill(place) {
    let resting = null;
    const tell = (box) => window.dash_clientside.set_props(place.dataset.searchWords, { data: box.value });
    place.append(Chairside.el("input", {
      id: place.dataset.searchBox, class: "input", type: "search", autocomplete: "off", maxlength: LONGEST,
      oninput: (event) => {
        clearTimeout(resting);
        resting = setTimeout(() => tell(event.target), REST_MS);
      },
    }));
  }

  new MutationObserver(function () {
    document.querySelectorAll("[data-search-box]:empty").forEach(fill);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
