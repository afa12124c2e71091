/** The eight sorts of actors, in the order of every legend; each has a custom property `--type-…` and a class `type-…`. */

export const TYPES = ['laboratory', 'university', 'hospital', 'company', 'cluster', 'public', 'funder', 'supplier'] as const;
export type ActorType = (typeof TYPES)[number];

const GROUP_OF: Record<string, ActorType> = {
  'research-institute': 'laboratory',
  'blood-establishment': 'hospital',
  'incubator-tech-transfer': 'cluster',
  policymaker: 'public',
};

/** Return the sort of actor of a type code of the atlas; a code that is not known counts as a company. */
export function actorType(code: string): ActorType {
  const dashed = code.replaceAll('_', '-');
  return TYPES.find((type) => type === dashed) ?? GROUP_OF[dashed] ?? 'company';
}
