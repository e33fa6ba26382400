/** The page of an article: it fills in while it is translated, and sentences are corrected and approved in place. */
import { fetched } from "./fresh.js";

const article = document.getElementById("article");
const act = document.getElementById("act");
const said = document.getElementById("said");
const trouble = document.getElementById("trouble");
const progress = document.getElementById("progress");
const byId = (id) => document.getElementById(id);
const pairs = () => [...article.querySelectorAll(".pair")];
const pairOf = (element) => element?.closest?.(".pair");
const at = (position) => byId(`s${position}`);

function tell(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}

function count(name, number) {
  byId(name).textContent = number;
  byId(name).parentElement.hidden = !number;
}

// --- A sentence as it is now. Every word goes in as text, never as markup. ---

/** Shows `view` in its pair, and counts what it changes. */
function show(pair, view) {
  const is = { doubtful: view.doubts.length, edited: Number(view.edited !== null), approved: Number(view.approved) };
  for (const [name, value] of Object.entries(is)) {
    count(name, Number(byId(name).textContent) + Number(value > 0) - Number(pair.dataset[name] > 0));
    pair.dataset[name] = value;
  }
  const part = (name) => pair.querySelector(name);
  part(".text .s").textContent = view.shown;
  part(".acts").hidden = !view.shown;
  part(".why").hidden = !view.doubts.length;
  part(".reasons").textContent = view.doubts.join("; ");
  part(".note").hidden = !view.memory;
  part(".note").textContent = view.memory;
  part(".theirs").hidden = view.edited === null;
  part(".before").textContent = `${view.before}:`;
  part(".machine").textContent = view.target ?? "";
  const approve = part(".approve");
  approve.setAttribute("aria-pressed", String(view.approved));
  approve.value = view.approved ? "unapprove" : "approve";
}

/** Asks for what a button asks for; gives the sentence as it is then. Raises Error, in words for the reader. */
async function ask(pair, fields) {
  let answer, view;
  try {
    answer = await fetch(`${act.action}/${pair.dataset.position}`, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" },
    });
    view = await answer.json();
  } catch {
    throw new Error("The service did not answer; nothing that you wrote is lost. Try again.");
  }
  if (!answer.ok) throw new Error(view.error);
  return view;
}

// --- Live progress. ---

const heard = new Map(); // state -> what is said of it
heard.set("done", "Translated").set("failed", "Failed").set("working", "Translating").set("waiting", "Waiting");
const pause = 10_000; // milliseconds between two reports to a screen reader
let reported = performance.now();

function state(name) {
  article.dataset.state = name;
  const shown = byId("state");
  shown.className = `state ${name}`;
  shown.textContent = heard.get(name);
}

function ended(name, words) {
  state(name);
  progress.hidden = byId("finished").hidden = true;
  byId("download").hidden = name !== "done";
  said.textContent = words;
  byId("next-doubtful").hidden = !next("doubtful");
}

function listen() {
  const source = new EventSource(`/articles/${article.dataset.id}/events?version=${article.dataset.number}`);
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data || "{}")));
  on("sentence", (one) => {
    const pair = at(one.position);
    if (!pair || pair.querySelector(".editor")) return;
    const { target, edited } = one;
    const approved = pair.dataset.approved === "1";
    const doubts = approved || edited !== null ? [] : one.reasons;
    show(pair, { target, edited, approved, doubts, shown: edited ?? target, memory: "", before: "The machine’s" });
    pair.classList.add("new");
  });
  on("progress", ({ finished, sentences }) => {
    if (article.dataset.state === "waiting") state("working");
    progress.max = sentences || 1;
    progress.value = finished;
    byId("finished").textContent = `${finished} of `;
    if (performance.now() - reported < pause) return;
    reported = performance.now();
    said.textContent = `${finished} of ${sentences} sentences translated`;
  });
  on("done", () => {
    source.close();
    ended("done", "All sentences are translated.");
    renew();
  });
  // A browser asks again by itself where the connection is lost, but not where it is refused (the service is busy).
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  });
  on("failed", () => {
    source.close();
    location.reload(); // with the reason, and a button to try again
  });
}

/** What else the server knows of each sentence (what came from memory, what was taken over from an earlier version). */
async function renew() {
  const page = await fetched();
  for (const fresh of page.querySelectorAll(".pair")) {
    const pair = byId(fresh.id);
    if (!pair || pair.querySelector(".editor") || pair.outerHTML === fresh.outerHTML) continue;
    const hadFocus = pair.contains(document.activeElement);
    pair.replaceWith(fresh);
    if (hadFocus) fresh.focus();
  }
  for (const name of ["doubtful", "edited", "approved"]) count(name, Number(page.getElementById(name).textContent));
}

// --- Correcting and approving. ---

