/* Papers, each in a tab of its own: a session's transfer summary and downtime sheet, and blank flowsheets. */
(function () {
  "use strict";

  const { actions, sheet, el } = Chairside;

  /** One paper: its name and what it is for. */
  function paper(address, name, words) {
    return el("li", {}, el("a", { class: "button wide", href: "/api/v1" + address, target: "_blank", rel: "noopener" }, name),
      words ? el("span", { class: "was" }, words) : null);
  }

  function offer(id, title, who, papers) {
    const list = el("ul", { class: "papers" }, papers);
    sheet.open({ id, title, who, small: true, fields: [{ kind: "static", node: list }], cancel: "Close" });
  }

  const flowsheet = (code) => "/protocols/" + encodeURIComponent(code) + "/flowsheet.pdf";

  actions.print = async function (data) {
    const session = await sheet.load("/sessions/" + data.session);
    if (!session) return;
    const own = "/sessions/" + data.session;
    offer("print", "Print", sheet.whose(session), [
      paper(own + "/transfer.pdf", "Transfer summary", "One page for whoever takes over"),
      paper(own + "/downtime.html", "Downtime sheet", "This session so far, with lines to go on by hand"),
      paper(flowsheet(session.protocol.code), "Blank flowsheet", "Names nobody, to fill in by hand"),
    ]);
  };

  actions.flowsheets = async function () {
    const protocols = await sheet.load("/protocols");
    if (!protocols) return;
    offer("flowsheets", "Blank flowsheets", null, protocols.items.map((one) => paper(flowsheet(one.code), one.label)));
  };
})();
