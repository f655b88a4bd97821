/**
 * CIFAR-10 and CIFAR-100, in their binary and Python versions: unpacked, or inside the official .tar.gz, which is read
 * as a stream.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { splits, type Begin, type FileFormat, type Split } from '../../format'
import { readFileBytes } from '../../records/byte-reader'
import { faultOf, stateOf, type Fault } from '../../records/fault'
import type { RecordWriter } from '../../records/record-file'
import { readTar, type TarEntry } from '../../records/tar'
import type { BatchForm, LabelKind, MeasuredBatch } from './batch'
import { binaryForm } from './binary'
import { pythonForm } from './python'

/** Read-me and class names beside the batches. */
const othersInArchive = 4 * 1024 * 1024

interface Version {
  archive: string
  /** The folder inside the archive. */
  folder: string
  batches: Record<Split, string[]>
  form: BatchForm
}

interface Variant { versions: readonly Version[]; mostRecords: Record<Split, number> }

/** Where a version lies: a folder of its batches, or its archive. */
interface Found { version: Version; folder: string | null; archive: string }

class CifarFormat implements FileFormat {
  readonly #variant: Variant

  constructor(variant: Variant) {
    this.#variant = variant
  }

  files(folder: string, split: Split): string[] {
    const { version, folder: unpacked, archive } = this.#find(folder)
    if (unpacked === null) {
      stateOf(archive, faultOf(archive, this.#expectedAny()))
      return [archive]
    }
    return version.batches[split].map((name) => {
      const path = join(unpacked, name)
      stateOf(path, faultOf(path, this.#expectedBatch(version, split)))
      return path
    })
  }

  async convert(folder: string, split: Split, begin: Begin): Promise<void> {
    const paths = this.files(folder, split)
    const { version, folder: unpacked, archive } = this.#find(folder)
    if (unpacked === null) await this.#convertArchive(version, archive, split, begin)
    else await this.#convertUnpacked(version, paths, split, begin)
  }

  /** Batches before archives; where there is neither, the first version is what is missing. */
  #find(folder: string): Found {
    const { versions } = this.#variant
    for (const version of versions) {
      const names = splits.flatMap((split) => version.batches[split])
      const unpacked = [folder, join(folder, version.folder)].find((candidate) =>
        names.some((name) => isBatch(join(candidate, name))))
      if (unpacked !== undefined) return { version, folder: unpacked, archive: '' }
    }
    const version = versions.find(({ archive }) => existsSync(join(folder, archive))) ?? versions[0]
    return { version, folder: null, archive: join(folder, version.archive) }
  }

  #expectedBatch({ form }: Version, split: Split): string {
    return form.expected(this.#variant.mostRecords[split])
  }

  #expectedAny(): string {
    const { versions } = this.#variant
    const archives = versions.map(({ archive }) => archive).join(' or ')
    return `the official ${archives}, or its unpacked ${versions.map(({ batches }) => batches.train[0]).join(' or ')}`
  }

  #archiveLimit({ batches, form }: Version): number {
    const { mostRecords } = this.#variant
    const records = splits.reduce((sum, split) => sum + mostRecords[split] * batches[split].length, 0)
    return othersInArchive + records * form.mostBytes
  }

  async #convertUnpacked(version: Version, paths: string[], split: Split, begin: Begin): Promise<void> {
    const most = this.#variant.mostRecords[split]
    const files = paths.map((path) => ({ path, fault: faultOf(path, this.#expectedBatch(version, split)) }))
    const batches: MeasuredBatch[] = []
    for (const { path, fault } of files) {
      const { bytes } = stateOf(path, fault)
      const reader = readFileBytes(path, fault, most * version.form.mostBytes)
      try {
        batches.push(await version.form.measure(reader, bytes, most, fault))
      } finally {
        await reader.close()
      }
    }
    const places = placesOf(batches)
    const writer = begin(places.total)
    for (const [i, { path, fault }] of files.entries()) {
      const reader = readFileBytes(path, fault, most * version.form.mostBytes)
      try {
        await batches[i].write(reader, places.firsts[i], writer, fault)
        await reader.demandEnd()
      } finally {
        await reader.close()
      }
    }
  }

  /** Twice through: sizes first, so that every record's place is known and nothing is written of a faulty archive. */
  async #convertArchive(version: Version, path: string, split: Split, begin: Begin): Promise<void> {
    const names = version.batches[split]
    const fault = faultOf(path, `the official ${version.archive}`)
    const limit = this.#archiveLimit(version)
    const placeOf = (entry: TarEntry): number =>
      names.findIndex((name) => entry.name.replace(/^\.\//, '') === `${version.folder}/${name}`)
    const inArchive = (place: number): Fault => (problem) => fault(`contains a "${names[place]}" that ${problem}`)
    const found = new Map<number, MeasuredBatch>()
    await readTar(path, limit, fault, async (entry, reader) => {
      const place = placeOf(entry)
      if (place < 0) return
      if (found.has(place)) throw fault(`contains "${names[place]}" twice`)
      const most = this.#variant.mostRecords[split]
      found.set(place, await version.form.measure(reader, entry.bytes, most, inArchive(place)))
    })
    const batches = names.map((name, place) => {
      const batch = found.get(place)
      if (batch === undefined) throw fault(`does not contain "${name}"`)
      return batch
    })
    const places = placesOf(batches)
    const writer: RecordWriter = begin(places.total)
    await readTar(path, limit, fault, async (entry, reader) => {
      const place = placeOf(entry)
      if (place >= 0) await batches[place].write(reader, places.firsts[place], writer, inArchive(place))
    })
  }
}

/** Names of the Python version's batches are such as other folders have, too. */
const isBatch = (path: string): boolean =>
  (/\.bin$/.test(path) ? existsSync(path) : statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)

/** Where each batch's records begin, one batch after the other. */
function placesOf(batches: readonly MeasuredBatch[]): { firsts: number[]; total: number } {
  let total = 0
  const firsts = batches.map(({ records }) => {
    total += records
    return total - records
  })
  return { firsts, total }
}

const batchNames = (ending: string): Record<Split, string[]> =>
  ({ train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}${ending}`), test: [`test_batch${ending}`] })
const label: LabelKind[] = [{ title: 'label', key: 'labels', classes: 10 }]
const coarseAndFine: LabelKind[] = [
  { title: 'coarse label', key: 'coarse_labels', classes: 20 },
  { title: 'fine label', key: 'fine_labels', classes: 100 }
]

export const cifar10 = new CifarFormat({
  versions: [
    {
      archive: 'cifar-10-binary.tar.gz', folder: 'cifar-10-batches-bin', batches: batchNames('.bin'),
      form: binaryForm(label)
    },
    {
      archive: 'cifar-10-python.tar.gz', folder: 'cifar-10-batches-py', batches: batchNames(''),
      form: pythonForm(label)
    }
  ],
  mostRecords: { train: 10_000, test: 10_000 }
})

export const cifar100 = new CifarFormat({
  versions: [
    {
      archive: 'cifar-100-binary.tar.gz', folder: 'cifar-100-binary',
      batches: { train: ['train.bin'], test: ['test.bin'] }, form: binaryForm(coarseAndFine)
    },
    {
      archive: 'cifar-100-python.tar.gz', folder: 'cifar-100-python',
      batches: { train: ['train'], test: ['test'] }, form: pythonForm(coarseAndFine)
    }
  ],
  mostRecords: { train: 50_000, test: 10_000 }
})
