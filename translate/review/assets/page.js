"use strict";
(() => {
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

  // ---- What was decided: one record for each segment that differs from an untouched one, and the terms.

  const KEY = `fr2en-review:${review.digest}:${review.signature}`;
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
    return decision.accepted.length && !decision.rejected.length ? applied(text, row.g, (edit) => decision.accepted.includes(edit)) : text;
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

  // ---- How a row looks once something was decided; what the page came with is kept to return to it.

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
    if (decision.comment) own.push(decision.comment);
    own.forEach((text) => find(".notes", line).append(make("p", "own", text)));
    searchable.delete(number);
  };

  // ---- Where we are, and moving about.

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

  // ---- Filters, search, counts.

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

  // ---- Words: made only in rows that somebody looks at.

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

  // ---- The tip of a mark: what `title` says, at once and for the keyboard too.

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

  // ---- Deciding.

  const act = {
    accept: (number) => settle(number, "accepted", "Accepted."),
    done: (number) => settle(number, "done", "Done."),
    reject: (number) => {
      const row = review.rows[number];
      if (row.o === undefined) { say("Nothing was repaired here."); return; }
      const rejected = allRejected(number) ? [] : row.r.map((_, edit) => edit);
      change(number, { rejected }, rejected.length ? "Repair rejected." : "Repair restored.");
    },
    edit: (number) => edit(number),
    comment: (number) => {
      const box = document.getElementById("comment-text");
      box.value = decisionOf(number).comment;
      ask("comment-dialog", () => change(number, { comment: box.value.trim() }, "Comment kept."));
    },
    term: (number) => {
      const source = document.getElementById("term-source"), target = document.getElementById("term-target"), note = document.getElementById("term-note");
      const proposed = proposal(number);
      source.value = proposed.fr;
      target.value = proposed.en;
      note.value = "";
      ask("term-dialog", () => {
        const term = { source: source.value.trim(), target: target.value.trim(), note: note.value.trim() };
        if (!term.source || !term.target) { say("A term needs French and English."); return; }
        changeTerms([...state.terms.filter((other) => other.source !== term.source), term], `${term.source} → ${term.target} is in the glossary with the next apply.`);
      });
    },
    undo: () => undo(),
  };
  const settle = (number, name, saidSo) => {
    if (review.rows[number].t === null && decisionOf(number).english === null) { say("There is no English to accept yet: edit it first."); return; }
    const same = decisionOf(number).state === name;
    change(number, { state: same ? "open" : name }, same ? "Open again." : saidSo);
    if (!same) move(1);
  };
  const proposal = (number) => {
    const chosen = { fr: "", en: "" }, selected = getSelection();
    if (selected.toString() && numberOf(selected.anchorNode.parentElement) === number) {
      chosen[selected.anchorNode.parentElement.closest(".en") ? "en" : "fr"] = selected.toString().trim();
    } else {
      lights.forEach((span) => { const side = span.dataset.side; chosen[side] = `${chosen[side]} ${span.textContent}`.trim(); });
    }
    return chosen;
  };
  const press = (number, button) => {
    const decision = decisionOf(number), row = review.rows[number];
    const toggled = (list, edits) => edits.every((edit) => list.includes(edit)) ? list.filter((edit) => !edits.includes(edit)) : [...new Set([...list, ...edits])].sort((a, b) => a - b);
    go(number, false);
    if (button.dataset.reject !== undefined) change(number, { rejected: toggled(decision.rejected, button.dataset.reject.split(" ").map(Number)) }, "Repair changed.");
    else if (button.dataset.suggestion !== undefined) change(number, { accepted: toggled(decision.accepted, [Number(button.dataset.suggestion)]) }, "Suggestion changed.");
    else if (button.dataset.use !== undefined) change(number, { english: row.y[Number(button.dataset.use)] }, "Other translation used.");
  };
  const edit = (number) => {
    if (!isSegment(number) || find("textarea", lines[number])) return;
    go(number, false);
    cameAs(number);
    const cell = find(".en", lines[number]), box = make("textarea");
    box.value = englishOf(number) || "";
    box.setAttribute("aria-label", `English of line ${review.rows[number].l}`);
    box.lang = "en";
    dark();
    hideTip();
    hydrated.delete(number);
    cell.replaceChildren(box);
    box.focus();
    let over = false;
    const end = (keepIt) => {
      if (over) return;
      over = true;
      const english = box.value.replace(/\s*\n\s*/g, " ").trim();
      const value = english === review.rows[number].t || !english ? null : english;
      const values = { english: value };
      if (keepIt && JSON.stringify(value) !== JSON.stringify(decisionOf(number).english)) change(number, values, "English changed.");
      else draw(number);
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); end(true); lines[number].focus({ preventScroll: true }); }
      else if (event.key === "Escape") { event.preventDefault(); end(false); lines[number].focus({ preventScroll: true }); }
      event.stopPropagation();
    });
    box.addEventListener("blur", () => end(true));
  };
  const ask = (name, keepIt) => {
    const dialog = document.getElementById(name), form = find("form", dialog);
    const cancel = find(".cancel", dialog);
    form.onsubmit = keepIt;
    if (cancel) cancel.onclick = () => dialog.close();
    dialog.onclose = () => { if (current >= 0) lines[current].focus({ preventScroll: true }); };
    dialog.showModal();
  };

  // ---- The file of decisions.

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
      const record = { id: row.i, start: row.p, source: row.s, english, state: decision.state };
      if (english !== row.t) record.edited = true;
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

  // ---- Keys and buttons.

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
})();
