/*
 * What somebody who reads a page would complain about. This runs in the browser, where nothing else of this file is
 * known: all that is needed is in the one function. Of the browser it says no more than it uses.
 */

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Shown {
  readonly tagName: string;
  readonly textContent: string;
  readonly parentElement: Shown | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string }>;
  open?: boolean;
  readonly id: string;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Shown>;
  querySelector(selector: string): Shown | null;
  closest(selector: string): Shown | null;
  getBoundingClientRect(): Box;
  compareDocumentPosition(other: Shown): number;
  checkVisibility(): boolean;
  isPointInFill(point: object): boolean;
  getTotalLength(): number;
  getPointAtLength(length: number): { matrixTransform(matrix: object): { x: number; y: number } };
  getScreenCTM(): { inverse(): object };
}

declare const document: Shown & {
  readonly documentElement: Shown & { scrollWidth: number; clientWidth: number };
};
declare const getComputedStyle: (element: Shown) => Readonly<Record<string, string>>;
declare const DOMPoint: new (x: number, y: number) => { matrixTransform(matrix: object): object };

/** One line for each, with the words it is about; all that is folded away is unfolded first. */
export function faultsOfPage(): string[] {
  const faults: string[] = [];
  const all = (selector: string, of: Shown = document) => [...of.querySelectorAll(selector)];
  const quoted = (element: Shown) => `«${element.textContent.trim().slice(0, 60)}»`;
  for (const details of all('details')) details.open = true;

  /** Red, green and blue from 0 to 255, and how opaque from 0 to 1; null for none. */
  const colorOf = (text: string): readonly number[] | null => {
    const parts = text.match(/[\d.]+/g)?.map(Number);
    return parts === undefined || parts.length < 3 ? null : [...parts.slice(0, 3), parts[3] ?? 1];
  };
  const over = (top: readonly number[], below: readonly number[], opacity = 1) => {
    const share = top[3]! * opacity;
    return [...[0, 1, 2].map((at) => share * top[at]! + (1 - share) * below[at]!), 1];
  };
  /** Relative luminance and contrast as WCAG 2 defines them. */
  const luminance = (color: readonly number[]) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
      const part = color[at]! / 255;
      return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
  const contrast = (one: readonly number[], other: readonly number[]) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light! + 0.05) / (dark! + 0.05);
  };
  /** What is behind an element, of all that has a background of its own. */
  const groundOf = (element: Shown): readonly number[] => {
    for (let at: Shown | null = element; at !== null; at = at.parentElement) {
      const color = colorOf(getComputedStyle(at).backgroundColor!);
      if (color !== null && color[3] === 1) return color;
    }
    return [255, 255, 255, 1];
  };
  const opacityOf = (element: Shown, own: string) => {
    let share = Number(getComputedStyle(element)[own] ?? 1);
    for (let at: Shown | null = element; at !== null && at.tagName !== 'svg'; at = at.parentElement)
      share *= Number(getComputedStyle(at).opacity);
    return share;
  };
  const wantContrast = (
    element: Shown,
    color: readonly number[],
    ground: readonly number[],
    least: number,
  ) => {
    const found = contrast(over(color, ground), ground);
    if (found < least) faults.push(`contrast of ${found.toFixed(2)}: ${element.tagName} ${quoted(element)}`);
  };
  const within = (box: Box, marginX: number, marginY: number): Box => ({
    left: box.left + marginX,
    right: box.right - marginX,
    top: box.top + marginY,
    bottom: box.bottom - marginY,
  });

  // The page.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px too wide`);
  const ids = all('[id]').map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`#${id} is there twice`);
  for (const link of all('a[href]')) {
    const target = link.getAttribute('href')!;
    if (!target.startsWith('#') || !ids.includes(target.slice(1))) faults.push(`no way to ${target}`);
  }
  let level = 0;
  for (const heading of all('h1, h2, h3, h4, h5, h6')) {
    const next = Number(heading.tagName.slice(1));
    if (next > level + 1 || (next === 1 && level > 0))
      faults.push(`heading out of order: ${quoted(heading)}`);
    level = next;
  }
  for (const element of all('script, img, iframe, object, link, [onerror], [onload]'))
    faults.push(`a name became markup: ${element.tagName}`);
  for (const figure of all('figure')) {
    const pictures = all('[role="img"]', figure).filter((picture) => picture.checkVisibility());
    if (pictures.length !== 1) faults.push(`${pictures.length} pictures at once: ${quoted(figure)}`);
    if (!pictures[0]?.getAttribute('aria-label')) faults.push(`no label: ${quoted(figure)}`);
    if (figure.querySelector('table tbody tr') === null) faults.push(`no table: ${quoted(figure)}`);
  }

  // Words outside pictures.
  for (const element of all('body *')) {
    if (element.closest('svg, style') !== null || !element.checkVisibility()) continue;
    const isText = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent.trim() !== '',
    );
    if (isText) wantContrast(element, colorOf(getComputedStyle(element).color!)!, groundOf(element), 4.5);
  }

  // Pictures.
  for (const svg of all('figure svg')) {
    if (!svg.checkVisibility()) continue;
    const frame = svg.getBoundingClientRect();
    const paper = groundOf(svg);
    const where = `in the picture of ${quoted(svg.closest('figure')!.querySelector('figcaption strong')!)}`;
    const texts = all('text', svg)
      .filter((text) => text.textContent.trim() !== '')
      .flatMap((text) => (text.querySelector('tspan') === null ? [text] : all('tspan', text)));
    const shapes = all('rect, path, circle, line', svg);
    texts.forEach((text, index) => {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1)
        faults.push(`cut at a side: ${quoted(text)} ${where}`);
      if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`cut above or below: ${quoted(text)} ${where}`);
      const inner = within(box, 1, 2);
      for (const other of texts.slice(index + 1)) {
        const its = within(other.getBoundingClientRect(), 1, 2);
        if (
          inner.left < its.right &&
          its.left < inner.right &&
          inner.top < its.bottom &&
          its.top < inner.bottom
        )
          faults.push(`${quoted(text)} over ${quoted(other)} ${where}`);
      }
      // On whatever was drawn before it at its middle.
      const middle = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      let ground = paper;
      const { stroke, strokeWidth } = getComputedStyle(text);
      const halo = Number.parseFloat(strokeWidth!) >= 3 ? colorOf(stroke!) : null;
      for (const shape of shapes) {
        const fill = colorOf(getComputedStyle(shape).fill!);
        if (fill === null || shape.tagName === 'line' || !(shape.compareDocumentPosition(text) & 4)) continue;
        const matrix = shape.getScreenCTM().inverse();
        if (shape.isPointInFill(middle.matrixTransform(matrix)))
          ground = over(fill, ground, opacityOf(shape, 'fillOpacity'));
      }
      wantContrast(text, colorOf(getComputedStyle(text).fill!)!, halo ?? ground, 4.5);
    });
    for (const shape of shapes) {
      const style = getComputedStyle(shape);
      const isCurve = shape.tagName === 'path' && style.fill === 'none' && style.stroke !== 'none';
      if (!isCurve) continue;
      wantContrast(svg, over(colorOf(style.stroke!)!, paper, opacityOf(shape, 'strokeOpacity')), paper, 3);
      const boxes = texts.map((text) => ({ text, box: within(text.getBoundingClientRect(), 2, 3) }));
      const matrix = shape.getScreenCTM();
      const length = shape.getTotalLength();
      const covered = new Set<Shown>();
      for (let at = 0; at <= length; at += 2) {
        const { x, y } = shape.getPointAtLength(at).matrixTransform(matrix);
        for (const { text, box } of boxes)
          if (x > box.left && x < box.right && y > box.top && y < box.bottom) covered.add(text);
      }
      for (const text of covered) faults.push(`${quoted(text)} over a curve ${where}`);
    }
  }
  return faults;
}
