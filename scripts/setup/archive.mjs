/**
 * Reads a wheel (a zip archive) without a package: its directory stands at the end, each file is stored or deflated.
 */
import { createReadStream, createWriteStream, openSync, readSync, closeSync, fstatSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { makeFolder } from './files.mjs'

/** @typedef {{ name: string, size: number, packed: number, deflated: boolean, header: number, mode: number }} Entry */

const endSignature = 0x06054b50
const longestEnd = 22 + 0xffff

/** @param {string} file @param {number} position @param {number} length */
function bytesOf(file, position, length) {
  const handle = openSync(file, 'r')
  try {
    const start = position < 0 ? Math.max(0, fstatSync(handle).size + position) : position
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(handle, buffer, 0, length, start))
  } finally {
    closeSync(handle)
  }
}

/** @param {string} file @returns {Entry[]} */
export function listArchive(file) {
  const tail = bytesOf(file, -longestEnd, longestEnd)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || tail.readUInt32LE(end) !== endSignature) throw new Error(`${file} is not a zip archive`)
  const directory = bytesOf(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  const entries = []
  for (let at = 0; at < directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      size: directory.readUInt32LE(at + 24), packed: directory.readUInt32LE(at + 20),
      deflated: directory.readUInt16LE(at + 10) === 8, header: directory.readUInt32LE(at + 42),
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** @param {string} file @param {Entry} entry @param {string} target */
async function extractEntry(file, entry, target) {
  makeFolder(dirname(target))
  const header = bytesOf(file, entry.header, 30)
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const output = createWriteStream(target, { mode: entry.mode || 0o644 })
  if (entry.packed === 0) return void await pipeline([], output)
  const input = createReadStream(file, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 })
  if (entry.deflated) await pipeline(input, createInflateRaw(), output)
  else await pipeline(input, output)
}

/**
 * Extracts the files that `wanted` accepts.
 * @param {string} file @param {string} folder
 * @param {(name: string) => boolean} wanted
 * @param {(done: number, total: number) => void} onProgress in bytes
 */
export async function extractArchive(file, folder, wanted, onProgress) {
  const entries = listArchive(file).filter(({ name }) => !name.endsWith('/') && wanted(name))
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  for (const entry of entries) {
    if (normalize(entry.name).startsWith('..')) throw new Error(`${file} holds a file outside of its folder`)
    await extractEntry(file, entry, join(folder, entry.name))
    done += entry.size
    onProgress(done, total)
  }
}
