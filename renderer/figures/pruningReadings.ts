/** Each chart of pruning in a sentence or two, with its main figures. */
import { percentWithUnit } from '../../preload/schema/format'
import type { CoactivatedLayer, SensitivityCurve, StageColumn } from './pruning'
import { extremesOf, fromTo } from '../../charts/readings'

const share = (value: number): string => percentWithUnit(value)

export function stageReading(columns: readonly StageColumn[], layers: readonly string[]): string {
  const parts = columns.map(({ title, pruning, shares }) => (pruning === null
    ? `${title}: nothing pruned`
    : `${title}: pruned ${fromTo(layers.map((name, row) => ({ name, value: shares[row] ?? 0 })), share)}`))
  return `${parts.join('; ')}.`
}

export function coactivationReading(layers: readonly CoactivatedLayer[]): string {
  const means = layers.map(({ name, coactivation }) => ({ name, value: coactivation.mean }))
  const never = layers.map(({ name, weights, coactivation }) => ({ name, value: coactivation.never / weights }))
  return `Mean co-activation ${fromTo(means, share)}; never together ${fromTo(never, share)}.`
}

/** Where the connections of each layer that are least often active together lie. */
export function spreadReading(layers: readonly CoactivatedLayer[]): string {
  const lowest = layers.map(({ name, weights, coactivation: { histogram } }) =>
    ({ name, value: (histogram[0] ?? 0) / weights }))
  const bins = layers[0]?.coactivation.histogram.length ?? 1
  return `Connections active together in at most ${percentWithUnit(1 / bins, 0)} of cases: ${fromTo(lowest, share)}.`
}

export function sensitivityReading(curves: readonly SensitivityCurve[], dense: number | null): string {
  const ends = extremesOf(curves.map(({ layer, points }) =>
    ({ name: layer, value: Math.max(0, ...points.map(({ error }) => error)) })))
  if (ends === null) return 'No layer was scanned.'
  return `The most sensitive layer is ${ends.most.name}, with a test error of up to ${share(ends.most.value)}; ` +
    `the least ${ends.least.name}, up to ${share(ends.least.value)}.` +
    (dense === null ? '' : ` The dense network has ${share(dense)}.`)
}
