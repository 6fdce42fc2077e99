// Words: made only in rows that somebody looks at.

const hydrated = new Map();
const MOST_WORDS = 4000;
const hydrate = (number) => {
  if (hydrated.has(number)) return hydrated.get(number);
  const line = lines[number], row = review.rows[number], decision = decisionOf(number);
  cameAs(number);
  const asTranslated = englishOf(number) === row.t && !decision.rejected.length && !decision.accepted.length;
  const aligned = asTranslated && row.w;
  const words = {
    fr: wrap(find(".fr", line), aligned ? row.w[0] : tokens(row.s), "fr"),
    en: wrap(find(".en", line), aligned ? row.w[1] : tokens(row.t || ""), "en"),
    links: aligned ? row.w[2] : [],
    asTranslated,
  };
  hydrated.set(number, words);
  return words;
};
const tokens = (text) => {
  const found = [];
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu)) {
    found.push(match.index, match.index + match[0].length);
    if (found.length > MOST_WORDS) break;
  }
  return found;
};
const wrap = (cell, places, side) => {
  const words = Array.from({ length: places.length / 2 }, (_, index) => ({ start: places[2 * index], end: places[2 * index + 1], spans: [] }));
  if (words.length > MOST_WORDS || find("textarea", cell)) return [];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const leaves = [];
  while (walker.nextNode()) leaves.push(walker.currentNode);
  let place = 0, next = 0;
  for (const leaf of leaves) {
    const hidden = leaf.parentElement.closest(".hidden");
    const length = hidden ? Number(hidden.dataset.n) : leaf.data.length;
    const begin = place, end = place + length;
    place = end;
    while (next < words.length && words[next].end <= begin) next += 1;
    if (hidden) continue;
    let rest = leaf, offset = begin;
    for (let index = next; index < words.length && words[index].start < end; index += 1) {
      const from = Math.max(words[index].start, begin), to = Math.min(words[index].end, end);
      if (from >= to) continue;
      if (from > offset) rest = rest.splitText(from - offset);
      const after = to - from < rest.data.length ? rest.splitText(to - from) : null;
      const span = make("span", "w");
      span.dataset.side = side;
      span.dataset.w = index;
      rest.replaceWith(span);
      span.append(rest);
      words[index].spans.push(span);
      rest = after;
      offset = to;
      if (!rest) break;
    }
  }
  return words;
};
let lights = [];
const dark = () => {
  lights.forEach((span) => span.classList.remove("lit", "weak"));
  lights = [];
};
const light = (spans, weak) => spans.forEach((span) => {
  span.classList.add("lit");
  if (weak) span.classList.add("weak");
  lights.push(span);
});
const SURE = 50;
const wordText = (word) => word.spans.map((span) => span.textContent).join("");
const lightWord = (number, side, index) => {
  dark();
  const words = hydrate(number), word = words[side][index];
  if (!word) return;
  light(word.spans, false);
  const other = side === "fr" ? "en" : "fr", found = [];
  for (let link = 0; link < words.links.length; link += 3) {
    const [source, target, confidence] = words.links.slice(link, link + 3);
    if ((side === "fr" ? source : target) !== index) continue;
    const partner = words[other][side === "fr" ? target : source];
    if (!partner) continue;
    light(partner.spans, confidence < SURE);
    found.push([wordText(partner), confidence]);
  }
  status.replaceChildren(make("b", "", wordText(word)));
  if (found.length) {
    found.forEach(([text, confidence], place) => status.append(place ? ", " : " ↔ ", make("b", "", text), ` ${confidence} %`));
  } else if (words.asTranslated && review.rows[number].w) status.append(" has no word of its own on the other side");
  else status.append(words.asTranslated ? " – the words of this segment are not aligned" : " – changed by hand, so no longer aligned");
};
const lightFinding = (number, index) => {
  dark();
  const places = (review.rows[number].f || [])[index];
  if (!places) return;
  const words = hydrate(number);
  if (!words.asTranslated) return;
  [["fr", places[0]], ["en", places[1]]].forEach(([side, place]) => {
    if (!place) return;
    const [start, end] = place;
    words[side].filter((word) => word.start < Math.max(end, start + 1) && word.end > start).forEach((word) => light(word.spans, false));
  });
};

