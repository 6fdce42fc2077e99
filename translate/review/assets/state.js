const review = JSON.parse(document.getElementById("review").textContent);
const find = (selector, inside = document) => inside.querySelector(selector);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const make = (tag, kind, content) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (content !== undefined) made.textContent = content;
  return made;
};
const table = find("table");
const lines = all("tr.row");
const root = document.documentElement;
const status = document.getElementById("status");
const tip = document.getElementById("tip");
root.classList.add("on");

// What was decided: one record for each segment that differs from an untouched one, and the terms.

const KEY = `fr2en-review:${review.digest}:${review.english}`;
const MOST_UNDONE = 500;
let state = { rows: {}, terms: [], undone: [], redone: [] };
let storing = true;
const isState = (value) => value && typeof value === "object" && value.rows && Array.isArray(value.terms) && Array.isArray(value.undone) && Array.isArray(value.redone);
try {
  const kept = JSON.parse(localStorage.getItem(KEY));
  if (isState(kept)) state = kept;
} catch {
  storing = false;
}
let saving = 0;
const keep = () => {
  saving = 0;
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    if (storing) say("This browser keeps nothing for this page: export your decisions before you close it.");
    storing = false;
  }
};
const keepSoon = () => { saving = saving || setTimeout(keep, 150); };
addEventListener("pagehide", () => { if (saving) { clearTimeout(saving); keep(); } });

const UNTOUCHED = Object.freeze({ state: "open", english: null, rejected: [], accepted: [], comment: "" });
const decisionOf = (number) => state.rows[number] || UNTOUCHED;
const englishOf = (number) => {
  const row = review.rows[number], decision = decisionOf(number);
  if (decision.english !== null) return decision.english;
  return allRejected(number) && row.u !== undefined ? row.u : row.t;
};
const allRejected = (number) => {
  const row = review.rows[number];
  return row.i >= 0 && row.r !== undefined && row.r.length > 0 && decisionOf(number).rejected.length === row.r.length;
};
const frenchOf = (number) => {
  const row = review.rows[number], decision = decisionOf(number);
  const text = row.o === undefined ? row.s : applied(row.o, row.r, (edit) => !decision.rejected.includes(edit));
  // A suggestion is for the repaired text; whoever rejects a repair takes it back.
  return decision.accepted.length ? applied(text, row.g, (edit) => decision.accepted.includes(edit)) : text;
};
const applied = (text, edits, wanted) => {
  let result = "", place = 0;
  edits.map((edit, number) => [edit, number]).filter(([, number]) => wanted(number)).sort((a, b) => a[0][0] - b[0][0]).forEach(([[start, end, written]]) => {
    result += text.slice(place, start) + written;
    place = end;
  });
  return result + text.slice(place);
};

// Every change goes through here, so that every change can be undone.
const change = (number, values, saidSo) => {
  const before = state.rows[number] || null;
  const after = { ...decisionOf(number), ...values };
  if (JSON.stringify(after) === JSON.stringify(before || UNTOUCHED)) return;
  remember({ number, before, after });
  state.rows[number] = after;
  if (JSON.stringify(after) === JSON.stringify(UNTOUCHED)) delete state.rows[number];
  changed(number, saidSo);
};
const changeTerms = (terms, saidSo) => {
  remember({ before: state.terms, after: terms });
  state.terms = terms;
  changed(-1, saidSo);
};
const remember = (step) => {
  state.undone = [...state.undone.slice(1 - MOST_UNDONE), step];
  state.redone = [];
};
const step = (from, to, which, saidSo) => {
  const done = state[from].pop();
  if (!done) { say(saidSo[1]); return; }
  state[to].push(done);
  if (done.number === undefined) state.terms = done[which];
  else if (done[which] === null || done[which] === undefined) delete state.rows[done.number];
  else state.rows[done.number] = done[which];
  changed(done.number === undefined ? -1 : done.number, saidSo[0]);
  if (done.number !== undefined) go(done.number);
};
const undo = () => step("undone", "redone", "before", ["Undone.", "Nothing to undo."]);
const redo = () => step("redone", "undone", "after", ["Done again.", "Nothing to do again."]);
const changed = (number, saidSo) => {
  if (number >= 0) draw(number);
  tally();
  keepSoon();
  if (saidSo) say(saidSo);
};
