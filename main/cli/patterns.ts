/** `maskscope patterns RUN`: masks compared with each other, as tables, files and JSON. */
import type { Command } from 'commander'
import { toCsv, type Table } from '../../preload/schema/csv'
import { Failure } from '../../preload/schema/failure'
import { bits, count, percentWithUnit, plural, unknown } from '../../preload/schema/format'
import type { Patterns } from '../../preload/schema/masks'
import { countsIn } from '../../preload/schema/numbers'
import {
  coactivationTable, overlapTable, patternsTable, projectionTable
} from '../../preload/schema/pattern-tables'
import {
  channelOverlap, sampleSizeSchema, usualSampleSize, type ChannelCoactivation, type ClassOverlap, type Projection
} from '../../preload/schema/patterns'
import { MaskComparer } from '../api/masks/comparisons/comparer'
import { quietly } from '../api/masks/tell'
import { MaskViewer } from '../api/masks/viewer'
import type { ReadableWorkbench } from '../api/workbench'
import type { Common } from './common'
import { latest, onRun, snapshotFrom } from './run-options'
import { print, printJson, table } from './terminal'
import { writeOut } from './written-file'

interface Options extends Common {
  snapshot?: string
  projection?: boolean
  overlap?: boolean
  coactivation?: string
  layer?: string
  sample: string
  out?: string
  json?: boolean
}

export function addPatterns(program: Command): void {
  program
    .command('patterns <run>')
    .description('distinct masks of each layer and who shares them; examples, classes and channels compared by masks')
    .option('--snapshot <k>', latest)
    .option('--overlap', 'how much the masks of examples of two classes overlap')
    .option('--coactivation <layer>', 'how often the channels of a layer are on together')
    .option('--projection', 'a sample of examples on a plane, by Hamming distance')
    .option('--layer <name>', 'for --overlap and --projection: a support layer, or all', 'all')
    .option('--sample <n>', 'how many examples are compared where all would take too long', String(usualSampleSize))
    .option('--out <file>', 'a .csv file to write')
    .option('--json', 'as JSON; without a choice everything except the projection')
    .action(onRun(tellPatterns, demandOneChoice))
}

/** @throws Failure when several things are asked for at once */
function demandOneChoice(options: Options): void {
  sampleFrom(options)
  const chosen = [options.overlap, options.coactivation, options.projection].filter((choice) => choice !== undefined)
  if (chosen.length > 1)
    throw new Failure('Choose one of --overlap, --coactivation and --projection; each is a table of its own.')
}

/** What is told of a run: in words, as a table for a file, as JSON. */
interface Telling { words: () => string; csv: () => Table; json: () => unknown }

async function tellPatterns(workbench: ReadableWorkbench, id: string, options: Options): Promise<void> {
  const telling = await tellingOf(workbench, id, options)
  if (options.out !== undefined) writeOut(options.out, toCsv(telling.csv()))
  if (options.json === true) printJson(await telling.json())
  else if (options.out === undefined) print(telling.words())
}

async function tellingOf(workbench: ReadableWorkbench, id: string, options: Options): Promise<Telling> {
  const asked = { snapshot: snapshotFrom(workbench, id, options), sample: sampleFrom(options) }
  const layer = options.layer === undefined || options.layer === 'all' ? null : options.layer
  const comparer = new MaskComparer(workbench.store.place)
  if (options.overlap === true) {
    const overlap = await comparer.overlap(id, { ...asked, layer }, quietly)
    return { words: () => overlapWords(overlap), csv: () => overlapTable(overlap), json: () => overlap }
  }
  if (options.coactivation !== undefined) {
    const found = await comparer.coactivation(id, { ...asked, layer: options.coactivation }, quietly)
    return { words: () => coactivationWords(found), csv: () => coactivationTable(found), json: () => numbersOf(found) }
  }
  if (options.projection === true) {
    const plane = await comparer.projection(id, { ...asked, layer }, quietly)
    return { words: () => projectionWords(plane), csv: () => projectionTable(plane), json: () => plane }
  }
  const viewer = new MaskViewer(workbench.store.place)
  const patterns = viewer.patterns(id, asked.snapshot)
  return {
    words: () => patternsWords(patterns),
    csv: () => patternsTable(patterns),
    json: () => everythingOf(id, patterns, viewer, comparer, asked.sample)
  }
}

