// What a browser can recheck: every byte and hash, and the arithmetic of the result. Scoring answers anew is the work of `khoabang verify`.

const ALWAYS = ["README.txt", "LICENSE.txt", "verify.html", "set.json", "result.json", "explanations.jsonl", "datapackage.json", "SHA256SUMS"];
const STEPS = ["published", "form", "complete", "unaltered", "sums", "indices", "ranks", "tables"];

class Steps {
  // How each step ended: how much it held against something, what it had to leave out, and what differed, the first first.
  constructor() {
    this.all = Object.fromEntries(STEPS.map((name) => [name, { name, checked: 0, left: 0, wrong: [] }]));
  }

  hold(step, isRight, difference) {
    this.all[step].checked += 1;
    if (!isRight) this.all[step].wrong.push(difference);
  }

  list() {
    const stateOf = (step) => (step.wrong.length ? "wrong" : step.checked ? "ok" : "not_done");
    return STEPS.map((name) => ({ ...this.all[name], state: stateOf(this.all[name]) }));
  }
}

async function digest(bytes) {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) return sha256(bytes);
  const found = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function verify(data, published = "") {
  const steps = new Steps();
  const report = { sha256: await digest(data), title: "", edition: "", software: "", stated: {} };
  const hash = published.replace(/\s|^sha256:/gi, "").toLowerCase();
  if (hash) steps.hold("published", hash === report.sha256, { what: "hash", given: hash, computed: report.sha256 });
  try {
    const { entries, broken } = unpack(data);
    steps.hold("form", true);
    for (const each of broken) steps.hold("form", false, { what: "content", entry: each.name, offset: each.offset });
    await examine(entries, steps, report);
  } catch (error) {
    if (error instanceof Altered) steps.hold("form", false, { what: error.kind, entry: error.entry, offset: error.offset });
    else steps.hold("complete", false, { what: "unreadable", detail: error.message });
  }
  return { ...report, steps: steps.list() };
}

async function examine(entries, steps, report) {
  for (const path of ALWAYS) steps.hold("complete", entries.has(path), { what: "missing", entry: path });
  const text = (path) => new TextDecoder("utf-8", { fatal: true }).decode(entries.get(path));
  const document = (path) => JSON.parse(text(path));
  const box = document("datapackage.json");
  const said = box.khoabang;
  if (!said || said.kind !== "khoabang.bundle" || said.format !== 1) throw new Error("datapackage.json");
  Object.assign(report, { title: box.title, edition: said.edition, software: said.software });
  const listed = new Map(box.resources.map((each) => [each.path, each]));
  for (const path of listed.keys()) steps.hold("complete", entries.has(path), { what: "missing", entry: path });
  for (const path of entries.keys()) {
    const isKnown = listed.has(path) || path === "datapackage.json" || path === "SHA256SUMS";
    steps.hold("complete", isKnown, { what: "strange", entry: path });
  }
  const found = new Map();
  for (const [path, content] of entries) found.set(path, await digest(content));
  const sums = Array.from(found).filter(([path]) => path !== "SHA256SUMS").map(([path, hash]) => `${hash}  ${path}\n`);
  const lines = new Map(text("SHA256SUMS").split("\n").filter(Boolean).map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const [path, hash] of found) {
    if (path === "SHA256SUMS") continue;
    steps.hold("unaltered", lines.get(path) === hash, { what: "hash", entry: path, given: lines.get(path), computed: hash });
    const each = listed.get(path);
    const isSame = !each || (each.hash === `sha256:${hash}` && each.bytes === entries.get(path).length);
    steps.hold("unaltered", isSame, { what: "hash", entry: path, given: each && each.hash, computed: hash });
  }
  steps.hold("unaltered", sums.join("") === text("SHA256SUMS"), { what: "hash", entry: "SHA256SUMS" });
  const [result, set] = [document("result.json"), document("set.json")];
  steps.hold("unaltered", result.set.sha256 === found.get("set.json"), {
    what: "hash", entry: "set.json", given: result.set.sha256, computed: found.get("set.json"),
  });
  for (const group of result.groups) examineGroup(group, set, result, steps, report.stated);
  result.groups.forEach((group, place) => examineTable(group, place, entries, text, steps));
}

