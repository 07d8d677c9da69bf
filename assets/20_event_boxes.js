/* The boxes of an event's details, made of the server's spec; nothing in them is preset. */
(function () {
  "use strict";

  const { clock } = Chairside;
  const FEW = 4, ALONE = 9;         // so many choices stand open beside others, and in a sheet of their own

  const plain = (name) => String(name || "").trim().replace(/\s+/g, " ").toLowerCase();

  /** The medication of this name given last, as {drug, text, occurred_at}; undefined when there is none. */
  const sameDrug = (form, drug) => form.last.find((one) => plain(one.drug) && plain(one.drug) === plain(drug));

  function choice(options, context) {
    if (options.length <= FEW) return { kind: "radio", options };
    return context.alone && options.length <= ALONE ? { kind: "radio", options, width: "" } : { kind: "select", options };
  }

  const MAKERS = {
    choice: (field, context) => choice(field.options, context),
    span: (field) => ({ kind: "number", decimals: field.decimals }),
    number: (field) => ({ kind: "number", decimals: field.decimals }),
    time: () => ({ kind: "datetime", nowLabel: "Not given" }),
    event: (_field, context) => ({ required: true, missing: "Choose which medication.",
      ...choice(context.medications.map((one) => ({ value: one.id, label: one.text })), context) }),
    text: function (field, context) {
      if (field.name === "text") return { kind: "textarea", rows: 2, maxLength: 1000, width: "" };
      const list = field.staff ? context.staff : field.suggested;
      return { kind: "text", maxLength: 1000, list: list.length ? list : undefined };
    },
  };

  /** One box; `context` is {staff: names, medications: [{id, text}]}. */
  function box(field, context) {
    return {
      width: "half", name: field.name, path: "detail." + field.name, required: field.needed,
      label: field.unit ? field.label + " (" + field.unit + ")" : field.label,
      missing: field.label + " is missing.", ...MAKERS[field.sort](field, context),
    };
  }

  /** The boxes of a kind; one that nothing can be chosen in is left out. */
  function boxes(kind, context) {
    const alone = kind.fields.length <= 2;
    return kind.fields.filter((field) => field.sort !== "event" || context.medications.length)
      .map((field) => box(field, { ...context, alone }));
  }

  /** What was filled in, by name. */
  function detail(kind, values) {
    const given = kind.fields.map((field) => [field.name, values[field.name]]);
    return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null && value !== ""));
  }

  /** A stored answer in words. */
  function words(field, value, context) {
    if (field.sort === "choice") return (field.options.find((one) => one.value === value) || { label: value }).label;
    if (field.sort === "event") return (context.medications.find((one) => one.id === value) || { text: "" }).text;
    if (field.sort === "time") return clock.day(Date.parse(value)) + " " + clock.hhmm(Date.parse(value));
    return value + (field.unit ? " " + field.unit : "");
  }

  Chairside.eventBoxes = { boxes, detail, words, sameDrug };
})();
