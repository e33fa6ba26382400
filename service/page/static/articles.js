/** The page of all articles: what is brought in is sent without leaving the page, files can be dropped, progress is live. */
import { keepFresh, renew } from "./fresh.js";

const form = document.getElementById("bring");
const text = document.getElementById("text");
const file = document.getElementById("file");
const trouble = document.getElementById("trouble");
const dropping = document.getElementById("dropping");
const button = form.querySelector("button.main");
const most = Number(form.dataset.most);

document.getElementById("drop-hint").hidden = false;

function tell(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}

/** Sends one thing, alone, as a request holds no more than a large file; where it is read then. Raises Error, in words. */
async function bring(name, value) {
  const body = new FormData();
  body.append(name, value);
  let answer, said;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    said = await answer.json();
  } catch {
    throw new Error("The service did not answer; nothing that you gave is lost. Try again.");
  }
  if (!answer.ok) throw new Error(said.error);
  return said.location;
}

async function bringFile(one) {
  if (one.size > most) throw new Error(`${one.name}: has ${megabytes(one.size)}, and ${megabytes(most)} are taken; bring it in parts.`);
  try {
    return await bring("file", one);
  } catch (error) {
    throw error.message.includes(one.name) ? error : new Error(`${one.name}: ${error.message}`);
  }
}

/** Sends what is in the form; what is refused stays there. */
async function send() {
  const found = [], refused = [], kept = new DataTransfer();
  const files = [...file.files];
  tell("");
  button.disabled = true;
  if (text.value.trim() || !files.length) {
    await bring("text", text.value).then((place) => {
      found.push(place);
      text.value = "";
    }, (error) => refused.push(error.message));
  }
  for (const one of files) {
    await bringFile(one).then((place) => found.push(place), (error) => {
      refused.push(error.message);
      kept.items.add(one);
    });
  }
  file.files = kept.files;
  button.disabled = false;
  tell(refused.join("\n"));
  if (found.length === 1 && !refused.length) location.assign(found[0]);
  else if (found.length) await renew("list");
}

function megabytes(size) {
  return `${(size / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

// Files are dropped anywhere; `depth`, as each element that the pointer crosses is entered and left.
let depth = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
function drag(change, event) {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = Math.max(0, depth + change);
  dropping.hidden = !depth;
}
document.addEventListener("dragenter", (event) => drag(1, event));
document.addEventListener("dragleave", (event) => drag(-1, event));
document.addEventListener("dragover", (event) => drag(0, event));
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  drag(-depth, event);
  file.files = event.dataTransfer.files;
  form.requestSubmit();
});

keepFresh("list", 2, () => document.getElementById("list").dataset.working === "yes");
