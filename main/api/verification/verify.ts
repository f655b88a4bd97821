/**
 * Recounts everything that a run's file holds: its pages by SQLite's own check, every row by its checksum, every mask
 * by what was counted of it when it was written.
 */
import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ReadableDatabase } from '../../../db/database'
import { demandBounds } from '../../../db/gate/bounds'
import { fileVersion, openRunForChecking } from '../../../db/open'
import { messageOf } from '../../../db/gate/faults'
import { readRunRow, readSupportLayers } from '../../../db/runs'
import { sentenceOf } from '../../../preload/schema/failure'
import { runFileExtension } from '../../../preload/schema/names'
import type { Network } from '../../../preload/schema/network'
import type { SupportLayer } from '../../../preload/schema/run'
import { parametersOf } from '../../engine/networks/parameters'
import { supportLayout } from '../../engine/support/layout'
import { Findings, type Tell, type Verification } from './findings'
import { MaskRecount } from './masks'
import { checkRows } from './rows'
import { checkAnswers, checkStates, checkWeights } from './weights'

/** What SQLite finds is said up to so many times. */
const mostOfPages = 10

/** @param tell is told of the masks that are done, the most of it. Nothing is thrown for what a file holds */
export function verifyFile(path: string, tell: Tell = () => undefined): Verification {
  const findings = new Findings()
  const found = { id: basename(path, runFileExtension), version: 0 }
  try {
    const database = openRunForChecking(path)
    try {
      found.version = fileVersion(database)
      found.id = verify(database, findings, tell) ?? found.id
    } finally {
      database.close()
    }
  } catch (error) {
    findings.add(sentenceOf(error))
  }
  const { damages, unchecked, rows, masks } = findings
  return { ...found, damages, unchecked: [...unchecked], rows, masks }
}

/** @returns the run's id, where that can be read */
function verify(database: ReadableDatabase, findings: Findings, tell: Tell): string | null {
  const attempt = <T>(what: string, work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      findings.add(`${what}: ${messageOf(error)}`)
      return null
    }
  }
  attempt('its pages', () => { checkPages(database, findings) })
  attempt('its size', () => { demandBounds(database, fileVersion(database)) })
  attempt('its rows', () => { checkRows(database, findings) })
  const row = attempt('the run', () => readRunRow(database))
  const layers = attempt('its support layers', () => readSupportLayers(database))
  if (row !== null && layers !== null) {
    attempt('its network', () => { checkNetwork(database, row.topology, layers, findings) })
    attempt('its masks', () => { new MaskRecount(database, layers, findings).all(tell) })
    attempt('its weights', () => { checkWeights(database, row.topology, findings) })
  }
  attempt('its answers', () => { checkAnswers(database, findings) })
  checkStates(database, findings)
  return row?.id ?? null
}

function checkPages(database: ReadableDatabase, findings: Findings): void {
  const said = database.pragma(`integrity_check(${mostOfPages})`) as { integrity_check: string }[]
  for (const { integrity_check: text } of said)
    if (text !== 'ok') findings.add(`its pages: ${text.replaceAll('\n', ' ')}`)
  for (const { table } of database.pragma('foreign_key_check') as { table: string }[])
    findings.add(`table ${table}: a row refers to none`)
}

/** What follows from the network stands in tables of its own. */
function checkNetwork(
  database: ReadableDatabase, network: Network, layers: readonly SupportLayer[], findings: Findings
): void {
  if (!isDeepStrictEqual(layers, supportLayout(network).layers))
    findings.add('the run, its support layers: they are not those of its network')
  if (fileVersion(database) < 9) return
  const stored = database.prepare('SELECT name, shape FROM tensor_shapes').raw().all() as [string, string][]
  const shapes = new Map(parametersOf(network).map(({ name, shape }) => [name, JSON.stringify(shape)]))
  for (const [name, shape] of stored)
    if (shapes.get(name) !== shape) findings.add(`the shape of the array "${name}": it is not that of the network`)
}
