// The file of decisions.

const decisions = () => ({
  form: "fr2en decisions",
  version: 1,
  digest: review.digest,
  name: review.name,
  format: review.format,
  encoding: review.encoding,
  signature: review.signature,
  repair: review.repair,
  segments: review.rows.map((row, number) => [row, number]).filter(([row]) => row.i >= 0).map(([row, number]) => {
    const decision = decisionOf(number), english = englishOf(number), french = frenchOf(number);
    const [source, target] = row.c || [row.s, row.t];
    const record = { id: row.i, start: row.p, source, english: english === row.t ? target : english, state: decision.state };
    if (english !== row.t) record.edited = true;
    if (english !== row.t && row.c) record.draft = target;
    if (french !== row.s) record.french = french;
    if (decision.comment) record.comment = decision.comment;
    return record;
  }),
  terms: state.terms,
});
const save = () => {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(decisions(), null, 1)], { type: "application/json" }));
  link.download = `${(review.name || review.title).replace(/[^\p{L}\p{N}._-]+/gu, "-")}.decisions.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`Exported. Now run: fr2en apply ${link.download}`);
};

// Keys and buttons.

const keys = {
  j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
  n: () => move(1, isDoubtful), p: () => move(-1, isDoubtful),
  ArrowRight: () => walk(1), ArrowLeft: () => walk(-1),
  a: "accept", d: "done", r: "reject", e: "edit", c: "comment", g: "term",
  u: undo, U: redo,
  "/": () => search.focus(),
  "?": () => ask("keys-dialog", () => {}),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea")) {
    if (event.key === "Escape") { event.target.blur(); if (current >= 0) lines[current].focus({ preventScroll: true }); }
    return;
  }
  if (event.key === "Escape") { dark(); hideTip(); return; }
  const meaning = keys[event.key];
  if (!meaning || (event.target.matches("button, summary") && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  if (typeof meaning === "function") meaning();
  else if (isSegment(current)) act[meaning](current);
  else say("Choose a segment first, with j.");
});
all("[data-action]").forEach((button) => button.addEventListener("click", () => {
  if (button.dataset.action === "undo" || isSegment(current)) act[button.dataset.action](current);
}));
all("[data-filter]").forEach((button) => button.addEventListener("click", () => choose(button.dataset.filter)));
all(".map a").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  const number = Number(link.getAttribute("href").slice(2));
  if (!shown(number)) choose("all");
  go(number);
  lines[number].scrollIntoView({ block: "center" });
}));
document.getElementById("export").addEventListener("click", save);
document.getElementById("keys").addEventListener("click", () => ask("keys-dialog", () => {}));

const toolbar = find(".toolbar");
const measure = () => root.style.setProperty("--top", `${toolbar.offsetHeight}px`);
measure();
addEventListener("resize", measure);
Object.keys(state.rows).forEach((number) => { if (lines[number]) draw(Number(number)); else delete state.rows[number]; });
buttons();
tally();
if (lines.length) { lines[0].tabIndex = 0; current = 0; buttons(); }
if (location.hash.startsWith("#r")) go(Number(location.hash.slice(2)), false);
