/** Examples by how many share their mask: what the bar of a layer shows. */
import type { Patterns } from '../../preload/contract'
import { count } from '../../preload/schema/format'

export const shareKinds = [
  { least: 1, most: 1, label: 'alone' },
  { least: 2, most: 9, label: 'shared by 2 to 9' },
  { least: 10, most: 99, label: '10 to 99' },
  { least: 100, most: Infinity, label: '100 and more' }
] as const

type Sizes = Patterns['whole']['sizes']

/** How many examples there are of each kind. */
export const examplesByShare = (sizes: Sizes): number[] =>
  shareKinds.map(({ least, most }) => sizes.reduce(
    (sum, { size, masks }) => (size >= least && size <= most ? sum + size * masks : sum), 0
  ))

/** "6,210 examples alone, 1,790 shared by 2 to 9" */
export function shareWords(sizes: Sizes): string {
  const parts = examplesByShare(sizes).flatMap((examples, kind) =>
    (examples === 0 ? [] : [`${count(examples)} ${shareKinds[kind]?.label ?? ''}`]))
  return `Examples by how many share their mask: ${parts.join(', ')}`
}

/** Steps of a ramp, from what is hardly there on, one for each kind. */
export const shareColors = (ramp: readonly string[]): string[] =>
  shareKinds.map((_, kind) => ramp[1 + Math.round((kind * (ramp.length - 2)) / (shareKinds.length - 1))] ?? '')
