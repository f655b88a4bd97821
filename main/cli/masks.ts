/** `maskscope masks RUN`, `neighbours RUN`: what the stored masks say, as files, tables and JSON. */
import type { Command } from 'commander'
import { resolve } from 'node:path'
import { Failure } from '../../preload/schema/failure'
import { bits, count, decimal, percentWithUnit, plural, unknown } from '../../preload/schema/format'
import {
  allCommonUnits, overlapOfPair, type CommonUnits, type Companions, type MaskPair, type Neighbours, type UnitCard
} from '../../preload/schema/masks'
import { exportMasks, type MasksRequest } from '../api/export'
import { MaskComparer } from '../api/masks/comparisons/comparer'
import { quietly } from '../api/masks/tell'
import { MaskViewer } from '../api/masks/viewer'
import { showRun } from '../api/show'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { latest, numberFrom, onRun, ordinalFrom, snapshotFrom } from './run-options'
import { print, printJson, remark, table } from './terminal'

interface Options extends Common {
  snapshot?: string
  alternation?: string
  layer?: string
  unit?: string
  example?: string
  with?: string
  limit: string
  out?: string
  json?: boolean
}

export function addMasks(program: Command): void {
  program
    .command('masks <run>')
    .description('write the masks of a snapshot as a NumPy archive of packed bits, or tell of one unit')
    .option('--snapshot <k>', 'the snapshot’s number, from 1')
    .option('--alternation <k>', 'the alternation’s number, from 1')
    .option('--layer <name>', 'a support layer, or all', 'all')
    .option('--unit <unit>', 'tell of this unit of the layer: height,width,channel, or its index')
    .option('--limit <n>', 'for --unit: how many of the examples that turn it on are listed', '20')
    .option('--out <file>', 'the .npz file to write')
    .option('--json', 'for --unit: as JSON')
    .action(onRun((workbench, id, options) =>
      options.unit === undefined ? writeMasks(workbench, id, options) : tellUnit(workbench, id, options),
    demandFileOrUnit))
  program
    .command('neighbours <run>')
    .description('the training examples whose masks differ least from one’s, by Hamming distance')
    .requiredOption('--example <n>', 'the example’s number, from 0')
    .option('--snapshot <k>', latest)
    .option('--layer <name>', 'a support layer, or all', 'all')
    .option('--with <n>', 'instead, the units that the example has in common with this one, by layer')
    .option('--limit <n>', 'how many are listed', '10')
    .option('--json', 'as JSON')
    .action(onRun<Options>((workbench, id, options) =>
      options.with === undefined ? tellNeighbours(workbench, id, options) : tellPair(workbench, id, options)))
}

/** @throws Failure unless a file is to be written, or a unit of a layer told of */
function demandFileOrUnit(options: Options): void {
  if (options.unit !== undefined) {
    if (layerFrom(options) === null) throw new Failure('--unit is one of a layer’s; name the layer by --layer.')
    return
  }
  if (options.out === undefined) throw new Failure('Give the file to write by --out, or the unit to tell of by --unit.')
  masksFrom(options)
}

async function writeMasks(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const path = resolve(options.out ?? '')
  const examples = await exportMasks(workbench, id, masksFrom(options), options.layer ?? 'all', path)
  remark(`wrote the masks of ${examples} examples to ${path}`)
}

/** @throws Failure unless one of both is given, and a number */
function masksFrom({ snapshot, alternation }: Options): MasksRequest {
  if ((snapshot === undefined) === (alternation === undefined))
    throw new Failure('Give the masks to write by --snapshot or by --alternation, one of both.')
  return snapshot === undefined
    ? { of: 'alternation', index: ordinalFrom('alternation', alternation ?? '') }
    : { of: 'snapshot', index: ordinalFrom('snapshot', snapshot) }
}

async function tellUnit(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const layer = options.layer ?? ''
  const comparer = new MaskComparer(workbench.store.place)
  const asked = {
    snapshot: snapshotFrom(workbench, id, options), layer, unit: unitFrom(workbench, id, layer, options.unit ?? '')
  }
  const listed = { among: null, skip: 0, limit: numberFrom('limit', options.limit, 1) }
  const card = await comparer.wholeUnit(id, { ...asked, ...listed }, quietly)
  const told = { ...card, companions: await comparer.companions(id, asked, quietly) }
  if (options.json === true) printJson(told)
  else print(unitTables(told))
}

async function tellNeighbours(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const found = await new MaskComparer(workbench.store.place).neighbours(id, {
    snapshot: snapshotFrom(workbench, id, options), layer: layerFrom(options),
    example: numberFrom('example', options.example ?? '', 0), among: null,
    limit: numberFrom('limit', options.limit, 1)
  }, quietly)
  if (options.json === true) printJson(found)
  else print(neighboursTable(found))
}

