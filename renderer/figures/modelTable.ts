/** The table of a network's layers, and what is told of one of them. */
import type { Model, ModelMoment } from '../../preload/contract'
import { count, percentWithUnit } from '../../preload/schema/format'
import { nodeKinds, shapeWords, detailWords } from '../../preload/schema/node-words'
import type { Cell, Table } from './csv'
import { supportOf, type Block } from './modelBlocks'
import { paintNames, paints, usedBy, type Moment } from './modelPaints'

export interface ModelRow {
  readonly block: Block
  readonly parameters: number
  /** Null while nothing is counted. */
  readonly nonZero: number | null
  readonly macs: number
  /** Null without masks. */
  readonly effective: number | null
}

export function modelRows(blocks: readonly Block[], model: Model, moment: ModelMoment | null): ModelRow[] {
  const costs = new Map(model.nodes.map((node) => [node.name, node]))
  const used = new Map(moment?.nodes.map((node) => [node.name, node]) ?? [])
  const isCounted = moment !== null && moment.checkpoint !== null
  return blocks.map((block) => {
    const sum = (value: (name: string) => number): number =>
      block.nodes.reduce((total, { name }) => total + value(name), 0)
    return {
      block,
      parameters: sum((name) => costs.get(name)?.parameters ?? 0),
      nonZero: isCounted ? sum((name) => used.get(name)?.nonZeroParameters ?? 0) : null,
      macs: sum((name) => costs.get(name)?.macs ?? 0),
      effective: moment === null || moment.effectiveMacs === null
        ? null
        : sum((name) => used.get(name)?.effectiveMacs ?? 0)
    }
  })
}

const sortable = ['parameters', 'nonZero', 'macs', 'effective'] as const
export type SortableColumn = (typeof sortable)[number]
/** As the network has them, or by a column, the most or the least first. */
export type ModelOrder = 'network' | SortableColumn | `${SortableColumn}-least`
export const modelOrders: readonly ModelOrder[] = [
  'network', ...sortable.flatMap((column) => [column, `${column}-least`] as const)
]

/** Of equal rows the earlier one stays first. */
export function orderedRows(rows: readonly ModelRow[], order: ModelOrder): ModelRow[] {
  const column = sortable.find((name) => order === name || order === `${name}-least`)
  if (column === undefined) return [...rows]
  const sign = order === column ? -1 : 1
  return [...rows].sort((one, other) => sign * ((one[column] ?? 0) - (other[column] ?? 0)))
}

/** A click on a column's head: the most first, then the least first, then as the network has them. */
export function nextOrder(order: ModelOrder, column: SortableColumn): ModelOrder {
  if (order === column) return `${column}-least`
  return order === `${column}-least` ? 'network' : column
}

/** `convolution 3×3/2`. */
export const kindWords = ({ head }: Block): string => [nodeKinds[head.type], detailWords(head)].join(' ').trim()

export const sharePart = (part: number | null, whole: number): number | null =>
  part === null || whole === 0 ? null : part / whole

/** What is told of a block beside its name: all that the table has, and all that it can be painted by. */
export function factsOf({ block, parameters, nonZero, macs, effective }: ModelRow, moment: Moment): [string, string][] {
  const shares = paintNames.flatMap((paint): [string, string][] => {
    const value = paints[paint].of(block, moment)
    return value === null ? [] : [[paints[paint].title, percentWithUnit(value)]]
  })
  return [
    ['Output', shapeWords(block.shape)],
    ...(block.shape.length > 1 ? [['Units', count(block.units)] as [string, string]] : []),
    ...shares,
    ...(parameters === 0 ? [] : [['Parameters', withPart(parameters, nonZero, 'non-zero')] as [string, string]]),
    ...(macs === 0 ? [] : [['MACs', withPart(macs, effective, 'effective')] as [string, string]])
  ]
}

const withPart = (whole: number, part: number | null, word: string): string =>
  part === null ? count(whole) : `${count(whole)}, ${count(part)} ${word}`

export function modelTable(rows: readonly ModelRow[], moment: Moment): Table {
  return {
    columns: [
      'layer', 'support', 'kind', 'window', 'output', 'in_main_head', 'parameters', 'non_zero_parameters', 'macs',
      'effective_macs', 'sparsity', 'churn', 'dead', 'weight_sparsity', 'coactivation'
    ],
    rows: rows.map(({ block, parameters, nonZero, macs, effective }): Cell[] => [
      block.head.name, supportOf(block), nodeKinds[block.head.type], detailWords(block.head), shapeWords(block.shape),
      block.inMainHead ? 1 : 0, parameters, nonZero, macs, usedBy(block, moment) === undefined ? null : effective,
      ...paintNames.map((paint) => paints[paint].of(block, moment))
    ])
  }
}
