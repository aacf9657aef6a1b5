import type { Scenario } from '../scenario.ts';

/** Whether anything can go missing or fail: only then clients set updates aside. */
export function setsAside({ groups, assumptions }: Pick<Scenario, 'groups' | 'assumptions'>): boolean {
  return (
    groups.some(({ updateLoss }) => updateLoss !== null) ||
    Object.values(assumptions.installFailureShare).some((share) => share > 0)
  );
}
