// Where the words and the pictures of a window stand. Runs apart from the page's own scripts.
(() => {
  const LONGEST = 200, width = innerWidth, height = innerHeight;
  const words = [], pictures = [];
  // What gave a page its look before there were style sheets, and still does in letters and mails.
  const DRESSED = '[bgcolor], [background], body[text], font[color], font[face], ' +
    '[style^="color" i], [style*=" color:" i], [style*=";color:" i], [style*="background" i], [style*="font" i]';
  let dressed = 0;
  const seen = (box) =>
    box.width > 0 && box.height > 0 &&
    box.right > 0 && box.bottom > 0 && box.left < width && box.top < height;
  const place = (box) => [box.left, box.top, box.width, box.height].map(Math.round);
  const range = document.createRange();
  const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const MOST = 1500;
  for (let node, left = 20000; left > 0 && words.length < MOST && (node = nodes.nextNode()); left--) {
    const holder = node.parentElement;
    if (!holder || /^(script|style|noscript|template|title|desc)$/i.test(holder.tagName)) continue;
    range.selectNodeContents(node);
    if (!seen(range.getBoundingClientRect())) continue;
    if (!holder.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const isDressed = Element.prototype.closest.call(holder, DRESSED) !== null;
    for (const found of node.data.slice(0, 20000).matchAll(/\S{1,60}/g)) {
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      for (const box of range.getClientRects())
        if (seen(box)) {
          words.push([found[0], ...place(box)]);
          dressed += isDressed;
        }
      if (words.length >= MOST) break;
    }
  }
  for (const entry of [...document.querySelectorAll('input, textarea, select')].slice(0, 50)) {
    const text = entry.type === 'hidden' ? '' : entry.value || entry.placeholder || '';
    const box = entry.getBoundingClientRect();
    if (text && seen(box)) words.push([String(text).slice(0, LONGEST), ...place(box)]);
  }
  const home = (link) => {
    try {
      const to = new URL(link.href, location.href);
      const rest = to.pathname.replace(/^\/(index\.\w+)?$/, '/');
      return to.host === location.host && (rest === '/' || rest === location.pathname);
    } catch { return false; }
  };
  const text = (element, name) => element.getAttribute(name) || '';
  const named = (element) => ['class', 'id', 'alt', 'aria-label', 'title', 'src']
    .map((name) => text(element, name)).join(' ');
  const HEAD = 'header, nav, [role="banner"], [role="navigation"]';
  const drawn = document.querySelectorAll(
    'img, svg, picture, video, canvas, object, embed, input[type="image"]');
  const backed = [...document.querySelectorAll(
    'header *, nav *, [role="banner"] *, a[href="/"], a[href="/"] *')].slice(0, 400)
    .filter((one) => getComputedStyle(one).backgroundImage.includes('url('));
  for (const element of [...drawn, ...backed].slice(0, 600)) {
    const box = element.getBoundingClientRect();
    if (!seen(box) || pictures.length >= 120 || element.parentElement?.closest('svg')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const link = element.closest('a[href]');
    const around = [element, element.parentElement, element.parentElement?.parentElement];
    const caption = element.tagName.toLowerCase() === 'svg' ? element.querySelector('title') : null;
    const label = [text(element, 'alt'), text(element, 'aria-label'), text(element, 'title'),
      caption?.textContent, link && text(link, 'aria-label'), link && text(link, 'title')];
    pictures.push([
      label.filter(Boolean).join(' ').slice(0, LONGEST), ...place(box),
      Boolean(link && home(link)),
      Boolean(element.closest(HEAD)) || box.top < 120,
      around.some((one) => one && /logo|brand/i.test(named(one))),
    ]);
  }
  const sheets = [...document.styleSheets].some((sheet) => {
    // The rules of another host's sheet may not be read: that there are any is enough.
    try { return sheet.cssRules.length > 0; } catch { return true; }
  });
  // Attributes are a look where no sheet is missed and most words stand in them.
  const missed = document.querySelector('link[rel~="stylesheet" i][href]') !== null;
  const styled = sheets || (!missed && dressed > 0 && 2 * dressed >= words.length);
  return JSON.stringify({width, height, words, pictures, styled});
})()
