// One build on the page.
import { Machine } from "./machine.mjs";

const MOST_LINES = 300;

/** 1h05m, 4m12s, 7s, 2h: as Casement writes durations. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  if (whole < 60) {
    return `${whole}s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}m${whole % 60 === 0 ? "" : `${two(whole % 60)}s`}`;
  }
  const minutes = Math.floor((whole % 3600) / 60);
  return `${Math.floor(whole / 3600)}h${minutes === 0 ? "" : `${two(minutes)}m`}`;
}

export class Build {
  #article;
  #key;
  #announce;
  #stages = new Map();
  #running = null;
  #report = null;
  #machine;
  #lastSaid = "";
  #verified = null;
  #made = null;
  #published = [];

  constructor(article, key, announce) {
    this.#article = article;
    this.#key = key;
    this.#announce = announce;
    this.#part(".name").textContent = key || "Build";
    this.#machine = new Machine(this.#part(".machine"), encodeURIComponent(key));
  }

  hear(event) {
    switch (event.event) {
      case "build-started":
        this.#part(".name").textContent = event.build;
        this.#state("runs", "");
        event.stages.forEach((stage) => this.#stage(stage));
        break;
      case "stage-started":
        this.#begin(event);
        break;
      case "stage-progress":
      case "step-progress":
        this.#progress(event.step, event.text, event.percent);
        if (event.text) {
          this.#log(event);
        }
        break;
      case "step-started":
        this.#progress(event.step, event.title);
        this.#log({ ...event, text: event.title });
        break;
      case "step-finished":
        this.#log({ ...event, text: `done in ${duration(event.elapsedSeconds)}` });
        break;
      case "step-failed":
        this.#progress(event.step, event.text || "failed");
        this.#log({ ...event, text: `failed: ${event.text}` });
        break;
      case "stage-finished":
        this.#end(event.stage, "done", "good", event.elapsedSeconds);
        break;
      case "stage-skipped":
        this.#end(event.stage, `skipped: ${event.why}`, "waiting");
        break;
      case "stage-continued":
        this.#end(event.stage, `continued from ${event.checkpoint}`, "waiting");
        break;
      case "disk-verified":
        this.#verified = event;
        break;
      case "image-made":
        this.#made = event;
        break;
      case "image-published":
        this.#published.push(event);
        break;
      case "warning":
        this.#warn(event.text);
        break;
      case "build-finished":
        this.#finish(event);
        break;
      case "build-failed":
        this.#fail(event);
        break;
      default:
      // Later versions may know more events.
    }
  }

  /** Shows how long the running stage has been running at this time. */
  tick(now) {
    if (this.#running) {
      const { row, at, limit } = this.#running;
      const seconds = (now - at) / 1000;
      row.time.textContent = duration(seconds);
      row.time.classList.toggle("bad", seconds > 0.8 * limit);
    }
  }

  /** Looks at the machine, since somebody looks at the page. */
  look(now) {
    if (this.#running) {
      this.#machine.look(now);
    } else {
      this.#machine.hide();
    }
  }

  /** Keeps the report, which cannot be fetched any longer when Casement has ended. */
  async keepReport() {
    if (!this.#report) {
      return;
    }
    try {
      const answer = await fetch(this.#report.href);
      if (answer.ok) {
        this.#report.href = URL.createObjectURL(await answer.blob());
      }
    } catch {
      // Casement has ended already; the path of the report is on the page.
    }
  }

  #part(selector) {
    return this.#article.querySelector(selector);
  }

  #state(text, kind) {
    const state = this.#part(".state");
    state.textContent = text;
    state.className = `state ${kind}`;
  }

  #stage(name) {
    let row = this.#stages.get(name);
    if (!row) {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      row = { line, time: cell("time"), limit: cell("time"), outcome: cell("waiting") };
      row.outcome.textContent = "waits";
      line.append(head, row.time, row.limit, row.outcome);
      this.#part("tbody").append(line);
      this.#stages.set(name, row);
    }
    return row;
  }

  #begin(event) {
    const row = this.#stage(event.stage);
    row.line.className = "running";
    row.limit.textContent = duration(event.limitSeconds);
    row.outcome.textContent = "runs";
    row.outcome.className = "";
    this.#running = { row, name: event.stage, at: Date.parse(event.at), limit: event.limitSeconds };
    this.#progress(event.stage, "begins");
    this.#announce(`${event.stage} begins`);
  }

  #end(stage, outcome, kind, seconds) {
    const row = this.#stage(stage);
    row.line.className = "";
    row.outcome.textContent = outcome;
    row.outcome.className = kind;
    row.time.classList.remove("bad");
    if (seconds !== undefined) {
      row.time.textContent = duration(seconds);
    }
    if (this.#running?.name === stage) {
      this.#running = null;
    }
  }

  #progress(step, text, percent) {
    this.#part(".step").textContent = [step, text].filter(Boolean).join(": ");
    const bar = this.#part("progress");
    bar.hidden = percent === undefined;
    bar.value = percent ?? 0;
  }

  #log(event) {
    const said = [event.step ?? event.stage, event.text].join(": ");
    // Progress often repeats its text with another percentage.
    if (said === this.#lastSaid) {
      return;
    }
    this.#lastSaid = said;
    const log = this.#part(".log");
    // Follows the end unless the reader has scrolled away from it.
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
    const line = document.createElement("li");
    const time = document.createElement("time");
    time.dateTime = event.at;
    time.textContent = new Date(event.at).toLocaleTimeString();
    line.append(time, ` ${said}`);
    log.append(line);
    while (log.childElementCount > MOST_LINES) {
      log.firstElementChild.remove();
    }
    if (follows) {
      log.scrollTop = log.scrollHeight;
    }
  }

  #warn(text) {
    this.#part(".warnings").hidden = false;
    const item = document.createElement("li");
    item.textContent = text;
    this.#part(".warnings ul").append(item);
    this.#announce(`Warning: ${text}`);
  }

  #finish(event) {
    this.#running = null;
    this.#state("done", "good");
    this.#progress("Done", `in ${duration(event.elapsedSeconds)}`);
    this.#result(
      [`Image: ${event.image}`, `Record: ${event.manifest}`, ...this.#publications(), this.#findings()],
      event.manifest.replace(/manifest\.json$/, "report.html"),
    );
    this.#announce("The image is complete");
  }

  #fail(event) {
    if (this.#running) {
      this.#end(this.#running.name, "failed", "bad");
    }
    this.#state("failed", "bad");
    this.#progress("Failed", "");
    this.#part(".result").classList.add("failed");
    this.#result(
      [
        event.message,
        this.#findings(),
        `What to do: ${event.remedy}`,
        event.evidence && `Evidence: ${event.evidence}`,
        ...this.#image(),
      ],
      event.evidence && `${event.evidence}/report.html`,
    );
    this.#announce(`The build has failed: ${event.message}`);
  }

  /** The image of a build that has failed later. */
  #image() {
    return this.#made
      ? [`The image is complete: ${this.#made.image}`, `Record: ${this.#made.manifest}`, ...this.#publications()]
      : [];
  }

  #publications() {
    return this.#published.map(({ cloud, id, name }) => `Published in ${cloud}: ${id}, "${name}"`);
  }

  /** What the checks of the disk have found. */
  #findings() {
    if (!this.#verified) {
      return null;
    }
    const { rules, findings } = this.#verified;
    const each = findings.map(({ severity, place, message, rule }) => `${severity}: ${place}: ${message} [${rule}]`);
    return [`Disk checked: ${rules} rules found ${each.length === 0 ? "nothing" : `${each.length}:`}`, ...each].join("\n");
  }

  #result(lines, report) {
    const result = this.#part(".result");
    result.hidden = false;
    result.replaceChildren(
      ...lines.filter(Boolean).map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      }),
    );
    if (report) {
      this.#report = document.createElement("a");
      this.#report.href = `report/${encodeURIComponent(this.#key)}`;
      this.#report.target = "_blank";
      this.#report.textContent = report;
      const line = document.createElement("p");
      line.append("Report: ", this.#report);
      result.append(line);
    }
  }
}

function cell(kind) {
  const made = document.createElement("td");
  made.className = kind;
  return made;
}
