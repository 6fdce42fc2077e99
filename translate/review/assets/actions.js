// Deciding.

const act = {
  accept: (number) => settle(number, "accepted", "Accepted."),
  done: (number) => settle(number, "done", "Done."),
  reject: (number) => {
    const row = review.rows[number];
    if (row.o === undefined) { say("Nothing was repaired here."); return; }
    const rejected = allRejected(number) ? [] : row.r.map((_, edit) => edit);
    change(number, { rejected, accepted: [] }, rejected.length ? "Repair rejected." : "Repair restored.");
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
  if (button.dataset.reject !== undefined) change(number, { rejected: toggled(decision.rejected, button.dataset.reject.split(" ").map(Number)), accepted: [] }, "Repair changed.");
  else if (button.dataset.suggestion !== undefined && decision.rejected.length) say("Restore the repair first: the suggestion is for the repaired text.");
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
  dialog.showModal();
};
