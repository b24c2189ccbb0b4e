// Shows the events of builds, which come from events as docs/events.md describes them. All text is
// set as text, never as markup: the guest has a say in it.
import { Build } from "./build.mjs";

const builds = new Map();
const connection = document.getElementById("connection");
/** How much this clock is ahead of Casement's, in milliseconds. */
let ahead = 0;

function build(name) {
  let shown = builds.get(name);
  if (!shown) {
    const article = document.getElementById("build").content.cloneNode(true).firstElementChild;
    document.getElementById("builds").append(article);
    shown = new Build(article, name, announce);
    builds.set(name, shown);
  }
  return shown;
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

const events = new EventSource("events");
events.addEventListener("open", () => {
  connection.textContent = "Connected";
});
events.addEventListener("error", () => {
  connection.textContent = "The connection is lost; trying again …";
});
events.addEventListener("now", (message) => {
  ahead = Date.now() - Date.parse(message.data);
});
events.addEventListener("message", (message) => {
  const { build: name, event } = JSON.parse(message.data);
  build(name).hear(event);
});
events.addEventListener("end", async () => {
  events.close();
  connection.textContent = "Casement has ended";
  for (const shown of builds.values()) {
    await shown.keepReport();
  }
});
setInterval(() => {
  for (const shown of builds.values()) {
    shown.tick(Date.now() - ahead);
    if (!document.hidden) {
      shown.look(Date.now() - ahead);
    }
  }
}, 1000);
