/** Goes through the models, one after the other, and tells how far it is. */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { makeFolder, readJson, remove, writeJson } from '../setup/files.mjs'
import { projectFolder } from '../setup/places.mjs'
import { outcomeOf, python } from './one-model.mjs'
import { isDifferent, keepResult, readResult } from './results.mjs'
import { summary, tableOf, withTable } from './table.mjs'

/** @typedef {import('./results.mjs').Model} Model */
/** @typedef {import('./table.mjs').Row} Row */
/** @typedef {{ out: string, only: string[], report: boolean, again: boolean, list: boolean }} Options */

const page = join(projectFolder, 'docs', 'imports.md')

/** Asked for once in a folder: the list needs PyTorch and TensorFlow to be loaded. @param {Options} options */
async function allModels({ out, again }) {
  const file = join(out, 'models.json')
  const kept = again ? undefined : readJson(file)
  if (Array.isArray(kept)) return /** @type {Model[]} */ (kept)
  /** @type {Model[]} */
  const models = JSON.parse(await python('make_model.py', '--list'))
  writeJson(file, models)
  return models
}

/** @param {Model} model @param {string[]} only */
const isAsked = ({ key, family, name, writer }, only) =>
  only.length === 0 || only.some((word) => [key, family, name, writer].includes(word))

/** @param {Row} row */
function shown({ model, result }) {
  const detail = result.state === 'read' ? figures(result) : result.sentence
  return `${result.state.padEnd(8)} ${model.key}  ${result.seconds.toFixed(0)} s  ${detail}`
}

/** @param {import('./results.mjs').Result & { state: 'read' }} result */
function figures(result) {
  const { logits, exported, exportFault, masks, check } = result
  const word = isDifferent(result) ? 'DIFFERENT: ' : ''
  const worst = masks.worst === null ? '' : `, most in ${masks.worst}`
  return `${word}logits ${logits.toExponential(0)}, export ${exportFault ?? exported?.toExponential(0)}, ` +
    `masks ${masks.fault ?? masks.different} of ${masks.compared}${worst}, ${masks.rounded} within rounding; ${check}`
}

/** @param {number} seconds */
const duration = (seconds) =>
  (seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`)

/** @param {readonly Row[]} rows */
function measured(rows) {
  const seconds = rows.reduce((sum, { result }) => sum + result.seconds, 0)
  const processors = cpus()
  const day = new Date().toISOString().slice(0, 10)
  return `Measured ${day} on ${processors.length} × ${processors[0]?.model.trim() ?? 'processor'}, in ` +
    `${duration(seconds)} all together.`
}

/** @param {Options} options @returns {Promise<number>} the exit code: 1 where a model is read differently */
export async function runMatrix(options) {
  const { out, only, report, again, list } = options
  makeFolder(out)
  const models = await allModels(options)
  const asked = models.filter((model) => isAsked(model, only))
  if (list) {
    for (const { key } of asked) process.stdout.write(`${key}\n`)
    return 0
  }
  if (asked.length === 0) throw new Error(`no model is called ${only.join(' or ')}; --list prints their names`)
  const due = asked.filter(({ key }) => again || readResult(out, key) === null)
  await tryAll(due, out)
  const rows = models.flatMap((model) => {
    const result = readResult(out, model.key)
    return result === null ? [] : [{ model, result }]
  })
  process.stdout.write(`${summary(rows)}\n`)
  if (report) writeFileSync(page, withTable(readFileSync(page, 'utf8'), tableOf(rows, measured(rows))))
  return rows.some(({ result }) => isDifferent(result)) ? 1 : 0
}

/** @param {readonly Model[]} due @param {string} out */
async function tryAll(due, out) {
  const began = performance.now()
  // One of a process: two may go through different models of a folder at once.
  const work = join(out, `work-${process.pid}`)
  process.once('exit', () => remove(work))
  for (const [done, model] of due.entries()) {
    const folder = join(work, model.key)
    const each = (performance.now() - began) / 1000 / Math.max(done, 1)
    const left = done === 0 ? '' : `, ${each.toFixed(0)} s a model, ${duration(each * (due.length - done))} left`
    process.stderr.write(`[${done + 1}/${due.length}] ${model.key}${left}\n`)
    const result = await outcomeOf(model, folder)
    keepResult(out, model.key, result)
    process.stdout.write(`${shown({ model, result })}\n`)
  }
}
