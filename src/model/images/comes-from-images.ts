import type { Scenario } from '../scenario.ts';

/** Per group: whether its machines may ever come from an image (MA-IMAGE-VERSION). */
export function comeFromImages({ groups, actions }: Scenario): boolean[] {
  return groups.map(
    ({ image }, group) =>
      image >= 0 || actions.some((action) => action.verb === 'chooseImage' && action.groups.includes(group)),
  );
}
