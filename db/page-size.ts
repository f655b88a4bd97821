/**
 * SQLite's page size for rows of a given size. A run file holds one mask row per example and snapshot; rows just
 * over half a page waste most of it (up to 47 %), so the size is computed from the row's.
 */

const candidates = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]

/**
 * The record's header and the checksum; and the cell's header with the key, six bytes up to snapshot 1,023, and its
 * pointer.
 */
const rowOverhead = 13
const cellOverhead = 11

/** Bytes of file per row with this page size, by SQLite's rule for table leaf pages (file format, section 1.6). */
export function bytesPerRow(payload: number, pageSize: number): number {
  const record = payload + rowOverhead
  const usable = pageSize - 8
  const mostLocal = pageSize - 35
  if (record <= mostLocal) return pageSize / Math.floor(usable / (record + cellOverhead))
  const leastLocal = Math.floor((pageSize - 12) * 32 / 255) - 23
  const filling = leastLocal + (record - leastLocal) % (pageSize - 4)
  const local = filling <= mostLocal ? filling : leastLocal
  const overflowPages = Math.ceil((record - local) / (pageSize - 4))
  return pageSize / Math.floor(usable / (local + cellOverhead + 4)) + overflowPages * pageSize
}

/** Tables and indices of a run's file, each of which has at least a page (counted by a test). */
const tablesAndIndices = 39

/** Bytes of a run's file before any row of masks is in it. */
export const fileOverhead = (pageSize: number): number => tablesAndIndices * pageSize

/**
 * What a file may take for a row beyond the row itself; inner and begun pages come to it, and all must stay below 5 %.
 */
const affordable = 1.04

/**
 * The largest that wastes at most 4 %, because larger pages write faster (rows of 3,332 bytes: 1.0 ms for 250 with
 * 65,536, 3.5 with 1,024), otherwise whichever wastes least; 4096 without masks.
 */
export function choosePageSize(payload: number): number {
  if (payload === 0) return 4096
  const thrifty = candidates.filter((size) => bytesPerRow(payload, size) <= payload * affordable)
  if (thrifty.length > 0) return Math.max(...thrifty)
  return candidates.reduce((best, size) => (bytesPerRow(payload, size) < bytesPerRow(payload, best) ? size : best))
}

/** Bytes of one example's packed masks of all layers. */
export const maskBytesOf = (layers: readonly { byteLength: number }[]): number =>
  layers.reduce((sum, layer) => sum + layer.byteLength, 0)
