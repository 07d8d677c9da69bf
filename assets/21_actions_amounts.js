/* Weights and amounts: read back in other units, asked about when unusual, never proposed or changed. */
(function () {
  "use strict";

  const round = (number, places) => number.toFixed(places);

  const inPounds = (kg) => kg + " kg is " + Math.round(kg * 2.20462) + " lb";

  function perKg(mg, kg) {
    return mg + " mg" + (kg ? " is " + round(mg / kg, 2) + " mg/kg at " + kg + " kg" : "");
  }

  /** The question a weight raises, or null: a first one, or more than 10 % from the last. */
  function weightQuestion(kg, last) {
    if (!kg) return null;
    if (!last) return "Kilograms? " + inPounds(kg) + ". It is the first weight.";
    if (Math.abs(kg - last) <= last * 0.1) return null;
    return "Kilograms? " + inPounds(kg) + ". Last weight was " + last + " kg.";
  }

  /** The questions an amount of mg raises against {mg, per_kg_mg, step_mg} and the last dose in mg. */
  function amountQuestions(mg, kg, ask, last) {
    if (!mg) return [];
    const range = ask || {}, asked = [];
    const outside = (value, pair) => pair && (value < pair[0] || value > pair[1]);
    if (outside(mg, range.mg)) asked.push(perKg(mg, kg) + ". Usual: " + range.mg[0] + " to " + range.mg[1] + " mg.");
    else if (range.per_kg_mg && !kg) asked.push(mg + " mg without a weight.");
    else if (kg && outside(Number((mg / kg).toFixed(6)), range.per_kg_mg)) {
      asked.push(round(mg / kg, 2) + " mg/kg: " + perKg(mg, kg) + ". Usual: " + range.per_kg_mg.join(" to ")
        + " mg/kg.");
    }
    if (range.step_mg && mg % range.step_mg) asked.push(mg + " mg is not a multiple of " + range.step_mg + " mg.");
    if (last && mg > last * 1.25) asked.push(mg + " mg is more than 25 % above the last dose of " + last + " mg.");
    return asked;
  }

  /** Puts each question beside the field; true when all were kept. */
  async function keepAll(opened, name, questions) {
    for (const question of questions.filter(Boolean)) {
      if (!(await opened.ask(name, question))) return false;
    }
    return true;
  }

  Chairside.amounts = { inPounds, perKg, weightQuestion, amountQuestions, keepAll };
})();