// The arithmetic of one group

function examineGroup(group, set, result, steps, stated) {
  const annex = set.annexes.find((each) => each.code === group.annex);
  const names = new Map(result.annexes.flatMap((each) => (each.code === group.annex ? each.criteria : [])).map((item) => [item.code, item.name]));
  const count = (kind, value, printed) => {
    if (value === null && printed) stated[kind] = (stated[kind] || 0) + 1;
  };
  for (const row of group.bodies) {
    const at = { group: group.name, body: row.name };
    count("rank", row.rank.value, row.rank.stated);
    count("class", row.class.value, row.class.stated);
    for (const kind of ["points", "converted", "index", "percent"]) if (row[kind]) count(kind, row[kind].exact, row[kind].stated);
    examineTree(annex, row, row.points, at, set, steps);
    examineIndices(row, group, at, set.policies, steps);
    for (const [code, item] of Object.entries(row.criteria)) {
      const within = { ...at, criterion: code, label: `${code} ${names.get(code) || ""}` };
      if (item.points.status === "not_published") count("criteria", item.points.exact, item.points.stated);
      holdShare(item.index, item.points, item.maximum, "index", within, steps);
      holdRounding(item.points, "points", set.policies, within, steps);
      holdRounding(item.index, "criterion_index", set.policies, within, steps);
    }
  }
  examineRanks(group, set.policies, steps);
}

function examineTree(owner, row, points, at, set, steps) {
  const scores = (owner.criteria || []).map((child) => [child, row.criteria[child.code]]).filter(([, score]) => score);
  for (const [child, score] of scores) {
    if (child.criteria && child.criteria.length) {
      examineTree(child, row, score.points, { ...at, criterion: child.code, label: `${child.code} ${child.name}` }, set, steps);
    }
  }
  const total = read(points.exact);
  if (!total || !scores.length || owner.role === "informational") return;
  let sum = fraction(0n);
  for (const [child, score] of scores) {
    const value = read(score.points.exact);
    if (!value || child.role === "informational") continue;
    sum = child.role === "penalty" ? less(sum, value) : add(sum, value);
  }
  const flags = (at.criterion && row.criteria[at.criterion].flags) || [];
  const isPlain = !owner.aggregate && !owner.round && !owner.dropped && !flags.length;
  const isSame = compared(sum, total) === 0;
  // Limits, weights, rounding and points handed on are the set's rules: only the engine applies them all.
  const isRuled = !isPlain || owner.minimum || scores.some(([, score]) => !read(score.points.exact)) || isLimited(owner, sum, set);
  if (!isSame && isRuled) steps.all.sums.left += 1;
  else steps.hold("sums", isSame, { what: "sum", ...at, column: "points", given: points.exact, computed: written(sum) });
}

function isLimited(owner, sum, set) {
  const most = read(owner.maximum && (owner.maximum.value || owner.maximum));
  const rule = owner.over_maximum || set.policies.over_maximum.use;
  return sum.p < 0n || (rule === "cap" && most !== null && compared(sum, most) > 0);
}

function holdShare(share, part, whole, column, at, steps) {
  const [value, points, most] = [read(share.exact), read(part.exact), read(whole.exact)];
  if (!points || !most || !most.p) return;
  const expected = over(points, most);
  const isSame = value !== null && compared(value, expected) === 0;
  steps.hold("indices", isSame, { what: "share", ...at, column, given: share.exact, computed: written(expected) });
}

function holdRounding(figure, column, policies, at, steps) {
  const value = figure && read(figure.exact);
  if (!value) return;
  const expected = shown(value, roundingOf(policies, column));
  const isSame = expected === figure.shown;
  steps.hold("indices", isSame, { what: "rounding", ...at, column, given: figure.shown, computed: expected });
}

