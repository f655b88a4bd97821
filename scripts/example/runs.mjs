/**
 * The runs that come with Maskscope: one network on the bundled digits, trained by three methods alike in all but that,
 * so that they can be compared. Each has masks at three moments, and the predictions of several rules.
 */

const scale = ['--data', 'mnist-10k', '--net', 'all-cnn-mini', '--seed', '1']
const snapshots = ['--snapshot-every', '2', '--snapshot-of', 'probe']

/**
 * `id` and `createdAt` are the same whenever the runs are made again: addresses stay, and nothing tells of whoever made
 * them. `evaluated`: checkpoints for which the predictions of ReLU, MaskT and `rules` are kept.
 * @typedef {{ id: string, name: string, createdAt: string, command: string[], evaluated: string[] }} ExampleRun
 * @type {ExampleRun[]}
 */
export const exampleRuns = [
  {
    id: '20260101-090000-sgdx', name: 'SGD', createdAt: '2026-01-01T09:00:00.000Z',
    command: ['train', '--method', 'sgd', '--epochs', '6', ...scale, ...snapshots],
    evaluated: ['final']
  },
  {
    id: '20260101-091000-dsdx', name: 'Dense → Sparse → Dense', createdAt: '2026-01-01T09:10:00.000Z',
    command: [
      'dsd', '--prune', 'magnitude', '--sparsity', '0.6', '--sensitivity', '--stages', '2,2,2', ...scale, ...snapshots
    ],
    evaluated: ['sparse', 'final']
  },
  {
    id: '20260101-092000-altx', name: 'I-alternation', createdAt: '2026-01-01T09:20:00.000Z',
    // Masks as they are: two alternations have no need of a history, and pack better without one.
    command: [
      'train', '--method', 'i-alternation', '--epochs', '6', '--warmup', '2', '--gap', '2', '--keep-masks', 'ends',
      '--snapshot-every', 'end', '--snapshot-of', 'probe', ...scale
    ],
    evaluated: ['final']
  }
]

/** Beside ReLU and MaskT. */
export const rules = [['--rule', 'threshold', '--beta', '0.25'], ['--rule', 'energy', '--beta', '0.1']]

/** Masks of the first examples are kept: those that stay of any run whose masks take too much room. */
export const probeExamples = 256