async function tellPair(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const pair = await new MaskViewer(workbench.store.place).pair(id, {
    snapshot: snapshotFrom(workbench, id, options),
    first: numberFrom('example', options.example ?? '', 0), second: numberFrom('with', options.with ?? '', 0)
  })
  if (options.json === true) printJson(withoutBits(pair))
  else print(pairTable(pair))
}

/** `maskscope masks --out` writes masks. */
function withoutBits({ snapshot, first, second, layers }: MaskPair) {
  const plain = ({ example, label }: MaskPair['first']) => ({ example, label })
  const counted = <C extends CommonUnits>(common: C) => ({ ...common, overlap: overlapOfPair(common) })
  return {
    snapshot, first: plain(first), second: plain(second),
    layers: layers.map(counted), whole: counted(allCommonUnits(layers))
  }
}

const layerFrom = ({ layer }: Options): string | null => (layer === undefined || layer === 'all' ? null : layer)

/** A unit is given by its index, or by a number for each dimension of its layer. */
function unitFrom(workbench: ReadableWorkbench, id: string, name: string, given: string): number {
  const numbers = given.split(',').map((part) => numberFrom('unit', part, 0))
  const shape = showRun(workbench, id).layers.find((candidate) => candidate.name === name)?.shape
  const [index] = numbers
  // An unknown layer is told by whoever reads it.
  if (index !== undefined && (numbers.length === 1 || shape === undefined)) return index
  if (numbers.length !== shape?.length || numbers.some((at, i) => at >= (shape[i] ?? 0)))
    throw new Failure(`Layer ${name} is ${shape?.join(' × ')}; --unit "${given}" lies outside it.`)
  return numbers.reduce((unit, at, i) => unit * (shape[i] ?? 1) + at, 0)
}

const share = (part: number, whole: number): string => percentWithUnit(whole === 0 ? null : part / whole)
const text = (value: number | null): string => (value === null ? unknown : String(value))

function unitTables(card: UnitCard & { companions: Companions }): string {
  const head = table(['unit', `${card.layer} [${card.position.join(', ')}]`], [
    ['snapshot', String(card.snapshot)],
    ['on', `${count(card.on)} of ${count(card.examples)} examples, ${share(card.on, card.examples)}`],
    ['dead since snapshot', text(card.deadSince)],
    ['always on since snapshot', text(card.alwaysOnSince)],
    ['entropy', bits(card.entropy)],
    ['mutual information with the label', bits(card.mutualInformation)]
  ])
  const moments = card.history.map(({ snapshot, on, examples, flips }) => [
    String(snapshot), count(on), count(examples), share(on, examples),
    count(flips?.onToOff), count(flips?.offToOn), count(flips?.examples)
  ])
  const history = table(['snapshot', 'on', 'of', 'share', 'on→off', 'off→on', 'compared'], moments)
  const classes = card.classes === null ? 'Its classes are not known: the data set is not here.' : table(
    ['class', 'on', 'of', 'share'],
    card.classes.map(({ label, on, examples }) => [String(label), count(on), count(examples), share(on, examples)])
  )
  const companions = table(['on with it', 'unit', 'on', 'both', 'overlap'], card.companions.map((other) => [
    other.layer, other.position.join(','), count(other.on), count(other.both), other.overlap.toFixed(3)
  ]))
  const turnedOn = table(['example', 'label', 'flipped at snapshot'], card.turnedOn.map((one) => [
    String(one.example), text(one.label), text(one.flippedAt)
  ]))
  const more = card.notListed === 0 ? [] : [`and ${count(card.notListed)} more (--limit)`]
  return [head, history, classes, companions, [turnedOn, ...more].join('\n')].join('\n\n')
}

function neighboursTable({ snapshot, layer, example, label, units, examples, nearest }: Neighbours): string {
  const of = layer === null ? 'all layers' : layer
  const head = `example ${example} (label ${text(label)}), snapshot ${snapshot}, ${of}: ` +
    `${plural(units, 'unit')}, among ${count(examples)} examples`
  const rows = nearest.map((other) => [
    String(other.example), text(other.label), count(other.distance), share(other.distance, units)
  ])
  return `${head}\n${table(['example', 'label', 'distance', 'of its units'], rows)}`
}

function pairTable({ snapshot, first, second, layers }: MaskPair): string {
  const nameOf = ({ example, label }: MaskPair['first']): string => `example ${example} (label ${text(label)})`
  const rows = [...layers, { layer: 'all layers', ...allCommonUnits(layers) }].map((common) => [
    common.layer, count(common.units), count(common.both), count(common.onlyFirst), count(common.onlySecond),
    decimal(overlapOfPair(common), 3)
  ])
  return `${nameOf(first)} and ${nameOf(second)}, snapshot ${snapshot}\n` +
    table(['layer', 'units', 'both on', `only ${first.example}`, `only ${second.example}`, 'overlap'], rows)
}
