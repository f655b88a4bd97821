/** The store that the figures of masks are measured on; each of its runs is made when the first figure asks for it. */
import { join } from 'node:path'
import { RunStore } from '../../../db/store'
import { writeCifar10, writeMnist } from './images'
import { writeMaskRun, type MaskRun, type MaskRunSize } from './mask-run'
import { say } from './say'
import { scaled, type Scale } from './scale'

const runsOf = (scale: Scale) => ({
  /** ALL-CNN-C's 50,000 × 44.6 KB. */
  large: {
    name: 'large', dataset: 'cifar-10', network: 'all-cnn-c', shape: [32, 32, 3], examples: scaled(50_000, scale),
    snapshots: 2
  },
  /** 8,000 × 3.3 KB. */
  small: {
    name: 'small', dataset: 'mnist', network: 'all-cnn-mini', shape: [28, 28, 1], examples: scaled(8000, scale),
    snapshots: 12
  },
  /** As many snapshots of few examples of the large network. */
  long: {
    name: 'long', dataset: 'cifar-10', network: 'all-cnn-c', shape: [32, 32, 3], examples: scaled(1000, scale),
    snapshots: 12
  }
} satisfies Record<string, MaskRunSize>)

export type MaskRunName = keyof ReturnType<typeof runsOf>

export class MaskStore {
  readonly path: string
  readonly #store: RunStore
  readonly #sizes: Record<MaskRunName, MaskRunSize>
  readonly #runs = new Map<MaskRunName, Promise<MaskRun>>()
  readonly #imagesOf = new Set<string>()

  constructor(path: string, scale: Scale) {
    this.path = path
    this.#store = new RunStore(path)
    this.#store.prepareForWriting()
    this.#sizes = runsOf(scale)
  }

  run(name: MaskRunName): Promise<MaskRun> {
    const made = this.#runs.get(name) ?? this.#make(this.#sizes[name])
    this.#runs.set(name, made)
    return made
  }

  #make(size: MaskRunSize): Promise<MaskRun> {
    const { dataset } = size
    const folder = join(this.path, 'datasets', dataset)
    if (!this.#imagesOf.has(dataset)) {
      const images = Math.max(...Object.values(this.#sizes).filter((one) => one.dataset === dataset)
        .map(({ examples }) => examples))
      say(`writing ${images} images of ${dataset}`)
      if (dataset === 'mnist') writeMnist(folder, images)
      else writeCifar10(folder, images)
      this.#imagesOf.add(dataset)
    }
    return writeMaskRun(this.#store, size)
  }
}
