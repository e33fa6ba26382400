/** What is on a page as it is now: times in the reader's own zone, and parts of it that are fetched anew. */
const shape = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Without scripts, times stand there in UTC. */
export function local(root) {
  for (const one of root.querySelectorAll("time[datetime]")) {
    one.textContent = shape.format(new Date(one.dateTime));
    one.title = one.dateTime;
  }
}

/** This page as the server writes it now; names and titles in it are escaped there. */
export async function fetched() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Puts the element `id` as it is now in its place, unless somebody is at work in it. */
export async function renew(id) {
  const fresh = (await fetched()).getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || old.contains(document.activeElement) || old.querySelector("details[open]")) return;
  local(fresh);
  if (old.outerHTML !== fresh.outerHTML) old.replaceWith(fresh);
}

/** Renews the element `id` every few seconds, while the page is seen and `isWanted` says so. */
export function keepFresh(id, seconds, isWanted = () => true) {
  setInterval(() => {
    if (document.visibilityState === "visible" && isWanted()) renew(id).catch(() => {}); // the next one may succeed
  }, 1000 * seconds);
}

// A menu closes when something else is clicked, and by Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
local(document);
