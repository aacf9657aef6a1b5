import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadText, SMALL, smallWith } from './loading.ts';

/** What is said of a text that loads. */
function warningsOf(text: string): string[] {
  const { scenario, issues } = loadText(text);
  expect(scenario).not.toBe(null);
  return issues.map(formatIssue);
}

/** The line of a text on which something stands. */
function lineOf(text: string, what: string): number {
  return text.slice(0, text.indexOf(what)).split('\n').length;
}

describe('A warning', () => {
  it('is not given of a scenario that means what it says', () => {
    expect(warningsOf(SMALL)).toEqual([]);
  });

  it('says that a deadline is after the end, for whom', () => {
    const after = smallWith('horizon: 21 d', 'horizon: 8 d');
    const line = lineOf(after, 'deadline');
    const at = `s.yaml:${line}:15  deployments[0].deadline  warning: is after the end of the simulation`;
    expect(warningsOf(after)).toEqual([`${at} for all groups; a longer "horizon" shows what comes of it`]);
    const between = smallWith('horizon: 21 d', 'horizon: 204 h');
    expect(warningsOf(between)).toEqual([
      `${at} for 1 of 2 groups; a longer "horizon" shows what comes of it`,
    ]);
  });

  it('says that no synchronization has brought the updates of a deployment, and which one will', () => {
    const early = smallWith('created: 2024-06-11 21:00 UTC', 'created: release');
    const at = `s.yaml:${lineOf(early, 'created:')}:14  deployments[0].created  warning: `;
    expect(warningsOf(early)).toEqual([
      `${at}no synchronization has brought its updates by then (released 2024-06-11T17:00:00Z): it is created after the next one, which starts 2024-06-11T20:00:00Z`,
    ]);
    const never = smallWith('daily at 20:00 UTC', 'once 2024-06-11 16:00 UTC');
    expect(warningsOf(never)).toEqual([
      `${at}no synchronization follows the release of its updates (2024-06-11T17:00:00Z): it is never created in this run`,
    ]);
  });

  it('counts a synchronization that is started by hand', () => {
    const text = smallWith('daily at 20:00 UTC', 'once 2024-06-11 16:00 UTC');
    expect(warningsOf(`${text}actions: [{ at: 2024-06-11 18:00 UTC, do: syncNow }]\n`)).toEqual([]);
  });

  it('says that an outage does not end, and that nothing is there to restore', () => {
    const text = `${SMALL}actions:
  - { at: start + 3 d, do: outage, link: Tokyo }
  - { at: start + 2 d, do: outage, server: SUP1 }
  - { at: start + 1 d, do: restore, server: SUP1 }
  - { every: weekly on Wed at 10:00 UTC, do: outage, server: MP1 }
  - { every: weekly on Wed at 12:00 UTC, do: restore, server: MP1 }
`;
    const line = lineOf(text, 'actions:');
    const unended = 'is never restored in this run; write "do: restore" for it, with a later "at"';
    expect(warningsOf(text)).toEqual([
      `s.yaml:${line + 1}:5  actions[0]  warning: ${unended}`,
      `s.yaml:${line + 2}:5  actions[1]  warning: ${unended}`,
      `s.yaml:${line + 3}:5  actions[2]  warning: restores what is not down then; nothing happens`,
    ]);
  });
});
