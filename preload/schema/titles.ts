/** How the contract's names are written for people. */
import type { RunMethodName } from './configuration'
import type { ExportFormatName, HistoryFormatName } from './export'
import type { ImportFormatName } from './import'
import { methodTitles } from './methods'
import type { FailureKind } from './names'
import type { Activity, Phase, RunListEntry, RunStatus, RunSummary } from './run'
import { choiceTitles } from './settings/pruning'

export { capitalised } from './format'

export const runMethodTitles: Readonly<Record<RunMethodName, string>> = { ...methodTitles, imported: 'Imported' }

export const importFormatTitles: Readonly<Record<ImportFormatName, string>> = {
  tfjs: 'TensorFlow.js', keras: 'Keras', h5: 'Keras (HDF5)', onnx: 'ONNX', safetensors: 'safetensors'
}

/** What a model of each format comes as, and what of it is read. */
export const importFormats: Readonly<Record<ImportFormatName, { files: string; read: string }>> = {
  onnx: { files: '.onnx', read: 'Weights inside or in .onnx.data beside it, opset 7 to 28' },
  keras: { files: '.keras', read: 'Sequential or functional models of Keras 3' },
  h5: { files: '.h5', read: 'The same of Keras 2 and 3, saved with their network' },
  tfjs: { files: 'model.json, shards', read: 'LayersModel, Sequential or functional, not quantized' },
  safetensors: { files: '.safetensors', read: 'Weights named as Maskscope does; its network, or a preset' }
}

/**
 * How a run came to its weights: the method, of Dense–Sparse–Dense what chooses connections, or the format of an
 * import.
 */
export function methodTitle({
  method,
  pruning,
  importedFrom
}: Pick<RunSummary, 'method' | 'pruning' | 'importedFrom'>): string {
  if (importedFrom !== null) return `Imported from ${importFormatTitles[importedFrom]}`
  return pruning === null ? runMethodTitles[method] : choiceTitles[pruning.choice]
}

export const phaseTitles: Readonly<Record<Phase, string>> = {
  sgd: 'SGD',
  'warm-up': 'Warm-up',
  masked: 'Masked',
  dense: 'Dense',
  sparse: 'Sparse',
  'dense-again': 'Dense again'
}

export const activityTitles: Readonly<Record<Activity, string>> = {
  'reading the data': 'Reading the data',
  'loading TensorFlow': 'Loading TensorFlow',
  'building the network': 'Building the network',
  training: 'Training',
  'estimating masks': 'Estimating masks',
  'choosing connections': 'Choosing connections',
  'refitting the classifier': 'Refitting the classifier',
  'scanning sensitivity': 'Scanning sensitivity',
  evaluating: 'Evaluating on the test set'
}

export type ShownStatus = RunStatus | 'damaged'
export const shownStatuses: readonly ShownStatus[] = [
  'running',
  'finished',
  'stopped',
  'failed',
  'interrupted',
  'damaged'
]

/** What the mark of a run, or of an entry of the queue, can say. */
export type MarkedStatus = ShownStatus | 'waiting' | 'preparing' | 'cancelled'

export const statusTitles: Readonly<Record<MarkedStatus, string>> = {
  waiting: 'Waiting',
  preparing: 'Preparing',
  running: 'Running',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
  damaged: 'Damaged',
  cancelled: 'Cancelled'
}

/** Of a failed run: what became of it. */
export const failureTitles: Readonly<Record<FailureKind, string>> = {
  diverged: 'Diverged',
  'disk-full': 'Disk full',
  error: 'Failed',
  defect: 'Failed'
}

export const statusExplanations: Readonly<Record<MarkedStatus, string>> = {
  waiting: 'It waits in the queue for its turn.',
  preparing: 'Its training process gets ready for the first step.',
  running: 'A training process is writing this run now.',
  finished: 'All epochs are done.',
  stopped: 'A person asked the training to stop; what it had done is kept.',
  failed: 'The training ended with an error; the run page says which.',
  interrupted: 'The file says running, but its training process is gone.',
  damaged: 'It cannot be read; the row says why.',
  cancelled: 'It was taken from the queue before it began.'
}

export function statusOf(entry: RunListEntry): ShownStatus {
  return entry.state === 'damaged' ? 'damaged' : entry.status
}

/** What a format is called, and what it is good for. */
export const exportFormats: Readonly<Record<ExportFormatName, { title: string; explanation: string }>> = {
  tfjs: {
    title: 'TensorFlow.js',
    explanation:
      'A LayersModel, model.json and weights in shards of 4 MiB, for tf.loadLayersModel in a browser or in Node.'
  },
  onnx: {
    title: 'ONNX',
    explanation: 'One file, opset 17, for onnxruntime and most other programs. Images are channels first.'
  },
  safetensors: {
    title: 'safetensors',
    explanation: 'Weights and weight masks in one file for Python and Rust; the network stands in its header.'
  },
  npz: { title: 'NumPy', explanation: 'weights.npz with an array per parameter, and the network as topology.json.' }
}

/** The same of what a run tells over its training. */
export const historyFormats: Readonly<Record<HistoryFormatName, { title: string; explanation: string }>> = {
  tensorboard: {
    title: 'TensorBoard',
    explanation:
      'An event file: curves, sparsity and churn by layer, on-rates as histograms and images, settings as HParams.'
  },
  csv: {
    title: 'CSV',
    explanation: 'metrics.csv with one measurement a row, for pandas and R, and configuration.json.'
  }
}
