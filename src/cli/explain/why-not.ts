import type { Scenario } from '../../model/scenario.ts';
import { clientName } from '../../model/stories/find-client.ts';
import { whyNot } from '../../model/stories/why-not.ts';
import { whyNotText } from '../../report/explain/why-not-text.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { watchAgain } from '../replay/watch-again.ts';
import { type Asked, clientCommand } from './asked.ts';

/** The clients that have not installed an update by the end, by cause. */
export async function explainWhyNot(asked: Asked, written: string): Promise<string> {
  const { folder, scenario, quiet, signal } = asked;
  const { updates, products } = scenario.catalog;
  const numbers = updatesOf(scenario, written);
  const end = { fromMs: scenario.horizonMs, untilMs: scenario.horizonMs };
  const { fleet } = await watchAgain(folder, scenario, end, () => () => null, quiet, signal);
  const words = {
    clientName: (client: number) => `client ${client} (${visible(clientName(fleet.parts.clients, client))})`,
    command: (client: number) => clientCommand(asked, client),
  };
  const used = new Set(scenario.groups.map(({ product }) => product));
  return numbers
    .filter((number) => numbers.length === 1 || used.has(updates[number]!.product))
    .map((number) => {
      const update = updates[number]!;
      return whyNotText(
        { update, product: products[update.product]!, answer: whyNot(fleet.parts, number) },
        words,
      );
    })
    .join('\n');
}

/** The updates of an id, or of a KB number, which may be those of several products. */
function updatesOf({ catalog: { updates } }: Scenario, written: string): number[] {
  const wanted = written.toLowerCase();
  for (const names of [
    ({ id }: (typeof updates)[number]) => [id],
    ({ kb }: (typeof updates)[number]) => [kb, kb.replace(/^KB/i, '')],
    ({ title }: (typeof updates)[number]) => [title],
  ]) {
    const found = updates.flatMap((update, number) =>
      names(update).some((name) => name.toLowerCase() === wanted) ? [number] : [],
    );
    if (found.length > 0) return found;
  }
  const known = [...new Set(updates.flatMap(({ kb, id }) => (kb === '' ? [id] : [kb])))];
  throw new Ending(
    EXIT.usage,
    visible(`--why-not ${written}: the run knows no such update${suggestion(written, known)}`),
  );
}
