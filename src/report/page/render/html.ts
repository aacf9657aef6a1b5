import { parseHTML } from 'linkedom';
import type { Block, Chart, DataTable, Report, Section, VerdictMark } from '../blocks.ts';
import { canvasFor } from '../charts/canvas.ts';
import { PAGE_STYLES } from './styles.ts';

const MARKS: Readonly<Record<VerdictMark, string>> = {
  met: '✓ met',
  notMet: '✗ not met',
  cannotTell: '? cannot tell',
};

/**
 * A report as one page that needs nothing else: no network, no script, pictures as drawings in it. All text goes
 * through text nodes and attributes of a document, so that nothing in a name becomes markup.
 */
export function htmlOf({ title, subtitle, sections }: Report): string {
  const page = new Page();
  const { el } = page;
  const styles = el('style');
  styles.textContent = PAGE_STYLES;
  page.head.append(
    el('meta', { charset: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { name: 'color-scheme', content: 'light dark' }),
    el('title', {}, escaped(title)),
    styles,
  );
  const contents = el(
    'nav',
    { 'aria-label': 'Sections' },
    el('ul', {}, ...sections.map(({ id, title: name }) => el('li', {}, el('a', { href: `#${id}` }, name)))),
  );
  page.body.append(
    el('header', {}, el('h1', {}, title), el('p', { class: 'subtitle' }, subtitle), contents),
    el('main', {}, ...sections.map((section) => sectionOf(page, section))),
  );
  return `<!doctype html>\n${page.html}\n`;
}

/** For the title and attributes, which the library writes as they are but for quotation marks; it escapes other text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

interface PageElement {
  readonly outerHTML: string;
  textContent: string;
  innerHTML: string;
  append(...children: (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
}

/** A document to build a page in. */
class Page {
  readonly #document = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>').document;

  get head(): PageElement {
    return this.#document.head as unknown as PageElement;
  }

  get body(): PageElement {
    return this.#document.body as unknown as PageElement;
  }

  get html(): string {
    return (this.#document.documentElement as unknown as PageElement).outerHTML;
  }

  readonly el = (
    tag: string,
    attributes: Readonly<Record<string, string>> = {},
    ...children: (PageElement | string)[]
  ): PageElement => {
    const element = this.#document.createElement(tag) as unknown as PageElement;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, escaped(value));
    element.append(...children);
    return element;
  };
}

function sectionOf(page: Page, { id, title, blocks }: Section): PageElement {
  return page.el(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    page.el('h2', { id: `${id}-title` }, title),
    ...blocks.map((block) => blockOf(page, block)),
  );
}

function blockOf(page: Page, block: Block): PageElement {
  const { el } = page;
  if (block.kind === 'text') return el('p', {}, block.text);
  if (block.kind === 'lead') return el('p', { class: 'lead' }, block.text);
  if (block.kind === 'list') return el('ul', {}, ...block.items.map((item) => el('li', {}, item)));
  if (block.kind === 'verdicts')
    return el(
      'ul',
      { class: 'verdicts' },
      ...block.items.map(({ mark, text }) =>
        el('li', { class: mark }, el('strong', {}, MARKS[mark]), ` ${text}`),
      ),
    );
  if (block.kind === 'table') return folded(page, block.summary, tableOf(page, block.caption, block.table));
  if (block.kind === 'chart') return chartOf(page, block.chart);
  const code = el('pre', { tabindex: '0' }, el('code', {}, block.text));
  return folded(page, block.summary, code);
}

/** Away under a summary, if there is one. */
function folded({ el }: Page, summary: string | undefined, element: PageElement): PageElement {
  return summary === undefined ? element : el('details', {}, el('summary', {}, summary), element);
}

/** The picture twice, for wide and narrow pages, of which one is shown; its figures folded away below it. */
function chartOf(page: Page, { title, description, draw, table }: Chart): PageElement {
  const { el } = page;
  const pictures = [false, true].map((isNarrow) => {
    const picture = el('div', {
      class: isNarrow ? 'narrow' : 'wide',
      role: 'img',
      'aria-label': `${title}. ${description}`,
    });
    picture.innerHTML = draw(canvasFor(isNarrow)).outerHTML;
    return picture;
  });
  return el(
    'figure',
    {},
    el('figcaption', {}, el('strong', {}, title), el('span', {}, description)),
    ...pictures,
    el('details', {}, el('summary', {}, 'Figures'), tableOf(page, title, table)),
  );
}

function tableOf(page: Page, caption: string, { head, rows, figures, more }: DataTable): PageElement {
  const { el } = page;
  const attributesOf = (column: number) => (figures.includes(column) ? { class: 'figure' } : {});
  const headCells = head.map((text, at) => el('th', { scope: 'col', ...attributesOf(at) }, text));
  const body = rows.map((cells) =>
    el('tr', {}, ...cells.map((text, at) => el('td', attributesOf(at), text))),
  );
  const table = el(
    'table',
    {},
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...headCells)),
    el('tbody', {}, ...body),
  );
  const scroll = el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, table);
  return more === undefined ? scroll : el('div', {}, scroll, el('p', { class: 'more' }, `More in ${more}.`));
}
