/** Times in the reader's own zone; without scripts they stand there in UTC. */
const shape = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export function local(root) {
  for (const one of root.querySelectorAll("time[datetime]")) {
    one.textContent = shape.format(new Date(one.dateTime));
    one.title = one.dateTime;
  }
}

local(document);