// The tip of a mark: what `title` says, at once and for the keyboard too.

const showTip = (mark) => {
  if (mark.title) { mark.dataset.tip = mark.title; mark.removeAttribute("title"); }
  if (!mark.dataset.tip) return;
  tip.textContent = mark.dataset.tip;
  tip.hidden = false;
  mark.setAttribute("aria-describedby", "tip");
  const place = mark.getClientRects()[0] || mark.getBoundingClientRect(), size = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - size.width - 8))}px`;
  tip.style.top = place.top > size.height + 12 ? `${place.top - size.height - 6}px` : `${place.bottom + 6}px`;
};
const hideTip = () => {
  if (tip.hidden) return;
  tip.hidden = true;
  all("[aria-describedby=tip]").forEach((mark) => mark.removeAttribute("aria-describedby"));
};
const numberOf = (element) => {
  const line = element.closest && element.closest("tr.row");
  return line ? Number(line.id.slice(1)) : -1;
};
const pointAt = (target) => {
  const number = numberOf(target);
  if (number < 0) return;
  if (target.closest(".fr, .en") && !hydrated.has(number)) hydrate(number);
  const mark = target.closest("[title], [data-tip]");
  if (mark) showTip(mark); else hideTip();
  const word = target.closest(".w"), finding = target.closest("[data-finding]");
  if (word) lightWord(number, word.dataset.side, Number(word.dataset.w));
  else if (finding) lightFinding(number, Number(finding.dataset.finding));
  else dark();
};
table.addEventListener("pointerover", (event) => {
  const number = numberOf(event.target), cell = event.target.closest(".fr, .en");
  if (number >= 0 && cell && !hydrated.has(number)) {
    // What was under the pointer is about to be replaced by words: look again.
    hydrate(number);
    pointAt(document.elementFromPoint(event.clientX, event.clientY) || event.target);
  } else pointAt(event.target);
});
table.addEventListener("pointerleave", () => { dark(); hideTip(); });
table.addEventListener("focusin", (event) => {
  const number = numberOf(event.target);
  if (number >= 0 && number !== current) go(number, false);
  if (event.target.matches("[title], [data-tip]")) showTip(event.target); else hideTip();
  const finding = event.target.closest("[data-finding]");
  if (finding) lightFinding(number, Number(finding.dataset.finding));
});
table.addEventListener("focusout", hideTip);
table.addEventListener("click", (event) => {
  const number = numberOf(event.target);
  if (number < 0) return;
  const button = event.target.closest("button");
  if (button) press(number, button);
  else if (!event.target.closest("a, textarea, summary")) {
    go(number, false);
    if (!getSelection().toString() && !event.target.closest("[tabindex='0']:not(tr)")) lines[number].focus({ preventScroll: true });
  }
});
table.addEventListener("dblclick", (event) => {
  if (event.target.closest(".en") && !event.target.closest("textarea")) edit(numberOf(event.target));
});
addEventListener("scroll", hideTip, { passive: true });

// By keyboard: the arrows go through the words of both sides, in the order of reading.
let walked = null;
const walk = (distance) => {
  if (current < 0) return;
  const words = hydrate(current);
  const order = [...words.fr.map((_, index) => ["fr", index]), ...words.en.map((_, index) => ["en", index])];
  if (!order.length) return;
  const from = walked && walked.number === current ? walked.place : distance > 0 ? -1 : order.length;
  const place = Math.max(0, Math.min(order.length - 1, from + distance));
  walked = { number: current, place };
  const [side, index] = order[place], span = words[side][index].spans[0];
  if (!span) return;
  span.tabIndex = -1;
  span.focus({ preventScroll: true });
  span.scrollIntoView({ block: "nearest" });
  lightWord(current, side, index);
  walked.word = { side, text: wordText(words[side][index]) };
};
