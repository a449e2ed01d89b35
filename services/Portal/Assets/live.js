// Keeps a page current: asks for it again when its run changes, or every few seconds, and swaps the content in place.
"use strict";
(() => {
  const main = document.querySelector("main");
  const live = document.getElementById("live");
  let busy = false, again = false, source = null, timer = 0, last = 0;

  const say = (text) => { if (live.textContent !== text) live.textContent = text; };

  function swap(next) {
    const open = new Map([...main.querySelectorAll("details[data-key]")].map((d) => [d.dataset.key, d.open]));
    const focused = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    for (const details of next.querySelectorAll("details[data-key]")) {
      if (open.has(details.dataset.key)) details.open = open.get(details.dataset.key);
    }
    for (const name of ["data-events", "data-poll"]) {
      if (next.hasAttribute(name)) main.setAttribute(name, next.getAttribute(name));
      else main.removeAttribute(name);
    }
    main.replaceChildren(...next.childNodes);
    if (focused) [...main.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus({ preventScroll: true });
  }

  async function refresh() {
    if (busy) { again = true; return; }
    // Whoever marks text to copy it keeps it.
    if (!getSelection().isCollapsed) { plan(1000); return; }
    busy = true;
    last = Date.now();
    try {
      const response = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
      if (response.redirected) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = page.querySelector("main");
      if (!next || (!response.ok && response.status !== 503)) throw new Error("no page");
      if (response.ok) { document.title = page.title; swap(next); }
      say(response.ok ? (main.dataset.events ? "Live" : "") : "The API cannot be reached; trying again");
    } catch {
      say("Connection lost; trying again");
    } finally {
      busy = false;
    }
    follow();
    if (again) { again = false; plan(300); } else plan();
  }

  function plan(soon) {
    clearTimeout(timer);
    const seconds = Number(main.dataset.poll || 0);
    if (soon !== undefined) timer = setTimeout(refresh, Math.max(soon, 300 - (Date.now() - last)));
    else if (seconds > 0 && !document.hidden) timer = setTimeout(refresh, seconds * 1000);
  }

  function follow() {
    const address = main.dataset.events;
    if (!address) { source?.close(); source = null; return; }
    if (source && source.readyState !== EventSource.CLOSED) return;
    source = new EventSource(address);
    source.onopen = () => say("Live");
    source.onmessage = () => plan(150);
    // The events end with the run; what the page says then decides whether to go on.
    source.onerror = () => plan(500);
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) plan(0); });
  addEventListener("pagehide", () => source?.close());
  follow();
  plan();
})();
