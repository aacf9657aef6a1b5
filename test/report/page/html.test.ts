import { describe, expect, test } from 'vitest';
import { htmlOf } from '../../../src/report/page/render/html.ts';

const HOSTILE = '</title><script>alert(1)</script>&lt;img&gt;&quot;"';

/** What a browser reads where only references to characters are left to be read, as in titles and attributes. */
const read = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&amp;', '&');

describe('the page of a report', () => {
  const table = { head: [HOSTILE], rows: [[HOSTILE]], figures: [] };
  const html = htmlOf({
    title: HOSTILE,
    subtitle: HOSTILE,
    sections: [
      {
        id: 'answer',
        title: HOSTILE,
        blocks: [
          { kind: 'lead', text: HOSTILE },
          { kind: 'table', caption: HOSTILE, table },
        ],
      },
    ],
  });

  test('takes nothing in a name for markup, not even what ends its title', () => {
    expect(html).not.toContain('<script');
    expect(html.match(/<\/title>/g)).toHaveLength(1);
  });

  test('shows a name as it was written, in its title, in labels for screen readers and in its text', () => {
    const title = /<title>([^<]*)<\/title>/.exec(html)?.[1];
    const label = /<div aria-label="([^"]*)" role="region"/.exec(html)?.[1];
    const heading = /<h1>([^<]*)<\/h1>/.exec(html)?.[1];
    expect([title, label, heading].map((text) => read(text ?? ''))).toEqual([HOSTILE, HOSTILE, HOSTILE]);
  });
});