/** @throws Failure when it is no number of examples that are compared */
function sampleFrom({ sample }: Options): number {
  const parsed = sampleSizeSchema.safeParse(/^\d+$/.test(sample) ? Number(sample) : null)
  if (parsed.success) return parsed.data
  const { minValue, maxValue } = sampleSizeSchema
  throw new Failure(`--sample takes a number from ${minValue} to ${maxValue}, not "${sample}".`)
}

/** Of every layer, and of all together: shared masks, classes, and channels of the layer. */
async function everythingOf(
  id: string, patterns: Patterns, viewer: MaskViewer, comparer: MaskComparer, sample: number
): Promise<unknown> {
  const { snapshot, examples, layers, whole } = patterns
  const common = async (layer: string | null) => ({
    groups: (await viewer.groups(id, { snapshot, layer })).groups,
    overlap: await comparer.overlap(id, { snapshot, layer, sample }, quietly).catch(unlessUnknown)
  })
  const told: unknown[] = []
  for (const one of layers) {
    const coactivation = await comparer.coactivation(id, { snapshot, layer: one.layer, sample }, quietly)
    told.push({ ...one, ...(await common(one.layer)), coactivation: numbersOf(coactivation) })
  }
  return { snapshot, examples, layers: told, whole: { ...whole, ...(await common(null)) } }
}

/** Where classes are not known, because the data set is not here, there is nothing to tell of them. */
function unlessUnknown(error: unknown): null {
  if (error instanceof Failure) return null
  throw error
}

/** Counts and overlaps as rows of numbers instead of bytes. */
function numbersOf({ both, order, ...rest }: ChannelCoactivation): unknown {
  const counts = countsIn(both)
  const matrix = <T>(of: (one: number, other: number) => T): T[][] =>
    order.map((_, one) => order.map((__, other) => of(one, other)))
  return {
    ...rest,
    order,
    both: matrix((one, other) => counts[one * order.length + other]),
    overlap: matrix((one, other) => channelOverlap(counts, order.length, one, other))
  }
}

function patternsWords({ snapshot, examples, layers, whole }: Patterns): string {
  const rows = [...layers, { layer: 'all layers', ...whole }].map(({ layer, units, distinct, entropy, largest }) => [
    layer, count(units), count(distinct), bits(entropy), largest.slice(0, 5).map(count).join(' ')
  ])
  return `snapshot ${snapshot}, ${plural(examples, 'example')}\n` +
    table(['layer', 'units', 'distinct masks', 'entropy', 'examples that share the most shared'], rows)
}

const text = (value: number | null): string => (value === null ? unknown : String(value))

/** "snapshot 3, support2, 1,000 of 8,000 examples" */
const headOf = ({ snapshot, layer, examples, of }: ClassOverlap | ChannelCoactivation | Projection): string =>
  `snapshot ${snapshot}, ${layer ?? 'all layers'}, ${count(examples)} of ${plural(of, 'example')}`

function overlapWords(told: ClassOverlap): string {
  const rows = told.classes.map(({ label, examples }, one) => [
    String(label), count(examples), ...(told.overlap[one] ?? []).map((value) => percentWithUnit(value, 1))
  ])
  return `${headOf(told)}\n${table(['class', 'examples', ...told.classes.map(({ label }) => String(label))], rows)}`
}

function coactivationWords(told: ChannelCoactivation): string {
  const counts = countsIn(told.both)
  const channels = told.order.length
  const rows = told.order.map((channel, one) => {
    const others = told.order.map((_, other) => (other === one ? null : channelOverlap(counts, channels, one, other)))
    const most = Math.max(...others.map((value) => value ?? 0))
    const best = others.indexOf(most)
    return [
      String(channel), percentWithUnit((counts[one * channels + one] ?? 0) / (told.examples * told.positions), 1),
      text(told.order[best] ?? null), percentWithUnit(best < 0 ? null : most, 1)
    ]
  })
  const head = table(['channel', 'on', 'most often with', 'overlap'], rows)
  return `${headOf(told)}; ${count(channels)} of ${plural(told.channels, 'channel')}, ` +
    `those that are on together side by side\n${head}`
}

function projectionWords(plane: Projection): string {
  const rows = plane.listed.map(({ example, label, flips, x, y }) =>
    [String(example), text(label), count(flips), x.toFixed(3), y.toFixed(3)])
  return `${headOf(plane)}; ${percentWithUnit(plane.kept, 1)} of the ${plane.neighbours} nearest in the plane are ` +
    `among the nearest by Hamming distance\n${table(['example', 'label', 'flips', 'x', 'y'], rows)}`
}
