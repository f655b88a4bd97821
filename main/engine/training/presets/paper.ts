/**
 * A preset for every figure of the paper's tables: data, network and schedule as published, and the same scaled to
 * minutes on two cores. Table 8 (ImageNet) is trained by DSD.
 */
import type { Preset } from '../../../../preload/contract'
import type {
  DataSetName,
  NetworkPresetName,
  PlainTraining,
  TrainMethodName
} from '../../../../preload/schema/configuration'
import { count } from '../../../../preload/schema/format'
import { publishedTables, type PublishedRow, type PublishedTable } from '../../../../preload/schema/published'
import { defaultConfiguration } from '../../../../preload/schema/configuration'

const methods = ['sgd', 'i-alternation', 'b-alternation'] as const satisfies readonly TrainMethodName[]

/**
 * The smallest gap of the paper, which names 4 to 50 epochs: each alternation is one more pass over 50,000 images and
 * more.
 */
const publishedGap = { kind: 'gap', epochs: 4 } as const

/** Examples that scaled presets train on: as many as the bundled digits. */
const scaledExamples = 8000

const siblings: Partial<Record<NetworkPresetName, NetworkPresetName>> = {
  'all-cnn-a': 'all-cnn-mini',
  'all-cnn-b': 'all-cnn-mini',
  'all-cnn-c': 'all-cnn-mini',
  'nin-mnist': 'nin-mini',
  'nin-cifar': 'nin-mini'
}

function presetOf(table: PublishedTable, row: PublishedRow, method: TrainMethodName): Preset | null {
  const error = row.error[method]
  if (error === undefined) return null
  return {
    id: `table-${table.number}-${row.id}-${method}`,
    table: table.number,
    title: row.title,
    explanation:
      `${row.network} on ${row.dataset}, as in table ${table.number} of the paper; the scaled one takes ` +
      `${siblingOf(row.network)}, ${count(scaledExamples)} examples of ${scaledData(row)} and few epochs.`,
    published: { error, maskt: method === 'i-alternation' ? row.maskt : null },
    configuration: whole(row, method),
    scaled: scaled(row, method)
  }
}

/** Springenberg et al. mirror and move CIFAR's images. */
const augmentationOf = ({ augmented }: PublishedRow): PlainTraining['augmentation'] =>
  augmented ? 'shift-flip' : 'none'

function whole(row: PublishedRow, method: TrainMethodName): PlainTraining {
  const base = { ...defaultConfiguration(method, row.dataset, row.network), augmentation: augmentationOf(row) }
  return base.method === 'i-alternation'
    ? { ...base, alternation: { ...base.alternation, trigger: publishedGap } }
    : base
}

/** Digits are bundled, so that a table of them can be tried on a fresh machine. */
const scaledData = ({ dataset }: PublishedRow): DataSetName => (dataset === 'mnist' ? 'mnist-10k' : dataset)

function scaled(row: PublishedRow, method: TrainMethodName): PlainTraining {
  return {
    ...defaultConfiguration(method, scaledData(row), siblingOf(row.network)),
    limit: scaledExamples,
    augmentation: augmentationOf(row)
  }
}

function siblingOf(network: NetworkPresetName): NetworkPresetName {
  const sibling = siblings[network]
  if (sibling === undefined) throw new Error(`${network} has no smaller sibling`)
  return sibling
}

export const paperPresets: readonly Preset[] = publishedTables.flatMap((table) =>
  table.rows.flatMap((row) => methods.flatMap((method) => presetOf(table, row, method) ?? [])))
