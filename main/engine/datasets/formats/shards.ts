/**
 * Images in tar archives, as WebDataset keeps them:
 *
 *     train-000000.tar, train-000001.tar, …
 *     val-000000.tar, …   or   test-…   or   validation-…
 *
 * An example is the files of one key, which is their name to its first point: `key.jpg` (or jpeg, png) and `key.cls`, a
 * number, or `key.json` with a number "label". Nothing is unpacked: where every image lies is found once, by the heads
 * of the archive's entries, and kept while the archive is as it was.
 */
import { closeSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../../preload/schema/failure'
import { isHiddenName } from '../../../../preload/schema/hidden-names'
import type { Split } from '../format'
import type { Range } from '../records/byte-reader'
import { faultOf, openFile, stateOf, type Fault } from '../records/fault'
import { tarEntries, type PlacedEntry } from '../records/tar-entries'

const prefixes: Record<Split, readonly string[]> = { train: ['train'], test: ['val', 'test', 'validation'] }
const mostClasses = 65_536
const mostLabelBytes = 65_536
const expected =
  'a tar archive, not packed, whose examples are key.jpg, key.jpeg or key.png with key.cls, a number below ' +
  `${mostClasses}, or key.json with a number "label"`

export interface ShardImage extends Range { shard: string; name: string; label: number }

/** The archives of a split, by name; none where there are none. */
export function shardsOf(folder: string, split: Split): string[] {
  if (!(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)) return []
  const archives = readdirSync(folder).filter((name) => /\.tar$/i.test(name) && !isHiddenName(name)).sort()
  const found = prefixes[split].map((prefix) => archives.filter((name) => name.startsWith(`${prefix}-`)))
  return found.find((names) => names.length > 0) ?? []
}

/** All images of a split, in the order of the archives and their entries. @throws Failure naming the archive */
export function shardImages(folder: string, split: Split): ShardImage[] {
  const names = shardsOf(folder, split)
  if (names.length === 0)
    throw new Failure(
      `The folder ${folder} has no ${prefixes[split].map((prefix) => `${prefix}-*.tar`).join(', ')}; ` +
        'expected archives to train on and to test on.'
    )
  return names.flatMap((name) => imagesOf(join(folder, name)))
}

interface Kept { bytes: number; modified: number; images: readonly ShardImage[] }
const kept = new Map<string, Kept>()

function imagesOf(path: string): readonly ShardImage[] {
  const fault = faultOf(path, expected)
  const { bytes, modified } = stateOf(path, fault)
  const before = kept.get(path)
  if (before?.bytes === bytes && before.modified === modified) return before.images
  const { descriptor } = openFile(path, fault)
  try {
    const images = [...examplesIn(descriptor, bytes, fault)].map((example) => imageOf(path, descriptor, example, fault))
    if (images.length === 0) throw fault('holds no example')
    kept.set(path, { bytes, modified, images })
    return images
  } finally {
    closeSync(descriptor)
  }
}

interface Example { key: string; image: PlacedEntry | null; label: PlacedEntry | null }

/** The files of a key stand one after the other. */
function* examplesIn(descriptor: number, bytes: number, fault: Fault): Generator<Example> {
  let example = null as Example | null
  for (const entry of tarEntries(descriptor, bytes, fault)) {
    const name = entry.name.replace(/^\.\//, '')
    if (name.split('/').some(isHiddenName)) continue
    const [, key, ending] = /^((?:.*\/)?[^./]*)\.([^/]*)$/.exec(name) ?? []
    if (key === undefined || ending === undefined) continue
    if (example?.key !== key) {
      if (example !== null) yield example
      example = { key, image: null, label: null }
    }
    if (/^(jpe?g|png)$/i.test(ending)) example.image ??= entry
    if (ending === 'cls' || (ending === 'json' && example.label === null)) example.label = entry
  }
  if (example !== null) yield example
}

function imageOf(shard: string, descriptor: number, { key, image, label }: Example, fault: Fault): ShardImage {
  if (image === null || label === null)
    throw fault(`holds no ${image === null ? 'image' : 'label'} of "${key.slice(-60)}"`)
  if (label.bytes > mostLabelBytes) throw fault(`holds a label of ${label.bytes} bytes`)
  const content = Buffer.alloc(label.bytes)
  readSync(descriptor, content, 0, content.length, label.start)
  const found = labelIn(content.toString('utf8'), label.name.endsWith('.json'))
  if (found === null) throw fault(`gives "${key.slice(-60)}" a label that is none`)
  return { shard, name: image.name, start: image.start, bytes: image.bytes, label: found }
}

function labelIn(text: string, isJson: boolean): number | null {
  const label = isJson ? labelOfJson(text) : /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : null
  return typeof label === 'number' && Number.isInteger(label) && label >= 0 && label < mostClasses ? label : null
}

function labelOfJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'label' in value ? value.label : null
  } catch {
    return null
  }
}
