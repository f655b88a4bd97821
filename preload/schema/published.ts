/**
 * What the paper reports (Huang, Kong, Lucey, "CNNs are Globally Optimal Given Multi-Layer Support"), errors as
 * fractions. Claims to be measured, never assumed: they are shown beside what was measured, and nothing is computed
 * from them.
 */
import type { DataSetName, MethodName, NetworkPresetName } from './configuration'

export interface PublishedRow {
  /** Unique within its table. */
  id: string
  title: string
  dataset: DataSetName
  network: NetworkPresetName
  /** Whether training images were moved and mirrored. */
  augmented: boolean
  /** Test error with ReLU, of the methods that the table has. */
  error: Partial<Record<MethodName, number>>
  /** Test error of the network trained by I-alternation with MaskT, where the table has it. */
  maskt: number | null
}
export interface PublishedTable { number: number; title: string; rows: readonly PublishedRow[] }

type Errors = PublishedRow['error']
const row = (
  id: string,
  title: string,
  dataset: DataSetName,
  network: NetworkPresetName,
  error: Errors,
  { augmented = false, maskt = null as number | null } = {}
): PublishedRow => ({ id, title, dataset, network, augmented, error, maskt })

export const publishedTables: readonly PublishedTable[] = [
  {
    number: 2,
    title: 'ALL-CNN of three sizes on CIFAR-10, ReLU and MaskT',
    rows: [
      row(
        'all-cnn-a',
        'ALL-CNN-A',
        'cifar-10',
        'all-cnn-a',
        { sgd: 0.103, 'i-alternation': 0.1026 },
        { maskt: 0.1435 }
      ),
      row(
        'all-cnn-b',
        'ALL-CNN-B',
        'cifar-10',
        'all-cnn-b',
        { sgd: 0.091, 'i-alternation': 0.0913 },
        { maskt: 0.1325 }
      ),
      row(
        'all-cnn-c',
        'ALL-CNN-C',
        'cifar-10',
        'all-cnn-c',
        { sgd: 0.0908, 'i-alternation': 0.0912 },
        { maskt: 0.1373 }
      )
    ]
  },
  {
    number: 3,
    title: 'CIFAR-10, without and with augmentation',
    rows: [
      row('plain', 'ALL-CNN-C', 'cifar-10', 'all-cnn-c', { sgd: 0.0908, 'i-alternation': 0.0912 }),
      row(
        'augmented',
        'ALL-CNN-C, augmented',
        'cifar-10',
        'all-cnn-c',
        { sgd: 0.0725, 'i-alternation': 0.072 },
        { augmented: true }
      )
    ]
  },
  {
    number: 4,
    title: 'CIFAR-100',
    rows: [row('all-cnn-c', 'ALL-CNN-C', 'cifar-100', 'all-cnn-c', { sgd: 0.3371, 'i-alternation': 0.3368 })]
  },
  {
    number: 5,
    title: 'MNIST',
    rows: [row('nin', 'NIN + dropout', 'mnist', 'nin-mnist', { sgd: 0.0047, 'i-alternation': 0.0047 })]
  },
  {
    number: 6,
    title: 'SVHN',
    rows: [row('nin', 'NIN + dropout', 'svhn', 'nin-cifar', { sgd: 0.0235, 'i-alternation': 0.0236 })]
  },
  {
    number: 7,
    title: 'I-alternation and B-alternation',
    rows: [
      row('mnist', 'MNIST', 'mnist', 'nin-mnist', { sgd: 0.0047, 'i-alternation': 0.0047, 'b-alternation': 0.0046 }),
      row('cifar-10', 'CIFAR-10', 'cifar-10', 'all-cnn-c', {
        sgd: 0.0908,
        'i-alternation': 0.0912,
        'b-alternation': 0.091
      }),
      row(
        'cifar-10-augmented',
        'CIFAR-10, augmented',
        'cifar-10',
        'all-cnn-c',
        { sgd: 0.0725, 'i-alternation': 0.072, 'b-alternation': 0.0722 },
        { augmented: true }
      ),
      row('cifar-100', 'CIFAR-100', 'cifar-100', 'all-cnn-c', {
        sgd: 0.3371,
        'i-alternation': 0.3368,
        'b-alternation': 0.3363
      }),
      row('svhn', 'SVHN', 'svhn', 'nin-cifar', { sgd: 0.0235, 'i-alternation': 0.0236, 'b-alternation': 0.0238 })
    ]
  }
]

/** "Similar performance to SGD in 30 %–40 % fewer iterations" by I-alternation; "about 30 %" by B-alternation. */
export const publishedFewerIterations = { 'i-alternation': [0.3, 0.4], 'b-alternation': [0.3, 0.3] } as const

/** Table 8: top-1 error on ImageNet of Dense–Sparse–Dense by each choice of connections, as fractions. */
export const publishedPruning = [
  {
    network: 'googlenet',
    title: 'GoogLeNet',
    error: { baseline: 0.311, magnitude: 0.3, 'i-alternation': 0.302, 'b-alternation': 0.297 }
  },
  {
    network: 'vgg-16',
    title: 'VGG-16',
    error: { baseline: 0.315, magnitude: 0.272, 'i-alternation': 0.268, 'b-alternation': 0.264 }
  },
  {
    network: 'resnet-18',
    title: 'ResNet-18',
    error: { baseline: 0.304, magnitude: 0.292, 'i-alternation': 0.29, 'b-alternation': 0.287 }
  }
] as const satisfies readonly { network: NetworkPresetName; title: string; error: Record<string, number> }[]
