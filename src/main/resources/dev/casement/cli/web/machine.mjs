// The machine of a build: its screen and how busy it is. Casement asks the machine only when this asks.

const WINDOW = 5 * 60 * 1000;
const WIDTH = 300;
const HEIGHT = 60;

/** 12.3 MiB/s, as Casement writes sizes. */
export function rate(bytes) {
  if (bytes >= 1 << 20) {
    return `${(bytes / (1 << 20)).toFixed(1)} MiB/s`;
  }
  return `${Math.round(bytes / 1024)} KiB/s`;
}

/** The points of a series from left to right, as a path; 0 is at the bottom, most at the top. */
export function line(samples, value, most, now) {
  return samples
    .map((sample, index) => {
      const x = WIDTH * (1 - (now - sample.at) / WINDOW);
      const y = HEIGHT * (1 - Math.min(1, value(sample) / most));
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

export class Machine {
  #section;
  #screen;
  #chart;
  #key;
  #busy = false;
  #looks = 0;

  constructor(section, key) {
    this.#section = section;
    this.#screen = section.querySelector("details");
    this.#chart = section.querySelector("figure");
    this.#key = key;
  }

  hide() {
    this.#show(this.#screen, false);
    this.#show(this.#chart, false);
  }

  /** Shows or hides one of the two, whatever becomes of the other. */
  #show(part, shown) {
    part.hidden = !shown;
    this.#section.hidden = this.#screen.hidden && this.#chart.hidden;
  }

  /** Called about once a second. */
  async look(now) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    const looks = [this.#lookAtScreen()];
    if (this.#looks++ % 2 === 0) {
      looks.push(this.#lookAtActivity(now));
    }
    // One that fails hinders no other. That the connection is lost, the page says elsewhere.
    await Promise.allSettled(looks);
    this.#busy = false;
  }

  async #lookAtScreen() {
    if (!this.#screen.hidden && !this.#screen.open) {
      return;
    }
    const answer = await fetch(`screen/${this.#key}`);
    if (answer.status !== 200) {
      // The machine has no screen at the moment, or never has one.
      this.#show(this.#screen, false);
      return;
    }
    const image = this.#screen.querySelector("img");
    const before = image.src;
    image.src = URL.createObjectURL(await answer.blob());
    this.#show(this.#screen, true);
    await image.decode();
    URL.revokeObjectURL(before);
  }

  async #lookAtActivity(now) {
    const answer = await fetch(`activity/${this.#key}`);
    if (answer.status !== 200) {
      // There is no machine: its screen may not have been asked for.
      this.hide();
      return;
    }
    this.#draw(
      (await answer.json()).filter((sample) => sample.at > now - WINDOW),
      now,
    );
  }

  #draw(samples, now) {
    this.#show(this.#chart, samples.length > 0);
    if (samples.length === 0) {
      return;
    }
    const last = samples.at(-1);
    const disk = line(samples, (sample) => sample.disk, highest(samples, "disk", 1 << 20), now);
    const left = WIDTH * (1 - (now - samples[0].at) / WINDOW);
    const right = WIDTH * (1 - (now - last.at) / WINDOW);
    const area = `${disk}L${right.toFixed(1)} ${HEIGHT}L${left.toFixed(1)} ${HEIGHT}Z`;
    this.#section.querySelector(".disk").setAttribute("d", area);
    const known = samples.filter((sample) => sample.cpus !== null);
    this.#section
      .querySelector(".cpus")
      .setAttribute("d", line(known, (sample) => sample.cpus, highest(known, "cpus", 1), now));
    const cpus = last.cpus === null ? "" : `, processors (line) ${Math.round(100 * last.cpus)} %`;
    this.#section.querySelector("figcaption").textContent = `Disk (area) ${rate(last.disk)}${cpus}`;
  }
}

function highest(samples, name, least) {
  return Math.max(least, ...samples.map((sample) => sample[name]));
}
