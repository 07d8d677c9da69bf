/* Buttons that lead to another page: [data-action="go"][data-to="/path"], within this site only. */
(function () {
  "use strict";

  Chairside.actions.go = function (data) {
    if (/^\/(?!\/)/.test(data.to || "")) {
      window.location.assign(data.to);
    }
  };
})();
