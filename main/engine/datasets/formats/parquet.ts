/**
 * Images in Parquet files, as Hugging Face's `datasets` writes and publishes them, in the folder or its `data/`:
 *
 *     train-00000-of-00002.parquet, train-00001-of-00002.parquet   or   train.parquet
 *     val-….parquet   or   validation-…   or   test-…
 *
 * A column of type Image (`bytes`, a whole JPEG or PNG, beside a `path` that is never followed) and one of type
 * ClassLabel, both as the note `huggingface` names them; without it "image" or "img", and "label". Nothing is unpacked
 * to disk: where pages lie is found once and kept while a file is as it was, and an image's page is unpacked when the
 * image is due.
 */
import { closeSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { isHiddenName } from '../../../../preload/schema/hidden-names'
import type { Split } from '../format'
import { faultOf, openFile, stateOf, type Fault } from '../records/fault'
import { ParquetColumn } from '../records/parquet/column'
import { physicalTypes, readFooter, type Footer, type LeafColumn } from '../records/parquet/footer'

const prefixes: Record<Split, readonly string[]> = { train: ['train'], test: ['val', 'validation', 'test'] }
const mostClasses = 65_536
const expected =
  'a Parquet file of images as Hugging Face’s datasets writes it: a column "image" with the bytes of a JPEG or PNG, ' +
  'and a column "label" of whole numbers'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** The files of a split, by name; none where there are none. */
export function parquetFiles(folder: string, split: Split): string[] {
  for (const place of [folder, join(folder, 'data')].filter(isFolder)) {
    const files = readdirSync(place).filter((name) => /\.parquet$/i.test(name) && !isHiddenName(name)).sort()
    for (const prefix of prefixes[split]) {
      const found = files.filter((name) => name.startsWith(`${prefix}-`) || name === `${prefix}.parquet`)
      if (found.length > 0) return found.map((name) => join(place, name))
    }
  }
  return []
}

export interface ParquetFile {
  path: string
  /** Another one whenever the file has changed. */
  state: string
  images: ParquetColumn<Buffer>
  labels: Int32Array
  /** Null where the file does not name its classes. */
  classes: readonly string[] | null
}

interface Kept { bytes: number; modified: number; file: ParquetFile }
const kept = new Map<string, Kept>()

/** Labels are read, and the images found. @throws Failure for what is no such file */
export function openParquet(path: string): ParquetFile {
  const fault = faultOf(path, expected)
  const { bytes, modified } = stateOf(path, fault)
  const before = kept.get(path)
  if (before?.bytes === bytes && before.modified === modified) return before.file
  const { descriptor } = openFile(path, fault)
  try {
    const footer = readFooter(descriptor, bytes, fault)
    const { image, label, classes } = columnsIn(footer, fault)
    const chunksOf = (column: LeafColumn) =>
      footer.groups.flatMap(({ chunks }) => chunks.filter((chunk) => chunk.column === column))
    const labels = ParquetColumn.ofNumbers(path, descriptor, chunksOf(label), label, fault)
    const rows = footer.groups.reduce((sum, group) => sum + group.rows, 0)
    if (rows === 0) throw fault('holds no example')
    const file = {
      path, classes,
      state: `${basename(path)}-${bytes}-${modified}`,
      images: ParquetColumn.ofBytes(path, descriptor, chunksOf(image), fault),
      labels: labelsOf(labels, rows, classes?.length ?? mostClasses, fault)
    }
    kept.set(path, { bytes, modified, file })
    return file
  } finally {
    closeSync(descriptor)
  }
}

/** @throws Failure where the row has no image */
export function imageInRow({ path, images }: ParquetFile, row: number): Buffer {
  const image = images.at(row)
  if (image === null) throw faultOf(path, expected)(`holds no bytes of an image in row ${row}`)
  return image
}

function labelsOf(column: ParquetColumn<number>, rows: number, classes: number, fault: Fault): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const label = column.at(row)
    if (label === null || label < 0 || label >= classes)
      throw fault(label === null ? `gives row ${row} no label` : `gives row ${row} the label ${label}`)
    return label
  })
}

const featureSchema = z.object({ _type: z.string(), names: z.array(z.string()).optional() })
const noteSchema = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) })

/** What the writer noted of the columns, by their names; nothing where there is no such note. */
function featuresIn({ notes }: Footer, fault: Fault): [name: string, z.infer<typeof featureSchema>][] {
  const note = notes.get('huggingface')
  if (note === undefined) return []
  try {
    const { info: { features } } = noteSchema.parse(JSON.parse(note))
    return Object.entries(features).flatMap(([name, feature]) => {
      const known = featureSchema.safeParse(feature)
      return known.success ? [[name, known.data]] : []
    })
  } catch {
    throw fault('has a note "huggingface" that cannot be read')
  }
}

interface Columns { image: LeafColumn; label: LeafColumn; classes: readonly string[] | null }

function columnsIn(footer: Footer, fault: Fault): Columns {
  const features = featuresIn(footer, fault)
  const noted = (type: string) => features.find(([, { _type }]) => _type === type)
  const [imageName] = noted('Image') ?? []
  const [labelName, labelFeature] = noted('ClassLabel') ?? []
  const image = one(footer, imageName === undefined ? ['image', 'img'] : [imageName], 'bytes', fault)
  if (image === null) throw fault('holds no column of images')
  if (image.type !== physicalTypes.bytes) throw fault(`holds no bytes in its column "${image.path.join('.')}"`)
  const label = one(footer, labelName === undefined ? ['label'] : [labelName], null, fault)
  if (label === null) throw fault('holds no column of labels')
  if (label.type !== physicalTypes.int32 && label.type !== physicalTypes.int64)
    throw fault(`holds no whole numbers in its column "${label.path.join('.')}"`)
  const classes = labelFeature?.names ?? null
  if (classes !== null && (classes.length === 0 || classes.length > mostClasses))
    throw fault(`names ${classes.length} classes`)
  return { image, label, classes }
}

/** The column of the first of these names that is there. */
function one({ columns }: Footer, names: readonly string[], inside: string | null, fault: Fault): LeafColumn | null {
  for (const name of names) {
    const below = columns.filter(({ path }) => path[0] === name)
    const [first] = below
    if (first === undefined) continue
    if (below.some(({ isRepeated }) => isRepeated)) throw fault(`holds lists in its column "${name}"`)
    const leaf = below.find(({ path }) => path.length === 1 || path.length === 2 && path[1] === inside)
    if (leaf === undefined) throw fault(`holds other parts than expected in its column "${name}"`)
    return leaf
  }
  return null
}