/** Opens the editor in the place of the pair's English. */
function edit(pair) {
  const english = pair.querySelector(".english");
  const open = pair.querySelector(".editor textarea");
  if (open) return open.focus();
  if (pair.querySelector(".acts").hidden) return undefined; // not translated yet
  const editor = byId("editor").content.cloneNode(true).firstElementChild;
  const area = editor.querySelector("textarea");
  area.value = area.defaultValue = pair.querySelector(".text .s").textContent;
  area.setAttribute("aria-label", `English of sentence ${Number(pair.dataset.position) + 1}`);
  editor.action = `${act.action}/${pair.dataset.position}`;
  english.hidden = true;
  english.before(editor);
  area.focus();
  return undefined;
}

function leave(editor) {
  const pair = pairOf(editor);
  const english = pair.querySelector(".english[hidden]");
  if (!english) return location.assign(editor.querySelector(".leave").href); // opened by the server
  editor.remove();
  english.hidden = false;
  pair.focus();
  return undefined;
}

async function save(editor) {
  const pair = pairOf(editor);
  const wrong = editor.querySelector(".trouble");
  const area = editor.querySelector("textarea");
  if (area.value === area.defaultValue && wrong.hidden) return leave(editor);
  try {
    const view = await ask(pair, { do: "save", target: area.value });
    area.defaultValue = area.value;
    if (pair.querySelector(".text")) show(pair, view);
    leave(editor);
    said.textContent = view.edited === null ? "The machine’s stands." : "Saved.";
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
    area.focus();
  }
  return undefined;
}

async function press(button) {
  const pair = pairOf(button);
  tell("");
  try {
    const view = await ask(pair, { do: button.value });
    show(pair, view);
    said.textContent = button.matches(".back") ? "Taken back to the machine’s." : view.approved ? "Approved." : "Not approved.";
    if (button.matches(".back")) pair.focus();
  } catch (error) {
    tell(error.message);
    trouble.scrollIntoView({ block: "center" });
  }
}

article.addEventListener("submit", (event) => {
  const { submitter, target } = event;
  if (target === act) press(submitter);
  else if (target.matches(".editor")) save(target);
  else return;
  event.preventDefault();
});
article.addEventListener("click", (event) => {
  const link = event.target.closest("a.edit, a.leave");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (link.matches(".edit")) edit(pairOf(link));
  else leave(link.closest(".editor"));
});
window.addEventListener("beforeunload", (event) => {
  if ([...article.querySelectorAll(".editor textarea")].some((area) => area.value !== area.defaultValue)) event.preventDefault();
});

// --- Keys. ---

const letters = byId("letters");
let current = pairOf(location.hash ? document.querySelector(`#${CSS.escape(location.hash.slice(1))}`) : null);
letters.checked = localStorage.getItem("letters") !== "no";
letters.addEventListener("change", () => localStorage.setItem("letters", letters.checked ? "yes" : "no"));
article.addEventListener("focusin", (event) => (current = pairOf(event.target) ?? current));

/** The pair `step` further on, or the next one of a kind; undefined at the end. */
function next(step) {
  const all = pairs();
  const place = current?.isConnected ? all.indexOf(current) : -1;
  if (step !== "doubtful") return all[Math.max(0, place + step)];
  const doubtful = (pair) => pair.dataset.doubtful > 0;
  return all.slice(place + 1).find(doubtful) ?? all.find(doubtful);
}

function go(step) {
  const pair = next(step);
  pair?.focus({ preventScroll: true });
  pair?.scrollIntoView({ block: "nearest" });
  if (!pair && step === "doubtful") said.textContent = "No doubtful sentence is left.";
}

const keys = {
  j: () => go(1), k: () => go(-1), d: () => go("doubtful"), "?": () => byId("keys").showModal(),
  a: () => current?.querySelector(".acts:not([hidden]) .approve")?.click(),
};

/** Letters are typed into `target`. A dialog that has been closed keeps the focus until the next frame. */
const takesLetters = (target) => target.closest("input, textarea, select, dialog") && !target.closest("dialog:not([open])");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const editor = target.closest(".editor");
  if (editor) {
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) editor.requestSubmit(editor.querySelector(".main"));
    else if (key === "Escape") leave(editor);
    else return;
  } else if (event.ctrlKey || event.metaKey || event.altKey || takesLetters(target)) return;
  else if (target.matches(".pair") && (key === "ArrowDown" || key === "ArrowUp")) go(key === "ArrowDown" ? 1 : -1);
  else if (target.matches(".pair") && key === "Enter") edit(target);
  else if (letters.checked && keys[key]) keys[key]();
  else return;
  event.preventDefault();
});

byId("keys-button").hidden = false;
byId("keys-button").addEventListener("click", keys["?"]);
byId("next-doubtful").addEventListener("click", () => go("doubtful"));
byId("next-doubtful").hidden = !next("doubtful");
article.querySelector(".editor textarea")?.focus();
if (["waiting", "working"].includes(article.dataset.state)) listen();
