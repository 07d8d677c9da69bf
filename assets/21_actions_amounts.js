/* Weights and amounts: read back in other units, asked about when unusual, never proposed or changed. */
(function () {
  "use strict";

  const UNCHECKED = "The usual amounts could not be looked up. Check weight and dose yourself.";
  const round = (number, places) => number.toFixed(places);

  const inPounds = (kg) => kg + " kg is " + Math.round(kg * 2.20462) + " lb";

  function perKg(mg, kg) {
    return mg + " mg" + (kg ? " is " + round(mg / kg, 2) + " mg/kg at " + kg + " kg" : "");
  }

  /** What the server asks about {protocol, session_id, weight_kg, amount_mg, drawn_mg, given_mg, wasted_mg,
      device_at} for this patient; null without it. */
  async function questions(patientId, asked) {
    const query = new URLSearchParams();
    Object.entries(asked).forEach(([name, value]) => {
      if (value !== null && value !== undefined && value !== "") query.set(name, value);
    });
    const result = await Chairside.api.send("GET", "/patients/" + patientId + "/questions?" + query);
    return result.ok ? result.data : null;
  }

  /** Asks all of them beside their fields; true when all were kept. What cannot be looked up is asked too. */
  async function askAll(opened, patientId, asked, amountField) {
    const found = await questions(patientId, asked);
    if (!found) return opened.ask(amountField, UNCHECKED);
    return (await keepAll(opened, "occurred_at", found.device, "Give anyway", "Wait"))
      && (await keepAll(opened, "weight_kg", found.weight)) && (await keepAll(opened, amountField, found.amount))
      && keepAll(opened, "drawn", found.drawn);
  }

  /** Puts each question beside the field, with its two verbs; true when all were kept. */
  async function keepAll(opened, name, questions, keep, change) {
    for (const question of questions) {
      if (!(await opened.ask(name, question, keep, change))) return false;
    }
    return true;
  }

  Chairside.amounts = { inPounds, perKg, askAll };
})();
