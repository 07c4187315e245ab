// What is measured of a page as it stands in its window: gives lists of findings, empty when all is well.
() => {
  const root = document.documentElement;
  const shown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const told = (element) => {
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const text = (element.innerText || element.textContent || "").trim().slice(0, 30);
    return `${element.tagName.toLowerCase()}${id}${classes} “${text}”`;
  };
  const contained = (element) => {
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== "visible") return true;
    }
    return false;
  };

  const wide = [];
  if (root.scrollWidth > root.clientWidth) {
    wide.push(`the page: ${root.scrollWidth} px in ${root.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const { right } = element.getBoundingClientRect();
      if (right > root.clientWidth + 1 && shown(element) && !contained(element)) {
        wide.push(`${told(element)}: to ${Math.round(right)} px`);
      }
    }
  }

  const small = [];
  const spoken = [];
  const silent = "script, style, code, pre, textarea, svg title";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.closest("script, style")) continue;
    if (!element.closest(silent)) spoken.push([element.closest("[lang]").lang, text]);
    if (!shown(element)) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().d : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < 11.99) small.push(`${told(element)}: ${size.toFixed(1)} px`);
  }
  for (const attribute of ["aria-label", "alt", "title", "placeholder"]) {
    for (const element of document.body.querySelectorAll(`[${attribute}]`)) {
      const text = element.getAttribute(attribute).trim();
      if (text) spoken.push([element.closest("[lang]").lang, text]);
    }
  }

  const cramped = [];
  const fields = 'input:not([type="hidden"], [type="checkbox"], [type="radio"])';
  for (const element of document.querySelectorAll(`button, select, textarea, ${fields}, header nav a`)) {
    const { width, height } = element.getBoundingClientRect();
    if (shown(element) && (height < 43.5 || width < 24)) {
      cramped.push(`${told(element)}: ${Math.round(width)} × ${Math.round(height)} px`);
    }
  }

  return { wide: wide.slice(0, 6), small: small.slice(0, 6), cramped: cramped.slice(0, 6), spoken };
}
