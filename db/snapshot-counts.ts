/** What was counted of the units and the examples of a snapshot, of each by itself. */
import { checksumsVersion, demandWhole, hashedSelection, type Value } from './checksums'
import type { ReadableDatabase } from './database'
import { fileVersion } from './open'
import { layerTable } from './snapshots'

/** @throws Failure unless what was counted of this layer, or of all, is what was written; an older file cannot tell */
function demandWholeCounts(database: ReadableDatabase, snapshot: number, layer: string | null): void {
  if (fileVersion(database) < checksumsVersion) return
  const rows = database.prepare(`
    SELECT s.name, ${hashedSelection(database, 'snapshot_layers', 'l.')}
    FROM snapshot_layers AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.snapshot = ?${layer === null ? '' : ' AND s.name = ?'}
  `).raw().all(snapshot, ...layer === null ? [] : [layer]) as [string, ...Value[]][]
  for (const [name, ...row] of rows)
    demandWhole(database, row, `what was counted of layer ${name} at snapshot ${snapshot}`)
}

/** In how many examples each unit of a layer is on: uint32 per unit, little-endian. */
export function readOnPerUnit(database: ReadableDatabase, snapshot: number, layer: string): Uint8Array {
  demandWholeCounts(database, snapshot, layer)
  const { name, key } = layerTable(database)
  const counts = database.prepare(`
    SELECT l.on_per_unit, 4 * s.units AS bytes FROM ${name} AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.${key} = ? AND s.name = ?
  `).get(snapshot, layer) as { on_per_unit: Buffer; bytes: number } | undefined
  if (counts === undefined || counts.on_per_unit.length !== counts.bytes)
    throw new Error(`snapshot ${snapshot} holds no counts of the units of "${layer}"`)
  return counts.on_per_unit
}

/** In how many examples one unit is on, by snapshot. */
export function readOnOfUnit(database: ReadableDatabase, layer: string, unit: number): Map<number, number> {
  const { name, key } = layerTable(database)
  const rows = database.prepare(`
    SELECT l.${key} AS snapshot, substr(l.on_per_unit, ?, 4) AS bytes
    FROM ${name} AS l JOIN support_layers AS s ON s.position = l.position WHERE s.name = ?
  `).all(4 * unit + 1, layer) as { snapshot: number; bytes: Buffer }[]
  return new Map(rows.map(({ snapshot, bytes }) => [snapshot, bytes.length === 4 ? bytes.readUInt32LE() : 0]))
}

/** The first version of the run file that has flips of each unit and each example. */
const flipsVersion = 8

/** Flips of each unit of a layer, uint32 per unit; null where the file holds none. */
export function readFlipsPerUnit(
  database: ReadableDatabase, snapshot: number, layer: string
): { onToOff: Uint8Array; offToOn: Uint8Array } | null {
  if (fileVersion(database) < flipsVersion) return null
  demandWholeCounts(database, snapshot, layer)
  const row = database.prepare(`
    SELECT on_to_off_per_unit AS onToOff, off_to_on_per_unit AS offToOn, 4 * s.units AS bytes
    FROM snapshot_layers AS l JOIN support_layers AS s ON s.position = l.position
    WHERE l.snapshot = ? AND s.name = ? AND on_to_off_per_unit IS NOT NULL
  `).get(snapshot, layer) as { onToOff: Buffer; offToOn: Buffer; bytes: number } | undefined
  if (row === undefined) return null
  if (row.onToOff.length !== row.bytes || row.offToOn.length !== row.bytes)
    throw new Error(`snapshot ${snapshot} holds no flips of all units of "${layer}"`)
  return { onToOff: row.onToOff, offToOn: row.offToOn }
}

/** Flips of one unit by snapshot, as far as the file holds them. */
export function readFlipsOfUnit(
  database: ReadableDatabase, layer: string, unit: number
): Map<number, { examples: number; onToOff: number; offToOn: number }> {
  if (fileVersion(database) < flipsVersion) return new Map()
  const rows = database.prepare(`
    SELECT n.snapshot, n.compared_examples AS examples,
      substr(l.on_to_off_per_unit, @from, 4) AS onToOff, substr(l.off_to_on_per_unit, @from, 4) AS offToOn
    FROM snapshots AS n JOIN snapshot_layers AS l ON l.snapshot = n.snapshot
      JOIN support_layers AS s ON s.position = l.position
    WHERE s.name = @layer AND l.on_to_off_per_unit IS NOT NULL AND n.compared_examples IS NOT NULL
  `).all({ layer, from: 4 * unit + 1 }) as { snapshot: number; examples: number; onToOff: Buffer; offToOn: Buffer }[]
  const count = (bytes: Buffer): number => (bytes.length === 4 ? bytes.readUInt32LE() : 0)
  return new Map(rows.map(({ snapshot, examples, onToOff, offToOn }) =>
    [snapshot, { examples, onToOff: count(onToOff), offToOn: count(offToOn) }]))
}

/** Flips of each compared example, of all layers together; null where the file holds none. */
export function readFlipsPerExample(database: ReadableDatabase, snapshot: number): Uint32Array | null {
  if (fileVersion(database) < flipsVersion) return null
  demandWholeCounts(database, snapshot, null)
  const rows = database.prepare(`
    SELECT flips_per_example FROM snapshot_layers WHERE snapshot = ? AND flips_per_example IS NOT NULL
  `).pluck().all(snapshot) as Buffer[]
  if (rows.length === 0) return null
  const sums = new Uint32Array(Math.floor((rows[0]?.length ?? 0) / 4))
  for (const row of rows) {
    if (row.length !== sums.length * 4) throw new Error(`snapshot ${snapshot} holds no flips of all examples`)
    for (let example = 0; example < sums.length; example++)
      sums[example] = (sums[example] ?? 0) + row.readUInt32LE(example * 4)
  }
  return sums
}
