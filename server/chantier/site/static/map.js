// The map of boundaries, made to zoom: wheel, drag, pinch, buttons and keys move its viewBox.
// Without this script the map is whole, and its links zoom by themselves.
"use strict";
(() => {
  const figure = document.querySelector(".land");
  const svg = figure && figure.querySelector("svg");
  if (!svg) return;
  const read = (text) => text.split(" ").map(Number);
  const whole = read(svg.dataset.whole);
  const letters = whole[2] / 28;
  const closest = 0.01; // of the whole
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const first = read(svg.getAttribute("viewBox"));
  let shown = first;
  let moving = 0;

  const isWhole = () => shown[2] >= whole[2];

  function show(box) {
    shown = box;
    svg.setAttribute("viewBox", box.map((n) => Math.round(n * 10) / 10).join(" "));
    svg.setAttribute("font-size", (letters * box[2]) / whole[2]);
    svg.style.touchAction = isWhole() ? "pan-y" : "none"; // a whole map lets the page scroll
  }

  function kept([x, y, width, height]) {
    const inside = (at, size, from, all) =>
      Math.min(Math.max(at, from - size / 2), from + all - size / 2);
    return [
      inside(x, width, whole[0], whole[2]), inside(y, height, whole[1], whole[3]), width, height,
    ];
  }

  function glide(target) {
    cancelAnimationFrame(moving);
    if (still.matches) return show(target);
    const from = shown;
    const start = performance.now();
    const step = (now) => {
      const part = Math.min(Math.max((now - start) / 180, 0), 1);
      show(from.map((n, i) => n + (target[i] - n) * part));
      if (part < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
  }

  // Where a point of the screen lies on the map.
  function onMap(x, y) {
    const point = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  // The part shown after zooming about a point of the map.
  function zoomed(factor, [x, y] = [shown[0] + shown[2] / 2, shown[1] + shown[3] / 2]) {
    const size = Math.min(Math.max((shown[2] * factor) / whole[2], closest), 1);
    if (size === 1) return whole;
    const by = (size * whole[2]) / shown[2];
    return kept([
      x - (x - shown[0]) * by, y - (y - shown[1]) * by, size * whole[2], size * whole[3],
    ]);
  }

  const beside = (dx, dy) => kept([shown[0] + dx * shown[2], shown[1] + dy * shown[3], shown[2], shown[3]]);

  const keys = {
    "+": () => zoomed(0.6),
    "=": () => zoomed(0.6),
    "-": () => zoomed(1 / 0.6),
    "−": () => zoomed(1 / 0.6),
    "0": () => whole,
    ArrowLeft: () => beside(-0.2, 0),
    ArrowRight: () => beside(0.2, 0),
    ArrowUp: () => beside(0, -0.2),
    ArrowDown: () => beside(0, 0.2),
  };

  figure.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow") && isWhole()) return; // the page scrolls
    event.preventDefault();
    glide(act());
  });

  for (const button of figure.querySelectorAll("button")) {
    button.addEventListener("click", () => glide(keys[button.value]()));
  }

  svg.addEventListener("wheel", (event) => {
    const factor = 2 ** (Math.max(Math.min(event.deltaY, 100), -100) / 200);
    if (factor > 1 && isWhole()) return; // the page scrolls
    event.preventDefault();
    cancelAnimationFrame(moving);
    show(zoomed(factor, onMap(event.clientX, event.clientY)));
  }, { passive: false });

  const held = new Map(); // pointer → where it is on the screen
  let dragged = false;

  svg.addEventListener("pointerdown", (event) => {
    if (!held.size) dragged = false;
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });

  svg.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const after = [event.clientX, event.clientY];
    if (!dragged && Math.hypot(after[0] - before[0], after[1] - before[1]) < 4) return;
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    if (!others.length && isWhole()) return;
    dragged = true;
    svg.setPointerCapture(event.pointerId);
    cancelAnimationFrame(moving);
    if (others.length) {
      const [other] = others;
      const apart = (at) => Math.max(Math.hypot(at[0] - other[0], at[1] - other[1]), 1);
      show(zoomed(apart(before) / apart(after), onMap(...other)));
    } else {
      const [from, to] = [onMap(...before), onMap(...after)];
      show(kept([shown[0] + from[0] - to[0], shown[1] + from[1] - to[1], shown[2], shown[3]]));
    }
    held.set(event.pointerId, after);
  });

  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(end, (event) => held.delete(event.pointerId));
  }
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => {
    if (dragged && event.detail) event.preventDefault(); // a drag is no click; a key is one
  }, true);

  // A region that gets the focus comes into view.
  svg.addEventListener("focusin", (event) => {
    const shape = event.target.querySelector("path");
    if (!shape || held.size || isWhole()) return;
    const { x, y, width, height } = shape.getBBox();
    const [middle, centre] = [x + width / 2 - shown[0], y + height / 2 - shown[1]];
    if (middle < 0 || centre < 0 || middle > shown[2] || centre > shown[3]) {
      glide(kept([x + (width - shown[2]) / 2, y + (height - shown[3]) / 2, shown[2], shown[3]]));
    }
  });

  for (const hidden of figure.querySelectorAll(".keys")) hidden.hidden = false;
  show(first);
})();
