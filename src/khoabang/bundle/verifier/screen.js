// The page itself.

if (typeof document !== "undefined") {
  const shownAs = (id) => document.getElementById(id);
  let lang = (navigator.language || "vi").toLowerCase().startsWith("en") ? "en" : "vi";
  let bytes = null;
  let last = null;

  const make = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const speak = () => {
    const words = WORDS[lang];
    document.documentElement.lang = lang;
    document.title = words.title;
    for (const each of document.querySelectorAll("[data-word]")) each.textContent = words[each.dataset.word];
    shownAs("language").lang = lang === "vi" ? "en" : "vi";
    if (last) draw(last);
  };

  const placeOf = (difference) => [difference.entry, difference.group, difference.body, difference.label || difference.criterion].filter(Boolean).join(" › ");

  const valueOf = (value) => {
    // A fraction is said as a decimal too, as this language writes it.
    const exact = /^-?\d+\/\d+$/.test(value || "") ? read(value) : null;
    if (!exact) return value;
    const places = placesOf(exact);
    const decimal = shown(exact, places !== null && places > 12 ? { places: 12 } : null);
    const localised = lang === "vi" ? decimal.replace(".", ",") : decimal;
    return exact.q === 1n ? localised : `${localised}${places === null || places > 12 ? "…" : ""} (${value})`;
  };

  const drawDifference = (words, difference) => {
    const box = make("div", undefined, "difference");
    const place = placeOf(difference);
    if (place) box.append(make("p", place, "place"));
    box.append(make("p", words.wrongs[difference.what](difference)));
    if (difference.given !== undefined || difference.computed !== undefined) {
      const list = make("dl");
      const column = words.columns[difference.column] || difference.column || "";
      const pairs = [[words.inBundle, difference.given], [words.expected, difference.computed]];
      for (const [name, value] of pairs) list.append(make("dt", `${column} ${name}`.trim()), make("dd", valueOf(value) || words.nothing));
      box.append(list);
    }
    return box;
  };

  const drawStep = (words, step) => {
    const item = make("li", undefined, step.state);
    item.append(make("span", { ok: "✓", wrong: "✗", not_done: "–" }[step.state], "mark"));
    item.firstChild.setAttribute("aria-hidden", "true");
    const line = make("p");
    line.append(make("strong", words.steps[step.name]), make("span", ` (${words.states[step.state]})`, "state"));
    if (step.checked > 1) line.append(make("span", ` ${words.counted(step.checked, step.left)}`, "count"));
    item.append(line);
    if (step.wrong.length) {
      item.append(make("h3", words.first), drawDifference(words, step.wrong[0]));
      if (step.wrong.length > 1) item.append(make("p", words.more(step.wrong.length - 1), "count"));
    }
    return item;
  };

  const draw = (report) => {
    const words = WORDS[lang];
    const isWrong = report.steps.some((step) => step.state === "wrong");
    const stated = Object.entries(report.stated);
    const verdict = isWrong ? "bad" : stated.length ? "partly" : "good";
    const out = shownAs("report");
    out.replaceChildren(make("h2", words[verdict], `verdict ${verdict}`));
    if (report.title) out.append(make("p", report.title, "round"), make("p", words.edition(report.edition, report.software)));
    const hash = make("p", `${words.hash}: `);
    hash.append(make("code", report.sha256));
    out.append(hash);
    if (stated.length && !isWrong) {
      const counts = stated.map(([kind, count]) => `${words.kinds[kind]} ${count}`).join(", ");
      out.append(make("p", `${words.stated}: ${counts}.`, "stated"));
    }
    const list = make("ol", undefined, "steps");
    list.append(...report.steps.map((step) => drawStep(words, step)));
    out.append(list);
  };

  const check = async () => {
    if (!bytes) return;
    shownAs("report").replaceChildren(make("p", WORDS[lang].working));
    last = await verify(bytes, shownAs("published").value);
    draw(last);
  };

  const open = async (file) => {
    if (!file) return;
    bytes = new Uint8Array(await file.arrayBuffer());
    await check();
  };

  shownAs("file").addEventListener("change", (event) => open(event.target.files[0]));
  shownAs("check").addEventListener("click", check);
  shownAs("language").addEventListener("click", () => {
    lang = lang === "vi" ? "en" : "vi";
    speak();
  });
  const zone = shownAs("drop");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop") open(event.dataTransfer.files[0]);
    });
  }
  speak();
}
