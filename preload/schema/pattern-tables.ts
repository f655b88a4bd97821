/** What is told of masks compared with each other as tables, for files of comma-separated values. */
import type { Cell, Table } from './csv'
import { allCommonUnits, overlapOfPair, type MaskPair, type Patterns } from './masks'
import { countsIn } from './numbers'
import {
  channelOverlap, type ChannelCoactivation, type ClassOverlap, type MaskGroups, type Projection
} from './patterns'

/** What stands for all layers together in the column of a layer. */
const everyLayer = 'all'

/** A row for every layer and number of examples that share a mask. */
export function patternsTable({ snapshot, examples, layers, whole }: Patterns): Table {
  return {
    columns: ['snapshot', 'examples', 'layer', 'units', 'distinct_masks', 'entropy_bits', 'shared_by', 'masks'],
    rows: [...layers, { layer: everyLayer, ...whole }].flatMap(({ layer, units, distinct, entropy, sizes }) =>
      sizes.map(({ size, masks }): Cell[] => [snapshot, examples, layer, units, distinct, entropy, size, masks]))
  }
}

/** A row for every example of the largest groups. */
export function groupsTable({ snapshot, layer, groups }: MaskGroups): Table {
  return {
    columns: ['snapshot', 'layer', 'group', 'shared_by', 'units_on', 'example'],
    rows: groups.flatMap(({ size, on, examples }, group) =>
      examples.map((example): Cell[] => [snapshot, layer ?? everyLayer, group + 1, size, on, example]))
  }
}

/** A row for every layer, and one for all together. */
export function commonUnitsTable({ snapshot, first, second, layers }: MaskPair): Table {
  return {
    columns: ['snapshot', 'first', 'second', 'layer', 'units', 'both', 'only_first', 'only_second', 'overlap'],
    rows: [...layers, { layer: everyLayer, ...allCommonUnits(layers) }].map((common): Cell[] => [
      snapshot, first.example, second.example, common.layer, common.units, common.both, common.onlyFirst,
      common.onlySecond, overlapOfPair(common)
    ])
  }
}

export function overlapTable({ snapshot, layer, examples, classes, overlap }: ClassOverlap): Table {
  return {
    columns: ['snapshot', 'layer', 'examples', 'class', 'other_class', 'overlap'],
    rows: classes.flatMap(({ label }, one) => classes.map((other, column): Cell[] =>
      [snapshot, layer ?? everyLayer, examples, label, other.label, overlap[one]?.[column] ?? null]))
  }
}

export function coactivationTable({ snapshot, layer, examples, positions, order, both }: ChannelCoactivation): Table {
  const counts = countsIn(both)
  return {
    columns: ['snapshot', 'layer', 'examples', 'positions', 'channel', 'other_channel', 'both_on', 'overlap'],
    rows: order.flatMap((channel, one) => order.map((other, column): Cell[] => [
      snapshot, layer, examples, positions, channel, other, counts[one * order.length + column] ?? null,
      channelOverlap(counts, order.length, one, column)
    ]))
  }
}

export function projectionTable({ snapshot, layer, listed }: Projection): Table {
  return {
    columns: ['snapshot', 'layer', 'example', 'class', 'flips', 'x', 'y'],
    rows: listed.map(({ example, label, flips, x, y }) =>
      [snapshot, layer ?? everyLayer, example, label, flips, x, y])
  }
}
