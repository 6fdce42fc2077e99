// How a row looks once something was decided; what the page came with is kept to return to it.

const asItCame = new Map();
const cameAs = (number) => {
  if (!asItCame.has(number)) {
    const line = lines[number];
    asItCame.set(number, { fr: find(".fr", line).cloneNode(true), en: find(".en", line).cloneNode(true) });
  }
  return asItCame.get(number);
};
const draw = (number) => {
  const line = lines[number], row = review.rows[number], decision = decisionOf(number), came = cameAs(number);
  const english = englishOf(number);
  const french = find(".fr", line), target = find(".en", line);
  if (decision.rejected.length || decision.accepted.length) french.replaceChildren(make("span", "refused", frenchOf(number)));
  else french.replaceChildren(...came.fr.cloneNode(true).childNodes);
  if (english === row.t) target.replaceChildren(...came.en.cloneNode(true).childNodes);
  else target.replaceChildren(document.createTextNode(english || ""));
  hydrated.delete(number);
  line.classList.toggle("accepted", decision.state === "accepted");
  line.classList.toggle("settled", decision.state !== "open");
  line.classList.toggle("edited", english !== row.t);
  all(".state", line).forEach((label) => label.remove());
  if (decision.state !== "open") find(".n", line).append(make("span", "state", decision.state === "accepted" ? "✓ accepted" : "✓ done"));
  all("[data-reject]", line).forEach((button) => {
    const numbers = button.dataset.reject.split(" ").map(Number);
    const off = numbers.every((edit) => decision.rejected.includes(edit));
    button.textContent = off ? "Restore" : "Reject";
    button.closest("li").classList.toggle("off", off);
  });
  all("[data-suggestion]", line).forEach((button) => {
    button.textContent = decision.accepted.includes(Number(button.dataset.suggestion)) ? "Take back" : "Accept";
  });
  all(".own", line).forEach((note) => note.remove());
  const own = [];
  if (decision.english !== null && decision.english !== row.t) own.push("English edited");
  else if (english !== row.t) own.push("English without the repair");
  else if (decision.rejected.length) own.push("The English still follows the repair: edit it if it should not");
  else if (decision.accepted.length) own.push("The English does not follow the suggestion: edit it if it should");
  if (decision.comment) own.push(decision.comment);
  own.forEach((text) => find(".notes", line).append(make("p", "own", text)));
  searchable.delete(number);
};

// Where we are, and moving about.

let current = -1, filter = "all", wanted = "";
const shown = (number) => number >= 0 && number < lines.length && !lines[number].hidden;
const go = (number, focus = true) => {
  if (!lines[number]) return;
  if (current >= 0 && current !== number) {
    lines[current].classList.remove("current");
    lines[current].tabIndex = -1;
  }
  current = number;
  lines[number].classList.add("current");
  lines[number].tabIndex = 0;
  buttons();
  if (focus) {
    lines[number].focus({ preventScroll: true });
    lines[number].scrollIntoView({ block: "nearest" });
  }
};
const move = (distance, suits = () => true) => {
  let number = current;
  do number += distance; while (number >= 0 && number < lines.length && !(shown(number) && suits(number)));
  if (shown(number)) go(number);
  else say(distance > 0 ? "This is the last one." : "This is the first one.");
};
const isDoubtful = (number) => tagsOf(number).has("doubtful");
const tags = new Map();
const tagsOf = (number) => {
  if (!tags.has(number)) tags.set(number, new Set((lines[number].dataset.tags || "").split("\n")));
  return tags.get(number);
};
const isSegment = (number) => number >= 0 && review.rows[number].i >= 0;
const buttons = () => {
  const row = review.rows[current];
  all("[data-action]").forEach((button) => {
    const needsRepair = button.dataset.action === "reject", always = button.dataset.action === "undo";
    button.disabled = !always && (!isSegment(current) || (needsRepair && row.o === undefined));
  });
  const rejecting = find('[data-action="reject"]').firstChild;
  rejecting.data = isSegment(current) && allRejected(current) ? "Restore repair" : "Reject repair";
};
const say = (text) => { status.textContent = text; };

// Filters, search, counts.

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = new Map();
const textOf = (number) => {
  if (!searchable.has(number)) {
    const row = review.rows[number];
    searchable.set(number, folded([row.o || "", row.s, englishOf(number) || "", decisionOf(number).comment].join("\n")));
  }
  return searchable.get(number);
};
const suits = (number) => {
  if (wanted && !textOf(number).includes(wanted)) return false;
  if (filter === "all") return true;
  if (filter === "open") return isSegment(number) && decisionOf(number).state === "open";
  return tagsOf(number).has(filter);
};
const sift = () => {
  let count = 0;
  for (const body of table.tBodies) {
    let inside = 0;
    for (const line of body.rows) {
      const visible = suits(Number(line.id.slice(1)));
      if (line.hidden === visible) line.hidden = !visible;
      inside += visible;
    }
    if (body.hidden !== (inside === 0)) body.hidden = inside === 0;
    count += inside;
  }
  document.getElementById("empty").hidden = count > 0;
  tally(count);
};
const tally = (count) => {
  const settled = Object.values(state.rows).filter((decision) => decision.state !== "open").length;
  const segments = review.rows.filter((row) => row.i >= 0).length;
  if (count !== undefined) tally.shown = count;
  const part = tally.shown !== undefined && tally.shown < lines.length ? `${tally.shown.toLocaleString("en")} shown, ` : "";
  document.getElementById("tally").textContent = `${part}${settled.toLocaleString("en")} of ${segments.toLocaleString("en")} done`;
  find('[data-filter="open"] .number').textContent = (segments - settled).toLocaleString("en");
};
const choose = (name) => {
  filter = name === filter ? "all" : name;
  all("[data-filter]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.filter === filter)));
  sift();
  const first = lines.findIndex((line) => !line.hidden);
  if (first >= 0 && !shown(current)) go(first, false);
};
const search = document.getElementById("search");
let sifting = 0;
search.addEventListener("input", () => {
  // The letter is painted first; the rows follow when the browser has time.
  clearTimeout(sifting);
  sifting = setTimeout(() => { wanted = folded(search.value.trim()); sift(); }, 120);
});