function examineIndices(row, group, at, policies, steps) {
  holdShare(row.index, row.points, row.maximum, "index", at, steps);
  const index = read(row.index.exact);
  for (const [column, factor] of [["percent", fraction(100n)], ["converted", read(group.maximum && group.maximum.exact)]]) {
    const value = row[column] && read(row[column].exact);
    if (!value || !index || !factor) continue;
    const expected = times(index, factor);
    const isSame = compared(value, expected) === 0;
    steps.hold("indices", isSame, { what: "share", ...at, column, given: row[column].exact, computed: written(expected) });
  }
  for (const column of ["points", "maximum", "converted", "index", "percent"]) holdRounding(row[column], column, policies, at, steps);
}

function examineRanks(group, policies, steps) {
  const { by, ties, compare, order, tie_breaks: breaks = [] } = group.ranking;
  const rounding = compare === "published" ? roundingOf(policies, by) : null;
  const rows = group.bodies.filter((row) => row.status === "ranked");
  const keys = new Map();
  for (const row of rows) {
    const value = row[by] && read(row[by].exact);
    if (!value) {
      steps.hold("ranks", false, { what: "rank", group: group.name, body: row.name, column: by, given: null, computed: null });
      return;
    }
    const places = rounding ? rounded(value, rounding) : value;
    const first = order === "descending" ? places : less(fraction(0n), places);
    const rest = breaks.map((code) => (row.criteria[code] && read(row.criteria[code].points.exact)) || fraction(0n));
    keys.set(row, [first, ...rest]);
  }
  const between = (one, other) => {
    const [ours, theirs] = [keys.get(one), keys.get(other)];
    const place = ours.findIndex((key, at) => compared(key, theirs[at]) !== 0);
    return place < 0 ? 0 : -compared(ours[place], theirs[place]);
  };
  const sorted = [...rows].sort(between);
  let rank = 0;
  sorted.forEach((row, place) => {
    if (!place || between(sorted[place - 1], row) !== 0) rank = ties === "dense" ? rank + 1 : place + 1;
    const isSame = row.rank.value === rank;
    const given = row.rank.value === null ? null : String(row.rank.value);
    steps.hold("ranks", isSame, { what: "rank", group: group.name, body: row.name, column: "rank", given, computed: String(rank) });
  });
  for (const row of group.bodies) {
    if (row.status === "ranked" || row.rank.value === null) continue;
    steps.hold("ranks", false, { what: "rank", group: group.name, body: row.name, column: "rank", given: String(row.rank.value), computed: null });
  }
}

// The csv beside the result

function cellsOf(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error("csv");
    rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
    if (found[3] === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length);
}

function examineTable(group, place, entries, text, steps) {
  const path = Array.from(entries.keys()).find((each) => new RegExp(`^tables/ranking-${place + 1}(-|\\.)`).test(each));
  steps.hold("tables", path !== undefined, { what: "missing", entry: `tables/ranking-${place + 1}` });
  if (path === undefined) return;
  const [header, ...rows] = cellsOf(text(path));
  const at = (column) => header.indexOf(column);
  steps.hold("tables", rows.length === group.bodies.length, {
    what: "rows", entry: path, given: String(rows.length), computed: String(group.bodies.length),
  });
  group.bodies.slice(0, rows.length).forEach((row, number) => {
    const expected = { body: row.code, name: row.name, rank: row.rank.value, class: row.class.value, status: row.status };
    for (const kind of ["points", "maximum", "converted", "index", "percent"]) {
      if (row[kind]) Object.assign(expected, { [kind]: row[kind].shown, [`${kind}_exact`]: row[kind].exact, [`${kind}_stated`]: row[kind].stated });
    }
    for (const [column, value] of Object.entries(expected)) {
      const [given, computed] = [rows[number][at(column)], value === null || value === undefined ? "" : String(value)];
      steps.hold("tables", given === computed, { what: "cell", entry: path, body: row.name, column, given, computed });
    }
  });
}
