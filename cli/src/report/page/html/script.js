// What a page gains by scripts: values under the pointer, scenarios to hide, a switch of colours, a button
// to copy. The page is whole without them; nothing is stored, nothing is fetched.
(() => {
  "use strict";
  const body = document.body;
  const words = body.dataset;
  const main = document.querySelector("main");
  if (!main) return;

  const button = (name, text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = text;
    return made;
  };

  // Colours. What is not named follows the system.
  if (words.auto) {
    const root = document.documentElement;
    const order = ["auto", "light", "dark"];
    const made = button("theme", words.auto);
    let at = 0;
    made.addEventListener("click", () => {
      at = (at + 1) % order.length;
      if (at === 0) root.removeAttribute("data-theme");
      else root.setAttribute("data-theme", order[at]);
      made.textContent = words[order[at]];
    });
    document.querySelector("header")?.append(made);
  }

  // Scenarios: every entry of a key becomes a switch for what wears its class.
  for (const key of document.querySelectorAll(".key")) {
    const chapter = key.closest(".chapter");
    const label = key.querySelector("p");
    if (label) label.textContent = words.series;
    for (const item of key.querySelectorAll("li")) {
      const made = button("", "");
      made.append(...item.childNodes);
      made.setAttribute("aria-pressed", "true");
      made.addEventListener("click", () => {
        const hidden = chapter.classList.toggle(`hide-series-${item.dataset.slot}`);
        made.setAttribute("aria-pressed", String(!hidden));
      });
      item.append(made);
    }
    key.classList.add("live");
  }

  // Copying, where browsers allow it.
  if (navigator.clipboard && window.isSecureContext) {
    for (const block of document.querySelectorAll(".code")) {
      const made = button("copy", words.copy);
      made.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(block.querySelector("code").textContent);
          made.textContent = words.copied;
          setTimeout(() => { made.textContent = words.copy; }, 2000);
        } catch {
          made.remove();
        }
      });
      block.append(made);
    }
  }

  // Values: titles inside charts move into one tip of our own, so that no browser shows its own as well.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "status");
  main.append(tip);
  const told = new WeakMap();
  for (const title of document.querySelectorAll(".chart svg title")) {
    const owner = title.parentNode;
    if (owner.parentNode.namespaceURI === owner.namespaceURI) {
      told.set(owner, title.textContent);
      owner.setAttribute("data-tip", "");
    } else {
      // The chart's own name stays, without the tip that browsers make of it.
      const desc = owner.querySelector(":scope > desc");
      owner.setAttribute("aria-label", title.textContent);
      owner.removeAttribute("aria-labelledby");
      if (desc && desc.id) owner.setAttribute("aria-describedby", desc.id);
    }
    title.remove();
  }

  let shown = null;
  const hide = () => {
    shown = null;
    tip.hidden = true;
  };
  const show = (element, x, y) => {
    if (shown !== element) {
      tip.textContent = told.get(element);
      tip.hidden = false;
      shown = element;
    }
    const gap = 14;
    const box = tip.getBoundingClientRect();
    const room = { x: document.documentElement.clientWidth, y: window.innerHeight };
    const left = x + gap + box.width > room.x ? x - gap - box.width : x + gap;
    const top = y + gap + box.height > room.y ? y - gap - box.height : y + gap;
    tip.style.left = `${Math.max(4, Math.min(left, room.x - box.width - 4))}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  };
  const follow = (event) => {
    const element = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (element) show(element, event.clientX, event.clientY);
    else hide();
  };
  document.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") follow(event); });
  document.addEventListener("pointerdown", follow);
  document.documentElement.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") hide();
  });

  // Keyboards go from value to value with the arrow keys.
  let byKey = false;
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  for (const chart of document.querySelectorAll(".chart")) {
    if (!chart.querySelector(".spot")) continue;
    chart.setAttribute("aria-label", words.keys.replace("{number}", chart.dataset.number));
    let last = null;
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      const spots = [...chart.querySelectorAll(".spot[data-tip]")].filter((spot) => spot.getClientRects().length > 0);
      if (spots.length === 0) return;
      event.preventDefault();
      const from = spots.indexOf(last);
      const to = from < 0 ? (step > 0 ? 0 : spots.length - 1) : (from + step + spots.length) % spots.length;
      last = spots[to];
      byKey = true;
      last.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      show(last, ...middle(last));
    });
    chart.addEventListener("blur", hide);
  }
  document.addEventListener("pointermove", () => { byKey = false; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", () => {
    if (shown && byKey) show(shown, ...middle(shown));
    else hide();
  }, { capture: true, passive: true });
})();
